/* measure.c - which rows of reports are beyond a threshold, now. Called by courier.c; who has been told of them already
 * is the host's to know. */
#include "core/courier/courier.h"

#include "core/base/calendar.h"
#include "core/base/str.h"
#include "core/plugin/json.h"
#include "core/report/report.h"
#include "core/run/channel.h"
#include "core/schema/values.h"
#include <errno.h>

enum { PAIRS_MAX = 64, ROWS_MAX = 1000 };

struct measuring {
    const struct order *order;
    struct arena *arena;
    struct store *store;
    struct clock clock;
    const struct target *target;
    const struct threshold *threshold;
    /* Of the row being read. */
    struct garner_str label, value, row_type;
    bool has_value;
    size_t fitting; /* conditions of where: that hold */
    size_t beyond;  /* rows, so far */
    struct error *error;
};

/* ---- one row ---- */

static const char *on_leaf(void *context, struct garner_str path, struct garner_str value)
{
    struct measuring *m = context;
    const struct threshold *threshold = m->threshold;
    m->label = m->label.ptr ? m->label : value.ptr ? value : garner_text("(none)");
    if (str_is(path, threshold->column)) {
        m->has_value = true;
        m->value = value;
    }
    if (str_is(path, "row_type")) {
        m->row_type = value;
    }
    for (size_t i = 0; i < threshold->where_count; i++) {
        m->fitting += str_is(path, threshold->where[i].name) && value.ptr && str_glob(threshold->where[i].value, value);
    }
    return NULL;
}

/* Totals count where they are asked for. */
static bool is_wanted(const struct measuring *m)
{
    bool asked = false;
    for (size_t i = 0; i < m->threshold->where_count; i++) {
        asked = asked || strcmp(m->threshold->where[i].name, "row_type") == 0;
    }
    return m->fitting == m->threshold->where_count && (asked || !str_is(m->row_type, "total"));
}

static int send_row(struct measuring *m)
{
    struct buf frame;
    const struct threshold *threshold = m->threshold;
    buf_init(&frame, WIRE_FRAME_MAX + WIRE_HEADER);
    size_t at = wire_begin(&frame, WIRE_MEASURED);
    wire_put_str(&frame, garner_text(m->target->name));
    wire_put_u(&frame, (uint64_t)(threshold - m->target->thresholds));
    wire_put_str(&frame, m->label);
    wire_put_str(&frame, m->value);
    wire_end(&frame, at);
    int code = channel_send(NULL, buf_str(&frame), m->error);
    buf_release(&frame);
    return code;
}

static int look_at_row(struct measuring *m, struct garner_str line)
{
    m->label = m->value = m->row_type = (struct garner_str){0};
    m->has_value = false;
    m->fitting = 0;
    const struct json_walk walk = {.arena = m->arena, .context = m, .leaf = on_leaf};
    const char *wrong = json_walk(&walk, line);
    const struct threshold *threshold = m->threshold;
    if (wrong || !m->has_value) {
        return error_set(m->error, wrong ? GARNER_E_BUG : GARNER_E_CONFIG, "report %s: %s%s", threshold->order.report,
                         wrong ? wrong : "there is no column ", wrong ? "" : threshold->column);
    }
    int64_t value = 0;
    struct error not_a_number;
    if (!m->value.ptr || !is_wanted(m) ||
        value_amount(m->value, (struct number_format){.decimal = '.'}, &value, &not_a_number)) {
        return 0;
    }
    bool beyond = threshold->below ? value < threshold->bound : value > threshold->bound;
    return beyond && m->beyond++ < ROWS_MAX ? send_row(m) : 0;
}

/* ---- one threshold ---- */

static int run_report(struct measuring *m, char **text, size_t *len)
{
    const struct report_order *wanted = &m->threshold->order;
    const char *pairs[PAIRS_MAX + 2][2];
    char days[2][32];
    int32_t from = 0, to = 0;
    size_t count = 0;
    struct report report;
    int code = report_find(wanted->report, m->order->config, m->arena, &report, m->error);
    FILE *file = code ? NULL : open_memstream(text, len);
    if (!file) {
        return code ? code : error_set(m->error, GARNER_E_TEMPORARY, "out of memory: %s", strerror(errno));
    }
    if (period_days(wanted->period, zone_day(m->order->config->zone, clock_now(&m->clock)), &from, &to)) {
        pairs[count][0] = "from";
        pairs[count++][1] = calendar_format_day(from, days[0]);
        pairs[count][0] = "to";
        pairs[count++][1] = calendar_format_day(to, days[1]);
    }
    for (size_t i = 0; i < wanted->setting_count && i < PAIRS_MAX; i++) {
        pairs[count][0] = wanted->settings[i].name;
        pairs[count++][1] = wanted->settings[i].value;
    }
    const struct render_options options = {.format = RENDER_JSONL};
    code = report_run(m->store, m->order->config, &report, (const char *const(*)[2])pairs, count, m->clock, file,
                      &options, m->error);
    fclose(file);
    return code;
}

static int measure_one(struct measuring *m)
{
    char *text = NULL;
    size_t len = 0;
    int code = run_report(m, &text, &len);
    m->beyond = 0;
    for (const char *line = text; !code && line && line < text + len;) {
        size_t n = strcspn(line, "\n");
        code = n ? look_at_row(m, str_of(line, n)) : 0;
        line += n + 1;
    }
    free(text);
    return code;
}

int measure(const struct order *order, struct arena *arena, struct error *error)
{
    struct measuring m = {.order = order, .arena = arena, .clock = clock_system(), .error = error};
    int code = courier_store(order, m.clock, &m.store, error);
    for (size_t t = 0; t < order->config->target_count && !code; t++) {
        m.target = &order->config->targets[t];
        for (size_t i = 0; i < m.target->threshold_count && !code; i++) {
            m.threshold = &m.target->thresholds[i];
            code = measure_one(&m);
            code = code ? error_prefix(error, "threshold %zu of %s", i + 1, m.target->name) : 0;
        }
    }
    store_close(m.store);
    return code;
}
