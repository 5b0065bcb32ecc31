/* pages_turn.c - from one page of a list to the next: what it is asked with, and whether there is one; see pages.h. */
#include "core/plugin/pages.h"

#include "core/base/json_text.h"
#include "core/base/str.h"
#include "core/plugin/url.h"
#include <sodium.h>

enum { EMPTY_PAGES_MAX = 100, GUARD_STEP = 1 << 20 };

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

int pages_bad(struct host *host, const struct page_state *state, const char *what)
{
    return host_fail(host, GARNER_E_DATA, "%s answers with something else than was expected: %s",
                     state->answer.reply.url, what);
}

static void read_to(void *body, const char *p)
{
    body_read_to(body, p);
}

static int outline(struct host *host, struct garner_pages *pages, struct page_state *state)
{
    struct garner_str text;
    const char *fault;
    const struct json_progress progress = {read_to, &state->answer.body};
    int code = body_text(&state->answer.body, &text, &host->error);
    if (code) {
        return code;
    }
    state->spans = (struct json_spans){0};
    state->answer.reply.json = NULL;
    if (str_trim(text).len == 0) {
        return 0; /* 204, and what says nothing */
    }
    state->answer.reply.json = json_outline(&state->arena, text, pages->records, &progress, &state->spans, &fault);
    return state->answer.reply.json ? 0 : pages_bad(host, state, fault);
}

int pages_ask(struct host *host, struct garner_pages *pages, struct page_state *state, size_t request_size,
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
int pages_guard(struct host *host, struct page_state *state)
{
    crypto_generichash_state hash;
    unsigned char fingerprint[sizeof state->fingerprint];
    crypto_generichash_init(&hash, NULL, 0, sizeof fingerprint);
    for (size_t i = 0; i < state->spans.count; i++) {
        struct garner_str text = state->spans.items[i].text;
        for (size_t at = 0; at < text.len; at += GUARD_STEP) {
            size_t len = text.len - at < GUARD_STEP ? text.len - at : GUARD_STEP;
            crypto_generichash_update(&hash, (const unsigned char *)text.ptr + at, len);
            body_read_to(&state->answer.body, text.ptr + at + len);
        }
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

int pages_find_next(struct host *host, struct garner_pages *pages, struct page_state *state)
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
    if (token.len > PAGE_TOKEN_MAX) {
        return pages_bad(host, state, "what names the next page is longer than 16 KiB");
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
