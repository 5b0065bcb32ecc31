/* content_id.c - see content_id.h. The bytes that are hashed are those of the wire (core/schema/wire.h). */
#include "core/plugin/content_id.h"
#include "core/schema/wire.h"
#include <sodium.h>

enum { ID_BYTES = 12, RECORD_MAX = 8 << 20 };

uint32_t content_ordinal(struct ordinals *ordinals, const struct record_type *type, const void *record,
                         unsigned char hash[CONTENT_HASH])
{
    uint64_t key = 0;
    struct buf content;
    buf_init(&content, RECORD_MAX);
    wire_put_record(&content, type, record);
    crypto_generichash(hash, CONTENT_HASH, (const unsigned char *)buf_text(&content), content.len, NULL, 0);
    buf_release(&content);
    memcpy(&key, hash, sizeof key);
    return ordinals_next(ordinals, key);
}

struct garner_str content_id(struct arena *arena, const unsigned char hash[CONTENT_HASH], uint32_t ordinal)
{
    char hex[2 * ID_BYTES + 1];
    sodium_bin2hex(hex, sizeof hex, hash, ID_BYTES);
    return garner_text(arena_printf(arena, "h:%s#%u", hex, (unsigned)ordinal));
}
