/* notify.c - `notify:`: targets, what each wants to hear of, and thresholds. Called by load.c. It connects to nobody
 * and knows no report: whoever runs them checks their names. */
#include "core/base/str.h"
#include "core/config/notify_read.h"
#include "core/schema/values.h"

#define REPEAT_MAX_MS (INT64_C(3660) * 86400000)

struct target_keys {
    struct garner_str name;
    const struct garner_node *email;
    struct garner_str webhook, slack;
    struct garner_strs on;
    const struct garner_node *thresholds;
    struct garner_duration repeat, timeout, retry_delay;
    int64_t retries;
};
static const struct garner_option TARGET_KEYS[] = {
    GARNER_OPTION(struct target_keys, name, 0, NULL, NULL, "what it is called; default: email, webhook or slack"),
    GARNER_OPTION(struct target_keys, email, 0, NULL, NULL, "{smtp, from, to, user, password}: by e-mail"),
    GARNER_OPTION(struct target_keys, webhook, GARNER_SECRET, NULL, NULL, "the URL that JSON is posted to"),
    GARNER_OPTION(struct target_keys, slack, GARNER_SECRET, NULL, NULL,
                  "the URL of an incoming webhook that takes {\"text\": ...}, as Slack's do"),
    GARNER_OPTION(struct target_keys, on, 0, NULL, "failure|recovery|stale|threshold",
                  "what it hears of; default: failure, recovery, stale, and its thresholds"),
    GARNER_OPTION(struct target_keys, thresholds, 0, NULL, NULL, "values of reports that it is told of"),
    GARNER_OPTION(struct target_keys, repeat, 0, "24h", NULL, "what goes on is told again after this; 0s = never"),
    GARNER_OPTION(struct target_keys, timeout, 0, "1m", NULL, "how long one message may take"),
    GARNER_OPTION(struct target_keys, retries, 0, "10", NULL, "how often a message that failed is tried again"),
    GARNER_OPTION(struct target_keys, retry_delay, 0, "1m", NULL, "before the first such try; then doubled, up to 1h"),
    {.name = NULL},
};

struct email_keys {
    struct garner_str smtp, from;
    struct garner_strs to;
    struct garner_str user, password;
};
static const struct garner_option EMAIL_KEYS[] = {
    GARNER_OPTION(struct email_keys, smtp, GARNER_REQUIRED, NULL, NULL,
                  "the server, such as smtps://mail.example.com or smtp://mail.example.com:587"),
    GARNER_OPTION(struct email_keys, from, GARNER_REQUIRED, NULL, NULL, "the sender's address"),
    GARNER_OPTION(struct email_keys, to, 0, NULL, NULL, "who gets it; may be left out where only deliver: uses it"),
    GARNER_OPTION(struct email_keys, user, 0, NULL, NULL, "to log in with"),
    GARNER_OPTION(struct email_keys, password, GARNER_SECRET, NULL, NULL, "of the user"),
    {.name = NULL},
};

struct threshold_keys {
    struct garner_str report, column, above, below;
    const struct garner_node *where, *set;
    struct garner_str last;
};
static const struct garner_option THRESHOLD_KEYS[] = {
    GARNER_OPTION(struct threshold_keys, report, 0, "compare", NULL, "the report that is looked at"),
    GARNER_OPTION(struct threshold_keys, column, GARNER_REQUIRED, NULL, NULL,
                  "a column of it, as `garner report NAME -f csv` calls it"),
    GARNER_OPTION(struct threshold_keys, above, 0, NULL, NULL, "told where a row has more than this"),
    GARNER_OPTION(struct threshold_keys, below, 0, NULL, NULL, "told where a row has less than this"),
    GARNER_OPTION(struct threshold_keys, where, 0, NULL, NULL, "only rows such as {campaign: \"Spring*\"}"),
    GARNER_OPTION(struct threshold_keys, set, 0, NULL, NULL, "further parameters of the report, such as {by: channel}"),
    GARNER_OPTION(struct threshold_keys, last, 0, NULL, NULL,
                  "which days: 30d, or the last week, month, quarter or year; default: all"),
    {.name = NULL},
};

const struct garner_option *config_target_keys(void)
{
    return TARGET_KEYS;
}

const struct garner_option *config_email_keys(void)
{
    return EMAIL_KEYS;
}

const struct garner_option *config_threshold_keys(void)
{
    return THRESHOLD_KEYS;
}

/* ---- e-mail ---- */

/* "Name <address>" or the address alone. */
static bool is_sender(struct garner_str text)
{
    const char *open = text.len ? memchr(text.ptr, '<', text.len) : NULL;
    if (!open) {
        return is_address(text);
    }
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] < ' ') {
            return false;
        }
    }
    size_t before = (size_t)(open - text.ptr);
    return str_ends(text, ">") && is_address(str_of(open + 1, text.len - before - 2));
}

