/* secrets.c - what a source keeps to itself: its secret options, and the tokens it is given; see host_impl.h. The host
 * covers what the configuration calls secret once more; it does not know tokens. */
#include "core/base/log.h"
#include "core/base/str.h"
#include "core/plugin/host_impl.h"

enum { ROOM = 16, SURE = 4 };

static void add(struct host *host, struct garner_str secret)
{
    for (size_t i = 0; i < host->secret_count; i++) {
        if (garner_same(host->secrets[i], secret)) {
            return;
        }
    }
    if (host->secret_count == host->secret_room) {
        size_t room = host->secret_room ? 2 * host->secret_room : ROOM;
        struct garner_str *more = arena_calloc(&host->arena, room, sizeof *more);
        if (host->secret_count) {
            memcpy(more, host->secrets, host->secret_count * sizeof *more);
        }
        host->secrets = more;
        host->secret_room = room;
    }
    host->secrets[host->secret_count++] = arena_str(&host->arena, secret);
}

void host_secret(struct host *host, struct garner_str secret)
{
    secret = str_trim(secret);
    if (secret.len < SURE) {
        return;
    }
    add(host, secret);
    struct buf escaped;
    buf_init(&escaped, 3 * secret.len + 1);
    str_percent(&escaped, secret);
    add(host, buf_str(&escaped));
    buf_release(&escaped);
}

struct garner_str host_cover(const struct host *host, struct garner_str text, struct arena *arena)
{
    const struct garner_strs secrets = {host->secrets, host->secret_count};
    if (secrets.count == 0 || text.len == 0) {
        return text;
    }
    struct buf plain;
    buf_init(&plain, text.len + 8);
    log_redact(&plain, text, &secrets);
    struct garner_str copy = arena_str(arena, buf_str(&plain));
    buf_release(&plain);
    return copy;
}
