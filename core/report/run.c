/* run.c - runs a report: its parameters become bound values, its heading notes, its rows a table. Called by verbs.
 * Knows no report by name and no table of the store. */
#include "core/base/calendar.h"
#include "core/base/str.h"
#include "core/report/header.h"
#include "core/report/stream.h"
#include "core/schema/values.h"

struct run {
    const struct report *report;
    const struct config *config;
    struct store *store;
    const char *const (*arguments)[2];
    size_t argument_count;
    struct arena arena;
    const char *currency;
    const char *zone_name;
    const struct zone *zone;
    bool rezoned;                  /* the days in the store are of another zone */
    struct query_parameter *bound; /* name with its colon */
    size_t bound_count;
    const char **values; /* of the report's parameters, as text */
    struct error *error;
};

/* ---- parameters ---- */

static const char *given(const struct run *run, const char *name)
{
    const char *value = NULL;
    for (size_t i = 0; i < run->argument_count; i++) {
        value = strcmp(run->arguments[i][0], name) == 0 ? run->arguments[i][1] : value;
    }
    return value;
}

static bool is_parameter(const struct report *report, const char *name)
{
    for (size_t i = 0; i < report->parameter_count; i++) {
        if (strcmp(report->parameters[i].name, name) == 0) {
            return true;
        }
    }
    return strcmp(name, "currency") == 0 || strcmp(name, "zone") == 0;
}

