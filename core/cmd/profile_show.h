/* profile_show.h - a profile, for people to read. For profile.c of this folder alone. */
#ifndef GARNER_CMD_PROFILE_SHOW_H
#define GARNER_CMD_PROFILE_SHOW_H

#include "core/plugin/profile_fit.h"
#include <stdio.h>

void profile_show(FILE *out, const struct profile *profile);
void profile_show_proposal(FILE *out, const struct profile_proposal *proposal);

#endif
