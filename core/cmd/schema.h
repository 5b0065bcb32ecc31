/* schema.h - what the files of `garner schema` share: the schema as it is written (schema_json.c), its definitions
 * (schema_defs.c). Nobody else includes it. */
#ifndef GARNER_CMD_SCHEMA_H
#define GARNER_CMD_SCHEMA_H

#include "core/cmd/cli.h"

struct schema {
    struct cli *cli;
    FILE *out;
    int depth;
    bool empty; /* nothing stands yet in what was opened last */
    struct plugin_info *plugins;
    size_t plugin_count;
    struct garner_strs dirs;
};

/* ---- schema_json.c: key is the member's, NULL in a list ---- */
void json_open(struct schema *s, char bracket); /* what has no place in another: the whole */
void json_begin(struct schema *s, const char *key);
void json_end(struct schema *s);
void json_begin_list(struct schema *s, const char *key);
void json_end_list(struct schema *s);
void json_put(struct schema *s, const char *key, const char *text);
void json_put_raw(struct schema *s, const char *key, const char *json); /* what is JSON already */
/* A member or an item {"$ref": "#/$defs/NAME"}. */
void schema_refer(struct schema *s, const char *name);
void schema_refer_item(struct schema *s, const char *name);

/* ---- schema_defs.c ---- */

/* The members of $defs that do not depend on what is installed: text, integer, flag, duration, money, day, texts,
 * variable; costs; map. */
void schema_write_definitions(struct schema *s);

#endif
