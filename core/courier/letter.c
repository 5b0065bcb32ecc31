/* letter.c - what a message says: an alert's words as the ledger has them, a report as the store has it now. Called by
 * courier.c; it sends nothing. */
#include "core/courier/courier.h"

#include "core/base/calendar.h"
#include "core/base/str.h"
#include "core/report/report.h"
#include "core/base/json_text.h"
#include <errno.h>

enum { SETTINGS_MAX = 64, TEXT_MAX = 256 << 10 };

/* ---- alerts ---- */

static void write_alert(const struct order *order, struct letter *letter)
{
    const struct ledger_message *message = &order->entry.message;
    *letter = (struct letter){
        .subject = message->title ? message->title : message->name,
        .text = garner_text(message->body ? message->body : ""),
        .json = garner_text(message->json ? message->json : "{}"),
    };
    letter->file = letter->text;
}

/* ---- reports ---- */

struct making {
    const struct order *order;
    const struct delivery *delivery;
    struct arena *arena;
    struct store *store;
    struct report report;
    struct zone *zone;
    char from[32], to[32]; /* "" = all days */
    const char *pairs[SETTINGS_MAX + 3][2];
    size_t pair_count;
    struct error *error;
};

static int64_t slot_time(void *context)
{
    const struct order *order = context;
    return order->entry.message.slot;
}

/* Days are counted from the slot, however late it is seen to. */
static struct clock slot_clock(const struct making *m)
{
    return (struct clock){slot_time, (void *)(uintptr_t)m->order};
}

/* "2026-11-23 07:00" on the zone's walls. */
static const char *wall_time(const struct making *m)
{
    char text[32];
    int64_t slot = m->order->entry.message.slot;
    calendar_format_instant((slot / 1000 + zone_offset(m->zone, slot)) * 1000, text);
    text[10] = ' ';
    return arena_strndup(m->arena, text, 16);
}

static void add_pair(struct making *m, const char *name, const char *value)
{
    m->pairs[m->pair_count][0] = name;
    m->pairs[m->pair_count++][1] = value;
}

static int set_parameters(struct making *m)
{
    const struct report_order *wanted = &m->delivery->order;
    int32_t from = 0, to = 0;
    if (period_days(wanted->period, zone_day(m->zone, m->order->entry.message.slot), &from, &to)) {
        add_pair(m, "from", calendar_format_day(from, m->from));
        add_pair(m, "to", calendar_format_day(to, m->to));
    }
    add_pair(m, "zone", m->delivery->zone);
    if (wanted->setting_count > SETTINGS_MAX) {
        return error_set(m->error, GARNER_E_CONFIG, "set: more than %d parameters", SETTINGS_MAX);
    }
    for (size_t i = 0; i < wanted->setting_count; i++) {
        add_pair(m, wanted->settings[i].name, wanted->settings[i].value);
    }
    return 0;
}

/* The period and the zone stand wherever the title does. */
static void set_title(struct making *m)
{
    m->report.title =
        m->from[0] ? arena_printf(m->arena, "%s, %s – %s (%s)", m->report.title, m->from, m->to, m->delivery->zone)
                   : arena_printf(m->arena, "%s, as of %s (%s)", m->report.title, wall_time(m), m->delivery->zone);
}

static int print(struct making *m, enum render_format format, struct garner_str *out)
{
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    if (!file) {
        return error_set(m->error, GARNER_E_TEMPORARY, "out of memory: %s", strerror(errno));
    }
    const struct render_options options = {.format = format};
    int code = report_run(m->store, m->order->config, &m->report, (const char *const(*)[2])m->pairs, m->pair_count,
                          slot_clock(m), file, &options, m->error);
    if (fclose(file) != 0 && !code) {
        code = error_set(m->error, GARNER_E_TEMPORARY, "out of memory");
    }
    if (!code && len > LETTER_MAX / 4) {
        code = error_set(m->error, GARNER_E_CONFIG,
                         "report %s is longer than 6 MiB; deliver fewer days or rows, or to a file", m->report.name);
    }
    *out = code ? (struct garner_str){0} : str_of(arena_strndup(m->arena, text, len), len);
    free(text);
    return code;
}

