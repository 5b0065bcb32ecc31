/* campaigns_link.c - `garner campaigns link A B`: what is known as A and what is known as B become one campaign, by an
 * alias in campaigns.yaml beside the configuration. Called by campaigns.c. The alias matches whatever the sources call
 * either of them, and is refused where it would take in a third. */
#include "core/cmd/campaigns_link.h"
#include "core/base/buf.h"
#include "core/base/str.h"

/* How a source refers to a campaign; or that there is a campaign, whether a source speaks of it or not. */
struct reference {
    const char *key, *campaign;
    bool of_source;
    struct garner_str texts[3]; /* name, utm_campaign, native id */
};

struct link {
    struct cli *cli;
    struct reference *references;
    size_t count;
    struct garner_str *match; /* what the alias is to match */
    size_t match_count;
};

static const char references_sql[] =
    "SELECT campaign_key, campaign, 1, name, utm_campaign, native_id FROM campaign_names"
    " UNION SELECT campaign_key, campaign, 0, NULL, NULL, NULL FROM campaigns ORDER BY 2, 1, 3, 4, 5, 6";

static int load(struct link *link, struct store *store, struct error *error)
{
    struct arena *arena = &link->cli->arena;
    struct query *query;
    size_t room = 0;
    int row = store_query(store, garner_text(references_sql), NULL, 0, &query, error);
    if (row < 0) {
        return row;
    }
    while ((row = query_step(query, error)) > 0) {
        if (link->count == room) {
            struct reference *grown = arena_calloc(arena, room ? 2 * room : 256, sizeof *grown);
            if (room) {
                memcpy(grown, link->references, room * sizeof *grown);
            }
            room = room ? 2 * room : 256;
            link->references = grown;
        }
        struct reference *reference = &link->references[link->count++];
        struct garner_str key = query_cell(query, 0).text, campaign = query_cell(query, 1).text;
        reference->key = arena_strndup(arena, key.ptr, key.len);
        reference->campaign = arena_strndup(arena, campaign.ptr, campaign.len);
        reference->of_source = query_cell(query, 2).integer != 0;
        for (size_t i = 0; i < 3; i++) {
            reference->texts[i] = arena_str(arena, query_cell(query, 3 + i).text);
        }
    }
    query_close(query);
    return row;
}

/* ---- which campaign is meant ---- */

static bool same_folded(struct garner_str a, struct garner_str b)
{
    struct buf folded[2];
    buf_init(&folded[0], 1 << 16);
    buf_init(&folded[1], 1 << 16);
    str_fold(&folded[0], a);
    str_fold(&folded[1], b);
    bool same = a.len && b.len && garner_same(buf_str(&folded[0]), buf_str(&folded[1]));
    buf_release(&folded[0]);
    buf_release(&folded[1]);
    return same;
}

/* Its key; its name; its name written otherwise; any name a source has for it. */
enum { BY_KEY, BY_NAME, BY_FOLDED_NAME, BY_REFERENCE, WAYS };

static bool is_meant(const struct reference *reference, struct garner_str word, int way)
{
    switch (way) {
    case BY_KEY:
        return str_is(word, reference->key);
    case BY_NAME:
        return str_is(word, reference->campaign);
    case BY_FOLDED_NAME:
        return same_folded(word, garner_text(reference->campaign));
    default:
        return same_folded(word, reference->texts[0]) || same_folded(word, reference->texts[1]) ||
               same_folded(word, reference->texts[2]);
    }
}

static void unknown(const struct link *link, const char *word)
{
    const char **names = arena_calloc(&link->cli->arena, 4 * link->count + 1, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < link->count; i++) {
        names[count++] = link->references[i].campaign;
        for (size_t k = 0; k < 3; k++) {
            struct garner_str text = link->references[i].texts[k];
            if (text.len) {
                names[count++] = text.ptr;
            }
        }
    }
    const char *near = str_closest(garner_text(word), names);
    cli_usage(link->cli, "campaigns link: there is no campaign \"%s\"%s%s%s", word, near ? "; did you mean \"" : "",
              near ? near : "", near ? "\"?" : "; `garner campaigns` lists them");
}

/* How many campaigns are meant so; *found is the last of them, *names has them all. A campaign's references stand
 * together. */
static size_t find_so(const struct link *link, const char *word, int way, const struct reference **found,
                      const char **names)
{
    size_t count = 0;
    *names = "";
    for (size_t i = 0; i < link->count; i++) {
        const struct reference *reference = &link->references[i];
        bool again = count > 0 && strcmp((*found)->key, reference->key) == 0;
        if (!again && is_meant(reference, garner_text(word), way)) {
            *names = arena_printf(&link->cli->arena, "%s%s\"%s\"", *names, count ? ", " : "", reference->key);
            *found = reference;
            count++;
        }
    }
    return count;
}

