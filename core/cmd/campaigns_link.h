/* campaigns_link.h - the part of `garner campaigns` that writes. */
#ifndef GARNER_CMD_CAMPAIGNS_LINK_H
#define GARNER_CMD_CAMPAIGNS_LINK_H

#include "core/cmd/cli.h"

/* `campaigns link A B`; returns the exit code. */
int campaigns_link(struct cli *cli);

#endif
