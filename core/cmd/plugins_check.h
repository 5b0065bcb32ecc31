/* plugins_check.h - `garner plugins check`, a part of the verb `plugins`. */
#ifndef GARNER_CMD_PLUGINS_CHECK_H
#define GARNER_CMD_PLUGINS_CHECK_H

#include "core/cmd/cli.h"

/* Checks the shared object at path, prints a line per check and a verdict; returns the exit code. */
int plugins_check(struct cli *cli, const char *path);

#endif
