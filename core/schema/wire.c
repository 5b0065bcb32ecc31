/* wire.c - frames, integers and texts as bytes and back. Called by both ends of the pipe and by wire_record.c and
 * wire_node.c; knows nothing of what a frame means. */
#include "core/schema/wire.h"

/* ---- writing ---- */

void wire_put_u(struct buf *out, uint64_t value)
{
    unsigned char bytes[10];
    size_t n = 0;
    for (; value >= 0x80; value >>= 7) {
        bytes[n++] = (unsigned char)(value | 0x80);
    }
    bytes[n++] = (unsigned char)value;
    buf_add(out, bytes, n);
}

void wire_put_i(struct buf *out, int64_t value)
{
    wire_put_u(out, (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0));
}

/* The length is sent one higher, so that 0 means absent. */
void wire_put_str(struct buf *out, struct garner_str text)
{
    if (text.ptr == NULL) {
        wire_put_byte(out, 0);
        return;
    }
    wire_put_u(out, (uint64_t)text.len + 1);
    buf_add(out, text.ptr, text.len);
}

void wire_put_byte(struct buf *out, unsigned char byte)
{
    buf_add(out, &byte, 1);
}

size_t wire_begin(struct buf *out, enum wire_type type)
{
    const unsigned char header[WIRE_HEADER] = {0, 0, 0, 0, (unsigned char)type};
    size_t begun = out->len;
    buf_add(out, header, sizeof header);
    return begun;
}

/* A frame the peer would refuse counts as one that did not fit. */
void wire_end(struct buf *out, size_t begun)
{
    if (out->overflowed || out->len < begun + WIRE_HEADER) {
        return;
    }
    size_t len = out->len - begun - WIRE_HEADER;
    if (len > WIRE_FRAME_MAX) {
        out->overflowed = true;
        return;
    }
    for (size_t i = 0; i < 4; i++) {
        out->ptr[begun + i] = (char)(len >> 8 * i & 0xFF);
    }
}

/* ---- reading ---- */

void wire_init(struct wire *wire, const void *payload, size_t len)
{
    static const unsigned char nothing[1] = {0};
    const unsigned char *bytes = payload ? payload : nothing;
    *wire = (struct wire){bytes, bytes + (payload ? len : 0), false};
}

/* Whatever follows the first failure reads as the end. */
static uint64_t spoil(struct wire *wire)
{
    wire->bad = true;
    wire->next = wire->end;
    return 0;
}

/* One spelling for each number: no padding zeros, no bits beyond the 64th. */
uint64_t wire_u(struct wire *wire)
{
    uint64_t value = 0;
    for (unsigned shift = 0; wire->next < wire->end && shift < 64; shift += 7) {
        unsigned char byte = *wire->next++;
        if (shift == 63 && byte > 1) {
            break;
        }
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            return byte == 0 && shift > 0 ? spoil(wire) : value;
        }
    }
    return spoil(wire);
}

int64_t wire_i(struct wire *wire)
{
    uint64_t value = wire_u(wire);
    return (int64_t)(value >> 1 ^ (value & 1 ? UINT64_MAX : 0));
}

struct garner_str wire_str(struct wire *wire)
{
    uint64_t coded = wire_u(wire);
    struct garner_str text = {NULL, 0};
    if (coded == 0) {
        return text;
    }
    if (coded - 1 > (uint64_t)(wire->end - wire->next)) {
        spoil(wire);
        return text;
    }
    text.ptr = (const char *)wire->next;
    text.len = (size_t)(coded - 1);
    wire->next += text.len;
    return text;
}

unsigned char wire_byte(struct wire *wire)
{
    if (wire->next == wire->end) {
        spoil(wire);
        return 0;
    }
    return *wire->next++;
}

bool wire_done(const struct wire *wire)
{
    return !wire->bad && wire->next == wire->end;
}

static bool is_type(unsigned char type)
{
    return (type >= WIRE_HELLO && type <= WIRE_YIELDING) || type == WIRE_MEASURED ||
           (type >= WIRE_CONFIG && type <= WIRE_CANCEL);
}

int wire_split(const char *bytes, size_t len, enum wire_type *type, struct garner_str *payload, size_t *used,
               struct error *error)
{
    if (len < WIRE_HEADER) {
        return 0;
    }
    const unsigned char *b = (const unsigned char *)bytes;
    uint32_t size = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    if (size > WIRE_FRAME_MAX) {
        return error_set(error, GARNER_E_DATA, "a frame of %lu bytes; the most is %d", (unsigned long)size,
                         WIRE_FRAME_MAX);
    }
    if (!is_type(b[4])) {
        return error_set(error, GARNER_E_DATA, "a frame of the unknown type %d", b[4]);
    }
    if (len - WIRE_HEADER < size) {
        return 0;
    }
    *type = (enum wire_type)b[4];
    *payload = (struct garner_str){bytes + WIRE_HEADER, size};
    *used = WIRE_HEADER + (size_t)size;
    return 1;
}
