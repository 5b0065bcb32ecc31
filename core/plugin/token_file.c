/* token_file.c - see token_file.h. Called by oauth.c, by `garner auth` and by the doctor. */
#include "core/plugin/token_file.h"
#include "core/base/buf.h"
#include "core/base/json_text.h"
#include "core/base/str.h"
#include "core/plugin/json_tree.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <sys/file.h>
#include <unistd.h>

enum { FILE_MAX = 64 << 10, LOCK_POLL_MS = 50 };

const char *token_path(const char *folder, const struct garner_http_options *options, struct arena *arena)
{
    const struct garner_str parts[] = {options->token_url, options->client_id, options->refresh_token, options->scope,
                                       options->service_account};
    crypto_generichash_state state;
    unsigned char hash[16];
    char hex[2 * sizeof hash + 1];
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        uint64_t len = parts[i].len;
        crypto_generichash_update(&state, (const unsigned char *)&len, sizeof len);
        crypto_generichash_update(&state, (const unsigned char *)(len ? parts[i].ptr : ""), len);
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return arena_printf(arena, "%s/%s.json", folder, hex);
}

int token_lock(const char *path, bool (*go_on)(void *context), void *context, int *fd, struct error *error)
{
    char lock[PATH_MAX];
    snprintf(lock, sizeof lock, "%s.lock", path);
    *fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*fd < 0) {
        return error_set(error, GARNER_E_TEMPORARY, "cannot open %s: %s", lock, strerror(errno));
    }
    while (flock(*fd, LOCK_EX | LOCK_NB) != 0) {
        if (!go_on(context)) {
            close(*fd);
            return error_set(error, GARNER_E_CANCELLED, "the host asked to stop");
        }
        usleep(LOCK_POLL_MS * 1000);
    }
    return 0;
}

static int64_t number_at(const struct garner_node *json, const char *path)
{
    int64_t number = 0;
    return str_integer(garner_text_at(json, path), &number) ? number : 0;
}

static int damaged(const char *path, struct error *error)
{
    return error_set(error, GARNER_E_AUTH,
                     "the token file %s cannot be understood; delete it and run `garner auth` again", path);
}

int token_read(const char *path, struct token *token, struct arena *arena, struct error *error)
{
    *token = (struct token){.expires_at = 0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? 0 : error_set(error, GARNER_E_TEMPORARY, "cannot open %s: %s", path, strerror(errno));
    }
    char *text = arena_alloc(arena, FILE_MAX);
    ssize_t len = read(fd, text, FILE_MAX);
    close(fd);
    const char *fault;
    const struct garner_node *json =
        len > 0 && len < FILE_MAX ? json_tree(arena, str_of(text, (size_t)len), &fault) : NULL;
    if (!json || json->kind != GARNER_MAP) {
        return damaged(path, error);
    }
    token->source = garner_text_at(json, "source");
    token->access = garner_text_at(json, "access_token");
    token->refresh = garner_text_at(json, "refresh_token");
    token->expires_at = number_at(json, "expires_at");
    token->refresh_expires_at = number_at(json, "refresh_expires_at");
    return 0;
}

static void add_text(struct buf *out, const char *name, struct garner_str text)
{
    if (text.ptr) {
        buf_addf(out, ",\n \"%s\": ", name);
        json_text(out, text);
    }
}

static int save(int fd, const char *temporary, const char *path, const struct buf *text)
{
    bool good = write(fd, text->ptr, text->len) == (ssize_t)text->len && fsync(fd) == 0;
    good = close(fd) == 0 && good;
    return good ? rename(temporary, path) : -1;
}

/* A rename is durable once its folder is. */
static void sync_folder(const char *path)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash) {
        *slash = '\0';
    }
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

int token_write(const char *path, const struct token *token, const char *source, struct error *error)
{
    char temporary[PATH_MAX];
    struct buf text;
    buf_init(&text, FILE_MAX);
    buf_adds(&text, "{\"source\": ");
    json_text(&text, garner_text(source));
    add_text(&text, "access_token", token->access);
    add_text(&text, "refresh_token", token->refresh);
    buf_addf(&text, ",\n \"expires_at\": %lld,\n \"refresh_expires_at\": %lld}\n", (long long)token->expires_at,
             (long long)token->refresh_expires_at);
    snprintf(temporary, sizeof temporary, "%s.%ld", path, (long)getpid());
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int failed = fd < 0 || text.overflowed || save(fd, temporary, path, &text) != 0;
    int why = errno;
    buf_release(&text);
    if (failed) {
        unlink(temporary);
        return error_set(error, GARNER_E_TEMPORARY, "cannot keep the new token in %s: %s", path, strerror(why));
    }
    sync_folder(path);
    return 0;
}
