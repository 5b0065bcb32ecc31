/* fuzz_wire.c - whatever a worker sends: frames are split, records and trees in them decoded. What decodes must encode
 * to bytes that decode to the same again. The first byte chooses what the rest is read as. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/schema/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static bool same(const struct buf *a, const struct buf *b)
{
    return str_compare(buf_str(a), buf_str(b)) == 0;
}

static void one_record(struct wire *wire)
{
    union record_any record, again;
    struct error error;
    const struct record_type *type = wire_record(wire, &record, &error);
    require((type == NULL) == wire->bad);
    if (type == NULL) {
        return;
    }
    struct buf first, second;
    buf_init(&first, 8 << 20);
    buf_init(&second, 8 << 20);
    wire_put_record(&first, type, &record);
    struct wire copy;
    wire_init(&copy, first.ptr, first.len);
    require(wire_record(&copy, &again, &error) == type && wire_done(&copy));
    wire_put_record(&second, type, &again);
    require(same(&first, &second));
    require(record_check(type, &record, false, NULL, &error) == record_check(type, &again, false, NULL, &error));
    int32_t day;
    if (record_check(type, &record, true, NULL, &error) == 0) {
        record_place(type, &record, &day);
    }
    buf_release(&first);
    buf_release(&second);
}

static void records(struct garner_str payload)
{
    struct wire wire;
    wire_init(&wire, payload.ptr, payload.len);
    while (!wire.bad && wire.next < wire.end) {
        one_record(&wire);
    }
}

static void tree(struct garner_str payload)
{
    struct arena arena;
    arena_init(&arena);
    struct wire wire;
    wire_init(&wire, payload.ptr, payload.len);
    const struct garner_node *node = wire_node(&wire, &arena);
    if (node) {
        struct buf first, second;
        buf_init(&first, 64 << 20);
        buf_init(&second, 64 << 20);
        wire_put_node(&first, node);
        struct wire copy;
        wire_init(&copy, first.ptr, first.len);
        const struct garner_node *again = wire_node(&copy, &arena);
        require(again != NULL && wire_done(&copy));
        wire_put_node(&second, again);
        require(same(&first, &second));
        buf_release(&first);
        buf_release(&second);
    }
    arena_release(&arena);
}

static void frames(const char *bytes, size_t len)
{
    enum wire_type type;
    struct garner_str payload;
    struct error error;
    size_t used = 0;
    while (wire_split(bytes, len, &type, &payload, &used, &error) > 0) {
        require(used == WIRE_HEADER + payload.len && used <= len);
        if (type == WIRE_CONFIG) {
            tree(payload);
        } else {
            records(payload);
        }
        bytes += used;
        len -= used;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    const char *rest = (const char *)data + 1;
    switch (data[0] % 3) {
    case 0:
        frames(rest, size - 1);
        break;
    case 1:
        records(str_of(rest, size - 1));
        break;
    case 2:
        tree(str_of(rest, size - 1));
        break;
    }
    return 0;
}
