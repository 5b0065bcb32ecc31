/* sides.c - reads the two sides of a referral from a row, and gives them keys; see sides.h. */
#include "sides.h"

enum { KEY_SIZE = 320 };

struct keys {
    char text[2][KEY_SIZE];
    struct garner_str of[2];
};

struct garner_str text_at(const struct garner_row *row, int column)
{
    struct garner_str text = column < 0 ? (struct garner_str){0} : row->cells[column];
    while (text.len && (text.ptr[0] == ' ' || text.ptr[0] == '\t')) {
        text.ptr++;
        text.len--;
    }
    while (text.len && (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\t')) {
        text.len--;
    }
    return text.len ? text : (struct garner_str){0};
}

static bool is_address(struct garner_str text)
{
    return text.len > 2 && memchr(text.ptr + 1, '@', text.len - 2);
}

/* An address under "Referrer" is one, whatever the column's name promises. */
static struct side side_of(struct garner_str id, struct garner_str email, struct garner_str name, const char *space)
{
    struct side side = {.id = id, .email = email, .name = name, .space = space};
    if (!side.email.len && is_address(name)) {
        side.email = name;
    }
    if (!is_address(side.email)) {
        side.email = (struct garner_str){0};
    }
    return side;
}

struct side referrer_of(const struct garner_row *row, const int *at)
{
    struct garner_str id = text_at(row, at[REFERRER_ID]);
    struct garner_str partner = text_at(row, at[PARTNER_ID]);
    return side_of(id.len ? id : partner, text_at(row, at[REFERRER_EMAIL]), text_at(row, at[REFERRER_NAME]),
                   id.len ? "" : "partner:");
}

struct side referred_of(const struct garner_row *row, const int *at)
{
    return side_of(text_at(row, at[REFERRED_ID]), text_at(row, at[REFERRED_EMAIL]), text_at(row, at[REFERRED_NAME]),
                   "");
}

/* prefix and the text in small letters (ASCII), runs of blanks as one; cut where it does not fit. */
static struct garner_str key_of(char out[KEY_SIZE], const char *prefix, struct garner_str text)
{
    size_t len = strlen(prefix);
    memcpy(out, prefix, len);
    for (size_t i = 0; i < text.len && len < KEY_SIZE; i++) {
        char c = text.ptr[i];
        if (c == ' ' && out[len - 1] == ' ') {
            continue;
        }
        out[len++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    return (struct garner_str){out, len};
}

static struct keys *keys_of(struct keys *keys, const struct side *side)
{
    memset(keys->of, 0, sizeof keys->of);
    if (side->email.len) {
        keys->of[0] = key_of(keys->text[0], "mail:", side->email);
    }
    if (side->id.len) {
        keys->of[1] = key_of(keys->text[1], *side->space ? side->space : "id:", side->id);
    }
    if (!side->email.len && !side->id.len && side->name.len) {
        keys->of[0] = key_of(keys->text[0], "name:", side->name);
    }
    return keys;
}

struct node *person_of(struct garner_pull *pull, struct graph *graph, const struct side *side)
{
    struct keys keys;
    return graph_person(pull, graph, keys_of(&keys, side)->of);
}

struct garner_person_ref ref_of(struct garner_pull *pull, const struct side *side)
{
    struct garner_person_ref ref = {.id = side->id, .email = side->email};
    if (side->id.len && *side->space) {
        ref.id = garner_text(garner_format(pull, "%s%.*s", side->space, (int)side->id.len, side->id.ptr));
    } else if (!side->id.len && !side->email.len && side->name.len) {
        struct keys keys;
        struct garner_str key = keys_of(&keys, side)->of[0];
        ref.id = garner_text(garner_format(pull, "%.*s", (int)key.len, key.ptr));
    }
    return ref;
}

/* An id is the surest, where there is one. */
uint64_t side_hash(const struct side *side, uint64_t seed)
{
    struct keys keys;
    const struct garner_str *of = keys_of(&keys, side)->of;
    return garner_hash(of[1].len ? of[1] : of[0], seed);
}