/* The one campaign meant by word; NULL after saying that there is none, or several. */
static const struct reference *find(const struct link *link, const char *word)
{
    for (int way = 0; way < WAYS; way++) {
        const struct reference *found = NULL;
        const char *names;
        size_t count = find_so(link, word, way, &found, &names);
        if (count > 1) {
            cli_usage(link->cli, "campaigns link: \"%s\" can be any of %s; name one of them so", word, names);
        }
        if (count > 0) {
            return count == 1 ? found : NULL;
        }
    }
    unknown(link, word);
    return NULL;
}

/* ---- what the alias matches ---- */

static bool is_glob(struct garner_str text)
{
    return text.len &&
           (memchr(text.ptr, '*', text.len) || memchr(text.ptr, '?', text.len) || memchr(text.ptr, '[', text.len));
}

/* As campaigns are matched: exact but for case and separators, or a glob. */
static bool fits(struct garner_str pattern, const char *glob, const struct reference *reference)
{
    for (size_t i = 0; i < 3; i++) {
        struct garner_str text = reference->texts[i];
        if (text.len && (is_glob(pattern) ? str_glob(glob, text) : same_folded(pattern, text))) {
            return true;
        }
    }
    return false;
}

/* A third campaign that the pattern would take in; NULL where there is none. */
static const struct reference *third(const struct link *link, struct garner_str pattern, const struct reference *a,
                                     const struct reference *b)
{
    const char *glob = arena_strndup(&link->cli->arena, pattern.ptr, pattern.len);
    for (size_t i = 0; i < link->count; i++) {
        const struct reference *reference = &link->references[i];
        if (strcmp(reference->key, a->key) != 0 && strcmp(reference->key, b->key) != 0 &&
            fits(pattern, glob, reference)) {
            return reference;
        }
    }
    return NULL;
}

/* What is a glob by accident is taken by its letters. */
static struct garner_str literal(const struct link *link, struct garner_str text)
{
    char *out = arena_alloc(&link->cli->arena, 2 * text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (is_glob(text) && strchr("*?[\\", text.ptr[i])) {
            out[len++] = '\\';
        }
        out[len++] = text.ptr[i];
    }
    out[len] = '\0';
    return str_of(out, len);
}

static void match_add(struct link *link, struct garner_str pattern)
{
    for (size_t i = 0; i < link->match_count; i++) {
        if (garner_same(link->match[i], pattern)) {
            return;
        }
    }
    link->match[link->match_count++] = pattern;
}

static bool is_matched(const struct link *link, const struct reference *reference)
{
    for (size_t i = 0; i < link->match_count; i++) {
        const char *glob = arena_strndup(&link->cli->arena, link->match[i].ptr, link->match[i].len);
        if (fits(link->match[i], glob, reference)) {
            return true;
        }
    }
    return false;
}

/* A text of the reference that means neither a third campaign nor is there already; false after saying that there is
 * none. */
static bool match_reference(struct link *link, const struct reference *reference, const struct reference *other)
{
    const struct reference *taken = NULL;
    for (size_t k = 0; k < 3; k++) {
        struct garner_str pattern = literal(link, reference->texts[k]);
        const struct reference *also = pattern.len ? third(link, pattern, reference, other) : NULL;
        taken = also ? also : taken;
        if (pattern.len && !also) {
            match_add(link, pattern);
            return true;
        }
    }
    if (taken) {
        cli_usage(link->cli, "campaigns link: what a source calls \"%s\" also means \"%s\" (%s)", reference->campaign,
                  taken->campaign, taken->key);
    } else {
        cli_usage(link->cli, "campaigns link: \"%s\" has no name that an alias could match", reference->campaign);
    }
    return false;
}

/* A text for every way in which a source refers to `which`. */
static bool match_campaign(struct link *link, const struct reference *which, const struct reference *other)
{
    for (size_t i = 0; i < link->count; i++) {
        const struct reference *reference = &link->references[i];
        if (strcmp(reference->key, which->key) == 0 && reference->of_source && !is_matched(link, reference) &&
            !match_reference(link, reference, other)) {
            return false;
        }
    }
    return true;
}

/* ---- what the configuration says already ---- */

