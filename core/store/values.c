/* values.c - a record's members as the cells of its fact row: words, persons and campaigns become ids, contact details
 * are left out where they are not kept. Called by batch.c for every record, so it is the merge's inner loop. Knows
 * nothing of SQL. */
#include "core/store/batch.h"
#include "core/base/str.h"
#include "core/schema/state.h"
#include "core/store/dictionary.h"
#include "core/store/notes.h"

static void set_integer(struct cell *cell, int64_t value)
{
    cell->type = CELL_INTEGER;
    cell->integer = value;
}

static void set_text(struct cell *cell, const char *ptr, size_t len)
{
    cell->type = CELL_TEXT;
    cell->text = (struct garner_str){ptr, len};
}

/* ---- references ---- */

static enum garner_state texts_state(const struct garner_str *texts, size_t count)
{
    enum garner_state state = GARNER_ABSENT;
    for (size_t i = 0; i < count; i++) {
        enum garner_state one = text_state(&texts[i]);
        if (one == GARNER_SET) {
            return GARNER_SET;
        }
        state = one == GARNER_CLEARED ? GARNER_CLEARED : state;
    }
    return state;
}

static int read_person(struct batch *batch, const struct garner_person_ref *given, struct cell *cell,
                       struct error *error)
{
    struct garner_person_ref person = *given;
    const union record_any *any = &batch->item.record;
    enum garner_record kind = batch->fact->type->kind;
    bool lead = false;
    if (kind == GARNER_RECORD_CONTACT && !person.id.len) {
        person.id = any->contact.id;
    }
    if (kind == GARNER_RECORD_LEAD && !person.id.len && !person.email.len && !person.phone.len) {
        person.id = any->lead.id;
        lead = true;
    }
    int64_t id;
    int code = dictionary_person(batch->store, &person, lead, &id, error);
    if (id) {
        set_integer(cell, id);
    }
    return code;
}

static bool defines(enum garner_record kind)
{
    return kind == GARNER_RECORD_CAMPAIGN || kind == GARNER_RECORD_SPEND || kind == GARNER_RECORD_CLAIM;
}

static int read_campaign(struct batch *batch, const struct garner_campaign_ref *campaign, struct cell *cell,
                         struct error *error)
{
    enum garner_record kind = batch->fact->type->kind;
    int64_t id;
    int code = dictionary_campaign(batch->store, campaign, defines(kind), &id, error);
    if (code || !id) {
        return code;
    }
    set_integer(cell, id);
    bool leads_there = campaign->click_id.len && (campaign->id.len || campaign->name.len);
    if (leads_there && (kind == GARNER_RECORD_TOUCH || kind == GARNER_RECORD_LEAD)) {
        return dictionary_click(batch->store, campaign->click_id, id, error);
    }
    return 0;
}

/* A campaign record is the campaign its own id names. */
static int read_self(struct batch *batch, struct cell *cell, struct error *error)
{
    const struct garner_campaign *record = &batch->item.record.campaign;
    struct garner_campaign_ref self = {
        .id = record->id, .name = record->name, .channel = record->channel, .channel_word = record->channel_word};
    return read_campaign(batch, &self, cell, error);
}

/* ---- plain members ---- */

static int read_word(struct batch *batch, struct garner_str text, struct cell *cell, struct error *error)
{
    int64_t id;
    int code = dictionary_word(batch->store, text, &id, error);
    set_integer(cell, id);
    return code;
}

static void read_scalar(enum column_form form, const void *member, struct cell *cell)
{
    switch (form) {
    case COLUMN_MICROS:
        set_integer(cell, ((const struct garner_money *)member)->micros);
        break;
    case COLUMN_CURRENCY:
        set_text(cell, ((const struct garner_money *)member)->currency, 3);
        break;
    case COLUMN_DAY:
        set_integer(cell, ((const struct garner_day *)member)->day);
        break;
    case COLUMN_MS:
        set_integer(cell, ((const struct garner_instant *)member)->ms);
        break;
    case COLUMN_ONLY_DAY:
        if (((const struct garner_instant *)member)->precision == GARNER_PRECISION_DAY) {
            set_integer(cell, 1);
        }
        break;
    case COLUMN_COUNT:
        set_integer(cell, ((const struct garner_count *)member)->n);
        break;
    case COLUMN_AMOUNT:
        set_integer(cell, ((const struct garner_amount *)member)->millionths);
        break;
    default:
        set_integer(cell, (int64_t)enum_number(member));
        break;
    }
}

