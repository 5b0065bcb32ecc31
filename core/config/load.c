/* load.c - reads the configuration: the file and campaigns.yaml beside it, the top-level keys, then part by part. The
 * one entrance for every command. Knows nothing of plugins but where they may lie. */
#include "core/base/str.h"
#include "core/base/mem.h"
#include "core/config/notify_read.h"
#include "core/schema/values.h"
#include <errno.h>

static const struct garner_option TOP_KEYS[] = {
    GARNER_OPTION(struct top_keys, store, GARNER_PATH, "garner.db", NULL, "the database file"),
    GARNER_OPTION(struct top_keys, currency, 0, NULL, NULL, "of reports, and of amounts whose source names none"),
    GARNER_OPTION(struct top_keys, timezone, 0, "UTC", NULL, "whose days reports count, such as Europe/Berlin"),
    GARNER_OPTION(struct top_keys, country, 0, NULL, NULL, "of phone numbers that name none, such as DE"),
    GARNER_OPTION(struct top_keys, customer, 0, NULL, NULL,
                  "who counts as a customer: first_order, won_deal or {lead_status: [...]}"),
    GARNER_OPTION(struct top_keys, attribution, 0, NULL, NULL, "how customers are credited to campaigns"),
    GARNER_OPTION(struct top_keys, revenue, 0, NULL, "orders|deals", "what counts as revenue"),
    GARNER_OPTION(struct top_keys, history, 0, NULL, "complete",
                  "complete: the data goes back to the first customer, so a first order is always a new customer"),
    GARNER_OPTION(struct top_keys, known_customers, GARNER_PATH, NULL, NULL,
                  "files of persons who were customers before the data begins"),
    GARNER_OPTION(struct top_keys, keep_contact_details, 0, "no", NULL,
                  "keep names, addresses and numbers, not only hashes"),
    GARNER_OPTION(struct top_keys, max_native_ids, 0, "5", NULL,
                  "an address or number that more contact ids than this have joins nobody"),
    GARNER_OPTION(struct top_keys, jobs, 0, "4", NULL, "how many sources are pulled at once"),
    GARNER_OPTION(struct top_keys, metrics_file, GARNER_PATH, NULL, NULL,
                  "where the daemon writes metrics for Prometheus, such as /var/lib/node_exporter/garner.prom"),
    GARNER_OPTION(struct top_keys, plugin_path, GARNER_PATH, NULL, NULL, "further folders of plugins"),
    GARNER_OPTION(struct top_keys, campaigns, 0, NULL, NULL, "campaigns whose names differ between sources"),
    GARNER_OPTION(struct top_keys, claims, 0, NULL, NULL, "what platforms' actions mean: lead, order or customer"),
    GARNER_OPTION(struct top_keys, costs, 0, NULL, NULL, "costs beside media: a list, or {file: ...}"),
    GARNER_OPTION(struct top_keys, sources, 0, NULL, NULL, "what is pulled, each with a name and a plugin"),
    GARNER_OPTION(struct top_keys, notify, 0, NULL, NULL, "who is told of failures, recoveries, staleness, thresholds"),
    GARNER_OPTION(struct top_keys, deliver, 0, NULL, NULL, "which reports go to whom, and when"),
    {.name = NULL},
};

const struct garner_option *config_keys(void)
{
    return TOP_KEYS;
}

/* ---- the top level ---- */

static int read_currency(struct config *config, const struct block *block, const struct garner_node *root,
                         struct garner_str currency, struct error *error)
{
    if (currency.len == 0) {
        return complain(block, node_get(root, "currency"), error,
                        "no currency is given; add a line such as \"currency: EUR\"");
    }
    if (currency.len != 3 || !value_is_currency(currency.ptr)) {
        return complain(block, node_get(root, "currency"), error,
                        "currency: expected an ISO 4217 code such as EUR, found \"%.*s\"", SHOWN(currency));
    }
    memcpy(config->currency, currency.ptr, 3);
    return 0;
}

static int read_zone(struct config *config, const struct block *block, const struct garner_node *root,
                     struct garner_str name, struct error *error)
{
    struct error why = {0};
    config->timezone = arena_strndup(&config->arena, name.ptr, name.len);
    if (zone_load(config->timezone, &config->zone, &why)) {
        return complain(block, node_get(root, "timezone"), error, "timezone: %s", why.message);
    }
    return 0;
}

static int read_country(struct config *config, const struct block *block, const struct garner_node *root,
                        struct garner_str country, struct error *error)
{
    bool code = country.len == 2;
    for (size_t i = 0; i < country.len; i++) {
        code = code && country.ptr[i] >= 'A' && country.ptr[i] <= 'Z';
    }
    if (country.len && !code) {
        return complain(block, node_get(root, "country"), error,
                        "country: expected two capital letters such as DE, found \"%.*s\"", SHOWN(country));
    }
    config->country = country.len ? arena_strndup(&config->arena, country.ptr, country.len) : "";
    return 0;
}

static int check_range(const struct block *block, const struct garner_node *root, const char *name, int64_t value,
                       int64_t most, struct error *error)
{
    if (value < 1 || value > most) {
        return complain(block, node_get(root, name), error, "%s: expected a number from 1 to %lld", name,
                        (long long)most);
    }
    return 0;
}

