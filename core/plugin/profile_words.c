/* profile_words.c - which of a column's words mean won or lost, paid or pending, a purchase or something else; see
 * profile_mapping.h. */
#include "core/base/str.h"
#include "core/plugin/profile_mapping.h"
#include "core/plugin/synonyms.h"

enum { VALUE_ROOM = 16 << 10 };

/* ---- deals and leads ---- */

static const char *deal_state(struct garner_str text)
{
    static const char *const won[] = {" won ",  " closedwon", " gewonnen ", " gagn\xC3\xA9", " gagne ",
                                      " ganad", " ganh",      " vint",      " signed ",      NULL};
    static const char *const lost[] = {" lost ",  " closedlost", " verloren ",  " perdu", " perdid",
                                       " persa ", " perso ",     " abandoned ", NULL};
    if (mapping_says(text, won)) {
        return "won";
    }
    return mapping_says(text, lost) ? "lost" : NULL;
}

/* Which of the words are won and lost; NULL where none is. */
static const char *state_values(const struct mapping *map, const struct profile_column *column)
{
    if (column->values_more) {
        return "\"*[Ww]on*\": won, \"*[Ll]ost*\": lost, \"*\": open";
    }
    struct buf out;
    buf_init(&out, VALUE_ROOM);
    for (size_t i = 0; i < column->value_count; i++) {
        const char *state = deal_state(column->values[i].text);
        if (state) {
            mapping_add_quoted(&out, column->values[i].text);
            buf_addf(&out, ": %s, ", state);
        }
    }
    const char *values = out.len ? arena_printf(map->arena, "%s\"*\": open", buf_text(&out)) : NULL;
    buf_release(&out);
    return values;
}

void mapping_refine_deal(struct mapping *map)
{
    const struct mapped *stage = mapping_find(map, "stage"), *closed = mapping_find(map, "closed_at");
    if (stage) {
        const char *values = state_values(map, mapping_source(map, stage));
        int column = stage->column;
        if (values) {
            mapping_set(map, "state", column, mapping_values(map, column, values));
        } else {
            mapping_note(map, "no stage is known to be won or lost: say which with `state:`");
        }
        return;
    }
    static const char *const won[] = {" won ", " gewonnen ", NULL};
    if (closed && mapping_says(mapping_source(map, closed)->name, won)) {
        mapping_set(map, "state", -1, "won");
    } else {
        mapping_note(map, "no column says which deals are won or lost: say it with `state:`");
    }
}

/* Statuses that garner does not know: not paid, until somebody says so. */
static void refine_order_status(struct mapping *map)
{
    struct mapped *status = mapping_find(map, "status");
    if (!status) {
        return;
    }
    const struct profile_column *column = mapping_source(map, status);
    if (column->values_more || column->guess == PROFILE_COUNT) {
        mapping_note(map, "\"" STR_FMT "\" is no list of known statuses: all orders count as paid",
                     STR_ARG(column->name));
        mapping_drop(map, "status");
        return;
    }
    struct buf out;
    buf_init(&out, VALUE_ROOM);
    for (size_t i = 0; i < column->value_count; i++) {
        if (synonym_number(&record_order_statuses, column->values[i].text) == 0) {
            buf_adds(&out, out.len ? ", " : "");
            mapping_add_quoted(&out, column->values[i].text);
            buf_adds(&out, ": pending");
        }
    }
    if (out.len) {
        mapping_note(map, "statuses that are not known stand as pending: correct `values`");
        status->value = mapping_values(map, status->column, buf_text(&out));
    }
    buf_release(&out);
}

/* A column Converted with 0 and 1. */
void mapping_refine_lead_status(struct mapping *map)
{
    struct mapped *status = mapping_find(map, "status");
    const struct profile_column *column = status ? mapping_source(map, status) : NULL;
    static const char *const converted[] = {" converted ", " konvertiert ", " converti ", " convertido ", NULL};
    if (!column || column->distinct > 2 || !mapping_says(column->name, converted)) {
        return;
    }
    struct buf out;
    buf_init(&out, VALUE_ROOM);
    for (size_t i = 0; i < column->value_count; i++) {
        bool yes = synonym_number(&record_flags, column->values[i].text) == GARNER_YES;
        buf_adds(&out, out.len ? ", " : "");
        mapping_add_quoted(&out, column->values[i].text);
        buf_addf(&out, ": %s", yes ? "converted" : "open");
    }
    status->value = mapping_values(map, status->column, buf_text(&out));
    buf_release(&out);
}

/* ---- orders ---- */

/* Of payments, withdrawals and bonuses only the payments are purchases. */
static void refine_payments(struct mapping *map)
{
    static const char *const pays[] = {" deposit",  " payment",  " sale ",      " purchase", " charge",
                                       " order ",   " capture ", " einzahlung", " zahlung",  " kauf ",
                                       " paiement", " pago ",    NULL};
    int type = mapping_named(map->profile, "Type|Kind|Transaction Type|Transaction Kind|Art|Tipo");
    const struct profile_column *column = type >= 0 ? &map->profile->columns[type] : NULL;
    if (!column || column->values_more || column->value_count < 2) {
        return;
    }
    struct buf out;
    size_t count = 0;
    buf_init(&out, VALUE_ROOM);
    for (size_t i = 0; i < column->value_count; i++) {
        if (mapping_says(column->values[i].text, pays)) {
            buf_adds(&out, count++ ? ", " : "");
            mapping_add_quoted(&out, column->values[i].text);
        }
    }
    if (count && count < column->value_count) {
        map->when = arena_printf(map->arena, "{%s: [%s]}", mapping_quoted(map->arena, column->name), buf_text(&out));
        mapping_note(map, "only these rows are taken for purchases: %s", buf_text(&out));
    }
    buf_release(&out);
}

void mapping_refine_order(struct mapping *map)
{
    const struct mapped *id = mapping_find(map, "id"), *amount = mapping_find(map, "amount");
    bool repeats = id && mapping_source(map, id)->distinct < mapping_source(map, id)->filled;
    if (repeats && amount) {
        mapping_note(map, "orders take several rows, and each would give the whole amount: \"" STR_FMT "\" is left out",
                     STR_ARG(mapping_source(map, amount)->name));
        mapping_drop(map, "amount");
    } else if (!amount) {
        mapping_note(map, "no column holds the amount of a whole order");
    }
    refine_order_status(map);
    refine_payments(map);
}
