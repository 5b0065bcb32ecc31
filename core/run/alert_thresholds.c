/* alert_thresholds.c - rows of reports that are beyond a threshold, or were; see alerts.h. */
#include "core/run/alerts.h"

#include "core/base/str.h"
#include "core/run/alert_look.h"

static const char *subject_of(struct looking *l, const struct threshold *threshold, struct garner_str row)
{
    return arena_printf(&l->arena, "%s: %s %s %s: %.*s", threshold->order.report, threshold->column,
                        threshold->below ? "below" : "above", threshold->bound_text, STR_ARG(row));
}

static struct alert threshold_alert(struct looking *l, const struct measured *row, const char *subject)
{
    const struct threshold *threshold = row->threshold;
    return (struct alert){
        .kind = "threshold",
        .subject = subject,
        .title = arena_printf(&l->arena, "%.*s: %s is %.*s, %s %s", STR_ARG(row->row), threshold->column,
                              STR_ARG(row->value), threshold->below ? "below" : "above", threshold->bound_text),
        .what = arena_printf(&l->arena, "report %s has %s = %.*s at %.*s", threshold->order.report, threshold->column,
                             STR_ARG(row->value), STR_ARG(row->row)),
        .where = arena_printf(&l->arena, "%s:%u:%u: target %s", l->config->path, threshold->order.line,
                              threshold->order.column, row->target->name),
        .advice = arena_printf(&l->arena, "look at `garner report %s`", threshold->order.report),
    };
}

static struct alert within_alert(struct looking *l, const struct told *told)
{
    return (struct alert){
        .kind = "recovery",
        .subject = told->subject,
        .title = arena_printf(&l->arena, "no longer so: %s", told->subject),
        .what = "the value is within its threshold again, or its row is there no more",
        .where = l->config->path,
        .advice = error_advice(0),
    };
}

/* Told before, and beyond no more. */
static int look_at_told(struct looking *l)
{
    int code = 0;
    for (size_t i = 0; i < l->told_count && !code; i++) {
        struct told *told = &l->told[i];
        const struct target *target = config_target(l->config, told->target);
        if (told->seen || strcmp(told->kind, "threshold") != 0 || !target || !target->threshold_count) {
            continue;
        }
        struct alert within = within_alert(l, told);
        code = look_step(l, target, "threshold", told->subject, ALERT_CLEAR,
                         target->tells & TELL_RECOVERY ? &within : NULL, NULL);
    }
    return code ? code : look_forget(l, true);
}

int alerts_thresholds(const struct config *config, struct store *store, const struct measured *rows, size_t count,
                      int64_t now, struct error *error)
{
    struct looking l = {.config = config, .store = store, .now = now, .error = error};
    int code = look_begin(&l);
    for (size_t i = 0; i < count && !code; i++) {
        const char *subject = subject_of(&l, rows[i].threshold, rows[i].row);
        struct alert alert = threshold_alert(&l, &rows[i], subject);
        code = look_step(&l, rows[i].target, "threshold", subject, ALERT_HOLDS, &alert, NULL);
    }
    code = code ? code : look_at_told(&l);
    arena_release(&l.arena);
    return code;
}
