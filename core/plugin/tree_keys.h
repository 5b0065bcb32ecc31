/* tree_keys.h - the keys of what the host itself reads out of options that are trees: for schemas. Each list ends with
 * NULL. */
#ifndef GARNER_PLUGIN_TREE_KEYS_H
#define GARNER_PLUGIN_TREE_KEYS_H

extern const char *const cost_entry_keys[]; /* costs.c: of an entry of `costs:` */
extern const char *const cost_file_keys[];  /* costs.c: of {file: …} */
extern const char *const map_value_keys[];  /* map_value.c: of a field of a `map:` */

#endif
