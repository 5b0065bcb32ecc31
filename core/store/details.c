/* details.c - keeps the promise of keep_contact_details: false also where it was true before. Called by merge.c at the
 * start of each merge. Knows nothing of records: which columns hold details, the descriptors say. */
#include "core/store/details.h"
#include "core/store/facts.h"
#include "core/store/notes.h"

static bool holds_detail(const struct fact_column *column)
{
    return column->form == COLUMN_TEXT && column->field->flags & FIELD_CONTACT;
}

static int clear_column(struct store *store, const struct fact *fact, const char *column, struct error *error)
{
    int code = store_execf(store, error, "UPDATE " FACT_NAME " SET \"%w\" = NULL WHERE \"%w\" IS NOT NULL",
                           fact->type->name, column, column);
    return code ? code
                : store_execf(store, error,
                              "UPDATE revision SET old = json_remove(old, '$.%q'), new = json_remove(new, '$.%q') "
                              "WHERE kind = %d",
                              column, column, (int)fact->type->kind);
}

static int clear_all(struct store *store, struct error *error)
{
    int code = store_exec(store, "DELETE FROM person_detail", error);
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        const struct fact *fact = &store->facts[kind];
        for (size_t i = 0; i < fact->count && !code; i++) {
            code = holds_detail(&fact->columns[i]) ? clear_column(store, fact, fact->columns[i].name, error) : 0;
        }
    }
    return code;
}

int details_settle(struct store *store, bool keep, struct error *error)
{
    int64_t kept;
    int code = store_meta(store, "contact_details", &kept, error);
    if (code || keep == (kept != 0)) {
        return code;
    }
    store->notes->muted = true;
    code = keep ? 0 : clear_all(store, error);
    store->notes->muted = false;
    return code ? code : store_meta_set(store, "contact_details", keep, error);
}
