/* test_wire.c - what goes into a frame comes out of it, and nothing malformed gets through. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/schema/wire.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define S(text)                                                                                                        \
    {                                                                                                                  \
        (text), sizeof(text) - 1                                                                                       \
    }

static struct garner_str str(const char *text)
{
    return str_of(text, strlen(text));
}

static void integers_come_back(void **unused)
{
    (void)unused;
    const uint64_t unsigned_ones[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX - 1, UINT64_MAX};
    const int64_t signed_ones[] = {0, -1, 1, 63, -64, 64, INT64_MAX, INT64_MIN};
    struct buf out;
    buf_init(&out, 1000);
    for (size_t i = 0; i < sizeof unsigned_ones / sizeof *unsigned_ones; i++) {
        wire_put_u(&out, unsigned_ones[i]);
    }
    for (size_t i = 0; i < sizeof signed_ones / sizeof *signed_ones; i++) {
        wire_put_i(&out, signed_ones[i]);
    }
    struct wire wire;
    wire_init(&wire, out.ptr, out.len);
    for (size_t i = 0; i < sizeof unsigned_ones / sizeof *unsigned_ones; i++) {
        assert_true(wire_u(&wire) == unsigned_ones[i]);
    }
    for (size_t i = 0; i < sizeof signed_ones / sizeof *signed_ones; i++) {
        assert_true(wire_i(&wire) == signed_ones[i]);
    }
    assert_true(wire_done(&wire));
    buf_release(&out);
}

static void malformed_integers_are_refused(void **unused)
{
    (void)unused;
    const struct garner_str cases[] = {
        S(""),                                         /* nothing there */
        S("\x80"),                                     /* cut short */
        S("\x80\x00"),                                 /* padded zero */
        S("\xff\x80\x00"),                             /* padded */
        S("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), /* a 65th bit */
        S("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x80\x01"),
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct wire wire;
        wire_init(&wire, cases[i].ptr, cases[i].len);
        assert_true(wire_u(&wire) == 0);
        assert_true(wire.bad);
        assert_false(wire_done(&wire));
        assert_int_equal(wire_byte(&wire), 0);
    }
}

static void absent_and_empty_texts_differ(void **unused)
{
    (void)unused;
    struct buf out;
    buf_init(&out, 1000);
    wire_put_str(&out, (struct garner_str){NULL, 0});
    wire_put_str(&out, str(""));
    wire_put_str(&out, str("Müller"));
    struct wire wire;
    wire_init(&wire, out.ptr, out.len);
    assert_null(wire_str(&wire).ptr);
    struct garner_str empty = wire_str(&wire);
    assert_non_null(empty.ptr);
    assert_int_equal(empty.len, 0);
    assert_true(str_is(wire_str(&wire), "Müller"));
    assert_true(wire_done(&wire));
    wire_init(&wire,
              "\x05"
              "abc",
              4);
    assert_null(wire_str(&wire).ptr);
    assert_true(wire.bad);
    wire_init(&wire, NULL, 0);
    assert_true(wire_done(&wire));
    buf_release(&out);
}

/* ---- frames ---- */

static void frames_are_split_at_every_cut(void **unused)
{
    (void)unused;
    struct buf out;
    buf_init(&out, 1000);
    size_t begun = wire_begin(&out, WIRE_CHECKPOINT);
    wire_put_str(&out, str("cursor"));
    wire_end(&out, begun);
    size_t first = out.len;
    wire_end(&out, wire_begin(&out, WIRE_END));
    enum wire_type type;
    struct garner_str payload;
    size_t used = 0;
    struct error error;
    for (size_t cut = 0; cut < first; cut++) {
        assert_int_equal(wire_split(out.ptr, cut, &type, &payload, &used, &error), 0);
    }
    assert_int_equal(wire_split(out.ptr, out.len, &type, &payload, &used, &error), 1);
    assert_int_equal(type, WIRE_CHECKPOINT);
    assert_int_equal(used, first);
    assert_int_equal(payload.len, first - WIRE_HEADER);
    assert_int_equal(wire_split(out.ptr + used, out.len - used, &type, &payload, &used, &error), 1);
    assert_int_equal(type, WIRE_END);
    assert_int_equal(payload.len, 0);
    buf_release(&out);
}

