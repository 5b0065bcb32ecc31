/* pages.c - a list that comes in pages: garner_next_record and garner_save_records; see fetch.h. A page is outlined
 * once (what stands around its records, and where they stand); then its records are parsed one by one. */
#include "core/base/str.h"
#include "core/base/json_text.h"
#include "core/plugin/fetch.h"
#include "core/plugin/json_tree.h"
#include "core/plugin/url.h"
#include <errno.h>
#include <sodium.h>
#include <unistd.h>

enum { EMPTY_PAGES_MAX = 100, TOKEN_MAX = 16 << 10 };

struct page_state {
    struct page_state *next; /* of the pull's others */
    struct answer answer;
    struct arena arena; /* of the page's request and records: the outline, texts */
    struct json_spans spans;
    size_t span;
    struct buf token; /* what the next page is asked with: a cursor, a number, a URL */
    struct buf last;  /* GARNER_BY_LAST: of the record read last */
    uint64_t page, in_page, records;
    unsigned empty;                /* pages without a record, one after the other */
    unsigned char fingerprint[16]; /* of the page before */
    bool asked, over;
};

/* What a list's state is once it has ended: its own may be another list's then. */
static const char ended = 0;

static bool has_ended(const struct garner_pages *pages)
{
    return pages->state == (const void *)&ended;
}

/* The state of a list that has ended: its answer was good until the next one is asked for. A plugin that asks for each
 * page by itself would have memory grow with the pages otherwise. */
static struct page_state *over_already(const struct host *host)
{
    struct page_state *state = host->fetch->pages;
    while (state && !state->over) {
        state = state->next;
    }
    return state;
}

static void reuse(struct page_state *state)
{
    answer_clear(&state->answer);
    arena_clear(&state->arena);
    buf_clear(&state->token);
    buf_clear(&state->last);
    state->spans = (struct json_spans){0};
    state->span = 0;
    state->page = state->in_page = state->records = 0;
    state->empty = 0;
    state->asked = state->over = false;
}

static struct page_state *state_of(struct host *host, struct garner_pages *pages)
{
    if (pages->state) {
        return pages->state;
    }
    struct page_state *state = over_already(host);
    if (state) {
        reuse(state);
        pages->state = state;
        return state;
    }
    state = arena_calloc(&host->arena, 1, sizeof *state);
    answer_init(&state->answer, host->fetch->folder);
    arena_init(&state->arena);
    buf_init(&state->token, TOKEN_MAX);
    buf_init(&state->last, TOKEN_MAX);
    state->next = host->fetch->pages;
    host->fetch->pages = state;
    pages->state = state;
    return state;
}

static void release(struct page_state *state)
{
    answer_release(&state->answer);
    arena_release(&state->arena);
    buf_release(&state->token);
    buf_release(&state->last);
}

void pages_release(struct host *host)
{
    for (struct page_state *state = host->fetch->pages; state; state = state->next) {
        release(state);
    }
}

/* ---- asking for a page ---- */

static struct garner_str number_token(const struct garner_pages *pages, const struct page_state *state)
{
    int64_t at = pages->paging == GARNER_BY_OFFSET ? (int64_t)state->records : pages->first + (int64_t)state->page;
    char text[32];
    int len = snprintf(text, sizeof text, "%lld", (long long)at);
    struct buf *token = (struct buf *)&state->token;
    buf_clear(token);
    buf_add(token, text, (size_t)len);
    return buf_str(token);
}

static bool is_numbered(const struct garner_pages *pages)
{
    return pages->paging == GARNER_BY_NUMBER || pages->paging == GARNER_BY_OFFSET;
}

/* The body, a JSON object, with one more member. */
static struct garner_str body_with(struct arena *arena, struct garner_str body, const char *name,
                                   struct garner_str value)
{
    struct garner_str trimmed = str_trim(body);
    size_t len = trimmed.len && trimmed.ptr[trimmed.len - 1] == '}' ? trimmed.len - 1 : 0;
    bool empty = len == 0 || str_is(str_trim(str_of(trimmed.ptr, len)), "{");
    struct buf text;
    buf_init(&text, WIRE_FRAME_MAX);
    buf_addstr(&text, len ? str_of(trimmed.ptr, len) : garner_text("{"));
    buf_adds(&text, empty ? "" : ",");
    json_text(&text, garner_text(name));
    buf_addc(&text, ':');
    json_text(&text, value);
    buf_addc(&text, '}');
    struct garner_str whole = arena_str(arena, buf_str(&text));
    buf_release(&text);
    return whole;
}

