/* costs.c - `costs:` as spend: entries of the configuration, or the rows of a file; and the host's own source made of
 * them. See host_impl.h. */
#include "core/plugin/content_id.h"
#include "core/base/str.h"
#include "core/config/config.h"
#include "core/plugin/cost_share.h"
#include "core/plugin/host_impl.h"
#include "core/plugin/synonyms.h"
#include "core/plugin/tree_keys.h"

/* One cost as text, wherever it stood. */
struct cost {
    struct garner_str type, amount, currency, date, until, id, campaign;
    struct cost_share share;
};

/* Where costs are being read from. */
struct cost_run {
    struct host *host;
    const struct garner_campaign_ref *campaign; /* of costs that name none */
    struct ordinals ordinals;
};

static int wrong(const struct cost_run *run, const struct garner_node *node, const char *what)
{
    const struct pull_request *request = run->host->request;
    const char *file = request->config_file ? request->config_file : "configuration";
    const char *copy = arena_strdup(&run->host->arena, what);
    return node->line ? host_fail(run->host, GARNER_E_CONFIG, "%s:%u:%u: source %s: costs: %s", file,
                                  (unsigned)node->line, (unsigned)node->column, request->source, copy)
                      : host_fail(run->host, GARNER_E_CONFIG, "%s: source %s: costs: %s", file, request->source, copy);
}

/* ---- a cost as a record ---- */

struct cost_columns {
    int date, until, amount;
};
static const struct cost_columns NO_COLUMNS = {-1, -1, -1};

static void set_type(struct garner_spend *spend, struct garner_str word)
{
    if (word.len == 0) {
        return;
    }
    int number = synonym_number(&record_cost_types, word);
    spend->cost_type = number ? (enum garner_cost_type)number : GARNER_COST_OTHER;
    const char *own = words_name(&record_cost_types, number);
    spend->cost_word = own && str_is(word, own) ? str_of(NULL, 0) : word;
}

/* As the store tells names apart. */
static struct garner_str folded(struct cost_run *run, struct garner_str name)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    str_fold(&out, name);
    struct garner_str text = arena_str(&run->host->row_arena, buf_str(&out));
    buf_release(&out);
    return text;
}

/* Two costs of one kind, campaign and day are two, and their periods may overlap: without ids of their own they are
 * numbered. */
static void set_id(struct cost_run *run, struct garner_spend *spend, struct garner_str id)
{
    if (id.len) {
        spend->id = id;
        return;
    }
    unsigned char hash[CONTENT_HASH];
    struct garner_spend key = {.campaign = spend->campaign, .day = spend->day, .cost_type = spend->cost_type};
    key.campaign.name = folded(run, key.campaign.name);
    uint32_t ordinal = content_ordinal(&run->ordinals, record_type(GARNER_RECORD_SPEND), &key, hash);
    spend->id = garner_text(arena_printf(&run->host->row_arena, "#%u", (unsigned)ordinal));
}

static int read_text(struct cost_run *run, int column, struct garner_str text, enum garner_value_type type,
                     const struct cell_format *format, void *out, const char **field, const char *name,
                     struct error *why)
{
    *field = name;
    return cell_read(run->host, column, text, type, format, out, why);
}

/* Whose cost it is: what belongs to no campaign is overhead. */
static int set_campaign(struct cost_run *run, const struct cost *cost, struct garner_spend *spend, const char **field,
                        struct error *why)
{
    int code = cost_share_text(&cost->share, &run->host->row_arena, &spend->allocation, field, why);
    bool own = !spend->allocation.len && !cost->campaign.len && run->campaign;
    if (own) {
        spend->campaign = *run->campaign;
    } else if (!spend->allocation.len) {
        spend->campaign.name = cost->campaign;
    }
    const struct garner_campaign_ref *campaign = &spend->campaign;
    if (!campaign->id.len && !campaign->name.len && !campaign->utm_campaign.len) {
        spend->campaign = (struct garner_campaign_ref){.name = garner_text("overhead")};
    }
    return code;
}