static void bad_frames_are_refused(void **unused)
{
    (void)unused;
    const struct {
        struct garner_str bytes;
        int result;
        const char *message;
    } cases[] = {
        {S("\x00\x00\x10\x00\x02"), 0, ""},
        {S("\x01\x00\x10\x00\x02"), GARNER_E_DATA, "a frame of 1048577 bytes; the most is 1048576"},
        {S("\xff\xff\xff\xff\x02"), GARNER_E_DATA, "a frame of 4294967295 bytes; the most is 1048576"},
        {S("\x00\x00\x00\x00\x00"), GARNER_E_DATA, "a frame of the unknown type 0"},
        {S("\x00\x00\x00\x00\x0e"), GARNER_E_DATA, "a frame of the unknown type 14"},
        {S("\x00\x00\x00\x00\x23"), GARNER_E_DATA, "a frame of the unknown type 35"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum wire_type type;
        struct garner_str payload;
        size_t used;
        struct error error = {0};
        assert_int_equal(wire_split(cases[i].bytes.ptr, cases[i].bytes.len, &type, &payload, &used, &error),
                         cases[i].result);
        assert_string_equal(error.message, cases[i].message);
    }
}

static void a_frame_too_long_counts_as_overflow(void **unused)
{
    (void)unused;
    char *big = xcalloc(1, WIRE_FRAME_MAX + 1);
    struct buf out;
    buf_init(&out, 2 * WIRE_FRAME_MAX);
    size_t begun = wire_begin(&out, WIRE_RECORDS);
    buf_add(&out, big, WIRE_FRAME_MAX);
    wire_end(&out, begun);
    assert_false(out.overflowed);
    buf_add(&out, big, 1);
    wire_end(&out, begun);
    assert_true(out.overflowed);
    buf_release(&out);
    buf_init(&out, 3);
    wire_end(&out, wire_begin(&out, WIRE_END));
    assert_true(out.overflowed);
    assert_int_equal(out.len, 0);
    buf_release(&out);
    free(big);
}

/* ---- records ---- */

static void fill(const struct field *field, void *value, unsigned seed)
{
    static const char *const texts[] = {"a", "Größe", "some longer text\tof a source", "7"};
    switch (field->type) {
    case FIELD_TEXT:
        *(struct garner_str *)value = str(texts[seed % 4]);
        break;
    case FIELD_MONEY:
        *(struct garner_money *)value = (struct garner_money){-(int64_t)seed * 1000003, "JPY", GARNER_SET};
        break;
    case FIELD_DAY:
        *(struct garner_day *)value = (struct garner_day){(int32_t)seed * 997 - 500, GARNER_SET};
        break;
    case FIELD_INSTANT:
        *(struct garner_instant *)value = (struct garner_instant){(int64_t)seed * 86400000, GARNER_SET, seed % 2};
        break;
    case FIELD_COUNT:
        *(struct garner_count *)value = (struct garner_count){seed ? (int64_t)seed << 40 : INT64_MIN, GARNER_SET};
        break;
    case FIELD_AMOUNT:
        *(struct garner_amount *)value = (struct garner_amount){seed ? INT64_MAX : 0, GARNER_SET};
        break;
    case FIELD_ENUM:
        memcpy(value, &field->words->names[seed % field->words->count].number, sizeof(int));
        break;
    }
}

static void clear(const struct field *field, void *value)
{
    switch (field->type) {
    case FIELD_TEXT:
        *(struct garner_str *)value = str("");
        break;
    case FIELD_MONEY:
        ((struct garner_money *)value)->state = GARNER_CLEARED;
        break;
    case FIELD_DAY:
        ((struct garner_day *)value)->state = GARNER_CLEARED;
        break;
    case FIELD_INSTANT:
        ((struct garner_instant *)value)->state = GARNER_CLEARED;
        break;
    case FIELD_COUNT:
        ((struct garner_count *)value)->state = GARNER_CLEARED;
        break;
    case FIELD_AMOUNT:
        ((struct garner_amount *)value)->state = GARNER_CLEARED;
        break;
    case FIELD_ENUM:
        break;
    }
}

static void assert_same_field(const struct field *field, const void *a, const void *b)
{
    if (field->type != FIELD_TEXT) {
        static const size_t used[] = {
            [FIELD_MONEY] = offsetof(struct garner_money, state) + 1,
            [FIELD_DAY] = offsetof(struct garner_day, state) + 1,
            [FIELD_INSTANT] = offsetof(struct garner_instant, precision) + 1,
            [FIELD_COUNT] = offsetof(struct garner_count, state) + 1,
            [FIELD_AMOUNT] = offsetof(struct garner_amount, state) + 1,
            [FIELD_ENUM] = sizeof(enum garner_channel),
        };
        assert_memory_equal(a, b, used[field->type]);
        return;
    }
    const struct garner_str *x = a, *y = b;
    assert_true((x->ptr == NULL) == (y->ptr == NULL));
    assert_int_equal(str_compare(*x, *y), 0);
}

/* Encodes record, decodes it, compares every field; then decodes every prefix, which must fail. */
static void assert_comes_back(const struct record_type *type, const union record_any *record)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    wire_put_record(&out, type, record);
    assert_false(out.overflowed);
    struct wire wire;
    union record_any copy;
    struct error error = {0};
    memset(&copy, 0xAA, sizeof copy);
    wire_init(&wire, out.ptr, out.len);
    assert_ptr_equal(wire_record(&wire, &copy, &error), type);
    assert_true(wire_done(&wire));
    for (size_t i = 0; i < type->count; i++) {
        const struct field *field = &type->fields[i];
        assert_same_field(field, (const char *)record + field->offset, (const char *)&copy + field->offset);
    }
    for (size_t cut = 0; cut < out.len; cut++) {
        wire_init(&wire, out.ptr, cut);
        assert_null(wire_record(&wire, &copy, &error));
        assert_true(wire.bad);
        assert_int_equal(error.code, GARNER_E_DATA);
    }
    buf_release(&out);
}

