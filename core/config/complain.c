/* complain.c - how the configuration's errors read: "garner.yaml:14:5: source spring-expo: what; what to do". Called by
 * every other file of this folder; knows nothing of what a configuration holds. */
#include "core/base/str.h"
#include "core/config/read.h"

enum { SHOWN_MAX = 80 };

int shown_length(struct garner_str text)
{
    size_t n = text.len < SHOWN_MAX ? text.len : SHOWN_MAX;
    while (n < text.len && n > 0 && (text.ptr[n] & 0xC0) == 0x80) {
        n--;
    }
    return (int)n;
}

int complain(const struct block *block, const struct garner_node *at, struct error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_setv(error, GARNER_E_CONFIG, format, arguments);
    va_end(arguments);
    if (block->owner) {
        error_prefix(error, "%s", block->owner);
    }
    if (at && at->line) {
        error_prefix(error, "%s:%u:%u", block->file, at->line, at->column);
    } else {
        error_prefix(error, "%s", block->file);
    }
    return GARNER_E_CONFIG;
}

int complain_word(const struct block *block, const struct garner_node *at, const char *what, struct garner_str word,
                  const char *const *candidates, struct error *error)
{
    const char *near = str_closest(word, candidates);
    if (near) {
        return complain(block, at, error, "%s \"%.*s\"; did you mean \"%s\"?", what, SHOWN(word), near);
    }
    char list[1024];
    size_t used = 0;
    list[0] = '\0';
    for (size_t i = 0; candidates[i] && used < sizeof list; i++) {
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", candidates[i]);
    }
    return complain(block, at, error, "%s \"%.*s\"; there are: %s", what, SHOWN(word), list);
}

int word_read(const struct block *block, const struct garner_node *at, const struct words *words,
              struct garner_str text, int *number, struct error *error)
{
    *number = text.ptr ? words_number(words, text) : 0;
    if (!text.ptr || *number) {
        return 0;
    }
    const char **names = arena_calloc(block->arena, words->count + 1, sizeof *names);
    for (size_t i = 0; i < words->count; i++) {
        names[i] = words->names[i].name;
    }
    char what[80];
    snprintf(what, sizeof what, "unknown %s", words->name);
    return complain_word(block, at, what, text, names, error);
}
