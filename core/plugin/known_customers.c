/* known_customers.c - files of people who were customers before the data begins, as contacts; see host_impl.h. */
#include "core/base/str.h"
#include "core/plugin/content_id.h"
#include "core/plugin/host_impl.h"

static const char *const ID_NAMES[] = {"id", "customer id", "customer number", "contact id", "person id", NULL};
static const char *const EMAIL_NAMES[] = {"email", "email address", "mail", "customer email", NULL};
static const char *const PHONE_NAMES[] = {"phone", "phone number", "mobile", "telephone", NULL};
static const char *const SINCE_NAMES[] = {"customer since", "since",   "first order", "first order date",
                                          "first purchase", "created", "date",        NULL};
static const char *const HEADER_WORDS[] = {"id",    "customer id",    "email", "email address",
                                           "phone", "customer since", "since", NULL};

struct columns {
    int id, email, phone, since;
};

static int find(const struct table *table, const char *const *names)
{
    const struct garner_file file = {.names = table->names, .columns = table->columns};
    return garner_find_column(&file, names);
}

static struct garner_str cell(const struct table *table, int column)
{
    struct garner_str text = column < 0 ? str_of(NULL, 0) : str_trim(table->cells[column]);
    return text.len ? text : str_of(NULL, 0);
}

/* Customers without a date were so before everything. */
static int emit_row(struct host *host, const struct columns *at, struct ordinals *ordinals)
{
    const struct table *table = host->reading->table;
    const struct cell_format format = {0};
    struct error why = {0};
    struct garner_contact contact = {
        .id = cell(table, at->id),
        .person = {.email = cell(table, at->email), .phone = cell(table, at->phone)},
    };
    int code =
        cell_read(host, at->since, cell(table, at->since), GARNER_VALUE_DAY, &format, &contact.customer_since, &why);
    if (code == GARNER_E_DATA && why.code) {
        return garner_row_result(emit_reject(&host->pull, "customer_since", why.message));
    }
    if (code) {
        return why.code ? host_fail(host, code, "%s", why.message) : code;
    }
    if (!contact.id.len && !contact.person.email.len && !contact.person.phone.len) {
        return garner_row_result(emit_reject(&host->pull, "person", "no person: no id, e-mail or phone number"));
    }
    if (contact.customer_since.state != GARNER_SET) {
        contact.customer_since = garner_day(0);
    }
    if (!contact.id.len) {
        unsigned char hash[CONTENT_HASH];
        uint32_t ordinal = content_ordinal(ordinals, record_type(GARNER_RECORD_CONTACT), &contact, hash);
        contact.id = content_id(&host->row_arena, hash, ordinal);
    }
    return garner_row_result(emit_record(&host->pull, GARNER_RECORD_CONTACT, &contact, sizeof contact));
}

/* A bare list of addresses has no header: its first address stands where the name would. */
static bool is_bare_list(const struct table *table)
{
    return table->columns == 1 && table->names[0].len && memchr(table->names[0].ptr, '@', table->names[0].len);
}

static int open_list(struct host *host, struct garner_str path, struct columns *at)
{
    struct garner_file_options options = {.header = 0};
    int code = reading_open(host, path, &options, HEADER_WORDS);
    if (code == 0 && is_bare_list(host->reading->table)) {
        reading_end(host);
        options.header = -1;
        *at = (struct columns){-1, 0, -1, -1};
        return reading_open(host, path, &options, HEADER_WORDS);
    }
    if (code) {
        return code;
    }
    const struct table *table = host->reading->table;
    *at = (struct columns){find(table, ID_NAMES), find(table, EMAIL_NAMES), find(table, PHONE_NAMES),
                           find(table, SINCE_NAMES)};
    bool useful = at->id >= 0 || at->email >= 0 || at->phone >= 0 || table->columns == 0;
    return useful ? 0
                  : host_fail(host, GARNER_E_CONFIG,
                              "known_customers: %s has no column called id, email or phone; name one so", table->path);
}

static int emit_file(struct host *host, struct garner_str path, struct ordinals *ordinals)
{
    struct columns at;
    int code = open_list(host, path, &at);
    while (code == 0 && (code = reading_next(host)) > 0) {
        code = emit_row(host, &at, ordinals);
    }
    reading_end(host);
    return code;
}

int known_customers_emit(struct host *host, const struct garner_node *paths)
{
    struct ordinals ordinals = {0};
    int code = 0;
    for (size_t i = 0; paths && i < paths->count && code == 0; i++) {
        code = emit_file(host, paths->items[i].text, &ordinals);
    }
    ordinals_release(&ordinals);
    return code;
}
