/* json.c - walks one JSON value; see json.h. Called by json_rows.c. */
#include "core/plugin/json.h"
#include "core/base/error.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/plugin/json_scan.h"

struct walker {
    const struct json_walk *walk;
    struct json_scan scan;
    struct buf path;
    unsigned depth;
};

/* ---- values ---- */

static bool value(struct walker *w);

/* The value of a member under its name, which is on the path for as long as the value lasts. */
static bool member(struct walker *w, struct garner_str name)
{
    size_t before = w->path.len;
    if (before) {
        buf_addc(&w->path, '.');
    }
    buf_addstr(&w->path, name);
    if (w->path.overflowed) {
        return json_fail(&w->scan, "a name is longer than 4096 bytes");
    }
    bool good = value(w);
    w->path.len = before;
    return good;
}

static bool object(struct walker *w)
{
    w->scan.p++;
    json_blanks(&w->scan);
    if (json_take(&w->scan, '}')) {
        return true;
    }
    do {
        struct garner_str name = {NULL, 0};
        json_blanks(&w->scan);
        if (w->scan.p == w->scan.end || *w->scan.p != '"') {
            return json_fail(&w->scan, "a member has no name");
        }
        if (!json_string(&w->scan, &name)) {
            return false;
        }
        json_blanks(&w->scan);
        if (!json_take(&w->scan, ':')) {
            return json_fail(&w->scan, "a colon is missing");
        }
        if (!member(w, name)) {
            return false;
        }
        json_blanks(&w->scan);
    } while (json_take(&w->scan, ','));
    return json_take(&w->scan, '}') || json_fail(&w->scan, "an object is not closed");
}

static bool array(struct walker *w)
{
    w->scan.p++;
    json_blanks(&w->scan);
    if (json_take(&w->scan, ']')) {
        return true;
    }
    unsigned index = 0;
    do {
        char name[16];
        int len = snprintf(name, sizeof name, "%u", index++);
        if (!member(w, str_of(name, (size_t)len))) {
            return false;
        }
        json_blanks(&w->scan);
    } while (json_take(&w->scan, ','));
    return json_take(&w->scan, ']') || json_fail(&w->scan, "an array is not closed");
}

static bool nested(struct walker *w, bool (*read)(struct walker *))
{
    if (w->depth == JSON_DEPTH_MAX) {
        return json_fail(&w->scan, "values are nested deeper than 128");
    }
    w->depth++;
    bool good = read(w);
    w->depth--;
    return good;
}

static bool value(struct walker *w)
{
    json_blanks(&w->scan);
    char c = w->scan.p < w->scan.end ? *w->scan.p : '\0';
    if (c == '{' || c == '[') {
        return nested(w, c == '{' ? object : array);
    }
    struct garner_str text;
    bool good = json_scalar(&w->scan, &text);
    if (!good) {
        return false;
    }
    const char *fault = w->walk->leaf(w->walk->context, buf_str(&w->path), text);
    return fault ? json_fail(&w->scan, fault) : true;
}

const char *json_walk(const struct json_walk *walk, struct garner_str text)
{
    struct walker w = {.walk = walk, .scan = {.arena = walk->arena, .p = text.ptr, .end = str_end(text)}};
    buf_init(&w.path, JSON_PATH_MAX);
    json_blanks(&w.scan);
    if (w.scan.p == w.scan.end || *w.scan.p != '{') {
        json_fail(&w.scan, "is not an object");
    } else if (value(&w)) {
        json_blanks(&w.scan);
        if (w.scan.p != w.scan.end) {
            json_fail(&w.scan, "something follows the value");
        }
    }
    buf_release(&w.path);
    return w.scan.fault;
}
