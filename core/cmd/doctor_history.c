/* doctor_history.c - the doctor's checks of what the store tells: clocks, sources that bring nothing, what waits for
 * somebody to look. */
#include "core/cmd/doctor.h"

#include "core/base/calendar.h"
#include "core/base/str.h"
#include <inttypes.h>

/* More than clocks of one machine differ by. */
enum { AHEAD_MS = 60000 };

static const char *text_of(struct doctor *doctor, const struct query *query, size_t column)
{
    struct garner_str text = query_cell(query, column).text;
    return arena_strndup(doctor->arena, text.ptr ? text.ptr : "", text.len);
}

static void on_future_run(struct doctor *doctor, const struct query *query)
{
    char at[32];
    doctor_add(doctor, FINDING_FAIL, text_of(doctor, query, 0),
               "set the clock; if it is right now, this passes by itself",
               "its run %" PRId64 " began in the future (%s): a clock is or was wrong", query_cell(query, 1).integer,
               calendar_format_instant(query_cell(query, 2).integer, at));
}

static void check_clock(struct doctor *doctor)
{
    const struct query_parameter parameter = {":now", {.type = CELL_INTEGER, .integer = doctor->now + AHEAD_MS}};
    doctor_query(doctor,
                 "SELECT (SELECT name FROM source WHERE source.id = r.source), r.id, r.started_at FROM run r "
                 "WHERE r.id = (SELECT max(id) FROM run WHERE source = r.source) AND r.started_at > :now ORDER BY 1",
                 &parameter, 1, on_future_run);
}

struct last {
    bool pulled, good, paused;
    int64_t run;
    int code;
    const char *message;
};

static int read_last(struct doctor *doctor, const char *source, struct last *last, struct error *error)
{
    static const char sql[] =
        "SELECT l.id, l.code, l.message, EXISTS (SELECT 1 FROM run WHERE source = s.id AND code = 0), "
        "EXISTS (SELECT 1 FROM meta WHERE name = 'paused:' || s.name) "
        "FROM source s JOIN run l ON l.id = (SELECT max(id) FROM run WHERE source = s.id) "
        "WHERE s.name = :source";
    const struct query_parameter parameter = {":source", {.type = CELL_TEXT, .text = garner_text(source)}};
    struct query *query = NULL;
    int got = store_query(doctor->store, garner_text(sql), &parameter, 1, &query, error);
    got = got ? got : query_step(query, error);
    *last = (struct last){.pulled = got > 0};
    if (got > 0) {
        last->run = query_cell(query, 0).integer;
        last->code = (int)query_cell(query, 1).integer;
        last->message = text_of(doctor, query, 2);
        last->good = query_cell(query, 3).integer;
        last->paused = query_cell(query, 4).integer;
    }
    query_close(query);
    return got < 0 ? got : 0;
}

static void judge(struct doctor *doctor, const char *source, const struct last *last)
{
    if (!last->pulled) {
        doctor_add(doctor, FINDING_WARN, source, arena_printf(doctor->arena, "garner pull %s", source),
                   "it was never pulled");
    } else if (last->code) {
        doctor_add(doctor, FINDING_WARN, source,
                   last->paused ? "correct it, then reload the daemon" : error_advice(last->code),
                   "%s run %" PRId64 " failed (%s): %s%s", last->good ? "its last" : "it never succeeded;", last->run,
                   error_class(last->code), last->message, last->paused ? "; the daemon leaves it out" : "");
    }
}

static void check_pulls(struct doctor *doctor)
{
    for (size_t i = 0; i < doctor->count; i++) {
        struct last last;
        struct error error = {0};
        if (read_last(doctor, doctor->sources[i]->name, &last, &error) < 0) {
            doctor_add_error(doctor, doctor->sources[i]->name, &error);
            return;
        }
        judge(doctor, doctor->sources[i]->name, &last);
    }
}

static void on_quarantined(struct doctor *doctor, const struct query *query)
{
    doctor_add(doctor, FINDING_WARN, text_of(doctor, query, 0),
               "`garner quarantine list --group` tells why; correct its block, then `garner quarantine replay`",
               "%" PRId64 " rows wait in quarantine, the oldest for %" PRId64 " days", query_cell(query, 1).integer,
               (doctor->now - query_cell(query, 2).integer) / CALENDAR_DAY_MS);
}

static void check_quarantine(struct doctor *doctor)
{
    doctor_query(doctor,
                 "SELECT (SELECT name FROM source WHERE source.id = q.source), count(*), min(at_ms) "
                 "FROM quarantine_row q GROUP BY q.source ORDER BY 1",
                 NULL, 0, on_quarantined);
}

static void on_failed_message(struct doctor *doctor, const struct query *query)
{
    doctor_add(doctor, FINDING_WARN, text_of(doctor, query, 0),
               "correct the target under notify:", "%" PRId64 " messages could not be sent, the last because: %s",
               query_cell(query, 1).integer, text_of(doctor, query, 2));
}

static void check_messages(struct doctor *doctor)
{
    doctor_query(doctor,
                 "SELECT target, count(*), message, max(created_at) FROM delivery WHERE state = 'failed' "
                 "GROUP BY target ORDER BY target",
                 NULL, 0, on_failed_message);
}

const struct doctor_check doctor_history[] = {
    {"clock", "no run began in the future", NEEDS_STORE, check_clock},
    {"pulls", "every source was pulled, and its last pull was good", NEEDS_STORE, check_pulls},
    {"quarantine", "it is empty", NEEDS_STORE, check_quarantine},
    {"messages", "none failed", NEEDS_STORE, check_messages},
    {.name = NULL},
};
