/* xlsx_archive.c - parts of a ZIP archive, by libzip; see xlsx_archive.h. libzip brings libcrypto along, whose start
 * alone takes milliseconds: it is loaded when the first workbook is opened. */
#include "core/plugin/xlsx_archive.h"
#include "core/base/mem.h"
#include <dlfcn.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#define PART_MAX (UINT64_C(4) << 30)
#define RATIO_FROM (UINT64_C(64) << 20)
enum { RATIO_MAX = 500 };

/* ---- libzip ---- */

struct libzip {
    __typeof__(&zip_source_function_create) source_function_create;
    __typeof__(&zip_source_free) source_free;
    __typeof__(&zip_source_make_command_bitmap) source_make_command_bitmap;
    __typeof__(&zip_open_from_source) open_from_source;
    __typeof__(&zip_discard) discard;
    __typeof__(&zip_name_locate) name_locate;
    __typeof__(&zip_stat_index) stat_index;
    __typeof__(&zip_fopen_index) fopen_index;
    __typeof__(&zip_fread) fread;
    __typeof__(&zip_fclose) fclose;
    __typeof__(&zip_get_error) get_error;
    __typeof__(&zip_file_get_error) file_get_error;
    __typeof__(&zip_error_strerror) error_strerror;
    __typeof__(&zip_error_init) error_init;
    __typeof__(&zip_error_fini) error_fini;
    __typeof__(&zip_error_set) error_set;
    __typeof__(&zip_error_to_data) error_to_data;
    __typeof__(&zip_error_code_zip) error_code_zip;
};

struct xlsx_archive {
    struct libzip lib;
    zip_t *zip;
    int fd;
    struct garner_str memory;
    uint64_t size, offset;
    zip_error_t why; /* of the source */
};

/* The shared object that is there; its functions used here are the same in all of them. */
static void *load(void)
{
    static const char *const names[] = {"libzip.so.5", "libzip.so.4", "libzip.so"};
    void *handle = NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !handle; i++) {
        handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    }
    return handle;
}

static bool bind_all(void *handle, struct libzip *lib)
{
    const struct {
        const char *name;
        void *place;
    } NAMES[] = {
        {"zip_source_function_create", &lib->source_function_create},
        {"zip_source_free", &lib->source_free},
        {"zip_source_make_command_bitmap", &lib->source_make_command_bitmap},
        {"zip_open_from_source", &lib->open_from_source},
        {"zip_discard", &lib->discard},
        {"zip_name_locate", &lib->name_locate},
        {"zip_stat_index", &lib->stat_index},
        {"zip_fopen_index", &lib->fopen_index},
        {"zip_fread", &lib->fread},
        {"zip_fclose", &lib->fclose},
        {"zip_get_error", &lib->get_error},
        {"zip_file_get_error", &lib->file_get_error},
        {"zip_error_strerror", &lib->error_strerror},
        {"zip_error_init", &lib->error_init},
        {"zip_error_fini", &lib->error_fini},
        {"zip_error_set", &lib->error_set},
        {"zip_error_to_data", &lib->error_to_data},
        {"zip_error_code_zip", &lib->error_code_zip},
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        void *function = dlsym(handle, NAMES[i].name);
        if (!function) {
            return false;
        }
        memcpy(NAMES[i].place, &function, sizeof function);
    }
    return true;
}

static int load_libzip(struct libzip *lib, struct error *error)
{
    void *handle = load();
    if (handle && bind_all(handle, lib)) {
        return 0;
    }
    return error_set(error, GARNER_E_CONFIG,
                     "is an Excel workbook, and libzip, which unpacks it, is not installed; install it "
                     "(apt-get install libzip4), or save the sheet as CSV (UTF-8)");
}

/* ---- the bytes of the archive ---- */

static zip_int64_t read_bytes(struct xlsx_archive *archive, void *out, uint64_t len)
{
    uint64_t left = archive->size - archive->offset;
    size_t want = (size_t)(len < left ? len : left);
    ssize_t n = (ssize_t)want;
    if (archive->fd < 0) {
        memcpy(out, archive->memory.ptr + archive->offset, want);
    } else {
        do {
            n = pread(archive->fd, out, want, (off_t)archive->offset);
        } while (n < 0 && errno == EINTR);
    }
    if (n < 0) {
        archive->lib.error_set(&archive->why, ZIP_ER_READ, errno);
        return -1;
    }
    archive->offset += (uint64_t)n;
    return n;
}

static zip_int64_t seek(struct xlsx_archive *archive, const void *data, uint64_t len)
{
    const zip_source_args_seek_t *to = len == sizeof *to ? data : NULL;
    int64_t base = 0;
    if (to && to->whence != SEEK_SET) {
        base = (int64_t)(to->whence == SEEK_CUR ? archive->offset : archive->size);
    }
    if (!to || to->offset < -base || to->offset > (int64_t)archive->size - base) {
        archive->lib.error_set(&archive->why, ZIP_ER_SEEK, EINVAL);
        return -1;
    }
    archive->offset = (uint64_t)(base + to->offset);
    return 0;
}

static zip_int64_t tell_size(const struct xlsx_archive *archive, void *data)
{
    zip_stat_t stat = {.valid = ZIP_STAT_SIZE, .size = archive->size};
    memcpy(data, &stat, sizeof stat);
    return sizeof stat;
}

