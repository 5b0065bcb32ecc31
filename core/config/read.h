/* read.h - what the files of this folder share: where a complaint points, how a table reads a block, how variables are
 * put in. Nobody else includes it, except tests and fuzzers. */
#ifndef GARNER_CONFIG_READ_H
#define GARNER_CONFIG_READ_H

#include "core/config/config.h"
#include "core/schema/record.h"

/* Caps of one YAML text. Depth and count are those of the wire, which carries these trees to workers. */
enum { YAML_TEXT_MAX = 4 << 20, YAML_DEPTH_MAX = 32, YAML_NODES_MAX = 100000 };

/* Texts as messages quote them: long ones are cut. */
#define SHOWN(s) shown_length(s), (s).ptr ? (s).ptr : ""
int shown_length(struct garner_str text);

/* Where a block stands and how messages speak of it. */
struct block {
    struct arena *arena;     /* of what is read */
    const char *file;        /* as the user gave it */
    const char *dir;         /* what paths are relative to */
    const char *currency;    /* of amounts that name none; may be NULL */
    const char *owner;       /* "source spring-expo"; NULL at the top */
    const char *noun;        /* what its names are called: "key", "option" */
    const char *const *also; /* names that are read elsewhere but may have been meant; NULL-terminated, or NULL */
    const char *advice;      /* next step after an unknown name that is like no other; NULL lists all names */
};

/* "file:line:column: owner: …", GARNER_E_CONFIG; without a position where the node is NULL or made up. */
int complain(const struct block *block, const struct garner_node *at, struct error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same for a word that is none of the candidates: `what "word"; did you mean "…"?`, or a list of all. */
int complain_word(const struct block *block, const struct garner_node *at, const char *what, struct garner_str word,
                  const char *const *candidates, struct error *error);

/* Reads a block by its table into *out (zeroed before, as big as the table says); out NULL only checks. */
int block_read(const struct block *block, const struct garner_option *table, const struct garner_node *map, void *out,
               struct error *error);
/* Reads one value by a row of the table, as block_read does. */
int value_read(const struct block *block, const struct garner_option *option, const struct garner_node *node,
               void *member, struct error *error);
/* The number of a word of an enumeration, 0 where text is absent. at names the member and its place. */
int word_read(const struct block *block, const struct garner_node *at, const struct words *words,
              struct garner_str text, int *number, struct error *error);

/* Remembers a text (kept, not copied) as one that is never shown. */
void config_secret_add(struct config *config, struct garner_str text);

/* The first item whose key an earlier one has too, else NULL; *first (may be NULL) gets the earlier one. */
const struct garner_node *node_repeated(const struct garner_node *items, size_t count,
                                        const struct garner_node **first);

/* A copy of the tree with ${VARIABLES} of the environment put into its scalars; unchanged parts are shared. */
int node_substitute(struct arena *arena, const char *file, const struct garner_node *node,
                    const struct garner_node **out, struct error *error);
/* A copy whose every node stands at another place (0, 0 = made up). depth of the tree: as node_parse allows. */
struct garner_node node_placed(struct arena *arena, const struct garner_node *node, uint32_t line, uint32_t column);

/* A whole file of at most max bytes in arena, NUL-terminated. 0, or an errno. EFBIG where it is longer. */
int file_read(struct arena *arena, const char *path, size_t max, struct garner_str *out);

/* dir/path in arena, or a copy of path where it is absolute or starts with "-" (standard input). */
struct garner_str path_absolute(struct arena *arena, const char *dir, struct garner_str path);

/* 1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or digit: safe in a path. */
bool name_is_plain(struct garner_str name);

/* ---- the parts of a configuration; each fills its members of config, which already has those before it ---- */

/* The top level of the file, as load.c's table reads it. */
struct top_keys {
    struct garner_str store, currency, timezone, country, metrics_file;
    const struct garner_node *customer, *attribution;
    struct garner_str revenue, history;
    struct garner_strs known_customers;
    bool keep_contact_details;
    int64_t max_native_ids, jobs;
    struct garner_strs plugin_path;
    const struct garner_node *campaigns, *claims, *costs, *sources, *notify, *deliver;
};

int rules_read(struct config *config, const struct top_keys *keys, struct error *error);
int claims_read(struct config *config, const struct garner_node *claims, struct error *error);
/* more: the root of campaigns.yaml, called more_file in messages; may be NULL. */
int campaigns_read(struct config *config, const struct garner_node *campaigns, const struct garner_node *more,
                   const char *more_file, struct error *error);
/* A `costs:` tree checked for its shape, its file absolute; NULL where there is nothing in it. */
int costs_read(const struct block *block, const struct garner_node *costs, const struct garner_node **out,
               struct error *error);
int sources_read(struct config *config, const struct garner_node *sources, struct error *error);
/* A source of the host's own: the defaults of every key. Without options. */
int source_defaults(struct config *config, const char *name, struct source_config *out, struct error *error);
/* Adds the host's own source, after the others, where there are costs or known customers. */
int costs_source_add(struct config *config, const struct top_keys *keys, struct error *error);

/* config_load without its files: text is what stands in `file`, dir (absolute) its folder; more is what stands in
 * more_file, the campaigns.yaml beside it, absent where there is none. */
int config_read(const char *file, const char *dir, struct garner_str text, const char *more_file,
                struct garner_str more, struct config **out, struct error *error);

#endif