static int read_scalars(struct config *config, const struct block *block, const struct garner_node *root,
                        const struct top_keys *keys, struct error *error)
{
    int result = read_currency(config, block, root, keys->currency, error);
    if (result == 0) {
        result = read_zone(config, block, root, keys->timezone, error);
    }
    if (result == 0) {
        result = read_country(config, block, root, keys->country, error);
    }
    if (result == 0) {
        result = check_range(block, root, "jobs", keys->jobs, 1000, error);
    }
    if (result == 0) {
        result = check_range(block, root, "max_native_ids", keys->max_native_ids, 1000000, error);
    }
    if (result == 0 && keys->store.len == 0) {
        result = complain(block, node_get(root, "store"), error, "store: expected the name of a file");
    }
    config->store = keys->store.ptr;
    config->jobs = keys->jobs;
    config->metrics_file = keys->metrics_file.len ? keys->metrics_file.ptr : NULL;
    config->keep_contact_details = keys->keep_contact_details;
    config->plugin_path = keys->plugin_path;
    return result;
}

static int read_parts(struct config *config, const struct top_keys *keys, const struct garner_node *more,
                      const char *more_file, struct error *error)
{
    int result = rules_read(config, keys, error);
    if (result == 0) {
        result = claims_read(config, keys->claims, error);
    }
    if (result == 0) {
        result = campaigns_read(config, keys->campaigns, more, more_file, error);
    }
    if (result == 0) {
        result = sources_read(config, keys->sources, error);
    }
    if (result == 0) {
        result = notify_read(config, keys->notify, error);
    }
    if (result == 0) {
        result = deliver_read(config, keys->deliver, error);
    }
    return result ? result : costs_source_add(config, keys, error);
}

static int read_tree(struct config *config, const struct garner_node *root, const struct garner_node *more,
                     const char *more_file, struct error *error)
{
    struct block block = {.arena = &config->arena, .file = config->path, .dir = config->dir, .noun = "key"};
    struct top_keys keys = {0};
    config->root = root;
    int result = block_read(&block, TOP_KEYS, root, &keys, error);
    if (result == 0) {
        result = read_scalars(config, &block, root, &keys, error);
    }
    return result ? result : read_parts(config, &keys, more, more_file, error);
}

static int read_root(struct config *config, struct garner_str text, const char *more_file, struct garner_str more_text,
                     struct error *error)
{
    const struct garner_node *root = NULL, *more = NULL;
    int result = node_parse(&config->arena, config->path, text, &root, error);
    if (result == 0) {
        result = node_substitute(&config->arena, config->path, root, &root, error);
    }
    /* Commands write that file, names as they are: nothing is substituted in it. */
    if (result == 0 && more_text.ptr) {
        result = node_parse(&config->arena, more_file, more_text, &more, error);
    }
    return result ? result : read_tree(config, root, more, more_file, error);
}

static struct config *begin(const char *file, const char *dir)
{
    struct config *config = xcalloc(1, sizeof *config);
    config->path = arena_strdup(&config->arena, file);
    config->dir = arena_strdup(&config->arena, dir);
    return config;
}

/* The configuration to *out where it was read, else to nobody. */
static int finish(struct config *config, int result, struct config **out)
{
    if (result) {
        config_free(config);
        return result;
    }
    *out = config;
    return 0;
}

int config_read(const char *file, const char *dir, struct garner_str text, const char *more_file,
                struct garner_str more, struct config **out, struct error *error)
{
    struct config *config = begin(file, dir);
    return finish(config, read_root(config, text, more_file, more, error), out);
}

int config_of_tree(const char *file, const char *dir, const struct garner_node *root, struct config **out,
                   struct error *error)
{
    struct config *config = begin(file, dir);
    return finish(config, read_tree(config, root, NULL, NULL, error), out);
}

/* ---- files ---- */

/* "conf/garner.yaml" → "conf/campaigns.yaml". */
static const char *beside(struct arena *arena, const char *file, const char *name)
{
    const char *slash = strrchr(file, '/');
    return slash ? arena_printf(arena, "%.*s/%s", (int)(slash - file), file, name) : name;
}

static int load(struct arena *arena, const char *file, struct config **out, struct error *error)
{
    struct block block = {.file = file};
    struct garner_str text = {0}, more = {0};
    const char *more_file = beside(arena, file, "campaigns.yaml");
    int why = file_read(arena, file, YAML_TEXT_MAX, &text);
    if (why) {
        return complain(&block, NULL, error, "the configuration cannot be read: %s", strerror(why));
    }
    why = strcmp(more_file, file) ? file_read(arena, more_file, YAML_TEXT_MAX, &more) : 0;
    if (why && why != ENOENT) {
        block.file = more_file;
        return complain(&block, NULL, error, "the file cannot be read: %s", strerror(why));
    }
    char *dir = realpath(beside(arena, file, "."), NULL);
    if (!dir) {
        return complain(&block, NULL, error, "its folder cannot be found: %s", strerror(errno));
    }
    int result = config_read(file, dir, text, more_file, more, out, error);
    free(dir);
    return result;
}

int config_load(const char *file, struct config **out, struct error *error)
{
    struct arena arena;
    arena_init(&arena);
    int result = load(&arena, file, out, error);
    arena_release(&arena);
    return result;
}

struct config *config_hold(struct config *config)
{
    config->holds++;
    return config;
}

void config_free(struct config *config)
{
    if (config && config->holds) {
        config->holds--;
    } else if (config) {
        zone_free(config->zone);
        arena_release(&config->arena);
        free(config);
    }
}

const struct source_config *config_source(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->source_count; i++) {
        if (strcmp(config->sources[i].name, name) == 0) {
            return &config->sources[i];
        }
    }
    return NULL;
}
