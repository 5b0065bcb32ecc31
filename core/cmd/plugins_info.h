/* plugins_info.h - `garner plugins info NAME`: what one plugin wants and gives. Part of the verb plugins. */
#ifndef GARNER_CMD_PLUGINS_INFO_H
#define GARNER_CMD_PLUGINS_INFO_H

#include "core/cmd/cli.h"

int plugins_info(struct cli *cli, const char *name, struct garner_strs dirs);

#endif