static int check_server(const struct block *block, const struct garner_node *at, struct garner_str url,
                        struct error *error)
{
    bool known = str_starts(url, "smtp://") || str_starts(url, "smtps://");
    if (known && !memchr(url.ptr, '@', url.len)) {
        return 0;
    }
    return complain(block, at, error,
                    known ? "smtp: write the user and password as keys of their own, not into the URL"
                          : "smtp: expected a URL such as smtps://mail.example.com");
}

static int check_addresses(const struct block *block, const struct garner_node *email, const struct email_keys *keys,
                           struct error *error)
{
    if (!is_sender(keys->from)) {
        return complain(block, node_get(email, "from"), error,
                        "from: expected an address such as garner@example.com, found \"%.*s\"", SHOWN(keys->from));
    }
    for (size_t i = 0; i < keys->to.count; i++) {
        if (!is_address(keys->to.items[i])) {
            return complain(block, node_get(email, "to"), error,
                            "to: expected an address such as you@example.com, found \"%.*s\"",
                            SHOWN(keys->to.items[i]));
        }
    }
    if (keys->user.len && !keys->password.len) {
        return complain(block, node_get(email, "user"), error, "user: give its password: too, as ${SMTP_PASSWORD}");
    }
    return 0;
}

static int read_email(struct config *config, const struct block *block, const struct garner_node *email,
                      struct target *out, struct error *error)
{
    struct email_keys keys = {0};
    struct garner_str password = node_text(email, "password");
    if (password.len) {
        config_secret_add(config, password);
    }
    int result = block_read(block, EMAIL_KEYS, email, &keys, error);
    result = result ? result : check_server(block, node_get(email, "smtp"), keys.smtp, error);
    result = result ? result : check_addresses(block, email, &keys, error);
    out->kind = TARGET_EMAIL;
    out->url = keys.smtp.ptr;
    out->from = keys.from.ptr;
    out->to = keys.to;
    out->user = keys.user.len ? keys.user.ptr : NULL;
    out->password = keys.user.len ? keys.password.ptr : NULL;
    return result;
}

/* ---- hooks ---- */

static int read_hook(struct config *config, const struct block *block, const struct garner_node *at,
                     struct garner_str url, enum target_kind kind, struct target *out, struct error *error)
{
    if (!is_http(url)) {
        return complain(block, at, error, "%.*s: expected a URL that begins with https://", SHOWN(at->key));
    }
    config_secret_add(config, url);
    out->kind = kind;
    out->url = url.ptr;
    return 0;
}

static int read_kind(struct config *config, const struct block *block, const struct garner_node *node,
                     const struct target_keys *keys, struct target *out, struct error *error)
{
    const struct garner_node *ways[] = {keys->email, node_get(node, "webhook"), node_get(node, "slack")};
    int count = 0;
    for (size_t i = 0; i < 3; i++) {
        count += ways[i] != NULL;
    }
    if (count != 1) {
        return complain(block, node, error, "%s of email, webhook and slack; write exactly one",
                        count ? "it has more than one" : "it has none");
    }
    if (keys->email) {
        return read_email(config, block, keys->email, out, error);
    }
    return ways[1] ? read_hook(config, block, ways[1], keys->webhook, TARGET_WEBHOOK, out, error)
                   : read_hook(config, block, ways[2], keys->slack, TARGET_SLACK, out, error);
}

/* ---- thresholds ---- */

static int read_bound(const struct block *block, const struct garner_node *node, const struct threshold_keys *keys,
                      struct threshold *out, struct error *error)
{
    if ((keys->above.len != 0) == (keys->below.len != 0)) {
        return complain(block, node, error, "a threshold has either above or below, with a number");
    }
    out->below = keys->below.len != 0;
    struct garner_str text = out->below ? keys->below : keys->above;
    struct error why = {0};
    if (value_amount(text, (struct number_format){.decimal = '.'}, &out->bound, &why)) {
        return complain(block, node_get(node, out->below ? "below" : "above"), error, "%s: %s",
                        out->below ? "below" : "above", why.message);
    }
    out->bound_text = text.ptr;
    return 0;
}

static int read_threshold(const struct block *block, const struct garner_node *node, struct threshold *out,
                          struct error *error)
{
    struct threshold_keys keys = {0};
    int result = block_read(block, THRESHOLD_KEYS, node, &keys, error);
    result = result ? result : read_bound(block, node, &keys, out, error);
    result = result ? result : period_read(block, node_get(node, "last"), keys.last, &out->order.period, error);
    result =
        result ? result : settings_read(block, keys.set, "set", &out->order.settings, &out->order.setting_count, error);
    result = result ? result : settings_read(block, keys.where, "where", &out->where, &out->where_count, error);
    out->order.report = keys.report.ptr;
    out->order.line = node->line;
    out->order.column = node->column;
    out->column = keys.column.ptr;
    return result;
}