static zip_int64_t source(void *whose, void *data, zip_uint64_t len, zip_source_cmd_t command)
{
    struct xlsx_archive *archive = whose;
    switch (command) {
    case ZIP_SOURCE_OPEN:
        archive->offset = 0;
        return 0;
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    case ZIP_SOURCE_READ:
        return read_bytes(archive, data, len);
    case ZIP_SOURCE_STAT:
        return tell_size(archive, data);
    case ZIP_SOURCE_SEEK:
        return seek(archive, data, len);
    case ZIP_SOURCE_TELL:
        return (zip_int64_t)archive->offset;
    case ZIP_SOURCE_ERROR:
        return archive->lib.error_to_data(&archive->why, data, len);
    case ZIP_SOURCE_SUPPORTS:
        return archive->lib.source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                                       ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE,
                                                       ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS, -1);
    default:
        archive->lib.error_set(&archive->why, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

/* ---- archives ---- */

static int damaged(struct xlsx_archive *archive, zip_error_t *why, const char *part, struct error *error)
{
    int code = archive->lib.error_code_zip(why);
    const char *reason = archive->lib.error_strerror(why);
    if (code == ZIP_ER_READ) {
        return error_set(error, GARNER_E_TEMPORARY, "cannot be read: %s", reason);
    }
    return error_set(error, GARNER_E_DATA,
                     "is a damaged Excel workbook (%s%s%s); export it again, or open it in a spreadsheet program and "
                     "save it as .xlsx or CSV (UTF-8)",
                     part ? part : "", part ? ": " : "", reason);
}

static int open_zip(struct xlsx_archive *archive, struct error *error)
{
    zip_error_t why;
    archive->lib.error_init(&why);
    archive->lib.error_init(&archive->why);
    zip_source_t *bytes = archive->lib.source_function_create(source, archive, &why);
    archive->zip = bytes ? archive->lib.open_from_source(bytes, ZIP_RDONLY, &why) : NULL;
    int code = archive->zip ? 0 : damaged(archive, &why, NULL, error);
    if (bytes && !archive->zip) {
        archive->lib.source_free(bytes);
    }
    archive->lib.error_fini(&why);
    return code;
}

int xlsx_archive_open(struct xlsx_archive **out, int fd, struct garner_str memory, struct error *error)
{
    struct xlsx_archive *archive = xcalloc(1, sizeof *archive);
    struct stat stat;
    archive->fd = fd;
    archive->memory = memory;
    archive->size = memory.len;
    *out = NULL;
    int code = load_libzip(&archive->lib, error);
    if (code == 0 && fd >= 0) {
        code = fstat(fd, &stat) ? error_set(error, GARNER_E_TEMPORARY, "cannot be read: %s", strerror(errno)) : 0;
        archive->size = code ? 0 : (uint64_t)stat.st_size;
    }
    code = code ? code : open_zip(archive, error);
    if (code) {
        xlsx_archive_close(archive);
        return code;
    }
    *out = archive;
    return 0;
}

void xlsx_archive_close(struct xlsx_archive *archive)
{
    if (!archive) {
        return;
    }
    if (archive->zip) {
        archive->lib.discard(archive->zip);
    }
    free(archive);
}

bool xlsx_archive_has(struct xlsx_archive *archive, const char *name)
{
    return archive->lib.name_locate(archive->zip, name, ZIP_FL_NOCASE) >= 0;
}

/* ---- parts ---- */

static int beyond(const struct xlsx_part *part, const char *what, struct error *error)
{
    return error_set(error, GARNER_E_DATA,
                     "unpacks to more than a workbook may hold (%s: %s); save the sheet as CSV (UTF-8)", part->name,
                     what);
}

static int check_sizes(const struct xlsx_part *part, uint64_t size, struct error *error)
{
    if (size > PART_MAX) {
        return beyond(part, "over 4 GiB", error);
    }
    if (size > RATIO_FROM && size / RATIO_MAX > part->packed) {
        return beyond(part, "over 500 times its packed size", error);
    }
    return 0;
}

int xlsx_part_open(struct xlsx_part *part, struct xlsx_archive *archive, const char *name, struct error *error)
{
    zip_stat_t stat;
    *part = (struct xlsx_part){.archive = archive};
    snprintf(part->name, sizeof part->name, "%s", name);
    zip_int64_t index = archive->lib.name_locate(archive->zip, name, ZIP_FL_NOCASE);
    if (index < 0 || archive->lib.stat_index(archive->zip, (zip_uint64_t)index, 0, &stat)) {
        return damaged(archive, archive->lib.get_error(archive->zip), name, error);
    }
    if (stat.valid & ZIP_STAT_ENCRYPTION_METHOD && stat.encryption_method != ZIP_EM_NONE) {
        return error_set(error, GARNER_E_CONFIG,
                         "is encrypted; save it without a password as .xlsx, or the sheet as CSV (UTF-8)");
    }
    part->size = stat.size;
    part->packed = stat.comp_size;
    int code = check_sizes(part, part->size, error);
    if (code) {
        return code;
    }
    part->file = archive->lib.fopen_index(archive->zip, (zip_uint64_t)index, 0);
    return part->file ? 0 : damaged(archive, archive->lib.get_error(archive->zip), name, error);
}

void xlsx_part_close(struct xlsx_part *part)
{
    if (part->file) {
        part->archive->lib.fclose(part->file);
        part->file = NULL;
    }
}

int64_t xlsx_part_read(struct xlsx_part *part, void *out, size_t len, struct error *error)
{
    zip_int64_t n = part->archive->lib.fread(part->file, out, len);
    if (n < 0) {
        return damaged(part->archive, part->archive->lib.file_get_error(part->file), part->name, error);
    }
    part->read += (uint64_t)n;
    int code = check_sizes(part, part->read, error);
    return code ? code : n;
}