static void put_member(struct buf *out, const char *name, const char *value)
{
    buf_addf(out, "%s\"%s\":", out->len > 1 ? "," : "", name);
    if (value) {
        json_text(out, garner_text(value));
    } else {
        buf_adds(out, "null");
    }
}

static struct garner_str report_json(const struct making *m, struct garner_str content)
{
    struct buf out;
    char slot[32], at[32];
    const struct ledger_entry *entry = &m->order->entry;
    buf_init(&out, LETTER_MAX);
    buf_addc(&out, '{');
    put_member(&out, "class", "report");
    put_member(&out, "id", entry->id);
    put_member(&out, "what", m->report.title);
    put_member(&out, "where", m->delivery->name);
    put_member(&out, "report", m->report.name);
    put_member(&out, "from", m->from[0] ? m->from : NULL);
    put_member(&out, "to", m->to[0] ? m->to : NULL);
    put_member(&out, "zone", m->delivery->zone);
    put_member(&out, "slot", calendar_format_instant(entry->message.slot, slot));
    put_member(&out, "time", calendar_format_instant(entry->created_at, at));
    put_member(&out, "format", m->delivery->format);
    buf_adds(&out, ",\"content\":");
    if (strcmp(m->delivery->format, "json") == 0) {
        buf_addstr(&out, content);
    } else {
        json_text(&out, content);
    }
    buf_addc(&out, '}');
    struct garner_str json = arena_str(m->arena, buf_str(&out));
    buf_release(&out);
    return json;
}

static const char *type_of(const char *format)
{
    static const char *const types[][2] = {{"csv", "text/csv; charset=utf-8"},
                                           {"tsv", "text/tab-separated-values; charset=utf-8"},
                                           {"json", "application/json"},
                                           {"jsonl", "application/x-ndjson"}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i][0], format) == 0) {
            return types[i][1];
        }
    }
    return NULL;
}

static struct garner_str sign(const struct making *m, struct garner_str text)
{
    const char *cut = text.len > TEXT_MAX ? "\n… (the rest is left out here)\n" : "";
    return garner_text(arena_printf(
        m->arena, "%.*s%s\ngarner: delivery %s for %s (%s)\nid %s; a message that comes twice has the same id\n",
        (int)(text.len > TEXT_MAX ? TEXT_MAX : text.len), text.ptr ? text.ptr : "", cut, m->delivery->name,
        wall_time(m), m->delivery->zone, m->order->entry.id));
}

static int fill_letter(struct making *m, struct letter *letter)
{
    enum render_format format = (enum render_format)render_format_named(m->delivery->format);
    struct garner_str text = {0}, content = {0};
    int code = print(m, format, &content);
    bool people = format == RENDER_TABLE || format == RENDER_MD;
    text = content;
    code = code || people ? code : print(m, RENDER_TABLE, &text);
    if (code) {
        return code;
    }
    letter->subject = m->report.title;
    letter->text = sign(m, text);
    letter->file = content;
    letter->html = format == RENDER_HTML ? content : (struct garner_str){0};
    letter->file_type = type_of(m->delivery->format);
    letter->file_name = arena_printf(m->arena, "%s-%.10s.%s", m->delivery->name, wall_time(m), m->delivery->format);
    letter->json = report_json(m, content);
    return 0;
}

static int make(struct making *m, struct letter *letter)
{
    int code = zone_load(m->delivery->zone, &m->zone, m->error);
    code = code ? code : report_find(m->delivery->order.report, m->order->config, m->arena, &m->report, m->error);
    code = code ? code : set_parameters(m);
    if (code) {
        return code;
    }
    set_title(m);
    code = courier_store(m->order, slot_clock(m), &m->store, m->error);
    return code ? code : fill_letter(m, letter);
}

int letter_write(const struct order *order, struct arena *arena, struct letter *letter, struct error *error)
{
    *letter = (struct letter){0};
    if (strcmp(order->entry.message.kind, "report") != 0) {
        write_alert(order, letter);
        return 0;
    }
    struct making m = {.order = order, .arena = arena, .error = error};
    m.delivery = config_delivery(order->config, order->entry.message.name);
    int code = m.delivery ? make(&m, letter)
                          : error_set(error, GARNER_E_CONFIG, "the configuration has no delivery \"%s\" any more",
                                      order->entry.message.name);
    store_close(m.store);
    zone_free(m.zone);
    return code;
}