static const struct garner_pair *query_with(struct arena *arena, const struct garner_pair *query, const char *name,
                                            struct garner_str value)
{
    size_t count = 0;
    while (query && query[count].name.ptr) {
        count++;
    }
    struct garner_pair *all = arena_calloc(arena, count + 2, sizeof *all);
    if (count) {
        memcpy(all, query, count * sizeof *all);
    }
    all[count] = (struct garner_pair){garner_text(name), value};
    return all;
}

/* The request of the next page out of that of the first one. */
static void turn_page(const struct garner_pages *pages, struct page_state *state, struct garner_request *request)
{
    struct garner_str token = is_numbered(pages) ? number_token(pages, state) : buf_str(&state->token);
    bool by_url = pages->paging == GARNER_BY_URL || pages->paging == GARNER_BY_LINK;
    if (pages->paging == GARNER_ONE_PAGE || (!state->asked && !is_numbered(pages))) {
        return;
    }
    if (by_url) {
        request->url = token;
        request->query = NULL;
    } else if (pages->in_body) {
        request->body = body_with(&state->arena, request->body, pages->param, token);
    } else {
        request->query = query_with(&state->arena, request->query, pages->param, token);
    }
}

static int bad_page(struct host *host, const struct page_state *state, const char *what)
{
    return host_fail(host, GARNER_E_DATA, "%s answers with something else than was expected: %s",
                     state->answer.reply.url, what);
}

static int outline(struct host *host, struct garner_pages *pages, struct page_state *state)
{
    struct garner_str text;
    const char *fault;
    int code = body_text(&state->answer.body, &text, &host->error);
    if (code) {
        return code;
    }
    state->spans = (struct json_spans){0};
    state->answer.reply.json = NULL;
    if (str_trim(text).len == 0) {
        return 0; /* 204, and what says nothing */
    }
    state->answer.reply.json = json_outline(&state->arena, text, pages->records, &state->spans, &fault);
    return state->answer.reply.json ? 0 : bad_page(host, state, fault);
}

static int ask(struct host *host, struct garner_pages *pages, struct page_state *state, size_t request_size,
               size_t http_size)
{
    struct garner_request request;
    struct garner_str url;
    /* The token may be what the arena is about to lose. */
    arena_clear(&state->arena);
    struct garner_request first = {0};
    memcpy(&first, &pages->request, request_size < sizeof first ? request_size : sizeof first);
    turn_page(pages, state, &first);
    int code = fetch_prepare(host, &first, sizeof first, http_size, &state->arena, &request, &url);
    code = code ? code : fetch_perform(host, &request, url, &state->answer);
    pages->reply = state->answer.reply; /* refused or not */
    code = code ? code : outline(host, pages, state);
    if (code) {
        return code;
    }
    state->asked = true;
    state->span = 0;
    state->in_page = 0;
    state->page++;
    pages->reply = state->answer.reply;
    return 0;
}

/* ---- what follows a page ---- */

/* rel="next" of RFC 8288: angle brackets may hold commas and semicolons, rel may hold several words, unquoted too. */
static struct garner_str next_link(struct garner_str link)
{
    for (size_t at = 0; at < link.len; at++) {
        const char *open = memchr(link.ptr + at, '<', link.len - at);
        const char *close = open ? memchr(open, '>', (size_t)(link.ptr + link.len - open)) : NULL;
        if (!close) {
            break;
        }
        const char *p = close + 1, *end = link.ptr + link.len;
        bool quoted = false;
        while (p < end && (quoted || *p != ',')) {
            quoted ^= *p++ == '"';
        }
        struct garner_str parameters = str_of(close + 1, (size_t)(p - close - 1));
        if (str_glob("*rel=next*", parameters) || str_glob("*rel=\"next\"*", parameters) ||
            str_glob("*rel=\"* next\"*", parameters) || str_glob("*rel=\"next *\"*", parameters)) {
            return str_of(open + 1, (size_t)(close - open - 1));
        }
        at = (size_t)(p - link.ptr);
    }
    return str_of(NULL, 0);
}

/* A header may come more than once. */
static struct garner_str link_of(const struct garner_reply *reply)
{
    for (const struct garner_pair *header = reply->headers; header && header->name.ptr; header++) {
        struct garner_str next = str_is_nocase(header->name, "link") ? next_link(header->value) : str_of(NULL, 0);
        if (next.ptr) {
            return next;
        }
    }
    return str_of(NULL, 0);
}

static bool says_no(struct garner_str flag)
{
    return flag.len == 0 || str_is(flag, "false") || str_is(flag, "0");
}

/* Numbered pages end as the answer says; where it says nothing, with one that is not full. */
static bool numbered_goes_on(const struct garner_pages *pages, const struct page_state *state)
{
    const struct garner_node *json = state->answer.reply.json;
    if (pages->more) {
        return !says_no(garner_text_at(json, pages->more));
    }
    if (pages->next && garner_at(json, pages->next)) {
        return garner_text_at(json, pages->next).len > 0;
    }
    return state->in_page > 0 && (pages->size <= 0 || state->in_page >= (uint64_t)pages->size);
}

