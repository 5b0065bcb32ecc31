/* resolve_alias.c - `campaigns:` of the configuration: what an alias matches it takes, in the order of the file, across
 * sources, and also campaigns that have ids of their own; with from and to only the facts of those days. */
#include "core/store/resolve.h"
#include "core/base/str.h"

/* One text of `match:`, or the alias's own name. */
struct pattern {
    size_t alias;
    struct garner_str folded;
    const char *glob; /* NULL = to be equal, folded */
};

static bool is_glob(struct garner_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '*' || text.ptr[i] == '?' || text.ptr[i] == '[') {
            return true;
        }
    }
    return false;
}

static bool fits_text(const struct pattern *p, struct garner_str text, struct garner_str folded)
{
    if (!text.len) {
        return false;
    }
    return p->glob ? str_glob(p->glob, text) : str_compare(p->folded, folded) == 0;
}

static bool fits(const struct pattern *p, const struct campaign_name *n)
{
    return fits_text(p, n->native_id, n->folded_id) || fits_text(p, n->name, n->folded) ||
           fits_text(p, n->utm_campaign, n->folded_utm);
}

/* Gives the alias those of the days from … until that no earlier one has taken. */
static void take_days(struct resolution *r, struct campaign_name *n, const struct resolved_span *taken)
{
    struct resolved_span *spans = arena_alloc(&r->arena, (3 * n->span_count) * sizeof *spans);
    size_t count = 0;
    for (size_t i = 0; i < n->span_count; i++) {
        struct resolved_span old = n->spans[i], middle = *taken;
        middle.from = middle.from > old.from ? middle.from : old.from;
        middle.until = middle.until < old.until ? middle.until : old.until;
        if (old.campaign != NO_CAMPAIGN || middle.from > middle.until) {
            spans[count++] = old;
            continue;
        }
        if (old.from < middle.from) {
            spans[count] = old;
            spans[count++].until = middle.from - 1;
        }
        spans[count++] = middle;
        if (old.until > middle.until) {
            spans[count] = old;
            spans[count++].from = middle.until + 1;
        }
    }
    n->spans = spans;
    n->span_count = count;
}

static int32_t campaign_of(struct resolution *r, const struct campaign_alias *alias)
{
    int32_t index = resolution_campaign(r, garner_text(alias->name));
    struct resolved_campaign *c = &r->campaigns[index];
    c->alias = alias;
    c->name = c->key;
    c->channel = alias->channel;
    return index;
}

static void apply(struct resolution *r, const struct campaign_alias *alias, struct campaign_name *n)
{
    int32_t campaign = campaign_of(r, alias);
    if (!alias->from.state && !alias->to.state) {
        n->campaign = campaign;
        n->how = RESOLVED_ALIAS;
        return;
    }
    struct resolved_span taken = {alias->from.state ? alias->from.day : DAY_MIN,
                                  alias->to.state ? alias->to.day : DAY_MAX, campaign, RESOLVED_ALIAS};
    take_days(r, n, &taken);
}

static size_t list_patterns(struct resolution *r, struct pattern *patterns)
{
    size_t count = 0;
    for (size_t i = 0; i < r->config->campaign_count; i++) {
        const struct campaign_alias *alias = &r->config->campaigns[i];
        patterns[count++] = (struct pattern){i, resolution_fold(r, garner_text(alias->name)), NULL};
        for (size_t k = 0; k < alias->match.count; k++) {
            struct garner_str text = alias->match.items[k];
            bool glob = is_glob(text);
            patterns[count++] = (struct pattern){i, resolution_fold(r, text),
                                                 glob ? arena_strndup(&r->arena, text.ptr, text.len) : NULL};
        }
    }
    return count;
}

static void resolve_one(struct resolution *r, const struct pattern *patterns, size_t count, struct campaign_name *n)
{
    size_t done = SIZE_MAX;
    for (size_t i = 0; i < count && n->how == RESOLVED_NOT; i++) {
        if (patterns[i].alias != done && fits(&patterns[i], n)) {
            apply(r, &r->config->campaigns[patterns[i].alias], n);
            done = patterns[i].alias;
        }
    }
}

/* What only the configuration knows of has no reference, but a cost: its campaign is there before any fact is. */
static void make_declared(struct resolution *r)
{
    for (size_t i = 0; i < r->config->campaign_count; i++) {
        const struct campaign_alias *alias = &r->config->campaigns[i];
        if (alias->costs || alias->no_cost) {
            int32_t index = campaign_of(r, alias);
            r->campaigns[index].has_cost = true;
        }
    }
}

void resolve_aliases(struct resolution *r)
{
    size_t texts = r->config->campaign_count;
    for (size_t i = 0; i < r->config->campaign_count; i++) {
        texts += r->config->campaigns[i].match.count;
    }
    struct pattern *patterns = arena_calloc(&r->arena, texts + 1, sizeof *patterns);
    size_t count = list_patterns(r, patterns);
    for (size_t i = 0; i < r->count; i++) {
        resolve_one(r, patterns, count, &r->names[i]);
    }
    make_declared(r);
}