/* GARNER_E_DATA with the reason in *why and what it is about in *field. */
static int make_spend(struct cost_run *run, const struct cost *cost, const struct cost_columns *at,
                      const struct cell_format *format, struct garner_spend *spend, const char **field,
                      struct error *why)
{
    *spend = (struct garner_spend){0};
    int code = set_campaign(run, cost, spend, field, why);
    code =
        code ? code : read_text(run, at->date, cost->date, GARNER_VALUE_DAY, format, &spend->day, field, "date", why);
    code =
        code ? code
             : read_text(run, at->until, cost->until, GARNER_VALUE_DAY, format, &spend->until_day, field, "until", why);
    code = code ? code
                : read_text(run, at->amount, cost->amount, GARNER_VALUE_MONEY, format, &spend->amount, field, "amount",
                            why);
    if (code) {
        return code;
    }
    set_type(spend, cost->type);
    set_id(run, spend, cost->id);
    return record_check(record_type(GARNER_RECORD_SPEND), spend, false, field, why);
}

/* ---- entries of the configuration ---- */

/* `campaign: [Spring, Autumn]` */
static bool read_campaigns(const struct cost_run *run, const struct garner_node *list, struct cost *cost)
{
    struct garner_str *names = arena_calloc(&run->host->arena, list->count, sizeof *names);
    bool texts = list->kind == GARNER_LIST && list->count > 0 && str_is(list->key, "campaign");
    for (size_t i = 0; texts && i < list->count; i++) {
        names[i] = str_trim(list->items[i].text);
        texts = list->items[i].kind == GARNER_SCALAR && names[i].len > 0;
    }
    cost->share.names = (struct garner_strs){names, list->count};
    return texts;
}

const char *const cost_entry_keys[] = {"type", "amount",   "currency", "date",    "until", "id",
                                       "note", "campaign", "allocate", "channel", NULL};
const char *const cost_file_keys[] = {"file",      "currency", "date_order", "decimal",
                                      "separator", "encoding", "sheet",      NULL};

static int read_entry(const struct cost_run *run, const struct garner_node *node, struct cost *cost)
{
    const char *const *keys = cost_entry_keys;
    struct garner_str *const places[] = {
        &cost->type, &cost->amount, &cost->currency, &cost->date,           &cost->until,
        &cost->id,   NULL,          &cost->campaign, &cost->share.allocate, &cost->share.channel};
    *cost = (struct cost){0};
    if (node->kind != GARNER_MAP) {
        return wrong(run, node, "each is a map such as {type: booth, amount: 1200.00 EUR, date: 2026-03-10}");
    }
    for (size_t i = 0; i < node->count; i++) {
        const struct garner_node *item = &node->items[i];
        size_t k = 0;
        while (keys[k] && !str_is(item->key, keys[k])) {
            k++;
        }
        if (keys[k] && item->kind == GARNER_LIST && read_campaigns(run, item, cost)) {
            continue;
        }
        if (!keys[k] || item->kind != GARNER_SCALAR) {
            const char *near = str_closest(item->key, keys);
            return wrong(run, item,
                         arena_printf(&run->host->arena, "\"" STR_FMT "\" is %s%s%s%s", STR_ARG(item->key),
                                      keys[k] ? "one text" : "no key of a cost",
                                      near && !keys[k] ? "; did you mean \"" : "", near && !keys[k] ? near : "",
                                      near && !keys[k] ? "\"?" : ""));
        }
        if (places[k]) {
            *places[k] = str_trim(item->text);
        }
    }
    cost_share_complete(&cost->share, cost->campaign, cost->until.len > 0, false, &run->host->arena);
    return 0;
}