/* What the next page is asked with; absent where there is none. */
static struct garner_str next_token(const struct garner_pages *pages, const struct page_state *state)
{
    const struct garner_reply *reply = &state->answer.reply;
    if (pages->more && says_no(garner_text_at(reply->json, pages->more))) {
        return str_of(NULL, 0);
    }
    switch (pages->paging) {
    case GARNER_BY_LINK:
        return link_of(reply);
    case GARNER_BY_LAST:
        return state->in_page ? buf_str(&state->last) : str_of(NULL, 0);
    case GARNER_BY_CURSOR:
    case GARNER_BY_URL:
        return pages->next ? garner_text_at(reply->json, pages->next) : str_of(NULL, 0);
    default:
        return str_of(NULL, 0);
    }
}

static int endless(struct host *host, const struct page_state *state, const char *why)
{
    return host_fail(host, GARNER_E_DATA, "%s: the pages do not end: %s, after %llu pages and %llu records",
                     state->answer.reply.url, why, (unsigned long long)state->page, (unsigned long long)state->records);
}

/* Pages that repeat each other would never end. */
static int guard(struct host *host, struct page_state *state)
{
    crypto_generichash_state hash;
    unsigned char fingerprint[sizeof state->fingerprint];
    crypto_generichash_init(&hash, NULL, 0, sizeof fingerprint);
    for (size_t i = 0; i < state->spans.count; i++) {
        struct garner_str text = state->spans.items[i].text;
        crypto_generichash_update(&hash, (const unsigned char *)text.ptr, text.len);
    }
    crypto_generichash_final(&hash, fingerprint, sizeof fingerprint);
    bool same =
        state->page > 1 && state->spans.bytes > 2 && !memcmp(fingerprint, state->fingerprint, sizeof fingerprint);
    memcpy(state->fingerprint, fingerprint, sizeof fingerprint);
    return same ? endless(host, state, "a page is the same as the one before") : 0;
}

/* Where a whole URL of another host would take the credentials, nobody goes. */
static int take_url(struct host *host, struct page_state *state, struct garner_str token)
{
    struct garner_str base = host->fetch->options.base_url;
    struct garner_str url = url_resolve(base, token, &state->arena);
    if (!url_is_good(url) || !url_same_origin(url, base)) {
        return host_fail(host, GARNER_E_DATA, "%s names a next page on another host, " STR_FMT "; it is not asked",
                         state->answer.reply.url, STR_ARG(url_is_good(url) ? url_host(url) : token));
    }
    if (state->page > 1 && garner_same(url, buf_str(&state->token))) {
        return endless(host, state, "the next page is the same as this one");
    }
    buf_clear(&state->token);
    buf_addstr(&state->token, url);
    return 0;
}

static int find_next(struct host *host, struct garner_pages *pages, struct page_state *state)
{
    state->empty = state->in_page ? 0 : state->empty + 1;
    if (is_numbered(pages)) {
        state->over = !numbered_goes_on(pages, state);
        return !state->over && state->empty > EMPTY_PAGES_MAX ? endless(host, state, "they are empty") : 0;
    }
    struct garner_str token = next_token(pages, state);
    state->over = token.len == 0;
    if (state->over) {
        return 0;
    }
    if (state->empty > EMPTY_PAGES_MAX) {
        return endless(host, state, "they are empty");
    }
    if (token.len > TOKEN_MAX) {
        return bad_page(host, state, "what names the next page is longer than 16 KiB");
    }
    if (pages->paging == GARNER_BY_URL || pages->paging == GARNER_BY_LINK) {
        return take_url(host, state, token);
    }
    if (state->page > 1 && garner_same(token, buf_str(&state->token))) {
        return endless(host, state, "the next page is the same as this one");
    }
    struct garner_str copy = arena_str(&state->arena, token);
    buf_clear(&state->token);
    buf_addstr(&state->token, copy);
    return 0;
}

/* ---- records ---- */

static int capped(struct host *host, const struct garner_pages *pages, const struct page_state *state)
{
    return host_fail(host, GARNER_E_DATA,
                     "%s gives no more than %lld records whatever there is; ask for a shorter time or fewer at once",
                     state->answer.reply.url, (long long)pages->max_records);
}

/* The text of the next element of the page at hand: 1, 0, or a code. */
static int next_element(struct host *host, struct page_state *state, struct garner_str *element)
{
    const char *fault = "";
    int got = 0;
    while (state->span < state->spans.count &&
           (got = json_span_next(&state->spans.items[state->span], element, &fault)) == 0) {
        state->span++;
    }
    return got < 0 ? bad_page(host, state, fault) : got;
}

