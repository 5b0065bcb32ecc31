/* scratch.h - the services of scratch.c, for the table in host.c. */
#ifndef GARNER_PLUGIN_SCRATCH_H
#define GARNER_PLUGIN_SCRATCH_H

#include "core/plugin/host_impl.h"

int scratch_open(struct garner_pull *pull, int *fd);
int scratch_rows(struct garner_pull *pull, int fd, const char *name, const struct garner_input *input, size_t size,
                 struct garner_file *file, size_t file_size);
int scratch_now(struct garner_pull *pull, struct garner_str zone, struct garner_instant *instant,
                struct garner_day *day);
int scratch_parse_json(struct garner_pull *pull, struct garner_str text, const struct garner_node **out);
int scratch_write_json(struct garner_pull *pull, const struct garner_node *node, int fd);
int scratch_folder(struct garner_pull *pull, const char **path);
struct garner_str scratch_json_quote(struct garner_pull *pull, struct garner_str text);

#endif