static int emit_entry(struct cost_run *run, const struct garner_node *node)
{
    struct cost cost;
    struct garner_spend spend;
    struct error why = {0};
    const char *field = NULL;
    int code = read_entry(run, node, &cost);
    if (code) {
        return code;
    }
    struct cell_format format = {0};
    if (cost.currency.len) {
        format.currency = arena_strndup(&run->host->arena, cost.currency.ptr, cost.currency.len);
    }
    code = make_spend(run, &cost, &NO_COLUMNS, &format, &spend, &field, &why);
    if (code) {
        return wrong(run, node, why.message);
    }
    return emit_record(&run->host->pull, GARNER_RECORD_SPEND, &spend, sizeof spend);
}

/* ---- the rows of a file ---- */

static const char *const DATE_NAMES[] = {"date", "from", "start", "day", "start date", "invoice date", NULL};
static const char *const UNTIL_NAMES[] = {"until", "to", "end", "end date", NULL};
static const char *const CAMPAIGN_NAMES[] = {"campaign", "campaign name", "show", "event", NULL};
static const char *const TYPE_NAMES[] = {"type", "category", "cost type", "kind", NULL};
static const char *const AMOUNT_NAMES[] = {"amount", "cost", "total", "net amount", NULL};
static const char *const CURRENCY_NAMES[] = {"currency", "currency code", NULL};
static const char *const ID_NAMES[] = {"id", "invoice", "reference", "invoice number", "invoice id", "receipt", NULL};
static const char *const ALLOCATE_NAMES[] = {"allocate", "allocation", NULL};
static const char *const CHANNEL_NAMES[] = {"channel", NULL};
static const char *const HEADER_WORDS[] = {"date",     "from", "start",     "until",     "to",   "end",
                                           "campaign", "type", "cost type", "amount",    "cost", "category",
                                           "currency", "id",   "invoice",   "reference", NULL};

static int find(const struct table *table, const char *const *names)
{
    const struct garner_file file = {.names = table->names, .columns = table->columns};
    return garner_find_column(&file, names);
}

static struct garner_str cell(const struct table *table, int column)
{
    return column < 0 ? str_of(NULL, 0) : str_trim(table->cells[column]);
}

static int emit_row(struct cost_run *run, const struct table *table, const struct cell_format *file_format)
{
    struct garner_spend spend;
    struct error why = {0};
    const char *field = NULL;
    const struct cost_columns at = {find(table, DATE_NAMES), find(table, UNTIL_NAMES), find(table, AMOUNT_NAMES)};
    struct cost cost = {
        .type = cell(table, find(table, TYPE_NAMES)),
        .amount = cell(table, at.amount),
        .currency = cell(table, find(table, CURRENCY_NAMES)),
        .date = cell(table, at.date),
        .until = cell(table, at.until),
        .id = cell(table, find(table, ID_NAMES)),
        .campaign = cell(table, find(table, CAMPAIGN_NAMES)),
        .share = {.allocate = cell(table, find(table, ALLOCATE_NAMES)),
                  .channel = cell(table, find(table, CHANNEL_NAMES))},
    };
    cost_share_complete(&cost.share, cost.campaign, cost.until.len > 0, true, &run->host->row_arena);
    struct cell_format format = *file_format;
    if (cost.currency.len) {
        format.currency = arena_strndup(&run->host->row_arena, cost.currency.ptr, cost.currency.len);
    }
    int code = make_spend(run, &cost, &at, &format, &spend, &field, &why);
    if (code == GARNER_E_DATA && why.code) {
        return garner_row_result(emit_reject(&run->host->pull, field, why.message));
    }
    if (code) {
        return why.code ? host_fail(run->host, code, "%s", why.message) : code;
    }
    return garner_row_result(emit_record(&run->host->pull, GARNER_RECORD_SPEND, &spend, sizeof spend));
}

static int emit_rows(struct cost_run *run, const struct cell_format *format)
{
    struct host *host = run->host;
    int code = 0;
    while (code == 0 && (code = reading_next(host)) > 0) {
        code = emit_row(run, host->reading->table, format);
    }
    return code;
}