static int next_text(struct host *host, struct garner_pages *pages, struct page_state *state, size_t request_size,
                     size_t http_size, struct garner_str *element)
{
    int got = 0;
    while (!state->over && (!state->asked || (got = next_element(host, state, element)) == 0)) {
        int code = state->asked ? find_next(host, pages, state) : 0;
        code = code || state->over ? code : ask(host, pages, state, request_size, http_size);
        code = code || state->over || pages->paging == GARNER_ONE_PAGE ? code : guard(host, state);
        if (code) {
            return code;
        }
    }
    if (got == 0) {
        pages->state = (void *)(uintptr_t)&ended;
    }
    if (got <= 0) {
        return got;
    }
    state->in_page++;
    state->records++;
    body_read_to(&state->answer.body, element->ptr);
    bool full = pages->max_records > 0 && state->records >= (uint64_t)pages->max_records;
    return full ? capped(host, pages, state) : 1;
}

static void note_last(const struct garner_pages *pages, struct page_state *state, const struct garner_node *record)
{
    if (pages->paging == GARNER_BY_LAST) {
        buf_clear(&state->last);
        buf_addstr(&state->last, garner_text_at(record, pages->next));
    }
}

/* An element that is no JSON is a row that goes to quarantine; the rest of the page stands. */
static int parse(struct host *host, const struct garner_pages *pages, struct page_state *state,
                 struct garner_str element, const struct garner_node **record)
{
    const char *fault = NULL;
    row_begin(host, state->answer.reply.url, state->records, element);
    *record = json_tree(&host->row_arena, element, &fault);
    if (!*record) {
        int code = emit_reject(&host->pull, NULL, fault);
        return code == GARNER_E_REJECTED ? 0 : code;
    }
    note_last(pages, state, *record);
    return 1;
}

static int begin(struct host *host, struct garner_pages *pages, size_t size, struct page_state **state)
{
    int code = fetch_open(host);
    if (size < sizeof *pages) {
        code = code ? code : host_fail(host, GARNER_E_BUG, "the plugin is of an older garner than lists of pages");
    }
    *state = code || has_ended(pages) ? NULL : state_of(host, pages);
    return code;
}

int pages_next(struct garner_pull *pull, struct garner_pages *pages, size_t size, size_t request_size, size_t http_size,
               const struct garner_node **record)
{
    struct host *host = host_of(pull);
    struct page_state *state;
    int code = row_end(host);
    if (host->row_arena.blocks && !host->reading) {
        arena_clear(&host->row_arena);
    }
    code = code ? code : begin(host, pages, size, &state);
    for (int got = 0; code == 0 && state && got == 0;) {
        struct garner_str element;
        got = next_text(host, pages, state, request_size, http_size, &element);
        if (got <= 0) {
            return got;
        }
        got = parse(host, pages, state, element, record);
        if (got) {
            return got;
        }
        code = row_end(host);
    }
    return code;
}

/* One line: line ends stand only between tokens, where any blank does. */
static bool write_line(int fd, struct garner_str element, struct buf *line)
{
    buf_clear(line);
    buf_addstr(line, element);
    for (size_t i = 0; i < line->len; i++) {
        line->ptr[i] = line->ptr[i] == '\n' || line->ptr[i] == '\r' ? ' ' : line->ptr[i];
    }
    buf_addc(line, '\n');
    for (size_t done = 0; done < line->len;) {
        ssize_t n = write(fd, line->ptr + done, line->len - done);
        if (n <= 0 && errno != EINTR) {
            return false;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static int save_all(struct host *host, struct garner_pages *pages, struct page_state *state, size_t request_size,
                    size_t http_size, int fd, struct buf *line)
{
    struct garner_str element;
    int got;
    while ((got = next_text(host, pages, state, request_size, http_size, &element)) > 0) {
        const char *fault;
        if (pages->paging == GARNER_BY_LAST) {
            arena_clear(&host->row_arena);
            note_last(pages, state, json_tree(&host->row_arena, element, &fault));
        }
        if (!write_line(fd, element, line)) {
            return host_fail(host, GARNER_E_TEMPORARY, "cannot keep the records of %s: %s", state->answer.reply.url,
                             strerror(errno));
        }
    }
    return got;
}

int pages_save(struct garner_pull *pull, struct garner_pages *pages, size_t size, size_t request_size, size_t http_size,
               int fd)
{
    struct host *host = host_of(pull);
    struct page_state *state;
    int code = begin(host, pages, size, &state);
    if (code || !state) {
        return code;
    }
    struct buf line;
    buf_init(&line, 32 << 20);
    code = save_all(host, pages, state, request_size, http_size, fd, &line);
    buf_release(&line);
    return code;
}
