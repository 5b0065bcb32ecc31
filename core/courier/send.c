/* send.c - a letter on its way: by SMTP, to a hook, into a file. Called by courier.c. It tries once; whether and when
 * there is another try, the host decides. */
#include "core/courier/courier.h"

#include "core/base/calendar.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/net/net.h"
#include "core/base/json_text.h"
#include "core/version.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { CONNECT_MS = 15000, SLACK_TEXT_MAX = 35000, HEARD_MAX = 200 };

/* ---- the network ---- */

static int open_net(const struct net_api **api, struct net_session **session, struct error *error)
{
    int code = net_load(api, error);
    *session = code ? NULL : (*api)->open();
    return code || *session ? code : error_set(error, GARNER_E_TEMPORARY, "libcurl cannot start");
}

static int64_t connect_ms(const struct target *target)
{
    return target->timeout_ms < CONNECT_MS ? target->timeout_ms : CONNECT_MS;
}

static int outcome_code(const struct net_result *result)
{
    switch (result->outcome) {
    case NET_DONE:
        return 0;
    case NET_REFUSED:
        return GARNER_E_CONFIG;
    case NET_DENIED:
        return GARNER_E_AUTH;
    default:
        return GARNER_E_TEMPORARY;
    }
}

/* ---- e-mail ---- */

/* A server on this machine, to which no line leads that somebody could listen at. */
static bool is_loopback(const char *url)
{
    const char *host = strstr(url, "://") + 3;
    size_t len = strcspn(host, host[0] == '[' ? "]" : ":/");
    struct garner_str name = str_of(host + (host[0] == '['), len - (host[0] == '['));
    return str_is(name, "localhost") || str_is(name, "::1") || str_starts(name, "127.");
}

/* Replies by which a server asks for a user, or a better one (RFC 4954). */
static bool wants_login(long status)
{
    return status == 530 || status == 534 || status == 535 || status == 538;
}

static const char **recipients(const struct target *target)
{
    const char **to = xcalloc(target->to.count + 1, sizeof *to);
    for (size_t i = 0; i < target->to.count; i++) {
        to[i] = target->to.items[i].ptr;
    }
    return to;
}

static int send_mail(const struct letter *letter, const struct target *target, const struct ledger_entry *entry,
                     struct error *error)
{
    const struct net_api *api;
    struct net_session *session;
    int code = open_net(&api, &session, error);
    if (code) {
        return code;
    }
    struct buf message;
    buf_init(&message, 2 * LETTER_MAX);
    mime_write(&message, letter, target, entry);
    struct garner_str from = mime_address(garner_text(target->from));
    char *sender = xstrndup(from.ptr, from.len);
    const char **to = recipients(target);
    const struct net_mail mail = {
        .url = target->url,
        .user = target->user,
        .password = target->password,
        .from = sender,
        .to = to,
        .message = message.ptr,
        .message_len = message.len,
        .plain_allowed = is_loopback(target->url),
        .connect_ms = connect_ms(target),
        .total_ms = target->timeout_ms,
    };
    struct net_result result = {0};
    api->mail(session, &mail, &result);
    code = outcome_code(&result);
    code = code && wants_login(result.status) ? GARNER_E_AUTH : code;
    if (code) {
        error_set(error, code, "the mail server did not take it: %s", result.why);
    }
    free(to);
    free(sender);
    buf_release(&message);
    api->close(session);
    return code;
}

/* ---- hooks ---- */

struct heard {
    char text[HEARD_MAX + 1];
    size_t len;
};

/* The beginning of what the server says, for a message; the rest is of no interest. */
static bool on_received(void *context, const char *bytes, size_t len)
{
    struct heard *heard = context;
    for (size_t i = 0; i < len && heard->len < HEARD_MAX; i++) {
        bool shown = (unsigned char)bytes[i] >= ' ' && (unsigned char)bytes[i] < 0x7F;
        heard->text[heard->len++] = shown ? bytes[i] : ' ';
    }
    return true;
}

static bool on_header(void *context, const char *line, size_t len)
{
    (void)context;
    (void)line;
    (void)len;
    return true;
}

static int status_code(long status)
{
    if (status >= 200 && status < 300) {
        return 0;
    }
    if (status == 429) {
        return GARNER_E_LIMITED;
    }
    if (status == 401 || status == 403) {
        return GARNER_E_AUTH;
    }
    return status >= 500 || status == 408 || status == 425 ? GARNER_E_TEMPORARY : GARNER_E_CONFIG;
}

