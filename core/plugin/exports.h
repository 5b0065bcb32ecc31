/* exports.h - what a shared object exports beside the one symbol a plugin may, read from the file without loading it.
 */
#ifndef GARNER_PLUGIN_EXPORTS_H
#define GARNER_PLUGIN_EXPORTS_H

#include "core/base/buf.h"
#include "core/base/error.h"

/* Appends the names of other exported symbols to out, with blanks between. GARNER_E_CONFIG where the file is no ELF
 * object of this machine's word size and byte order, or a damaged one. */
int exports_list(const char *path, struct buf *out, struct error *error);

#endif