static int emit_file(struct cost_run *run, const struct garner_node *node)
{
    struct host *host = run->host;
    struct garner_str path = node_text(node, "file");
    const struct garner_file_options options = {.date_order = node_text(node, "date_order"),
                                                .decimal = node_text(node, "decimal"),
                                                .separator = node_text(node, "separator"),
                                                .encoding = node_text(node, "encoding"),
                                                .sheet = node_text(node, "sheet")};
    if (host->reading) {
        return host_fail(host, GARNER_E_BUG, "the plugin emits costs while a file is open");
    }
    int code = reading_open(host, path, &options, HEADER_WORDS);
    const struct table *table = code ? NULL : host->reading->table;
    if (table && table->columns && (find(table, DATE_NAMES) < 0 || find(table, AMOUNT_NAMES) < 0)) {
        code = wrong(run, node,
                     arena_printf(&host->arena, "%s has no column for the %s; name it `%s`", table->path,
                                  find(table, DATE_NAMES) < 0 ? "day" : "amount",
                                  find(table, DATE_NAMES) < 0 ? "date" : "amount"));
    }
    struct garner_str currency = node_text(node, "currency");
    const struct cell_format format = {
        .currency = currency.len ? arena_strndup(&host->arena, currency.ptr, currency.len) : NULL};
    code = code ? code : emit_rows(run, &format);
    reading_end(host);
    return code;
}

/* ---- trees ---- */

static int emit_tree(struct cost_run *run, const struct garner_node *costs)
{
    if (!costs) {
        return 0;
    }
    if (costs->kind == GARNER_MAP) {
        return node_get(costs, "file") ? emit_file(run, costs) : emit_entry(run, costs);
    }
    if (costs->kind == GARNER_SCALAR && costs->text.len) {
        return wrong(run, costs, "expected a list of costs, or {file: PATH}");
    }
    int code = 0;
    for (size_t i = 0; i < costs->count && code == 0; i++) {
        code = emit_tree(run, &costs->items[i]);
    }
    return code;
}

static int begin(struct host *host, uint32_t kinds, const char *scope)
{
    const struct garner_window window = {.kinds = kinds, .scope = garner_text(scope)};
    return window_begin(&host->pull, &window, sizeof window);
}

int costs_emit(struct garner_pull *pull, const struct garner_node *costs, const struct garner_campaign_ref *campaign)
{
    struct cost_run run = {.host = host_of(pull), .campaign = campaign};
    int code = begin(run.host, GARNER_EMITS(GARNER_RECORD_SPEND), "costs");
    code = code ? code : emit_tree(&run, costs);
    ordinals_release(&run.ordinals);
    return code ? code : window_done(pull, str_of(NULL, 0));
}

/* ---- the host's own source ---- */

static int emit_all(struct cost_run *run, const struct garner_node *list)
{
    int code = 0;
    for (size_t i = 0; list && i < list->count && code == 0; i++) {
        const struct garner_node *entry = &list->items[i];
        const struct garner_campaign_ref campaign = {.name = node_text(entry, "campaign")};
        run->campaign = &campaign;
        code = emit_tree(run, node_get(entry, "costs"));
    }
    run->campaign = NULL;
    return code;
}

int costs_pull(struct host *host)
{
    struct cost_run run = {.host = host};
    int code = begin(host, GARNER_EMITS(GARNER_RECORD_SPEND), "costs");
    code = code ? code : emit_all(&run, node_get(host->request->options, "costs"));
    ordinals_release(&run.ordinals);
    code = code ? code : window_done(&host->pull, str_of(NULL, 0));
    code = code ? code : begin(host, GARNER_EMITS(GARNER_RECORD_CONTACT), "known_customers");
    code = code ? code : known_customers_emit(host, node_get(host->request->options, "known_customers"));
    return code ? code : window_done(&host->pull, str_of(NULL, 0));
}
