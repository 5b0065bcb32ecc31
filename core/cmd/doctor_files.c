/* doctor_files.c - the doctor's checks of the files around a store: who may read and write them, and whether there is
 * room for more. */
#include "core/cmd/doctor.h"

#include "core/base/calendar.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/token_file.h"
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
    EXPIRY_DAYS = 14,
    CONFIG_MAX = 4 << 20,
    SECRET_MIN = 4,
    OTHERS_READ = S_IRGRP | S_IROTH,
    OTHERS_WRITE = S_IWGRP | S_IWOTH
};
static const int64_t ROOM_LEAST = 64 << 20;

static const char *folder_of(struct doctor *doctor, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash > path ? arena_strndup(doctor->arena, path, (size_t)(slash - path)) : slash ? "/" : ".";
}

static unsigned mode_of(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? status.st_mode & 07777 : 0;
}

/* ---- who may read and write ---- */

static void check_store_files(struct doctor *doctor)
{
    const char *store = doctor->config->store, *folder = folder_of(doctor, store);
    unsigned folder_mode = mode_of(folder);
    if (access(folder, F_OK) != 0) {
        doctor_add(doctor, FINDING_FAIL, folder, "make it", "the folder of the store is not there");
    } else if (access(folder, W_OK | X_OK) != 0) {
        doctor_add(doctor, FINDING_FAIL, folder, "let the user who pulls own it, or run this as that user",
                   "the folder of the store cannot be written");
    } else if (folder_mode & S_IWOTH && !(folder_mode & S_ISVTX)) {
        doctor_add(doctor, FINDING_WARN, folder, "chmod o-w, or move the store to a folder of its own",
                   "anybody may replace the store: its folder is writable for everyone");
    }
    static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *path = arena_printf(doctor->arena, "%s%s", store, ends[i]);
        unsigned mode = mode_of(path);
        if (mode & (OTHERS_READ | OTHERS_WRITE)) {
            doctor_add(doctor, FINDING_WARN, path, "chmod 600", "others may %s it (mode %03o): it holds personal data",
                       mode & OTHERS_WRITE ? "write" : "read", mode);
        }
        if (mode && access(path, W_OK) != 0) {
            doctor_add(doctor, FINDING_FAIL, path, "let the user who pulls own it, or run this as that user",
                       "it cannot be written");
        }
    }
}

/* Whether one of the secrets stands in the text itself, and not in a variable. */
static bool has_secret(struct doctor *doctor, const char *path)
{
    const struct garner_strs *secrets = &doctor->config->secrets;
    FILE *file = secrets->count ? fopen(path, "re") : NULL;
    if (!file) {
        return false;
    }
    char *text = xmalloc(CONFIG_MAX);
    size_t len = fread(text, 1, CONFIG_MAX, file);
    bool found = false;
    for (size_t i = 0; i < secrets->count && !found; i++) {
        struct garner_str secret = secrets->items[i];
        found = secret.len >= SECRET_MIN && memmem(text, len, secret.ptr, secret.len) != NULL;
    }
    free(text);
    fclose(file);
    return found;
}

static void check_config_files(struct doctor *doctor)
{
    const char *names[] = {doctor->file, arena_printf(doctor->arena, "%s/campaigns.yaml", doctor->config->dir)};
    for (size_t i = 0; i < 2; i++) {
        unsigned mode = mode_of(names[i]);
        if (mode & S_IWOTH) {
            doctor_add(doctor, FINDING_FAIL, names[i], "chmod o-w", "anybody may change it (mode %03o)", mode);
        }
        if (mode & OTHERS_READ && has_secret(doctor, names[i])) {
            doctor_add(doctor, mode & S_IROTH ? FINDING_FAIL : FINDING_WARN, names[i],
                       "chmod 600, or write the secret as ${VARIABLE}",
                       "a secret stands in it and %s read it (mode %03o)",
                       mode & S_IROTH ? "anybody may" : "its group may", mode);
        }
    }
    if (mode_of(names[1]) && access(names[1], W_OK) != 0) {
        doctor_add(doctor, FINDING_WARN, names[1], "let the user who runs `garner campaigns link` own it",
                   "it cannot be written");
    }
}

