/* node.c - YAML text as a tree of nodes, by libyaml's events. Called for configuration files and presets. It knows
 * nothing of what they say, and gives no scalar a type: text stays text.
 *
 * What would make a file mean something else than what stands there - anchors, aliases, tags, repeated keys - is
 * refused. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/config/read.h"
#include "core/config/yaml_hint.h"
#include <yaml.h>

struct parse {
    yaml_parser_t yaml;
    struct arena *arena;
    const char *file;
    struct garner_str text;
    size_t nodes;
    struct error *error;
};

static int refuse(const struct parse *p, yaml_mark_t mark, const char *problem)
{
    return error_set(p->error, GARNER_E_CONFIG, "%s:%zu:%zu: %s", p->file, mark.line + 1, mark.column + 1, problem);
}

/* Where byte `offset` of text stands, as libyaml counts: from 0, columns in characters. */
static yaml_mark_t mark_of(struct garner_str text, size_t offset)
{
    yaml_mark_t mark = {.index = offset};
    for (size_t i = 0; i < offset && i < text.len; i++) {
        if (text.ptr[i] == '\n') {
            mark.line++;
            mark.column = 0;
        } else if ((text.ptr[i] & 0xC0) != 0x80) {
            mark.column++;
        }
    }
    return mark;
}

static int next(struct parse *p, yaml_event_t *event)
{
    if (yaml_parser_parse(&p->yaml, event)) {
        return 0;
    }
    memset(event, 0, sizeof *event);
    const yaml_parser_t *yaml = &p->yaml;
    const char *problem = yaml->problem ? yaml->problem : "it cannot be read";
    if (yaml->error == YAML_READER_ERROR) {
        return refuse(p, mark_of(p->text, yaml->problem_offset), problem);
    }
    const char *hint = yaml_hint(p->text, yaml);
    /* Of what was never closed, the beginning is the place to look at. */
    bool unclosed = yaml->context && strstr(problem, "unexpected end of stream");
    char message[512];
    snprintf(message, sizeof message, "this is not YAML: %s%s%s", problem, hint ? "; " : "", hint ? hint : "");
    return refuse(p, unclosed ? yaml->context_mark : yaml->problem_mark, message);
}

/* The text of a scalar event in the arena. */
static int scalar(struct parse *p, const yaml_event_t *event, struct garner_str *out)
{
    const char *value = (const char *)event->data.scalar.value;
    struct garner_str text = str_of(value, event->data.scalar.length);
    if (!str_is_text(text)) {
        return refuse(p, event->start_mark, "this text has a control character in it; take it out");
    }
    *out = str_of(arena_strndup(p->arena, text.ptr, text.len), text.len);
    return 0;
}

static int check_properties(const struct parse *p, const yaml_event_t *event)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;
    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    } else if (event->type == YAML_ALIAS_EVENT) {
        return refuse(p, event->start_mark, "aliases (*name) are not read; quote a text that begins with \"*\"");
    }
    if (anchor) {
        return refuse(p, event->start_mark, "anchors (&name) are not read; quote a text that begins with \"&\"");
    }
    return tag ? refuse(p, event->start_mark, "tags (!name) are not read; quote a text that begins with \"!\"") : 0;
}

/* The items of a list or map while they are read, each behind the last. */
struct items {
    struct garner_node *ptr;
    size_t count, room;
};

static struct garner_node *items_add(struct items *items)
{
    if (items->count == items->room) {
        items->room = items->room ? items->room * 2 : 8;
        items->ptr = xreallocarray(items->ptr, items->room, sizeof *items->ptr);
    }
    struct garner_node *item = &items->ptr[items->count++];
    memset(item, 0, sizeof *item);
    return item;
}

static int read_node(struct parse *p, const yaml_event_t *event, unsigned depth, struct garner_node *out);

/* Reads the key that event is, and fetches what follows it into event. */
static int read_key(struct parse *p, yaml_event_t *event, struct garner_node *out)
{
    int result = check_properties(p, event);
    if (result == 0 && event->type != YAML_SCALAR_EVENT) {
        result = refuse(p, event->start_mark, "a key is one text, not a list or map; quote a text with braces");
    }
    if (result == 0) {
        result = scalar(p, event, &out->key);
    }
    if (result == 0 && out->key.len == 0) {
        result = refuse(p, event->start_mark, "this key is empty");
    }
    if (result == 0) {
        out->line = (uint32_t)event->start_mark.line + 1;
        out->column = (uint32_t)event->start_mark.column + 1;
        yaml_event_delete(event);
        result = next(p, event);
    }
    return result;
}

/* Reads items up to the end of the list or map into *items, which the caller frees also on failure. */
static int read_items(struct parse *p, unsigned depth, bool map, struct items *items)
{
    yaml_event_type_t end = map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
    for (;;) {
        yaml_event_t event;
        int result = next(p, &event);
        if (result == 0 && event.type == end) {
            yaml_event_delete(&event);
            return 0;
        }
        struct garner_node *item = result ? NULL : items_add(items);
        if (item && map) {
            result = read_key(p, &event, item);
        }
        if (item && result == 0) {
            result = read_node(p, &event, depth, item);
        }
        yaml_event_delete(&event);
        if (result) {
            return result;
        }
    }
}

