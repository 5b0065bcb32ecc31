/* xlsx_archive.h - the ZIP archive that a workbook is: its parts by name, read in chunks. For xlsx_book.c and
 * xlsx_sheet.c; knows nothing of XML.
 *
 * Caps, since a small archive can unpack to anything: 4 GiB a part, and 500 times its packed size beyond 64 MiB. */
#ifndef GARNER_PLUGIN_XLSX_ARCHIVE_H
#define GARNER_PLUGIN_XLSX_ARCHIVE_H

#include "core/base/error.h"

struct xlsx_archive;

/* fd is borrowed and read by position (-1: memory, borrowed). GARNER_E_DATA where it is no sound archive. */
int xlsx_archive_open(struct xlsx_archive **out, int fd, struct garner_str memory, struct error *error);
void xlsx_archive_close(struct xlsx_archive *archive);
bool xlsx_archive_has(struct xlsx_archive *archive, const char *name);

struct zip_file;
struct xlsx_part {
    struct xlsx_archive *archive; /* borrowed */
    struct zip_file *file;
    char name[256];
    uint64_t size, packed, read; /* bytes: unpacked, in the archive, unpacked so far */
};
/* Names compare without case. The part is closed by the caller, also where this fails. */
int xlsx_part_open(struct xlsx_part *part, struct xlsx_archive *archive, const char *name, struct error *error);
void xlsx_part_close(struct xlsx_part *part);
/* Bytes read, 0 at the end, or a code: damaged (its checksum is tested at the end), or beyond a cap. */
int64_t xlsx_part_read(struct xlsx_part *part, void *out, size_t len, struct error *error);

#endif
