/* people.c - recognises a person again; see people.h. */
#include "people.h"

/* ---- names and addresses ---- */

struct garner_str folded(struct garner_pull *pull, struct garner_str text, char separator)
{
    char *out = garner_alloc(pull, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool gap = c == ' ' || c == '\t' || c == '_' || c == '-';
        if (!gap) {
            out[len++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        } else if (len > 0 && out[len - 1] != separator) {
            out[len++] = separator;
        }
    }
    len -= len > 0 && out[len - 1] == separator;
    return (struct garner_str){out, len};
}

/* An address's letters; only blanks around it do not count. */
static struct garner_str small_letters(struct garner_pull *pull, struct garner_str text)
{
    char *out = garner_alloc(pull, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        out[i] = (char)(text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? text.ptr[i] + ('a' - 'A') : text.ptr[i]);
    }
    return (struct garner_str){out, text.len};
}

static bool is_address(struct garner_str email)
{
    return email.len > 2 && memchr(email.ptr + 1, '@', email.len - 2);
}

static bool is_role(struct garner_str email)
{
    static const char *const roles[] = {"noreply",  "donotreply", "info",    "sales",  "contact",      "kontakt",
                                        "office",   "admin",      "support", "hello",  "mail",         "service",
                                        "team",     "marketing",  "post",    "events", "registration", "hallo",
                                        "vertrieb", "ventes",     "ventas",  "buero",  "welcome",      NULL};
    const char *at = memchr(email.ptr, '@', email.len);
    struct garner_str local = {email.ptr, (size_t)(at - email.ptr)};
    for (size_t i = 0; roles[i]; i++) {
        if (garner_same_name(local, roles[i])) {
            return true;
        }
    }
    return false;
}

static bool email_identifies(const struct visitor *visitor)
{
    return is_address(visitor->email) && (!visitor->name.len || !is_role(visitor->email));
}

/* ---- people ---- */

static struct garner_str name_key(struct garner_pull *pull, const struct visitor *visitor)
{
    struct garner_str name = folded(pull, visitor->name, ' '), company = folded(pull, visitor->company, ' ');
    return garner_text(garner_format(pull, "name:%.*s|%.*s", (int)name.len, name.ptr, (int)company.len, company.ptr));
}

/* The keys of a row, the surest first; returns how many. */
static size_t keys_of(struct garner_pull *pull, const struct visitor *visitor, struct garner_str keys[2])
{
    size_t n = 0;
    if (email_identifies(visitor)) {
        keys[n++] = small_letters(pull, visitor->email);
    }
    if (visitor->badge.len) {
        keys[n++] = garner_text(garner_format(pull, "badge:%.*s", (int)visitor->badge.len, visitor->badge.ptr));
    }
    if (n == 0 && visitor->name.len) {
        keys[n++] = name_key(pull, visitor);
    }
    struct garner_str phone = visitor->mobile.len ? visitor->mobile : visitor->phone;
    if (n == 0 && phone.len) {
        keys[n++] = garner_text(garner_format(pull, "phone:%.*s", (int)phone.len, phone.ptr));
    }
    return n;
}

struct person *person_of(struct garner_pull *pull, struct garner_index *people, const struct visitor *visitor,
                         uint64_t show)
{
    struct garner_str keys[2];
    size_t count = keys_of(pull, visitor, keys);
    struct person *person = NULL;
    for (size_t i = 0; i < count && !person; i++) {
        person = *garner_index_at(pull, people, keys[i]);
    }
    if (!person && count > 0) {
        person = garner_alloc_pull(pull, sizeof *person);
        unsigned long long hash = garner_hash(keys[0], show);
        person->key = garner_kept(pull, garner_text(garner_format(pull, "%016llx", hash)));
    }
    for (size_t i = 0; i < count; i++) {
        void **known = garner_index_at(pull, people, keys[i]);
        *known = *known ? *known : person;
    }
    return person;
}

struct garner_person_ref person_ref(struct garner_pull *pull, const struct visitor *visitor)
{
    struct garner_person_ref ref = {.id = visitor->badge, .phone = visitor->mobile};
    bool known = email_identifies(visitor) || visitor->badge.len;
    if (is_address(visitor->email)) {
        ref.email = visitor->email;
    }
    if (!known && visitor->name.len) {
        ref.id = name_key(pull, visitor);
    } else if (!known && !ref.phone.len) {
        ref.phone =
            visitor->phone; /* a company's number belongs to all who work there: only where nothing else says who */
    }
    return ref;
}