/* The state of what a column holds; of a reference that of all its members. */
static enum garner_state column_state(const struct fact_column *column, const void *member)
{
    if (column->form == COLUMN_WHO || column->form == COLUMN_REFERRER) {
        return texts_state(member, sizeof(struct garner_person_ref) / sizeof(struct garner_str));
    }
    if (column->form == COLUMN_CAMP) {
        const struct garner_campaign_ref *c = member;
        const struct garner_str texts[] = {c->id,         c->name,         c->channel_word, c->utm_source,
                                           c->utm_medium, c->utm_campaign, c->click_id};
        return c->channel ? GARNER_SET : texts_state(texts, sizeof texts / sizeof *texts);
    }
    if (column->form == COLUMN_CLICK) {
        return text_state(&((const struct garner_campaign_ref *)member)->click_id);
    }
    return member_state(column->field->type, member);
}

static int read_set(struct batch *batch, const struct fact_column *column, const void *member, struct cell *cell)
{
    struct error *error = batch->error;
    switch (column->form) {
    case COLUMN_TEXT: {
        const struct garner_str *text = member;
        if (!(column->field->flags & FIELD_CONTACT) || batch->merge->keep_contact_details) {
            set_text(cell, text->ptr, text->len);
        }
        return 0;
    }
    case COLUMN_WORD:
        return read_word(batch, *(const struct garner_str *)member, cell, error);
    case COLUMN_WHO:
    case COLUMN_REFERRER:
        return read_person(batch, member, cell, error);
    case COLUMN_CAMP:
        return read_campaign(batch, member, cell, error);
    case COLUMN_CLICK: {
        struct garner_str click = ((const struct garner_campaign_ref *)member)->click_id;
        set_text(cell, click.ptr, click.len);
        return 0;
    }
    default:
        read_scalar(column->form, member, cell);
        return 0;
    }
}

/* Leads and contacts are persons even where they name none. */
static bool always_read(const struct fact *fact, const struct fact_column *column)
{
    return column->form == COLUMN_WHO &&
           (fact->type->kind == GARNER_RECORD_LEAD || fact->type->kind == GARNER_RECORD_CONTACT);
}

static void set_default(const struct fact_column *column, struct cell *cell)
{
    if (column->form == COLUMN_TEXT) {
        set_text(cell, "", 0);
    } else {
        set_integer(cell, 0);
    }
}

static int read_column(struct batch *batch, size_t i)
{
    const struct fact_column *column = &batch->fact->columns[i];
    struct cell *cell = &batch->cells[i];
    cell->type = CELL_NULL;
    if (column->form == COLUMN_SELF) {
        return read_self(batch, cell, batch->error);
    }
    const void *member = (const char *)&batch->item.record + column->field->offset;
    enum garner_state state = column_state(column, member);
    if (state == GARNER_SET || always_read(batch->fact, column)) {
        int code = read_set(batch, column, member, cell);
        if (code) {
            return code;
        }
    } else if (state == GARNER_CLEARED && !column->key) {
        batch->cleared |= UINT64_C(1) << i;
    }
    if (column->key && cell->type == CELL_NULL) {
        set_default(column, cell);
    }
    return 0;
}

int values_read(struct batch *batch, bool key_only)
{
    const struct fact *fact = batch->fact;
    int code = 0;
    batch->cleared = 0;
    for (size_t i = 1; i < fact->count && !code; i++) {
        if (!key_only || fact->columns[i].key) {
            code = read_column(batch, i);
        }
    }
    return code;
}

/* ---- keys ---- */

struct print values_key(struct batch *batch)
{
    struct dictionary *d = batch->store->dictionary;
    scratch_start(d, 'k');
    for (size_t i = 0; i < batch->fact->key_count; i++) {
        const struct cell *cell = &batch->cells[batch->fact->keys[i]];
        if (cell->type == CELL_TEXT) {
            scratch_add(d, cell->text);
        } else {
            scratch_add_number(d, cell->integer);
        }
    }
    return scratch_print(d);
}

void values_bind_key(const struct batch *batch, sqlite3_stmt *statement)
{
    for (size_t i = 0; i < batch->fact->key_count; i++) {
        const struct cell *cell = &batch->cells[batch->fact->keys[i]];
        if (cell->type == CELL_TEXT) {
            bind_str(statement, (int)i + 1, cell->text);
        } else {
            sqlite3_bind_int64(statement, (int)i + 1, cell->integer);
        }
    }
}
