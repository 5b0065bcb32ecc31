/* wire_record.c - a record as bytes and back, driven by its table. The hot path of a pull: one call here per record at
 * each end. Knows nothing of frames, nor of what makes a record acceptable (record_check).
 *
 * Layout: kind; a byte per four fields, the first field in the lowest two bits, unused bits 0; then in table order what
 * is set: text as length and bytes, money as currency and amount, an instant as milliseconds and precision, everything
 * else as one integer. */
#include "core/schema/state.h"
#include "core/schema/wire.h"

enum { FIELDS_MAX = 32, PRESENCE_MAX = FIELDS_MAX / 4, INTEGER_MAX = 10, STATE_BITS = 3 };

/* ---- writing ---- */

/* Gathers a record's small parts, so that the buffer is called once for most records. */
struct pen {
    struct buf *out;
    size_t used;
    unsigned char bytes[1024];
};

static void flush(struct pen *pen)
{
    buf_add(pen->out, pen->bytes, pen->used);
    pen->used = 0;
}

static inline void make_room(struct pen *pen, size_t len)
{
    if (sizeof pen->bytes - pen->used < len) {
        flush(pen);
    }
}

static inline void put_byte(struct pen *pen, unsigned char byte)
{
    pen->bytes[pen->used++] = byte;
}

static inline void put_u(struct pen *pen, uint64_t value)
{
    for (; value >= 0x80; value >>= 7) {
        put_byte(pen, (unsigned char)(value | 0x80));
    }
    put_byte(pen, (unsigned char)value);
}

static inline void put_i(struct pen *pen, int64_t value)
{
    put_u(pen, (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0));
}

static void put_text(struct pen *pen, const struct garner_str *text)
{
    make_room(pen, INTEGER_MAX);
    put_u(pen, text->len);
    make_room(pen, text->len);
    if (text->len > sizeof pen->bytes) {
        buf_add(pen->out, text->ptr, text->len);
        return;
    }
    memcpy(pen->bytes + pen->used, text->ptr, text->len);
    pen->used += text->len;
}

static void put_money(struct pen *pen, const struct garner_money *money)
{
    for (size_t i = 0; i < 3; i++) {
        put_byte(pen, (unsigned char)money->currency[i]);
    }
    put_i(pen, money->micros);
}

static void put_instant(struct pen *pen, const struct garner_instant *instant)
{
    put_i(pen, instant->ms);
    put_byte(pen, instant->precision);
}

static void put_value(struct pen *pen, const struct field *field, const void *value)
{
    if (field->type == FIELD_TEXT) {
        put_text(pen, value);
        return;
    }
    make_room(pen, INTEGER_MAX + 3);
    switch (field->type) {
    case FIELD_MONEY:
        put_money(pen, value);
        break;
    case FIELD_DAY:
        put_i(pen, ((const struct garner_day *)value)->day);
        break;
    case FIELD_INSTANT:
        put_instant(pen, value);
        break;
    case FIELD_COUNT:
        put_i(pen, ((const struct garner_count *)value)->n);
        break;
    case FIELD_AMOUNT:
        put_i(pen, ((const struct garner_amount *)value)->millionths);
        break;
    case FIELD_ENUM:
        put_u(pen, enum_number(value));
        break;
    case FIELD_TEXT:
        break;
    }
}

/* A state that is none of the three is sent as the fourth pattern, which the reader refuses. */
void wire_put_record(struct buf *out, const struct record_type *type, const void *record)
{
    struct pen pen;
    const struct field *set[FIELDS_MAX];
    size_t sets = 0, count = type->count;
    pen.out = out;
    pen.used = 0;
    put_u(&pen, (uint64_t)type->kind);
    unsigned char *presence = pen.bytes + pen.used;
    memset(presence, 0, PRESENCE_MAX);
    pen.used += (count + 3) / 4;
    for (size_t i = 0; i < count; i++) {
        const struct field *field = &type->fields[i];
        unsigned state = (unsigned)member_state(field->type, (const char *)record + field->offset);
        if (state == GARNER_ABSENT) {
            continue;
        }
        presence[i / 4] |= (unsigned char)((state < STATE_BITS ? state : STATE_BITS) << i % 4 * 2);
        if (state == GARNER_SET) {
            set[sets++] = field;
        }
    }
    for (size_t i = 0; i < sets; i++) {
        put_value(&pen, set[i], (const char *)record + set[i]->offset);
    }
    flush(&pen);
}

/* ---- reading: a getter returns NULL where all is well, else what is wrong ---- */

static const char *get_text(struct wire *wire, struct garner_str *text)
{
    uint64_t len = wire_u(wire);
    if (len == 0 || len > RECORD_TEXT_MAX || len > (uint64_t)(wire->end - wire->next)) {
        return "has a length that is 0, over 65535 or beyond the frame";
    }
    text->ptr = (const char *)wire->next;
    text->len = (size_t)len;
    wire->next += len;
    return NULL;
}

