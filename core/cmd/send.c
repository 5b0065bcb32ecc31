/* send.c - see send.h. */
#include "core/cmd/send.h"

#include "core/run/mailroom.h"

struct sending {
    struct cli *cli;
    int code; /* of the first failure */
};

static void tried(void *context, const struct ledger_entry *entry, int code)
{
    struct sending *sending = context;
    const struct ledger_message *message = &entry->message;
    sending->code = sending->code ? sending->code : code;
    if (code == 0 && !cli_has(sending->cli, "quiet")) {
        fprintf(sending->cli->out, "%s %s to %s: sent, id %s\n", message->kind, message->name, message->target,
                entry->id);
    }
}

int cli_send(struct cli *cli, struct store *store, struct ledger_only only, bool eager)
{
    struct sending sending = {.cli = cli};
    const struct mailroom_options options = {
        .log = &cli->log, .clock = cli->clock, .only = only, .eager = eager, .context = &sending, .tried = tried};
    struct error error = {0};
    if (mailroom_serve(store, cli->config, &options, &error) < 0) {
        return cli_fail(cli, &error);
    }
    return exit_code_of(sending.code);
}