static void every_kind_comes_back(void **unused)
{
    (void)unused;
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        const struct record_type *type = record_type(kind);
        for (unsigned pattern = 0; pattern < 4; pattern++) {
            union record_any record;
            memset(&record, 0, sizeof record);
            for (unsigned i = 0; i < type->count; i++) {
                void *value = (char *)&record + type->fields[i].offset;
                if (pattern == 1 || (pattern == 3 && i % 3 == 0)) {
                    fill(&type->fields[i], value, i);
                } else if (pattern == 2 || (pattern == 3 && i % 3 == 1)) {
                    clear(&type->fields[i], value);
                }
            }
            assert_comes_back(type, &record);
        }
    }
}

static void long_texts_come_back(void **unused)
{
    (void)unused;
    static char text[RECORD_TEXT_MAX + 1];
    memset(text, 'x', sizeof text);
    const size_t lengths[] = {900, 1000, 1010, 1023, 1024, 1025, RECORD_TEXT_MAX};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct garner_lead lead = {.id = str_of(text, lengths[i]),
                                   .person = {.email = str_of(text, 600)},
                                   .created_at = {1, GARNER_SET, 0},
                                   .converted_at = {INT64_MIN, GARNER_SET, 1}};
        struct buf out;
        buf_init(&out, 1 << 20);
        wire_put_record(&out, record_type(GARNER_RECORD_LEAD), &lead);
        struct wire wire;
        union record_any copy;
        wire_init(&wire, out.ptr, out.len);
        assert_non_null(wire_record(&wire, &copy, NULL));
        assert_true(wire_done(&wire));
        assert_int_equal(copy.lead.id.len, lengths[i]);
        assert_int_equal(copy.lead.person.email.len, 600);
        assert_true(copy.lead.converted_at.ms == INT64_MIN);
        buf_release(&out);
    }
    struct garner_rep rep = {.id = str_of(text, sizeof text)};
    struct buf out;
    buf_init(&out, 1 << 20);
    wire_put_record(&out, record_type(GARNER_RECORD_REP), &rep);
    struct wire wire;
    wire_init(&wire, out.ptr, out.len);
    union record_any copy;
    assert_null(wire_record(&wire, &copy, NULL));
    buf_release(&out);
}

