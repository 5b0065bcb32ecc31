/* arena.c - bump allocation in blocks of growing size. Called from every floor; knows nothing of what it holds. */
#include "core/base/arena.h"
#include "core/base/error.h"
#include "core/base/mem.h"

enum { ALIGNMENT = 16, BLOCK_MIN = 64 * 1024, BLOCK_MAX = 1024 * 1024 };

struct arena_block {
    struct arena_block *older;
    size_t size; /* of bytes */
    _Alignas(ALIGNMENT) char bytes[];
};

void arena_init(struct arena *arena)
{
    *arena = (struct arena){0};
}

static struct arena_block *block_new(size_t size)
{
    size_t total = 0;
    if (__builtin_add_overflow(size, sizeof(struct arena_block), &total)) {
        total = SIZE_MAX; /* xmalloc reports it */
    }
    struct arena_block *block = xmalloc(total);
    block->older = NULL;
    block->size = size;
    return block;
}

static void use(struct arena *arena, struct arena_block *block)
{
    arena->next = block->bytes;
    arena->end = block->bytes + block->size;
}

/* The largest block is kept, but none beyond BLOCK_MAX: one giant row must not hold its memory for good. */
void arena_clear(struct arena *arena)
{
    struct arena_block *kept = NULL, *block = arena->blocks;
    while (block) {
        struct arena_block *older = block->older, *loser = block;
        if (block->size <= BLOCK_MAX && (!kept || block->size > kept->size)) {
            loser = kept;
            kept = block;
        }
        free(loser);
        block = older;
    }
    arena_init(arena);
    if (kept) {
        kept->older = NULL;
        arena->blocks = kept;
        use(arena, kept);
    }
}

void arena_release(struct arena *arena)
{
    struct arena_block *block = arena->blocks;
    while (block) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    arena_init(arena);
}

/* A block of its own, behind the newest, so that what is free there stays in use. */
static void *alloc_alone(struct arena *arena, size_t size)
{
    struct arena_block *block = block_new(size);
    if (arena->blocks) {
        block->older = arena->blocks->older;
        arena->blocks->older = block;
    } else {
        arena->blocks = block;
        arena->next = arena->end = block->bytes + block->size;
    }
    return block->bytes;
}

static void *alloc_slow(struct arena *arena, size_t size)
{
    if (size > BLOCK_MIN / 4) {
        return alloc_alone(arena, size);
    }
    size_t last = arena->blocks ? arena->blocks->size : 0;
    size_t wanted = last < BLOCK_MIN ? BLOCK_MIN : last * 2;
    struct arena_block *block = block_new(wanted < BLOCK_MAX ? wanted : BLOCK_MAX);
    block->older = arena->blocks;
    arena->blocks = block;
    use(arena, block);
    void *memory = arena->next;
    arena->next += size;
    return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT) {
        return xmalloc(size); /* aborts */
    }
    size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    rounded = rounded ? rounded : ALIGNMENT;
    if (rounded > (size_t)(arena->end - arena->next)) {
        return alloc_slow(arena, rounded);
    }
    void *memory = arena->next;
    arena->next += rounded;
    return memory;
}

void *arena_calloc(struct arena *arena, size_t count, size_t size)
{
    size_t total = 0;
    if (__builtin_mul_overflow(count, size, &total)) {
        total = SIZE_MAX; /* arena_alloc aborts */
    }
    return memset(arena_alloc(arena, total), 0, total);
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_strndup(struct arena *arena, const char *text, size_t len)
{
    char *copy = arena_alloc(arena, len + 1);
    if (len) {
        memcpy(copy, text, len);
    }
    copy[len] = '\0';
    return copy;
}

struct garner_str arena_str(struct arena *arena, struct garner_str text)
{
    if (text.ptr) {
        text.ptr = arena_strndup(arena, text.ptr, text.len);
    }
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, arguments);
    size_t size = len < 0 ? 1 : (size_t)len + 1;
    char *text = arena_alloc(arena, size);
    text[0] = '\0';
    vsnprintf(text, size, format, again);
    va_end(again);
    return text;
}
