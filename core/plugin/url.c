/* url.c - see url.h. Called by the files behind fetch.h. */
#include "core/plugin/url.h"
#include "core/base/str.h"

static bool is_whole(struct garner_str url)
{
    return str_starts(url, "http://") || str_starts(url, "https://");
}

/* Where the host begins. */
static size_t host_at(struct garner_str url)
{
    return str_starts(url, "https://") ? 8 : 7;
}

static size_t span_until(struct garner_str text, size_t from, const char *ends)
{
    while (from < text.len && !strchr(ends, text.ptr[from])) {
        from++;
    }
    return from;
}

bool url_is_good(struct garner_str url)
{
    if (!is_whole(url) || url.len > URL_MAX) {
        return false;
    }
    for (size_t i = 0; i < url.len; i++) {
        if ((unsigned char)url.ptr[i] <= ' ' || url.ptr[i] == 0x7F) {
            return false;
        }
    }
    struct garner_str host = url_host(url);
    return host.len > 0 && !memchr(host.ptr, '@', host.len);
}

struct garner_str url_origin(struct garner_str url)
{
    return str_of(url.ptr, span_until(url, host_at(url), "/?#"));
}

struct garner_str url_host(struct garner_str url)
{
    size_t from = host_at(url), to = span_until(url, from, "/?#");
    return str_of(url.ptr + from, to - from);
}

bool url_same_origin(struct garner_str a, struct garner_str b)
{
    struct garner_str x = url_origin(a), y = url_origin(b);
    struct garner_str port = str_of(str_starts(a, "https://") ? ":443" : ":80", str_starts(a, "https://") ? 4 : 3);
    x.len -= str_ends(x, port.ptr) ? port.len : 0;
    y.len -= str_ends(y, port.ptr) ? port.len : 0;
    return x.len == y.len && strncasecmp(x.ptr, y.ptr, x.len) == 0;
}

/* 127.0.0.0/8 in digits; a name may begin like it. */
static bool is_loopback(struct garner_str host)
{
    size_t bracket = str_starts(host, "[") ? span_until(host, 0, "]") : 0;
    struct garner_str bare = str_of(host.ptr, span_until(host, bracket, ":"));
    if (str_is(bare, "localhost") || str_is(bare, "[::1]")) {
        return true;
    }
    for (size_t i = 0; i < bare.len; i++) {
        if (bare.ptr[i] != '.' && (bare.ptr[i] < '0' || bare.ptr[i] > '9')) {
            return false;
        }
    }
    return str_starts(bare, "127.");
}

bool url_is_exposed(struct garner_str url)
{
    return str_starts(url, "http://") && !is_loopback(url_host(url));
}

static struct garner_str joined(struct arena *arena, struct garner_str a, const char *between, struct garner_str b)
{
    const char *text = arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(a), between, STR_ARG(b));
    return garner_text(text);
}

struct garner_str url_resolve(struct garner_str base, struct garner_str target, struct arena *arena)
{
    struct garner_str origin = url_origin(base);
    if (is_whole(target)) {
        return target;
    }
    if (str_starts(target, "//")) {
        return joined(arena, str_of(base.ptr, host_at(base) - 2), "", target);
    }
    if (str_starts(target, "/")) {
        return joined(arena, origin, "", target);
    }
    size_t path_end = span_until(base, origin.len, "?#");
    if (str_starts(target, "?")) {
        return joined(arena, str_of(base.ptr, path_end), "", target);
    }
    while (path_end > origin.len && base.ptr[path_end - 1] != '/') {
        path_end--;
    }
    return joined(arena, str_of(base.ptr, path_end), path_end > origin.len ? "" : "/", target);
}

struct garner_str url_below(struct garner_str base, struct garner_str path, struct arena *arena)
{
    if (is_whole(path) || path.len == 0) {
        return path.len ? path : base;
    }
    if (path.ptr[0] == '?') {
        return joined(arena, base, "", path);
    }
    while (base.len && base.ptr[base.len - 1] == '/') {
        base.len--;
    }
    bool slash = path.ptr[0] == '/';
    return joined(arena, base, "/", str_of(path.ptr + slash, path.len - slash));
}

static void add_pair(struct buf *out, const struct garner_pair *pair, const char *between)
{
    buf_adds(out, between);
    str_percent(out, pair->name);
    buf_addc(out, '=');
    str_percent(out, pair->value);
}

static bool has(const struct garner_pair *query, struct garner_str name)
{
    for (; query->name.ptr; query++) {
        struct buf escaped;
        buf_init(&escaped, URL_MAX);
        str_percent(&escaped, query->name);
        bool same = garner_same(buf_str(&escaped), name) || garner_same(query->name, name);
        buf_release(&escaped);
        if (same) {
            return true;
        }
    }
    return false;
}

/* The parameters that url has and query does not replace. */
static size_t keep_old(struct buf *out, struct garner_str old, const struct garner_pair *query)
{
    size_t kept = 0;
    for (size_t at = 0; at < old.len;) {
        size_t end = span_until(old, at, "&"), name = span_until(old, at, "=&");
        if (end > at && !has(query, str_of(old.ptr + at, name - at))) {
            buf_adds(out, kept++ ? "&" : "?");
            buf_addstr(out, str_of(old.ptr + at, end - at));
        }
        at = end + 1;
    }
    return kept;
}

struct garner_str url_query(struct garner_str url, const struct garner_pair *query, struct arena *arena)
{
    size_t path = span_until(url, 0, "?#"), end = span_until(url, path, "#");
    if (!query || !query->name.ptr) {
        return str_of(url.ptr, end);
    }
    struct buf out;
    buf_init(&out, URL_MAX);
    buf_addstr(&out, str_of(url.ptr, path));
    size_t kept = path < end ? keep_old(&out, str_of(url.ptr + path + 1, end - path - 1), query) : 0;
    for (; query->name.ptr; query++) {
        add_pair(&out, query, kept++ ? "&" : "?");
    }
    struct garner_str whole = out.overflowed ? str_of(NULL, 0) : arena_str(arena, buf_str(&out));
    buf_release(&out);
    return whole;
}

struct garner_str url_form(const struct garner_pair *form, struct arena *arena)
{
    struct buf out;
    buf_init(&out, FORM_MAX);
    for (; form && form->name.ptr; form++) {
        add_pair(&out, form, out.len ? "&" : "");
    }
    struct garner_str whole = out.overflowed ? str_of(NULL, 0) : arena_str(arena, buf_str(&out));
    buf_release(&out);
    return whole;
}
