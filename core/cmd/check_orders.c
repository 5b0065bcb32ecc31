/* check_orders.c - part of `garner check`: the reports that `notify:` and `deliver:` name, their parameters and
 * columns. Nothing is run, nobody is connected to. See send.h. */
#include "core/cmd/send.h"

#include "core/base/str.h"

enum { PAIRS_MAX = 64 };

static int find_report(const struct cli *cli, const struct report_order *order, const char *zone, struct report *report,
                       struct error *error)
{
    static const char day[] = "2026-01-01";
    const char *pairs[PAIRS_MAX + 3][2];
    size_t count = 0;
    if (order->period.days || order->period.unit) {
        pairs[count][0] = "from";
        pairs[count++][1] = day;
        pairs[count][0] = "to";
        pairs[count++][1] = day;
    }
    if (zone) {
        pairs[count][0] = "zone";
        pairs[count++][1] = zone;
    }
    for (size_t i = 0; i < order->setting_count && i < PAIRS_MAX; i++) {
        pairs[count][0] = order->settings[i].name;
        pairs[count++][1] = order->settings[i].value;
    }
    struct arena *arena = (struct arena *)&cli->arena;
    int code = report_find(order->report, cli->config, arena, report, error);
    return code ? code : report_check(cli->config, report, (const char *const(*)[2])pairs, count, cli->clock, error);
}

static int check_column(const struct report *report, const char *column, struct error *error)
{
    const char *names[256] = {0};
    size_t count = 0;
    for (size_t i = 0; i < report->column_count && count < 255; i++) {
        names[count++] = report->columns[i].name;
        if (strcmp(report->columns[i].name, column) == 0) {
            return 0;
        }
    }
    const char *near = str_closest(garner_text(column), names);
    return error_set(error, GARNER_E_CONFIG, "report %s describes no column \"%s\"%s%s%s", report->name, column,
                     near ? "; did you mean \"" : "; `garner report NAME -f csv` shows what there is", near ? near : "",
                     near ? "\"?" : "");
}

static int placed(const struct cli *cli, const struct report_order *order, const char *what, const char *name,
                  struct error *error)
{
    return error_prefix(error, "%s:%u:%u: %s %s", cli->config->path, order->line, order->column, what, name);
}

int cli_check_orders(const struct cli *cli, struct error *error)
{
    struct report report;
    for (size_t i = 0; i < cli->config->delivery_count; i++) {
        const struct delivery *delivery = &cli->config->deliveries[i];
        if (find_report(cli, &delivery->order, delivery->zone, &report, error) < 0) {
            return placed(cli, &delivery->order, "delivery", delivery->name, error);
        }
    }
    for (size_t t = 0; t < cli->config->target_count; t++) {
        const struct target *target = &cli->config->targets[t];
        for (size_t i = 0; i < target->threshold_count; i++) {
            const struct threshold *threshold = &target->thresholds[i];
            if (find_report(cli, &threshold->order, NULL, &report, error) < 0 ||
                check_column(&report, threshold->column, error) < 0) {
                return placed(cli, &threshold->order, "threshold of", target->name, error);
            }
        }
    }
    return 0;
}