/* rep: id name email started_on left_on; refund: id order_id at amount; deal_contact: deal_id person×3 role. */
static void bad_records_are_refused(void **unused)
{
    (void)unused;
    const struct {
        struct garner_str bytes;
        const char *message;
    } cases[] = {
        {S("\x00"), "record: kind is unknown"},
        {S("\x12\x00\x00"), "record: kind is unknown"},
        {S("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), "record: kind is unknown"},
        {S(""), "record: kind is cut short or malformed"},
        {S("\x0f\x00"), "rep: record is cut short"},
        {S("\x0f\x00\x04"), "rep: record names fields beyond its last"},
        {S("\x0f\x03\x00"), "rep: id has an unknown state"},
        {S("\x0f\x01\x00\x00"), "rep: id has a length that is 0, over 65535 or beyond the frame"},
        {S("\x0f\x01\x00\x02x"), "rep: id has a length that is 0, over 65535 or beyond the frame"},
        {S("\x0f\x01\x00\x81\x00x"), "rep: id has a length that is 0, over 65535 or beyond the frame"},
        {S("\x0f\x40\x00\x80\x80\x80\x80\x20"), "rep: started_on is out of range"},
        {S("\x0f\x40\x00"), "rep: started_on is cut short or malformed"},
        {S("\x0d\x10\x02\x02"), "refund: at has an unknown precision"},
        {S("\x0d\x10\x02"), "refund: at is cut short or malformed"},
        {S("\x0d\x40"
           "EUr\x02"),
         "refund: amount has a currency that is not three capital letters"},
        {S("\x0d\x40"
           "EU"),
         "refund: amount has a currency that is not three capital letters"},
        {S("\x0d\x40"
           "EUR"),
         "refund: amount is cut short or malformed"},
        {S("\x01\x10\x00\x00\x00\x1b"), "campaign: channel has a number that is none of its words"},
        {S("\x01\x10\x00\x00\x00\x00"), "campaign: channel has a number that is none of its words"},
        {S("\x01\x20\x00\x00\x00"), "campaign: channel is cleared, which an enumeration cannot be"},
        {S("\x01\x00\x10\x00\x00\x01"), "campaign: brand has a number that is none of its words"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct wire wire;
        union record_any record;
        struct error error = {0};
        wire_init(&wire, cases[i].bytes.ptr, cases[i].bytes.len);
        assert_null(wire_record(&wire, &record, &error));
        assert_string_equal(error.message, cases[i].message);
        assert_int_equal(error.code, GARNER_E_DATA);
        assert_true(wire.bad);
    }
}

static void a_state_out_of_range_is_sent_to_be_refused(void **unused)
{
    (void)unused;
    struct garner_rep rep = {.id = S("r"), .started_on = {1, 77}};
    struct buf out;
    buf_init(&out, 100);
    wire_put_record(&out, record_type(GARNER_RECORD_REP), &rep);
    struct wire wire;
    union record_any record;
    wire_init(&wire, out.ptr, out.len);
    assert_null(wire_record(&wire, &record, NULL));
    buf_release(&out);
}

static void a_full_buffer_says_so(void **unused)
{
    (void)unused;
    struct garner_rep rep = {.id = S("somebody")};
    struct buf out;
    buf_init(&out, 8);
    wire_put_record(&out, record_type(GARNER_RECORD_REP), &rep);
    assert_true(out.overflowed);
    buf_release(&out);
}

/* ---- configuration trees ---- */

static void assert_same_node(const struct garner_node *a, const struct garner_node *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->line, b->line);
    assert_int_equal(a->column, b->column);
    assert_true((a->key.ptr == NULL) == (b->key.ptr == NULL));
    assert_int_equal(str_compare(a->key, b->key), 0);
    assert_int_equal(str_compare(a->text, b->text), 0);
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_same_node(&a->items[i], &b->items[i]);
    }
}

static const struct garner_node *through_the_wire(const struct garner_node *node, struct arena *arena)
{
    struct buf out;
    buf_init(&out, 16 << 20);
    wire_put_node(&out, node);
    struct wire wire;
    wire_init(&wire, out.ptr, out.len);
    const struct garner_node *copy = wire_node(&wire, arena);
    assert_true(copy == NULL || wire_done(&wire));
    assert_true(node != NULL || wire_done(&wire));
    buf_release(&out);
    return copy;
}

static void trees_come_back(void **unused)
{
    (void)unused;
    const struct garner_node inner[] = {{.kind = GARNER_SCALAR, .key = S("order"), .text = S("DMY"), .line = 7},
                                        {.kind = GARNER_LIST, .key = S("none"), .column = UINT32_MAX}};
    const struct garner_node items[] = {{.kind = GARNER_SCALAR, .key = S("id"), .text = S("{Größe}"), .column = 3},
                                        {.kind = GARNER_MAP, .key = S("at"), .items = inner, .count = 2},
                                        {.kind = GARNER_SCALAR, .key = S("empty"), .text = S("")}};
    const struct garner_node root = {.kind = GARNER_MAP, .items = items, .count = 3, .line = 1, .column = 1};
    struct arena arena;
    arena_init(&arena);
    const struct garner_node *copy = through_the_wire(&root, &arena);
    assert_non_null(copy);
    assert_same_node(&root, copy);
    assert_null(through_the_wire(NULL, &arena));
    arena_release(&arena);
}

static void trees_too_deep_or_large_are_refused(void **unused)
{
    (void)unused;
    struct garner_node chain[40];
    struct arena arena;
    arena_init(&arena);
    for (size_t depth = 1; depth <= 40; depth++) {
        for (size_t i = 0; i < depth; i++) {
            bool last = i + 1 == depth;
            chain[i] = (struct garner_node){.kind = last ? GARNER_SCALAR : GARNER_LIST, .count = !last};
            chain[i].items = last ? NULL : &chain[i + 1];
        }
        assert_true((through_the_wire(chain, &arena) != NULL) == (depth <= 32));
    }
    struct garner_node *leaves = xcalloc(100000, sizeof *leaves);
    for (size_t i = 0; i < 100000; i++) {
        leaves[i].kind = GARNER_SCALAR;
    }
    struct garner_node root = {.kind = GARNER_LIST, .items = leaves, .count = 99999};
    assert_non_null(through_the_wire(&root, &arena));
    root.count++;
    assert_null(through_the_wire(&root, &arena));
    free(leaves);
    arena_release(&arena);
}

static void malformed_trees_are_refused(void **unused)
{
    (void)unused;
    const struct garner_str cases[] = {
        S(""),
        S("\x04\x00\x00\x00\x00"),                 /* a kind that is none */
        S("\x01\x00\x00\x00"),                     /* no text */
        S("\x01\x09\x00\x00\x00"),                 /* a key beyond the end */
        S("\x01\x00\xff\xff\xff\xff\x10\x00\x00"), /* a line beyond 32 bits */
        S("\x02\x00\x00\x00\x01"),                 /* one item promised, none there */
        S("\x02\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
        S("\x02\x00\x00\x00\x01\x00\x00\x00\x00\x00"), /* an item that is no tree */
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct wire wire;
        wire_init(&wire, cases[i].ptr, cases[i].len);
        assert_null(wire_node(&wire, &arena));
        assert_true(wire.bad);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_come_back),
        cmocka_unit_test(malformed_integers_are_refused),
        cmocka_unit_test(absent_and_empty_texts_differ),
        cmocka_unit_test(frames_are_split_at_every_cut),
        cmocka_unit_test(bad_frames_are_refused),
        cmocka_unit_test(a_frame_too_long_counts_as_overflow),
        cmocka_unit_test(every_kind_comes_back),
        cmocka_unit_test(long_texts_come_back),
        cmocka_unit_test(bad_records_are_refused),
        cmocka_unit_test(a_state_out_of_range_is_sent_to_be_refused),
        cmocka_unit_test(a_full_buffer_says_so),
        cmocka_unit_test(trees_come_back),
        cmocka_unit_test(trees_too_deep_or_large_are_refused),
        cmocka_unit_test(malformed_trees_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
