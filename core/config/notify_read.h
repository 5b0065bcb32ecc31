/* notify_read.h - the readers of `notify:` (notify.c) and `deliver:` (deliver.c), which load.c calls, and what the two
 * share (notify_read.c). Private to them. */
#ifndef GARNER_CONFIG_NOTIFY_READ_H
#define GARNER_CONFIG_NOTIFY_READ_H

#include "core/config/notify.h"
#include "core/config/read.h"

/* `notify:` and `deliver:`; either may be NULL. */
int notify_read(struct config *config, const struct garner_node *notify, struct error *error);
int deliver_read(struct config *config, const struct garner_node *deliver, struct error *error);

/* 0 where it is a list, or nothing at all. */
int list_read(const struct block *block, const struct garner_node *list, const char *what, struct error *error);
/* A map of names to texts; NULL is none. */
int settings_read(const struct block *block, const struct garner_node *map, const char *what,
                  const struct setting **out, size_t *count, struct error *error);
/* `last:`; absent text is all days. */
int period_read(const struct block *block, const struct garner_node *at, struct garner_str text, struct period *out,
                struct error *error);
bool is_address(struct garner_str text); /* of e-mail, ASCII, without a name beside it */
bool is_http(struct garner_str url);
/* Time-outs and retries as where a target's block names none. */
int target_defaults(struct config *config, struct target *out, struct error *error);

#endif
