/* doctor.c - `garner doctor`: runs every check of the doctor_*.c files and prints what was found and what to do. */
#include "core/cmd/doctor.h"

#include "core/cmd/commands.h"
#include "core/base/mem.h"

/* ---- findings ---- */

static void add(struct doctor *doctor, struct finding finding)
{
    if (doctor->finding_count == doctor->finding_cap) {
        doctor->finding_cap = doctor->finding_cap ? 2 * doctor->finding_cap : 64;
        doctor->findings = xreallocarray(doctor->findings, doctor->finding_cap, sizeof *doctor->findings);
    }
    doctor->findings[doctor->finding_count++] = finding;
}

void doctor_add(struct doctor *doctor, enum finding_level level, const char *about, const char *advice,
                const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(doctor->arena, format, arguments);
    va_end(arguments);
    add(doctor, (struct finding){level, doctor->check, arena_strdup(doctor->arena, about), text,
                                 arena_strdup(doctor->arena, advice)});
}

void doctor_add_error(struct doctor *doctor, const char *about, const struct error *error)
{
    const char *advice = error_advice(error->code);
    doctor_add(doctor, FINDING_FAIL, about, advice ? advice : "", "%s", error->message);
}

void doctor_query(struct doctor *doctor, const char *sql, const struct query_parameter *parameters, size_t count,
                  void (*row)(struct doctor *, const struct query *))
{
    struct query *query = NULL;
    struct error error = {0};
    int got = store_query(doctor->store, garner_text(sql), parameters, count, &query, &error);
    got = got ? got : query_step(query, &error);
    for (; got > 0; got = query_step(query, &error)) {
        row(doctor, query);
    }
    query_close(query);
    if (got < 0) {
        doctor_add_error(doctor, doctor->config->store, &error);
    }
}

/* ---- the checks ---- */

static void run_check(struct doctor *doctor, const struct doctor_check *check)
{
    if ((check->needs >= NEEDS_CONFIG && !doctor->config) || (check->needs >= NEEDS_STORE && !doctor->store)) {
        return;
    }
    size_t before = doctor->finding_count;
    doctor->check = check->name;
    check->run(doctor);
    if (doctor->finding_count == before) {
        doctor_add(doctor, FINDING_OK, "", "", "%s", check->fine);
    }
}

static void run_checks(struct doctor *doctor)
{
    static const struct doctor_check *const groups[] = {doctor_basics, doctor_files, doctor_sources, doctor_history};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        for (const struct doctor_check *check = groups[i]; check->name; check++) {
            run_check(doctor, check);
        }
    }
}

/* ---- printing ---- */

static int print(struct doctor *doctor)
{
    static const struct column columns[] = {{"level", "", COLUMN_TEXT},
                                            {"check", "Check", COLUMN_TEXT},
                                            {"about", "About", COLUMN_TEXT},
                                            {"finding", "Finding", COLUMN_TEXT},
                                            {"advice", "What to do", COLUMN_TEXT}};
    static const char *const levels[] = {"ok", "warn", "fail"};
    struct render_options options;
    cli_render(doctor->cli, &options);
    struct render *render = render_begin(doctor->cli->out, &options, NULL, NULL, columns, 5);
    for (size_t i = 0; i < doctor->finding_count; i++) {
        const struct finding *finding = &doctor->findings[i];
        const char *texts[] = {levels[finding->level], finding->check, finding->about, finding->text, finding->advice};
        struct cell cells[5];
        for (size_t n = 0; n < 5; n++) {
            cells[n] = (struct cell){.type = CELL_TEXT, .text = garner_text(texts[n])};
        }
        render_row(render, cells);
    }
    struct error error = {0};
    return render_end(render, &error) < 0 ? cli_fail(doctor->cli, &error) : EXIT_OK;
}

/* A configuration that cannot be used outweighs whatever else is wrong. */
static int exit_code(const struct doctor *doctor)
{
    int code = EXIT_OK;
    for (size_t i = 0; i < doctor->finding_count; i++) {
        if (doctor->findings[i].level == FINDING_FAIL) {
            code = strcmp(doctor->findings[i].check, "configuration") == 0 ? EXIT_CONFIG : code ? code : EXIT_FAILED;
        }
    }
    return code;
}

static int run(struct cli *cli)
{
    const char *file = cli_get(cli, "config");
    struct doctor doctor = {
        .cli = cli, .arena = &cli->arena, .file = file ? file : "garner.yaml", .now = clock_now(&cli->clock)};
    run_checks(&doctor);
    int code = print(&doctor);
    code = code ? code : exit_code(&doctor);
    store_close(doctor.store);
    free(doctor.findings);
    return code;
}

static const struct cli_option options[] = {CLI_FORMAT_OPTIONS, {0}};

const struct command command_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = "Check configuration, plugins, store, schedules and their surroundings, and tell what to do.",
    .help = "Opens no connection and changes nothing. Reads all of the store, which takes a while where it is large.\n"
            "Exit code 1 where anything fails, 78 where the configuration does; warnings alone end with 0.",
    .options = options,
    .run = run,
};