static void check_permissions(struct doctor *doctor)
{
    check_store_files(doctor);
    check_config_files(doctor);
}

/* ---- what was granted to garner ---- */

static void judge_token(struct doctor *doctor, const char *path, const struct token *token)
{
    const char *source = token->source.len ? arena_str(doctor->arena, token->source).ptr : path;
    const char *advice = arena_printf(doctor->arena, "garner auth %s", source);
    int64_t left = token->refresh_expires_at - doctor->now;
    char until[32];
    if (token->refresh_expires_at && left < EXPIRY_DAYS * (int64_t)CALENDAR_DAY_MS) {
        calendar_format_instant(token->refresh_expires_at, until);
        doctor_add(doctor, left < 0 ? FINDING_FAIL : FINDING_WARN, source, advice, "what it was granted %s on %.10s",
                   left < 0 ? "ended" : "ends", until);
    }
    /* Sources that log in with their own credentials need none. */
    if (!token->refresh.len && !token->access.len) {
        doctor_add(doctor, FINDING_WARN, source, advice, "%s holds no token", path);
    }
}

static void check_token(struct doctor *doctor, const char *path)
{
    struct token token;
    struct error error = {0};
    unsigned mode = mode_of(path);
    if (mode & (OTHERS_READ | OTHERS_WRITE)) {
        doctor_add(doctor, FINDING_FAIL, path, "chmod 600", "others may read this credential (mode %03o)", mode);
    }
    if (token_read(path, &token, doctor->arena, &error) < 0) {
        doctor_add(doctor, FINDING_FAIL, path, "", "%s", error.message); /* which tells what to do */
    } else {
        judge_token(doctor, path, &token);
    }
}

/* What logging in has given the sources, a file each (token_file.h). */
static void check_credentials(struct doctor *doctor)
{
    const char *folder = arena_printf(doctor->arena, "%s/tokens", config_state_dir(doctor->config, doctor->arena));
    DIR *dir = opendir(folder);
    if (!dir) {
        return;
    }
    if (mode_of(folder) & (OTHERS_READ | OTHERS_WRITE)) {
        doctor_add(doctor, FINDING_WARN, folder, "chmod 700", "others may look into it (mode %03o)", mode_of(folder));
    }
    for (const struct dirent *entry; (entry = readdir(dir));) {
        if (str_ends(garner_text(entry->d_name), ".json")) {
            check_token(doctor, arena_printf(doctor->arena, "%s/%s", folder, entry->d_name));
        }
    }
    closedir(dir);
}

/* ---- room ---- */

static void check_disk(struct doctor *doctor)
{
    const char *store = doctor->config->store, *folder = folder_of(doctor, store);
    struct statvfs disk;
    struct stat status;
    if (statvfs(folder, &disk) != 0) {
        doctor_add(doctor, FINDING_WARN, folder, "", "cannot tell how much room there is: %s", strerror(errno));
        return;
    }
    int64_t free_bytes = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
    int64_t size = stat(store, &status) == 0 ? status.st_size : 0;
    if (free_bytes < ROOM_LEAST || free_bytes < size / 10) {
        doctor_add(doctor, FINDING_FAIL, folder, "make room: pulls fail when it is full, and lose nothing",
                   "%" PRId64 " MiB are free, the store has %" PRId64, free_bytes >> 20, size >> 20);
    } else if (free_bytes < size) {
        doctor_add(doctor, FINDING_WARN, folder, "make room for a backup or a large pull",
                   "%" PRId64 " MiB are free, less than the store has (%" PRId64 ")", free_bytes >> 20, size >> 20);
    }
}

const struct doctor_check doctor_files[] = {
    {"permissions", "nobody else may read or write store and configuration", NEEDS_CONFIG, check_permissions},
    {"credentials", "what was granted lasts, and nobody else may read it", NEEDS_CONFIG, check_credentials},
    {"disk", "there is room for the store to grow", NEEDS_CONFIG, check_disk},
    {.name = NULL},
};
