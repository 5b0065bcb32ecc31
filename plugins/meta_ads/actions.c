/* actions.c - what Meta claims to have achieved, from `actions` and `action_values`.
 *
 * One purchase stands there under many names at once: omni_purchase (everywhere), purchase (all of Meta's tools), and
 * one for the pixel, the app, the shop. They overlap, so an action is read from the widest name that is there. Each has
 * a count for every attribution window; a view that counts as well as a click counts as the click, so that one window
 * of clicks and one of views add up. */
#include "meta_ads.h"

/* ---- attribution windows ---- */

static const struct {
    const char *name;
    char kind; /* windows of one kind overlap */
} windows[] = {{"1d_click", 'c'}, {"7d_click", 'c'}, {"28d_click", 'c'}, {"1d_ev", 'e'}, {"1d_view", 'v'}};
enum { WINDOWS = sizeof windows / sizeof *windows };

static bool is_wanted(const struct config *config, const char *window)
{
    for (size_t i = 0; i < config->attribution.count; i++) {
        if (garner_same(config->attribution.items[i], garner_text(window))) {
            return true;
        }
    }
    return false;
}

static int window_named(struct garner_str name)
{
    for (int i = 0; i < WINDOWS; i++) {
        if (garner_same(name, garner_text(windows[i].name))) {
            return i;
        }
    }
    return -1;
}

int check_attribution(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    const char *seen[128] = {NULL};
    for (size_t i = 0; i < config->attribution.count; i++) {
        struct garner_str name = config->attribution.items[i];
        int at = window_named(name);
        if (at < 0) {
            return garner_fail(pull, GARNER_E_CONFIG,
                               "attribution: \"%.*s\" is none of 1d_click, 7d_click, 28d_click, 1d_ev, 1d_view",
                               (int)name.len, name.ptr);
        }
        const char **other = &seen[(int)windows[at].kind];
        if (*other) {
            return garner_fail(pull, GARNER_E_CONFIG,
                               "attribution: %s and %s overlap; name one window each of clicks, views, engaged views",
                               *other, windows[at].name);
        }
        *other = windows[at].name;
    }
    return 0;
}

struct garner_str attribution_text(struct garner_pull *pull, const char *quote, const char *between)
{
    const struct config *config = pull->config;
    const char *text = "";
    for (int i = 0; i < WINDOWS; i++) {
        if (is_wanted(config, windows[i].name)) {
            text = garner_format(pull, "%s%s%s%s%s", text, *text ? between : "", quote, windows[i].name, quote);
        }
    }
    return garner_text(text);
}

/* ---- one action ---- */

static int add(struct garner_pull *pull, const char *path, int64_t n, int64_t *total)
{
    return __builtin_add_overflow(*total, n, total) ? garner_reject(pull, path, "the number is too large") : 0;
}

/* Without windows: the count by the account's own setting. Windows that counted nothing are left out by Meta. */
static int add_windows(struct garner_pull *pull, const struct garner_node *entry, int64_t *total)
{
    const struct config *config = pull->config;
    struct garner_amount amount = {0};
    if (!config->attribution.count) {
        int code = garner_amount_at(pull, entry, "value", &amount);
        return code ? code : add(pull, "value", amount.millionths, total);
    }
    for (int i = 0; i < WINDOWS; i++) {
        amount = (struct garner_amount){0};
        int code = is_wanted(config, windows[i].name) ? garner_amount_at(pull, entry, windows[i].name, &amount) : 0;
        code = code ? code : add(pull, windows[i].name, amount.millionths, total);
        if (code) {
            return code;
        }
    }
    return 0;
}

static const struct garner_node *entry_of(const struct garner_node *list, const char *type)
{
    for (size_t i = 0; list && list->kind == GARNER_LIST && i < list->count; i++) {
        if (garner_same(garner_text_at(&list->items[i], "action_type"), garner_text(type))) {
            return &list->items[i];
        }
    }
    return NULL;
}

/* Prefix and suffix around an action's name, the widest first. The narrow ones do not overlap each other. */
static const struct name {
    const char *before, *after;
    bool wide;
} names[] = {{"omni_", "", true},
             {"", "", true},
             {"offsite_conversion.fb_pixel_", "", false},
             {"app_custom_event.fb_mobile_", "", false},
             {"onsite_conversion.", "", false},
             {"onsite_conversion.", "_grouped", false}};

/* Millionths of what an action counts in a list; 0 where it is not there. */
static int count_action(struct garner_pull *pull, const struct garner_node *list, struct garner_str action,
                        int64_t *total)
{
    *total = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *type =
            garner_format(pull, "%s%.*s%s", names[i].before, (int)action.len, action.ptr, names[i].after);
        const struct garner_node *entry = entry_of(list, type);
        int code = entry ? add_windows(pull, entry, total) : 0;
        if (code || (entry && names[i].wide)) {
            return code;
        }
    }
    return 0;
}

static enum garner_date_basis basis_of(const struct config *config)
{
    if (garner_same(config->action_report_time, garner_text("conversion"))) {
        return GARNER_BASIS_CONVERSION;
    }
    return garner_same(config->action_report_time, garner_text("impression")) ? GARNER_BASIS_IMPRESSION
                                                                              : GARNER_BASIS_OTHER;
}

int emit_claims(struct garner_pull *pull, const struct garner_node *row, const struct garner_spend *spend)
{
    const struct config *config = pull->config;
    const struct garner_node *counts = garner_at(row, "actions"), *values = garner_at(row, "action_values");
    for (size_t i = 0; i < config->actions.count && (counts || values); i++) {
        int64_t count = 0, value = 0;
        int code = count_action(pull, counts, config->actions.items[i], &count);
        code = code ? code : count_action(pull, values, config->actions.items[i], &value);
        if (code == 0 && (count || value)) {
            struct garner_claim claim = {.campaign = spend->campaign,
                                         .day = spend->day,
                                         .action = config->actions.items[i],
                                         .window = attribution_text(pull, "", "+"),
                                         .breakdown = spend->breakdown,
                                         .conversions = garner_millionths(count),
                                         .date_basis = basis_of(config)};
            if (value) {
                claim.value = garner_micros(value, spend->amount.currency);
            }
            code = garner_emit_claim(pull, &claim);
        }
        if (code) {
            return code;
        }
    }
    return 0;
}