static int check_repeats(const struct parse *p, const struct garner_node *map)
{
    const struct garner_node *first = NULL, *again = node_repeated(map->items, map->count, &first);
    if (!again) {
        return 0;
    }
    return error_set(p->error, GARNER_E_CONFIG,
                     "%s:%u:%u: the key \"%.*s\" stands here again, first on line %u; remove one", p->file, again->line,
                     again->column, SHOWN(again->key), first->line);
}

static int read_collection(struct parse *p, const yaml_event_t *event, unsigned depth, struct garner_node *out)
{
    if (depth >= YAML_DEPTH_MAX) {
        return refuse(p, event->start_mark, "this is nested more than 32 deep");
    }
    bool map = event->type == YAML_MAPPING_START_EVENT;
    struct items items = {0};
    int result = read_items(p, depth + 1, map, &items);
    if (result == 0) {
        struct garner_node *kept = arena_calloc(p->arena, items.count, sizeof *kept);
        if (items.count) {
            memcpy(kept, items.ptr, items.count * sizeof *kept);
        }
        out->kind = map ? GARNER_MAP : GARNER_LIST;
        out->items = kept;
        out->count = items.count;
        result = map ? check_repeats(p, out) : 0;
    }
    free(items.ptr);
    return result;
}

/* The node that begins with event. A position it already has, that of its key, stays. */
static int read_node(struct parse *p, const yaml_event_t *event, unsigned depth, struct garner_node *out)
{
    if (++p->nodes > YAML_NODES_MAX) {
        return refuse(p, event->start_mark, "this file has more than 100000 values");
    }
    int result = check_properties(p, event);
    if (result) {
        return result;
    }
    if (out->line == 0) {
        out->line = (uint32_t)event->start_mark.line + 1;
        out->column = (uint32_t)event->start_mark.column + 1;
    }
    if (event->type == YAML_SCALAR_EVENT) {
        out->kind = GARNER_SCALAR;
        return scalar(p, event, &out->text);
    }
    return read_collection(p, event, depth, out);
}

/* Past the start of the stream and of its document; *event is the first of its root, or the end of an empty stream. */
static int read_start(struct parse *p, yaml_event_t *event)
{
    int result = next(p, event);
    while (result == 0 && (event->type == YAML_STREAM_START_EVENT || event->type == YAML_DOCUMENT_START_EVENT)) {
        yaml_event_delete(event);
        result = next(p, event);
    }
    return result;
}

static int read_end(struct parse *p)
{
    yaml_event_t event;
    int result = next(p, &event); /* the end of the document */
    if (result == 0) {
        yaml_event_delete(&event);
        result = next(p, &event);
    }
    if (result == 0 && event.type != YAML_STREAM_END_EVENT) {
        result = refuse(p, event.start_mark, "a second document begins here; a file holds one");
    }
    yaml_event_delete(&event);
    return result;
}

static int read_stream(struct parse *p, struct garner_node *root)
{
    yaml_event_t event;
    int result = read_start(p, &event);
    bool empty = result == 0 && event.type == YAML_STREAM_END_EVENT;
    if (result == 0 && !empty) {
        result = read_node(p, &event, 0, root);
    }
    yaml_event_delete(&event);
    if (result == 0 && !empty) {
        result = read_end(p);
    }
    /* Nothing, or only comments, is a map of nothing. */
    if (result == 0 && (empty || (root->kind == GARNER_SCALAR && root->text.len == 0))) {
        *root = (struct garner_node){.kind = GARNER_MAP, .line = 1, .column = 1};
    }
    return result;
}

static size_t valid_utf8(struct garner_str text)
{
    const char *p = text.ptr, *end = str_end(text);
    uint32_t code = 0;
    for (size_t n = 1; p < end && n; p += n) {
        n = utf8_decode(p, end, &code);
    }
    return (size_t)(p - text.ptr);
}

int node_parse(struct arena *arena, const char *file, struct garner_str text, const struct garner_node **out,
               struct error *error)
{
    if (text.len > YAML_TEXT_MAX) {
        return error_set(error, GARNER_E_CONFIG, "%s: the file is longer than 4 MiB", file);
    }
    if (str_starts(text, "\xEF\xBB\xBF")) {
        text = str_of(text.ptr + 3, text.len - 3);
    }
    struct parse p = {.arena = arena, .file = file, .text = text, .error = error};
    if (!str_is_utf8(text)) {
        return refuse(&p, mark_of(text, valid_utf8(text)), "this is not UTF-8; save the file as UTF-8");
    }
    if (!yaml_parser_initialize(&p.yaml)) {
        return error_set(error, GARNER_E_BUG, "%s: the YAML parser cannot start", file);
    }
    yaml_parser_set_encoding(&p.yaml, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&p.yaml, (const unsigned char *)(text.ptr ? text.ptr : ""), text.len);
    struct garner_node *root = arena_calloc(arena, 1, sizeof *root);
    int result = read_stream(&p, root);
    yaml_parser_delete(&p.yaml);
    if (result == 0) {
        *out = root;
    }
    return result;
}