static int post(const struct target *target, struct garner_str body, const char *id, struct error *error)
{
    const struct net_api *api;
    struct net_session *session;
    int code = open_net(&api, &session, error);
    if (code) {
        return code;
    }
    char *key = xasprintf("Idempotency-Key: %s", id);
    const char *const headers[] = {"Content-Type: application/json", key, NULL};
    struct heard heard = {.len = 0};
    const struct net_request request = {
        .method = "POST",
        .url = target->url,
        .headers = headers,
        .body = body.ptr,
        .body_len = body.len,
        .has_body = true,
        .user_agent = "garner/" GARNER_VERSION,
        .connect_ms = connect_ms(target),
        .stall_ms = target->timeout_ms,
        .total_ms = target->timeout_ms,
        .context = &heard,
        .header = on_header,
        .received = on_received,
    };
    struct net_result result = {0};
    api->request(session, &request, &result);
    code = outcome_code(&result);
    if (code) {
        error_set(error, code, "nothing could be posted: %s", result.why);
    } else if ((code = status_code(result.status)) != 0) {
        error_set(error, code, "the hook answered %ld%s%s", result.status, heard.len ? ": " : "", heard.text);
    }
    free(key);
    api->close(session);
    return code;
}

/* {"text": "*subject*\n```text```"} */
static int send_slack(const struct letter *letter, const struct target *target, const struct ledger_entry *entry,
                      struct error *error)
{
    struct buf text, body;
    buf_init(&text, LETTER_MAX);
    buf_init(&body, 8 * SLACK_TEXT_MAX);
    size_t len = letter->text.len < SLACK_TEXT_MAX ? letter->text.len : SLACK_TEXT_MAX;
    while (len && len < letter->text.len && ((unsigned char)letter->text.ptr[len] & 0xC0) == 0x80) {
        len--;
    }
    buf_addf(&text, "*%s*\n```\n%.*s%s```", letter->subject, (int)len, letter->text.ptr ? letter->text.ptr : "",
             len < letter->text.len ? "\n… (cut)\n" : "");
    buf_adds(&body, "{\"text\":");
    json_text(&body, buf_str(&text));
    buf_addc(&body, '}');
    int code = post(target, buf_str(&body), entry->id, error);
    buf_release(&text);
    buf_release(&body);
    return code;
}

/* ---- files ---- */

/* The path with {day} and {time} put in. */
static char *file_path(const struct target *target, int64_t slot, const struct zone *zone)
{
    char at[32];
    calendar_format_instant((slot / 1000 + zone_offset(zone, slot)) * 1000, at);
    struct buf path;
    buf_init(&path, 4096);
    for (const char *p = target->path; *p;) {
        if (strncmp(p, "{day}", 5) == 0) {
            buf_addf(&path, "%.10s", at);
            p += 5;
        } else if (strncmp(p, "{time}", 6) == 0) {
            buf_addf(&path, "%.2s%.2s", at + 11, at + 14);
            p += 6;
        } else {
            buf_addc(&path, *p++);
        }
    }
    char *text = xstrdup(buf_text(&path));
    buf_release(&path);
    return text;
}

static bool write_whole(const char *path, struct garner_str text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool written = fd >= 0;
    for (size_t done = 0; written && done < text.len;) {
        ssize_t n = write(fd, text.ptr + done, text.len - done);
        written = n > 0 || (n < 0 && errno == EINTR);
        done += n > 0 ? (size_t)n : 0;
    }
    written = written && fsync(fd) == 0;
    return (fd < 0 || close(fd) == 0) && written;
}

/* Whole or not at all, so that writing it again changes nothing. */
static int write_file(const struct letter *letter, const struct target *target, const struct ledger_entry *entry,
                      const struct zone *zone, struct error *error)
{
    char *path = file_path(target, entry->message.slot, zone), *partial = xasprintf("%s.partial", path);
    int code = 0;
    if (!write_whole(partial, letter->file) || rename(partial, path) < 0) {
        code = error_set(error, errno == ENOSPC || errno == EIO ? GARNER_E_TEMPORARY : GARNER_E_CONFIG,
                         "%s: cannot be written: %s", path, strerror(errno));
        unlink(partial);
    }
    free(path);
    free(partial);
    return code;
}

int letter_send(const struct letter *letter, const struct target *target, const struct ledger_entry *entry,
                const struct zone *zone, struct error *error)
{
    switch (target->kind) {
    case TARGET_EMAIL:
        return target->to.count ? send_mail(letter, target, entry, error)
                                : error_set(error, GARNER_E_CONFIG, "target %s has no address", target->name);
    case TARGET_SLACK:
        return send_slack(letter, target, entry, error);
    case TARGET_WEBHOOK:
        return post(target, letter->json, entry->id, error);
    default:
        return write_file(letter, target, entry, zone, error);
    }
}
