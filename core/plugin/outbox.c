/* outbox.c - gathers frames and rows; see outbox.h. */
#include "core/plugin/outbox.h"
#include "core/base/mem.h"

enum { FRAMES_MAX = 4 * WIRE_FRAME_MAX };

void outbox_init(struct outbox *outbox, const struct host_sink *sink)
{
    *outbox = (struct outbox){.sink = sink};
    buf_init(&outbox->frames, FRAMES_MAX);
    buf_init(&outbox->row, OUTBOX_ROW_MAX);
}

void outbox_release(struct outbox *outbox)
{
    buf_release(&outbox->frames);
    buf_release(&outbox->row);
    free(outbox->ends);
    *outbox = (struct outbox){0};
}

/* ---- the row ---- */

bool outbox_record(struct outbox *outbox, bool remove, const struct record_type *type, const void *record)
{
    struct buf *row = &outbox->row;
    size_t before = row->len;
    wire_put_byte(row, remove ? '-' : '+');
    wire_put_record(row, type, record);
    if (row->overflowed || row->len - before > WIRE_FRAME_MAX) {
        row->len = before;
        row->overflowed = false;
        return false;
    }
    if (outbox->count == outbox->room) {
        outbox->room = outbox->room ? outbox->room * 2 : 16;
        outbox->ends = xreallocarray(outbox->ends, outbox->room, sizeof *outbox->ends);
    }
    outbox->ends[outbox->count++] = row->len;
    return true;
}

void outbox_drop(struct outbox *outbox)
{
    buf_clear(&outbox->row);
    outbox->count = 0;
}

static void close_records(struct outbox *outbox)
{
    if (outbox->is_open) {
        wire_end(&outbox->frames, outbox->open);
        outbox->is_open = false;
    }
}

static size_t payload(const struct outbox *outbox)
{
    return outbox->frames.len - outbox->open - WIRE_HEADER;
}

static void open_records(struct outbox *outbox, size_t wanted)
{
    if (outbox->is_open && payload(outbox) + wanted > WIRE_FRAME_MAX) {
        close_records(outbox);
    }
    if (!outbox->is_open) {
        outbox->open = wire_begin(&outbox->frames, WIRE_RECORDS);
        outbox->is_open = true;
    }
}

static int send_if_full(struct outbox *outbox, struct error *error)
{
    return outbox->frames.len < OUTBOX_SEND ? 0 : outbox_flush(outbox, error);
}

/* A row that fits the open frame goes there whole; else record by record. */
int outbox_keep(struct outbox *outbox, struct error *error)
{
    const struct buf *row = &outbox->row;
    size_t from = 0;
    if (outbox->count == 0) {
        return 0;
    }
    size_t step = row->len <= OUTBOX_SEND ? outbox->count - 1 : 0;
    for (size_t i = step; i < outbox->count; i++) {
        size_t len = outbox->ends[i] - from;
        open_records(outbox, len);
        buf_add(&outbox->frames, row->ptr + from, len);
        from = outbox->ends[i];
        int code = send_if_full(outbox, error);
        if (code) {
            return code;
        }
    }
    outbox_drop(outbox);
    return 0;
}

/* ---- frames ---- */

size_t outbox_begin(struct outbox *outbox, enum wire_type type)
{
    close_records(outbox);
    return wire_begin(&outbox->frames, type);
}

int outbox_finish(struct outbox *outbox, size_t begun, struct error *error)
{
    wire_end(&outbox->frames, begun);
    if (outbox->frames.overflowed) {
        buf_clear(&outbox->frames);
        return error_set(error, GARNER_E_BUG, "a frame is longer than 1 MiB");
    }
    return send_if_full(outbox, error);
}

int outbox_flush(struct outbox *outbox, struct error *error)
{
    close_records(outbox);
    if (outbox->frames.len == 0) {
        return 0;
    }
    int code = outbox->sink->send(outbox->sink->context, buf_str(&outbox->frames), error);
    buf_clear(&outbox->frames);
    return code;
}
