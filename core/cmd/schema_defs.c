/* schema_defs.c - the parts of a configuration's schema that are the same everywhere; see schema.h. Scalars are text
 * whatever they look like, and any may be a variable. */
#include "core/cmd/schema.h"

#include "core/plugin/tree_keys.h"
#include "core/schema/record.h"

static void write_scalars(struct schema *s)
{
    static const struct {
        const char *name, *json;
    } scalars[] = {
        {"variable", "{\"type\": \"string\", \"pattern\": \"\\\\$\\\\{\"}"},
        {"text", "{\"type\": [\"string\", \"number\", \"boolean\", \"null\"]}"},
        {"integer", "{\"anyOf\": [{\"type\": \"integer\"}, {\"type\": \"string\", \"pattern\": "
                    "\"^[+-]?[0-9]+$|\\\\$\\\\{\"}]}"},
        {"flag", "{\"anyOf\": [{\"type\": \"boolean\"}, {\"type\": \"string\", \"pattern\": "
                 "\"^([Yy]es|[Nn]o|[Tt]rue|[Ff]alse|[Oo]n|[Oo]ff|YES|NO|TRUE|FALSE|ON|OFF)$|\\\\$\\\\{\"}]}"},
        {"duration", "{\"type\": \"string\", \"pattern\": \"^ *[0-9]|\\\\$\\\\{\"}"},
        {"money", "{\"type\": [\"string\", \"number\"]}"},
        {"day", "{\"type\": \"string\", \"pattern\": \"^[0-9]{4}-[0-9]{2}-[0-9]{2}$|\\\\$\\\\{\"}"},
        {"texts", "{\"anyOf\": [{\"$ref\": \"#/$defs/text\"}, {\"type\": \"array\", \"items\": "
                  "{\"$ref\": \"#/$defs/text\"}}]}"},
    };
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
        json_put_raw(s, scalars[i].name, scalars[i].json);
    }
}

static void write_names(struct schema *s, const char *const *names, const char *of)
{
    json_put(s, "type", "object");
    json_begin(s, "properties");
    for (; *names; names++) {
        json_begin(s, *names);
        if (of) {
            schema_refer(s, of);
        }
        json_end(s);
    }
    json_end(s);
    json_put_raw(s, "additionalProperties", "false");
}

/* A list of entries, or {file: …}. */
static void write_costs(struct schema *s)
{
    json_begin(s, "costs");
    json_begin_list(s, "anyOf");
    json_begin(s, NULL);
    json_put_raw(s, "type", "[\"array\", \"null\"]");
    json_begin(s, "items");
    write_names(s, cost_entry_keys, "texts");
    json_end(s);
    json_end(s);
    json_begin(s, NULL);
    write_names(s, cost_file_keys, "text");
    json_put_raw(s, "required", "[\"file\"]");
    json_end(s);
    json_end_list(s);
    json_end(s);
}

static void write_record(struct schema *s, const struct record_type *type)
{
    static const char *const more[] = {"person", "referrer", "when", "unless"};
    json_put(s, "type", "object");
    json_begin(s, "properties");
    for (size_t i = 0; i < type->count; i++) {
        json_begin(s, type->fields[i].name);
        /* The campaign may be a map of its members, too. */
        if (strcmp(type->fields[i].name, "campaign") == 0) {
            json_put_raw(s, "anyOf", "[{\"$ref\": \"#/$defs/mapped\"}, {\"type\": \"object\"}]");
        } else {
            schema_refer(s, "mapped");
        }
        json_end(s);
    }
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        json_put_raw(s, more[i], "{\"type\": \"object\"}");
    }
    if (!record_field(type, garner_text("currency"))) {
        json_begin(s, "currency");
        schema_refer(s, "mapped");
        json_end(s);
    }
    json_end(s);
    json_put_raw(s, "additionalProperties", "false");
}

/* A record of each kind, or several of one. */
static void write_map_option(struct schema *s)
{
    json_begin(s, "mapped");
    json_begin_list(s, "anyOf");
    schema_refer_item(s, "texts");
    json_begin(s, NULL);
    write_names(s, map_value_keys, NULL);
    json_end(s);
    json_end_list(s);
    json_end(s);
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        json_begin(s, arena_printf(&s->cli->arena, "map_%s", record_type(kind)->name));
        write_record(s, record_type(kind));
        json_end(s);
    }
    json_begin(s, "map");
    json_put(s, "type", "object");
    json_begin(s, "properties");
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        const char *name = arena_printf(&s->cli->arena, "map_%s", record_type(kind)->name);
        json_begin(s, record_type(kind)->name);
        json_put(s, "description", record_type(kind)->help);
        json_begin_list(s, "anyOf");
        schema_refer_item(s, name);
        json_begin(s, NULL);
        json_put(s, "type", "array");
        json_begin(s, "items");
        schema_refer(s, name);
        json_end(s);
        json_end(s);
        json_end_list(s);
        json_end(s);
    }
    json_end(s);
    json_put_raw(s, "additionalProperties", "false");
    json_end(s);
}

void schema_write_definitions(struct schema *s)
{
    write_scalars(s);
    write_costs(s);
    write_map_option(s);
}
