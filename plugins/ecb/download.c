/* download.c - the rates as the bank's server gives them: the whole history once, then the last 90 days; see ecb.h. It
 * is XML of one shape, <Cube time='2026-11-20'><Cube currency='USD' rate='1.1684'/>…, of which the Cubes are read as
 * tags, one after the other. */
#define _GNU_SOURCE
#include "ecb.h"

#include <sys/mman.h>
#include <sys/stat.h>

enum { RECENT_DAYS = 80 };

struct text {
    const char *p, *end;
};

/* ---- tags ---- */

/* The next <Cube …> tag, without its brackets; false where there is none. */
static bool next_cube(struct text *text, struct text *tag)
{
    const char *from = text->p ? memmem(text->p, (size_t)(text->end - text->p), "<Cube", 5) : NULL;
    const char *to = from ? memchr(from, '>', (size_t)(text->end - from)) : NULL;
    if (!to) {
        return false;
    }
    *tag = (struct text){from + 5, to};
    text->p = to + 1;
    return true;
}

/* An attribute's value; absent where the tag has none of the name. */
static struct garner_str attribute(struct text tag, const char *name)
{
    size_t len = strlen(name);
    for (const char *p = tag.p; p + len + 2 < tag.end; p++) {
        bool here = (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r') && memcmp(p + 1, name, len) == 0;
        const char *mark = p + 1 + len;
        while (here && mark < tag.end && (*mark == ' ' || *mark == '=')) {
            mark++;
        }
        if (here && mark < tag.end && (*mark == '\'' || *mark == '"')) {
            const char *close = memchr(mark + 1, *mark, (size_t)(tag.end - mark - 1));
            return close ? (struct garner_str){mark + 1, (size_t)(close - mark - 1)} : (struct garner_str){NULL, 0};
        }
    }
    return (struct garner_str){NULL, 0};
}

/* ---- rates ---- */

static int emit(struct garner_pull *pull, struct garner_day day, struct garner_str currency, struct garner_str rate)
{
    const struct garner_hint point = {.decimal = {".", 1}};
    struct garner_rate record = {.base = garner_text("EUR"), .day = day, .currency = currency};
    int code =
        pull->host->parse(pull, rate, GARNER_VALUE_AMOUNT, &point, sizeof point, &record.rate, sizeof record.rate);
    if (code || record.rate.millionths <= 0 || currency.len != 3) {
        return garner_reject(pull, "rate",
                             garner_format(pull, "\"%.*s\" of %.*s is no rate", (int)rate.len, rate.ptr,
                                           (int)currency.len, currency.ptr));
    }
    return garner_emit_rate(pull, &record);
}

static int emit_all(struct garner_pull *pull, struct text text, struct garner_day *last)
{
    struct garner_day day = {0, GARNER_ABSENT};
    struct text tag;
    int code = 0;
    while (code == 0 && next_cube(&text, &tag)) {
        struct garner_str time = attribute(tag, "time"), rate = attribute(tag, "rate");
        if (time.len && (garner_parse_day(pull, time, NULL, &day) || day.state != GARNER_SET)) {
            return garner_fail(pull, GARNER_E_DATA, "the bank's answer has a day \"%.*s\"", (int)time.len, time.ptr);
        }
        if (rate.len && day.state == GARNER_SET) {
            code = garner_row_result(emit(pull, day, attribute(tag, "currency"), rate));
        }
        bool later = day.state == GARNER_SET && (last->state != GARNER_SET || day.day > last->day);
        *last = later ? day : *last;
    }
    return code;
}

static int read_answer(struct garner_pull *pull, int fd, struct garner_day *last)
{
    struct stat info;
    void *map = fstat(fd, &info) == 0 && info.st_size > 0
                    ? mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_SHARED, fd, 0)
                    : MAP_FAILED;
    if (map == MAP_FAILED) {
        return garner_fail(pull, GARNER_E_DATA, "the bank's answer is empty");
    }
    struct text text = {map, (const char *)map + info.st_size};
    int code = emit_all(pull, text, last);
    munmap(map, (size_t)info.st_size);
    if (code == 0 && last->state != GARNER_SET) {
        return garner_fail(pull, GARNER_E_DATA,
                           "the bank's answer has no rates: base_url names something else, or it changed");
    }
    return code;
}

/* Rates stay true for good: what an answer no longer has is not taken away. */
int download_rates(struct garner_pull *pull, const struct ecb *ecb)
{
    struct garner_day today, known = {0, GARNER_ABSENT}, last = {0, GARNER_ABSENT};
    int fd;
    int code = garner_now(pull, garner_text("Europe/Berlin"), NULL, &today);
    if (code == 0 && pull->cursor.len && garner_parse_day(pull, pull->cursor, NULL, &known)) {
        known = (struct garner_day){0, GARNER_ABSENT};
    }
    bool recent = known.state == GARNER_SET && today.day - known.day < RECENT_DAYS;
    const char *file = recent ? "eurofxref-hist-90d.xml" : "eurofxref-hist.xml";
    const struct garner_request request = {.http = &ecb->http, .url = garner_text(file)};
    code = code ? code : garner_scratch(pull, &fd);
    code = code ? code : garner_download(pull, &request, fd);
    code = code ? code : read_answer(pull, fd, &last);
    return code ? code : garner_checkpoint(pull, garner_day_text(pull, last));
}
