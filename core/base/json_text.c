/* json_text.c - see json_text.h. Called from every floor. */
#include "core/base/json_text.h"

static void json_byte(struct buf *out, unsigned char c)
{
    if (c == '"' || c == '\\') {
        buf_addc(out, '\\');
        buf_addc(out, (char)c);
    } else if (c < 0x20 || c == 0x7f) {
        buf_addf(out, "\\u%04x", (unsigned)c);
    } else {
        buf_addc(out, (char)c);
    }
}

void json_text(struct buf *out, struct garner_str text)
{
    buf_addc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        json_byte(out, (unsigned char)text.ptr[i]);
    }
    buf_addc(out, '"');
}
