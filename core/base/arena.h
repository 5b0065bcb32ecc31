/* arena.h - memory with one end of life: per row, batch, pull or command. Nothing in it is freed alone. */
#ifndef GARNER_BASE_ARENA_H
#define GARNER_BASE_ARENA_H

#include <garner/records.h>
#include <stdarg.h>

struct arena_block;
struct arena {
    struct arena_block *blocks; /* newest first */
    char *next, *end;           /* free part of the newest block */
};

/* All zero is a valid, empty arena. clear keeps one block for reuse; release frees everything and leaves it empty. */
void arena_init(struct arena *arena);
void arena_clear(struct arena *arena);
void arena_release(struct arena *arena);

/* 16-byte aligned, not zeroed / zeroed. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_calloc(struct arena *arena, size_t count, size_t size);

/* Copies, NUL-terminated. arena_str of an absent string is absent. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t len);
struct garner_str arena_str(struct arena *arena, struct garner_str text);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

#endif