static const struct campaign_alias *alias_named(const struct link *link, const char *name)
{
    const struct config *config = link->cli->config;
    for (size_t i = 0; i < config->campaign_count; i++) {
        if (strcmp(config->campaigns[i].name, name) == 0) {
            return &config->campaigns[i];
        }
    }
    return NULL;
}

static bool says_more(const struct campaign_alias *alias)
{
    return alias->channel || alias->audience || alias->brand || alias->from.state || alias->to.state ||
           alias->segment.len || alias->region.len || alias->kind.len || alias->no_cost || alias->costs;
}

static bool may_change(const struct link *link, const struct campaign_alias *a, const struct campaign_alias *b,
                       const char *other)
{
    const struct campaign_alias *fixed = b && b->line ? b : a && a->line ? a : NULL;
    if (fixed) {
        cli_usage(link->cli,
                  "campaigns link: %s:%u has \"%s\" under campaigns: already; add \"%s\" to its match: there",
                  link->cli->config->path, (unsigned)fixed->line, fixed->name, other);
    } else if (a && says_more(a)) {
        cli_usage(link->cli,
                  "campaigns link: campaigns.yaml says more of \"%s\" than what it matches; put both in one there",
                  a->name);
    }
    return !fixed && !(a && says_more(a));
}

/* ---- the verb ---- */

/* Whether the alias may be called so: it matches by its own name too. */
static bool may_be_called(const struct link *link, const struct reference *a, const struct reference *b,
                          const char *name)
{
    const struct reference *also = third(link, garner_text(name), a, b);
    if (alias_named(link, name)) {
        cli_usage(link->cli, "campaigns link: \"%s\" is an alias of its own; call it otherwise with --name", name);
    } else if (also) {
        cli_usage(link->cli, "campaigns link: \"%s\" also means \"%s\" (%s); call it otherwise with --name", name,
                  also->campaign, also->key);
    }
    return !alias_named(link, name) && !also;
}

/* Fills in what the alias is to match; false after saying why it cannot be. */
static bool plan(struct link *link, const struct reference *a, const struct reference *b, const char *name)
{
    const struct campaign_alias *old = alias_named(link, a->key), *into = alias_named(link, b->key);
    if (strcmp(a->key, b->key) == 0) {
        cli_usage(link->cli, "campaigns link: they are one campaign already, \"%s\"", a->campaign);
        return false;
    }
    if (!may_change(link, old, into, into && into->line ? a->campaign : b->campaign) ||
        (!into && !may_be_called(link, a, b, name))) {
        return false;
    }
    link->match = arena_calloc(&link->cli->arena, link->count + (old ? old->match.count : 0), sizeof *link->match);
    for (size_t i = 0; old && i < old->match.count; i++) {
        match_add(link, old->match.items[i]);
    }
    return match_campaign(link, a, b) && (into || match_campaign(link, b, a));
}

static int write(struct link *link, const struct reference *a, const struct reference *b, const char *name)
{
    const struct campaign_alias *old = alias_named(link, a->key);
    struct error error = {0};
    struct garner_strs match = {link->match, link->match_count};
    if (config_join_campaigns(link->cli->config, name, old ? old->name : NULL, match, &error) < 0) {
        return cli_fail(link->cli, &error);
    }
    fprintf(link->cli->out, "\"%s\" and \"%s\" are one campaign, \"%s\": %s/campaigns.yaml says so\n", a->campaign,
            b->campaign, name, link->cli->config->dir);
    return EXIT_OK;
}

static int link_both(struct link *link)
{
    const struct reference *a = find(link, link->cli->arguments[1]);
    const struct reference *b = a ? find(link, link->cli->arguments[2]) : NULL;
    if (!b) {
        return EXIT_USAGE;
    }
    const char *given = cli_get(link->cli, "name"), *name = given ? given : b->campaign;
    if (given && alias_named(link, b->key)) {
        return cli_usage(link->cli, "campaigns link: \"%s\" has its name from campaigns.yaml; change it there",
                         b->campaign);
    }
    return plan(link, a, b, name) ? write(link, a, b, name) : EXIT_USAGE;
}

int campaigns_link(struct cli *cli)
{
    struct link link = {.cli = cli};
    struct error error = {0};
    int code = EXIT_OK;
    if (cli->argument_count != 3) {
        return cli_usage(cli, "campaigns link: name two campaigns, each in quotes where it has blanks");
    }
    struct store *store = cli_fresh_store(cli, &code);
    if (!store) {
        return code;
    }
    code = load(&link, store, &error);
    store_close(store);
    return code < 0 ? cli_fail(cli, &error) : link_both(&link);
}
