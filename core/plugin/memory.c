/* memory.c - memory lent to a plugin: for the row at hand, or for the pull; see host_impl.h. */
#include "core/plugin/host_impl.h"

struct deferred {
    struct deferred *older;
    void (*release)(void *);
    void *what;
};

static struct arena *current(struct host *host)
{
    bool in_file = host->reading && !host->reading->over;
    return in_file || host->row.open ? &host->row_arena : &host->arena;
}

const char *memory_format(struct garner_pull *pull, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(current(host_of(pull)), format, arguments);
    va_end(arguments);
    return text;
}

void *memory_alloc(struct garner_pull *pull, size_t size)
{
    return arena_calloc(current(host_of(pull)), 1, size);
}

void *memory_alloc_pull(struct garner_pull *pull, size_t size)
{
    return arena_calloc(&host_of(pull)->arena, 1, size);
}

void memory_defer(struct garner_pull *pull, void (*release)(void *), void *what)
{
    struct host *host = host_of(pull);
    struct deferred *deferred = arena_alloc(&host->arena, sizeof *deferred);
    *deferred = (struct deferred){host->deferred, release, what};
    host->deferred = deferred;
}

void memory_run_deferred(struct host *host)
{
    while (host->deferred) {
        struct deferred *deferred = host->deferred;
        host->deferred = deferred->older;
        deferred->release(deferred->what);
    }
}
