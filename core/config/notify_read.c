/* notify_read.c - what `notify:` and `deliver:` both hold: lists, settings of a report, its days, addresses; see
 * notify_read.h. */
#include "core/config/notify_read.h"

#include "core/base/str.h"
#include "core/schema/values.h"

enum { DAY_MAX = 36500 };

int list_read(const struct block *block, const struct garner_node *list, const char *what, struct error *error)
{
    if (list->kind == GARNER_LIST || (list->kind == GARNER_SCALAR && list->text.len == 0)) {
        return 0;
    }
    return complain(block, list, error, "%s: expected a list; begin each entry with \"- \"", what);
}

int settings_read(const struct block *block, const struct garner_node *map, const char *what,
                  const struct setting **out, size_t *count, struct error *error)
{
    if (!map || (map->kind == GARNER_SCALAR && map->text.len == 0)) {
        return 0;
    }
    if (map->kind != GARNER_MAP) {
        return complain(block, map, error, "%s: expected a map such as {campaign: \"Spring*\"}", what);
    }
    struct setting *settings = arena_calloc(block->arena, map->count + 1, sizeof *settings);
    for (size_t i = 0; i < map->count; i++) {
        const struct garner_node *item = &map->items[i];
        if (item->kind != GARNER_SCALAR) {
            return complain(block, item, error, "%s: %.*s: expected one text", what, SHOWN(item->key));
        }
        settings[i].name = arena_str(block->arena, item->key).ptr;
        settings[i].value = item->text.len ? arena_str(block->arena, item->text).ptr : "";
    }
    *out = settings;
    *count = map->count;
    return 0;
}

int period_read(const struct block *block, const struct garner_node *at, struct garner_str text, struct period *out,
                struct error *error)
{
    static const char *const words[] = {"week", "month", "quarter", "year"};
    *out = (struct period){0};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_is(text, words[i])) {
            out->unit = words[i][0];
        }
    }
    if (!text.len || out->unit) {
        return 0;
    }
    int64_t ms = 0;
    struct error why = {0};
    const int64_t day = 86400000;
    if (value_duration(text, &ms, &why) || ms % day || ms < day || ms / day > DAY_MAX) {
        return complain(block, at, error,
                        "last: expected a number of days such as 30d, or week, month, quarter or year, found \"%.*s\"",
                        SHOWN(text));
    }
    out->days = ms / day;
    return 0;
}

bool is_address(struct garner_str text)
{
    const char *at = text.len ? memchr(text.ptr, '@', text.len) : NULL;
    if (!at || at == text.ptr || at + 1 == text.ptr + text.len ||
        memchr(at + 1, '@', (size_t)(text.ptr + text.len - at - 1))) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c <= ' ' || c >= 0x7F || strchr("<>()[],;:\\\"", c)) {
            return false;
        }
    }
    return true;
}

bool is_http(struct garner_str url)
{
    return (str_starts(url, "https://") && url.len > 8) || (str_starts(url, "http://") && url.len > 7);
}