static int unknown_parameter(struct run *run, const char *name)
{
    const struct report *report = run->report;
    const char **names = arena_calloc(&run->arena, report->parameter_count + 3, sizeof *names);
    for (size_t i = 0; i < report->parameter_count; i++) {
        names[i] = report->parameters[i].name;
    }
    names[report->parameter_count] = "currency";
    names[report->parameter_count + 1] = "zone";
    const char *near = str_closest(garner_text(name), names);
    return error_set(run->error, GARNER_E_CONFIG, "report %s: there is no parameter \"%s\"%s%s%s", report->name, name,
                     near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static int check_names(struct run *run)
{
    for (size_t i = 0; i < run->argument_count; i++) {
        if (!is_parameter(run->report, run->arguments[i][0])) {
            return unknown_parameter(run, run->arguments[i][0]);
        }
    }
    return 0;
}

static int bad_value(const struct run *run, const char *name, const char *value, const char *wanted)
{
    return error_set(run->error, GARNER_E_CONFIG, "report %s: %s: \"%s\" is %s", run->report->name, name, value,
                     wanted);
}

static int day_cell(const struct run *run, const char *name, const char *value, struct cell *out)
{
    int32_t day = 0;
    if (!calendar_parse_day(value, &day)) {
        return bad_value(run, name, value, "no day; write it like 2026-03-10");
    }
    *out = (struct cell){.type = CELL_INTEGER, .integer = day};
    return 0;
}

static int number_cell(const struct run *run, const char *name, const char *value, struct cell *out)
{
    int64_t number = 0;
    if (!str_integer(garner_text(value), &number)) {
        return bad_value(run, name, value, "no whole number");
    }
    *out = (struct cell){.type = CELL_INTEGER, .integer = number};
    return 0;
}

static struct cell text_cell(const char *text)
{
    return (struct cell){.type = CELL_TEXT, .text = garner_text(text)};
}

static int parameter_cell(struct run *run, const struct report_parameter *parameter, const char *value,
                          struct cell *out)
{
    bool day = strcmp(parameter->choices, "DAY") == 0, number = strcmp(parameter->choices, "NUMBER") == 0;
    if (!*value && (day || number)) {
        *out = (struct cell){.type = CELL_NULL};
        return 0;
    }
    if (day || number) {
        return (day ? day_cell : number_cell)(run, parameter->name, value, out);
    }
    bool closed = *parameter->choices && (*value || *parameter->fallback);
    if (closed && !report_is_choice(parameter->choices, value)) {
        return bad_value(run, parameter->name, value, arena_printf(&run->arena, "none of %s", parameter->choices));
    }
    *out = text_cell(value);
    return 0;
}

static void bind(struct run *run, const char *name, struct cell value)
{
    run->bound[run->bound_count++] = (struct query_parameter){arena_printf(&run->arena, ":%s", name), value};
}

/* What is the configuration's where a report and its caller leave it open; NULL where it says nothing of that name. */
static const char *configured(const struct run *run, const char *name)
{
    if (strcmp(name, "currency") == 0) {
        return run->currency;
    }
    if (strcmp(name, "zone") == 0) {
        return run->zone_name;
    }
    return strcmp(name, "model") == 0 ? attribution_model_name(run->config->rules.model) : NULL;
}

static int bind_parameter(struct run *run, size_t i)
{
    const struct report_parameter *parameter = &run->report->parameters[i];
    const char *value = given(run, parameter->name), *own = configured(run, parameter->name);
    value = value ? value : parameter->fallback;
    run->values[i] = *value || !own ? value : own;
    struct cell cell = {0};
    int code = parameter_cell(run, parameter, run->values[i], &cell);
    if (code == 0) {
        bind(run, parameter->name, cell);
    }
    return code;
}

static void bind_always(struct run *run, struct clock clock)
{
    static const char *const names[] = {"currency", "zone", "model"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bool declared = false;
        for (size_t n = 0; n < run->report->parameter_count; n++) {
            declared = declared || strcmp(run->report->parameters[n].name, names[i]) == 0;
        }
        if (!declared) {
            bind(run, names[i], text_cell(configured(run, names[i])));
        }
    }
    bind(run, "today", (struct cell){.type = CELL_INTEGER, .integer = zone_day(run->zone, clock_now(&clock))});
    bind(run, "rezoned", (struct cell){.type = CELL_INTEGER, .integer = run->rezoned});
}

static int bind_all(struct run *run, struct clock clock)
{
    enum { ALWAYS = 5 };
    run->bound = arena_calloc(&run->arena, run->report->parameter_count + ALWAYS, sizeof *run->bound);
    run->values = arena_calloc(&run->arena, run->report->parameter_count + 1, sizeof *run->values);
    const char *currency = given(run, "currency");
    run->currency = currency && *currency ? currency : run->config->currency;
    if (!value_is_currency(run->currency)) {
        return bad_value(run, "currency", run->currency, "no currency; write a code like EUR");
    }
    int code = check_names(run);
    for (size_t i = 0; i < run->report->parameter_count && code == 0; i++) {
        code = bind_parameter(run, i);
    }
    if (code == 0) {
        bind_always(run, clock);
    }
    return code;
}

/* ---- columns ---- */

static bool holds(const struct run *run, const struct report_condition *condition)
{
    for (size_t i = 0; i < run->report->parameter_count && condition->parameter; i++) {
        if (strcmp(run->report->parameters[i].name, condition->parameter) == 0) {
            return strcmp(run->values[i], condition->value) == 0;
        }
    }
    return !condition->parameter;
}

static bool is_described(const struct report *report, const char *name)
{
    for (size_t i = 0; i < report->column_count; i++) {
        if (strcmp(report->columns[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* How the column of that name is to be shown: one may be described more than once, for different parameters. NULL where
 * it is not. */
static const struct column *described(const struct run *run, const char *name)
{
    const struct report *report = run->report;
    for (size_t i = 0; i < report->column_count; i++) {
        if (strcmp(report->columns[i].name, name) == 0 && holds(run, &report->conditions[i])) {
            return &report->columns[i];
        }
    }
    return NULL;
}

static struct dress dress_up(struct run *run, const struct query *query)
{
    size_t count = query_columns(query);
    struct column *columns = arena_calloc(&run->arena, count + 1, sizeof *columns);
    size_t *sources = arena_calloc(&run->arena, count + 1, sizeof *sources);
    struct dress dress = {.title = run->report->title, .columns = columns, .sources = sources};
    for (size_t i = 0; i < count; i++) {
        const char *name = arena_strdup(&run->arena, query_name(query, i));
        const struct column *column = described(run, name);
        if (column && column->kind == COLUMN_HEADING) {
            dress.has_heading = true;
            dress.heading = i;
        } else if (column || !is_described(run->report, name)) {
            columns[dress.count] = column ? *column : (struct column){name, name, COLUMN_TEXT};
            sources[dress.count++] = i;
        }
    }
    return dress;
}

/* ---- running ---- */

static int print_report(struct run *run, FILE *out, struct render_options options)
{
    struct query *query = NULL;
    int code = store_query(run->store, garner_text(run->report->sql), run->bound, run->bound_count, &query, run->error);
    if (code < 0) {
        return code;
    }
    struct dress dress = dress_up(run, query);
    options.currency = run->currency;
    code = report_stream(query, &dress, out, &options, run->error);
    query_close(query);
    return code;
}

static int begin_run(struct run *run, struct zone **zone, struct clock clock)
{
    const char *name = given(run, "zone");
    arena_init(&run->arena);
    run->zone = run->config->zone;
    run->zone_name = run->config->timezone;
    *zone = NULL;
    if (name && *name && strcmp(name, run->zone_name) != 0) {
        int code = zone_load(name, zone, run->error);
        if (code < 0) {
            return code;
        }
        run->zone = *zone;
        run->zone_name = name;
        run->rezoned = true;
    }
    return bind_all(run, clock);
}

static void end_run(struct run *run, struct zone *zone)
{
    zone_free(zone);
    arena_release(&run->arena);
}

int report_check(const struct config *config, const struct report *report, const char *const (*arguments)[2],
                 size_t argument_count, struct clock clock, struct error *error)
{
    struct run run = {
        .report = report, .config = config, .arguments = arguments, .argument_count = argument_count, .error = error};
    struct zone *zone = NULL;
    int code = begin_run(&run, &zone, clock);
    end_run(&run, zone);
    return code;
}

/* The functions of the store's SQL take the zone from the configuration they are bound to: bound to a copy with another
 * one, then back. */
static int print_rezoned(struct run *run, struct zone *zone, FILE *out, const struct render_options *options)
{
    struct config config = *run->config;
    config.zone = zone;
    config.timezone = run->zone_name;
    int code = store_bind_config(run->store, &config, run->error);
    code = code < 0 ? code : print_report(run, out, *options);
    int back = store_bind_config(run->store, run->config, code < 0 ? NULL : run->error);
    return code < 0 ? code : back;
}

int report_run(struct store *store, const struct config *config, const struct report *report,
               const char *const (*arguments)[2], size_t argument_count, struct clock clock, FILE *out,
               const struct render_options *options, struct error *error)
{
    struct run run = {
        .report = report,
        .config = config,
        .store = store,
        .arguments = arguments,
        .argument_count = argument_count,
        .error = error,
    };
    struct zone *zone = NULL;
    int code = begin_run(&run, &zone, clock);
    if (code == 0) {
        code = zone ? print_rezoned(&run, zone, out, options) : print_report(&run, out, *options);
    }
    end_run(&run, zone);
    return code;
}
