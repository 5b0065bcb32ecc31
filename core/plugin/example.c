/* example.c - see example.h. Knows no plugin. */
#include "core/plugin/example.h"

#include "core/base/error.h"

enum { LINE_MAX_BYTES = 64 << 10 };

/* A line with its $words replaced; false where one of them is not known. */
static bool expand(struct buf *out, const char *line, size_t len, const struct example_words *words)
{
    const char *const pairs[][2] = {{"$name", words->name}, {"$from", words->from}, {"$to", words->to}};
    for (size_t i = 0; i < len;) {
        size_t k = 0, n = 0;
        while (k < 3 && strncmp(line + i, pairs[k][0], n = strlen(pairs[k][0])) != 0) {
            k++;
        }
        if (k < 3 && !pairs[k][1][0]) {
            return false;
        }
        if (k < 3) {
            buf_adds(out, pairs[k][1]);
            i += n;
        } else {
            buf_addc(out, line[i++]);
        }
    }
    return true;
}

void example_write(struct buf *out, const char *example, const char *indent, const struct example_words *words)
{
    for (const char *line = example; line && *line;) {
        size_t len = strcspn(line, "\n");
        struct buf one;
        buf_init(&one, LINE_MAX_BYTES);
        if (expand(&one, line, len, words)) {
            buf_addf(out, "%s%s\n", indent, buf_text(&one));
        }
        buf_release(&one);
        line += len + (line[len] == '\n');
    }
}

bool example_has(const char *example, const char *option)
{
    size_t len = strlen(option);
    for (const char *line = example; line && *line; line += strcspn(line, "\n"), line += *line == '\n') {
        if (strncmp(line, option, len) == 0 && line[len] == ':') {
            return true;
        }
    }
    return false;
}
