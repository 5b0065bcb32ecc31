/* mem.c - the allocator everybody uses. Must not know what the memory is for. */
#include "core/base/mem.h"
#include "core/base/error.h"

static _Noreturn void out_of_memory(size_t count, size_t size)
{
    fprintf(stderr, "garner: out of memory: %zu x %zu bytes\n", count, size);
    abort();
}

/* malloc(0) may return NULL, so that zero asks for one byte. */
void *xmalloc(size_t size)
{
    void *memory = malloc(size ? size : 1);
    if (!memory) {
        out_of_memory(1, size);
    }
    return memory;
}

void *xcalloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory) {
        out_of_memory(count, size);
    }
    return memory;
}

void *xreallocarray(void *old, size_t count, size_t size)
{
    size_t total = 0;
    if (__builtin_mul_overflow(count, size, &total)) {
        out_of_memory(count, size);
    }
    void *memory = realloc(old, total ? total : 1);
    if (!memory) {
        out_of_memory(count, size);
    }
    return memory;
}

char *xstrdup(const char *text)
{
    return xstrndup(text, strlen(text));
}

char *xstrndup(const char *text, size_t len)
{
    size_t used = strnlen(text, len);
    char *copy = xmalloc(used + 1);
    memcpy(copy, text, used);
    copy[used] = '\0';
    return copy;
}

char *xasprintf(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int len = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (len < 0) {
        out_of_memory(1, 0);
    }
    return text;
}