static const char *get_money(struct wire *wire, struct garner_money *money)
{
    for (size_t i = 0; i < 3; i++) {
        unsigned char c = wire_byte(wire);
        if (c < 'A' || c > 'Z') {
            return "has a currency that is not three capital letters";
        }
        money->currency[i] = (char)c;
    }
    money->micros = wire_i(wire);
    return NULL;
}

static const char *get_day(struct wire *wire, struct garner_day *day)
{
    int64_t number = wire_i(wire);
    if (number < INT32_MIN || number > INT32_MAX) {
        return "is out of range";
    }
    day->day = (int32_t)number;
    return NULL;
}

static const char *get_instant(struct wire *wire, struct garner_instant *instant)
{
    instant->ms = wire_i(wire);
    instant->precision = wire_byte(wire);
    return instant->precision > GARNER_PRECISION_DAY ? "has an unknown precision" : NULL;
}

static const char *get_enum(struct wire *wire, const struct words *words, void *value)
{
    uint64_t number = wire_u(wire);
    if (number > INT32_MAX || words_name(words, (int)number) == NULL) {
        return "has a number that is none of its words";
    }
    memcpy(value, &(uint32_t){(uint32_t)number}, sizeof(uint32_t));
    return NULL;
}

static const char *get_value(struct wire *wire, const struct field *field, void *value)
{
    switch (field->type) {
    case FIELD_TEXT:
        return get_text(wire, value);
    case FIELD_MONEY:
        return get_money(wire, value);
    case FIELD_DAY:
        return get_day(wire, value);
    case FIELD_INSTANT:
        return get_instant(wire, value);
    case FIELD_COUNT:
        ((struct garner_count *)value)->n = wire_i(wire);
        return NULL;
    case FIELD_AMOUNT:
        ((struct garner_amount *)value)->millionths = wire_i(wire);
        return NULL;
    case FIELD_ENUM:
        return get_enum(wire, field->words, value);
    }
    return "has an unknown type";
}

/* Enumerations have no state of their own: set says itself, and they cannot be cleared. */
static const char *set_state(const struct field *field, void *value, enum garner_state state)
{
    uint8_t byte = (uint8_t)state;
    switch (field->type) {
    case FIELD_TEXT:
        *(struct garner_str *)value = (struct garner_str){"", 0};
        break;
    case FIELD_MONEY:
        ((struct garner_money *)value)->state = byte;
        break;
    case FIELD_DAY:
        ((struct garner_day *)value)->state = byte;
        break;
    case FIELD_INSTANT:
        ((struct garner_instant *)value)->state = byte;
        break;
    case FIELD_COUNT:
        ((struct garner_count *)value)->state = byte;
        break;
    case FIELD_AMOUNT:
        ((struct garner_amount *)value)->state = byte;
        break;
    case FIELD_ENUM:
        return state == GARNER_SET ? NULL : "is cleared, which an enumeration cannot be";
    }
    return NULL;
}

static const char *get_field(struct wire *wire, const struct field *field, void *value, unsigned state)
{
    if (state == STATE_BITS) {
        return "has an unknown state";
    }
    const char *fault = set_state(field, value, (enum garner_state)state);
    if (fault || state == GARNER_CLEARED) {
        return fault;
    }
    fault = get_value(wire, field, value);
    return fault || !wire->bad ? fault : "is cut short or malformed";
}

static const struct record_type *refuse(struct wire *wire, struct error *error, const char *record, const char *field,
                                        const char *fault)
{
    wire->bad = true;
    wire->next = wire->end;
    error_set(error, GARNER_E_DATA, "%s: %s %s", record, field, fault);
    return NULL;
}

const struct record_type *wire_record(struct wire *wire, union record_any *record, struct error *error)
{
    uint64_t kind = wire_u(wire);
    const struct record_type *type = kind < GARNER_RECORD_LIMIT ? record_type((int)kind) : NULL;
    if (wire->bad || type == NULL) {
        return refuse(wire, error, "record", "kind", wire->bad ? "is cut short or malformed" : "is unknown");
    }
    size_t bytes = (type->count + 3) / 4;
    if (bytes > (size_t)(wire->end - wire->next)) {
        return refuse(wire, error, type->name, "record", "is cut short");
    }
    const unsigned char *presence = wire->next;
    wire->next += bytes;
    if (type->count % 4 && presence[bytes - 1] >> type->count % 4 * 2) {
        return refuse(wire, error, type->name, "record", "names fields beyond its last");
    }
    memset(record, 0, type->size);
    for (size_t i = 0; i < type->count; i++) {
        unsigned state = presence[i / 4] >> i % 4 * 2 & STATE_BITS;
        if (state == GARNER_ABSENT) {
            continue;
        }
        const struct field *field = &type->fields[i];
        const char *fault = get_field(wire, field, (char *)record + field->offset, state);
        if (fault) {
            return refuse(wire, error, type->name, field->name, fault);
        }
    }
    return type;
}
