/* plugins_new.h - `garner plugins new`, a part of the verb `plugins`. */
#ifndef GARNER_CMD_PLUGINS_NEW_H
#define GARNER_CMD_PLUGINS_NEW_H

#include "core/cmd/cli.h"

/* Writes the folder of a new plugin and says what to do with it; returns the exit code. */
int plugins_new(struct cli *cli, const char *name);

#endif
