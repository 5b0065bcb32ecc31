/* persons_companies.c - `grain: company`: whoever belongs to one account, or has a mailbox of one company, is one.
 * Called by persons.c after persons are joined, so that the rest of garner counts companies where it counted persons.
 *
 * Accounts are told apart by their id within one identity space. Domains are keyed hashes; people.c notes those of
 * addresses, an account's own is hashed here. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/store/persons.h"

/* A reference that belongs to something. */
struct link {
    int64_t key;
    uint32_t ref;
};
struct links {
    struct link *items;
    size_t count, cap;
};

static void add_link(struct components *c, struct links *links, int64_t key, int64_t ref)
{
    if (!components_marked(c, c->live, ref)) {
        return;
    }
    if (links->count == links->cap) {
        links->cap = links->cap ? 2 * links->cap : 1024;
        links->items = xreallocarray(links->items, links->cap, sizeof *links->items);
    }
    links->items[links->count++] = (struct link){key, (uint32_t)ref};
}

/* ---- accounts ---- */

/* What people write where there is no company. */
static bool says_nothing(struct garner_str account)
{
    static const char *const words[] = {
        "-",      "--",    "n/a",           "na",        "none",    "unknown", "private", "self",
        "privat", "keine", "self-employed", "freelance", "student", "test",    "null",    "unemployed",
        NULL};
    for (size_t i = 0; words[i]; i++) {
        if (str_is_nocase(account, words[i])) {
            return true;
        }
    }
    return account.len == 0;
}

static int64_t account_key(const struct components *c, const char *identity_space, struct garner_str account)
{
    char *space = xasprintf("account:%s", identity_space);
    struct identity_hash hash =
        identity_hash(c->store->identity_key, IDENTITY_NATIVE, str_of(space, strlen(space)), account);
    int64_t key;
    memcpy(&key, hash.bytes, sizeof key);
    free(space);
    return key;
}

/* The host in "https://www.acme.com/de", as addresses have it. */
static struct garner_str host_in(struct garner_str site)
{
    for (size_t i = 0; i + 3 <= site.len; i++) {
        if (memcmp(site.ptr + i, "://", 3) == 0) {
            site = str_of(site.ptr + i + 3, site.len - i - 3);
            break;
        }
    }
    const char *slash = site.len ? memchr(site.ptr, '/', site.len) : NULL;
    site = slash ? str_of(site.ptr, (size_t)(slash - site.ptr)) : site;
    bool www = site.len > 4 && str_is_nocase(str_of(site.ptr, 4), "www.");
    return str_trim(www ? str_of(site.ptr + 4, site.len - 4) : site);
}

static bool domain_key(const struct components *c, struct garner_str site, int64_t *key)
{
    struct buf address, normal;
    struct garner_str host = host_in(site);
    buf_init(&address, 1 << 16);
    buf_init(&normal, 1 << 16);
    buf_adds(&address, "x@");
    buf_addstr(&address, host);
    bool found = host.len && identity_email(&normal, buf_str(&address)) &&
                 identity_domain(c->store->identity_key, buf_str(&normal), key);
    buf_release(&address);
    buf_release(&normal);
    return found;
}

static const char accounts_sql[] =
    "SELECT identity_space(s.name), t.account, t.who, a.domain FROM (SELECT source, account, who FROM fact_contact"
    "  UNION ALL SELECT source, account, who FROM fact_lead UNION ALL SELECT source, account, who FROM fact_deal"
    "  UNION ALL SELECT c.source, d.account, c.who FROM fact_deal_contact c"
    "   JOIN fact_deal d ON d.source = c.source AND d.id = c.deal_id) t JOIN source s ON s.id = t.source"
    " LEFT JOIN (SELECT identity_space(n.name) AS space, f.id, max(f.domain) AS domain FROM fact_account f"
    "  JOIN source n ON n.id = f.source GROUP BY 1, 2) a ON a.space = identity_space(s.name) AND a.id = t.account"
    " WHERE t.account <> '' AND t.who > 0";

static int link_accounts(struct components *c, struct links *links, struct error *error)
{
    sqlite3_stmt *s;
    int code = store_prepare(c->store, accounts_sql, &s, error);
    int row = code ? code : store_step(c->store, s, error);
    for (; row > 0; row = store_step(c->store, s, error)) {
        struct garner_str account = str_trim(column_str(s, 1));
        int64_t domain, who = sqlite3_column_int64(s, 2);
        if (says_nothing(account)) {
            continue;
        }
        add_link(c, links, account_key(c, (const char *)sqlite3_column_text(s, 0), account), who);
        if (column_str(s, 3).len && domain_key(c, column_str(s, 3), &domain)) {
            add_link(c, links, domain, who);
        }
    }
    sqlite3_finalize(s);
    return row;
}

/* ---- mailboxes ---- */

static int link_domains(struct components *c, struct links *links, struct error *error)
{
    sqlite3_stmt *s;
    int code = store_prepare(c->store, "SELECT ref, domain FROM company_domain", &s, error);
    int row = code ? code : store_step(c->store, s, error);
    for (; row > 0; row = store_step(c->store, s, error)) {
        add_link(c, links, sqlite3_column_int64(s, 1), sqlite3_column_int64(s, 0));
    }
    sqlite3_finalize(s);
    return row;
}

static int by_key(const void *a, const void *b)
{
    const struct link *x = a, *y = b;
    return x->key != y->key ? (x->key > y->key) - (x->key < y->key) : (x->ref > y->ref) - (x->ref < y->ref);
}

int components_join_companies(struct components *c, struct error *error)
{
    struct links links = {0};
    if (!c->config->rules.company) {
        return 0;
    }
    int code = link_accounts(c, &links, error);
    code = code ? code : link_domains(c, &links, error);
    if (links.count) {
        qsort(links.items, links.count, sizeof *links.items, by_key);
    }
    for (size_t i = 1; i < links.count && !code; i++) {
        if (links.items[i].key == links.items[i - 1].key) {
            components_join(c, links.items[i - 1].ref, links.items[i].ref);
        }
    }
    free(links.items);
    return code;
}