static int read_thresholds(const struct block *block, const struct garner_node *list, struct target *out,
                           struct error *error)
{
    int result = list ? list_read(block, list, "thresholds", error) : 0;
    size_t count = list && !result ? list->count : 0;
    struct threshold *thresholds = arena_calloc(block->arena, count + 1, sizeof *thresholds);
    for (size_t i = 0; i < count && !result; i++) {
        result = read_threshold(block, &list->items[i], &thresholds[i], error);
    }
    out->thresholds = thresholds;
    out->threshold_count = count;
    return result;
}

/* ---- one target ---- */

static unsigned tells_of(const struct target_keys *keys, const struct target *target)
{
    static const struct {
        const char *word;
        enum tell bit;
    } words[] = {{"failure", TELL_FAILURE}, {"recovery", TELL_RECOVERY}, {"stale", TELL_STALE}};
    unsigned tells = target->threshold_count ? TELL_THRESHOLD : 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        bool asked = keys->on.count == 0;
        for (size_t n = 0; n < keys->on.count; n++) {
            asked = asked || str_is(keys->on.items[n], words[i].word);
        }
        tells |= asked ? words[i].bit : 0;
    }
    return tells;
}

static int check_limits(const struct block *block, const struct garner_node *node, const struct target_keys *keys,
                        struct error *error)
{
    if (keys->repeat.ms < 0 || keys->repeat.ms > REPEAT_MAX_MS || (keys->repeat.ms && keys->repeat.ms < 1000)) {
        return complain(block, node_get(node, "repeat"), error, "repeat: expected 0s, or from 1s to 3660d");
    }
    if (keys->timeout.ms < 1000 || keys->timeout.ms > 3600000) {
        return complain(block, node_get(node, "timeout"), error, "timeout: expected from 1s to 1h");
    }
    if (keys->retries < 0 || keys->retries > 100) {
        return complain(block, node_get(node, "retries"), error, "retries: expected a number from 0 to 100");
    }
    if (keys->retry_delay.ms < 100 || keys->retry_delay.ms > RETRY_DELAY_MAX_MS) {
        return complain(block, node_get(node, "retry_delay"), error, "retry_delay: expected from 100ms to 1h");
    }
    return 0;
}

static int name_target(const struct config *config, const struct block *block, const struct garner_node *node,
                       struct garner_str name, struct target *out, struct error *error)
{
    static const char *const words[] = {"", "email", "webhook", "slack", "file"};
    out->name = name.len ? name.ptr : words[out->kind];
    if (!name_is_plain(garner_text(out->name))) {
        return complain(block, node_get(node, "name"), error, "name: \"%.*s\" is no name", SHOWN(name));
    }
    if (config_target(config, out->name)) {
        return complain(block, node, error, "there is a target \"%s\" already; give this one another name: key",
                        out->name);
    }
    return 0;
}

static int read_target(struct config *config, const struct garner_node *node, size_t number, struct target *out,
                       struct error *error)
{
    struct block block = {.arena = &config->arena, .file = config->path, .dir = config->dir, .noun = "key"};
    block.owner = arena_printf(&config->arena, "notify %zu", number);
    struct target_keys keys = {0};
    int result = block_read(&block, TARGET_KEYS, node, &keys, error);
    result = result ? result : read_kind(config, &block, node, &keys, out, error);
    result = result ? result : name_target(config, &block, node, keys.name, out, error);
    result = result ? result : read_thresholds(&block, keys.thresholds, out, error);
    result = result ? result : check_limits(&block, node, &keys, error);
    if (result) {
        return result;
    }
    out->tells = tells_of(&keys, out);
    out->repeat_ms = keys.repeat.ms;
    out->timeout_ms = keys.timeout.ms;
    out->retries = keys.retries;
    out->retry_delay_ms = keys.retry_delay.ms;
    return 0;
}

int notify_read(struct config *config, const struct garner_node *notify, struct error *error)
{
    struct block block = {.file = config->path};
    int result = notify ? list_read(&block, notify, "notify", error) : 0;
    size_t count = notify && !result ? notify->count : 0;
    struct target *targets = arena_calloc(&config->arena, count + 1, sizeof *targets);
    config->targets = targets;
    for (size_t i = 0; i < count && !result; i++) {
        result = read_target(config, &notify->items[i], i + 1, &targets[i], error);
        config->target_count += result == 0;
    }
    return result;
}

int target_defaults(struct config *config, struct target *out, struct error *error)
{
    struct garner_node nothing = {.kind = GARNER_MAP};
    struct block block = {.arena = &config->arena, .file = config->path, .dir = config->dir, .noun = "key"};
    struct target_keys keys = {0};
    int result = block_read(&block, TARGET_KEYS, &nothing, &keys, error);
    out->timeout_ms = keys.timeout.ms;
    out->retries = keys.retries;
    out->retry_delay_ms = keys.retry_delay.ms;
    return result;
}
