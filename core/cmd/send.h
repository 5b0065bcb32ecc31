/* send.h - sending what the ledger holds, for the verbs that do. */
#ifndef GARNER_CMD_SEND_H
#define GARNER_CMD_SEND_H

#include "core/cmd/cli.h"
#include "core/store/ledger.h"

/* Sends what is due and waits for it; a line for each message. only: of these; none: alerts and reports that have
 * become due are written down first, with eager failures at their first. Returns the exit code. */
int cli_send(struct cli *cli, struct store *store, struct ledger_only only, bool eager);

/* Whether the reports that notify: and deliver: name exist and take what they are given. */
int cli_check_orders(const struct cli *cli, struct error *error);

#endif
