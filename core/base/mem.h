/* mem.h - allocation that never returns NULL: out of memory aborts, since a pull is transactional and repeatable. */
#ifndef GARNER_BASE_MEM_H
#define GARNER_BASE_MEM_H

#include <stddef.h>

/* The caller frees. xcalloc and xreallocarray abort on overflow of count × size. */
void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *xreallocarray(void *old, size_t count, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *text) __attribute__((malloc, returns_nonnull));
char *xstrndup(const char *text, size_t len) __attribute__((malloc, returns_nonnull));
/* printf into fresh memory. */
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2), returns_nonnull));

#endif
