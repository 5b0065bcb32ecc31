/* pages.c - a list that comes in pages: garner_next_record and garner_save_records; see fetch.h. A page is outlined
 * once (what stands around its records, and where they stand); then its records are parsed one by one. */
#include "core/plugin/pages.h"

#include "core/base/str.h"
#include <errno.h>
#include <unistd.h>

enum { LINES_AT_ONCE = 64 << 10 };

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
    state->answer.listed = true;
    arena_init(&state->arena);
    buf_init(&state->token, PAGE_TOKEN_MAX);
    buf_init(&state->last, PAGE_TOKEN_MAX);
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
    return got < 0 ? pages_bad(host, state, fault) : got;
}

static int next_text(struct host *host, struct garner_pages *pages, struct page_state *state, size_t request_size,
                     size_t http_size, struct garner_str *element)
{
    int got = 0;
    while (!state->over && (!state->asked || (got = next_element(host, state, element)) == 0)) {
        int code = state->asked ? pages_find_next(host, pages, state) : 0;
        code = code || state->over ? code : pages_ask(host, pages, state, request_size, http_size);
        code = code || state->over || pages->paging == GARNER_ONE_PAGE ? code : pages_guard(host, state);
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

static bool flush_lines(int fd, struct buf *lines)
{
    for (size_t done = 0; done < lines->len;) {
        ssize_t n = write(fd, lines->ptr + done, lines->len - done);
        if (n <= 0 && errno != EINTR) {
            return false;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    buf_clear(lines);
    return true;
}

/* One line, written when there are enough of them: line ends stand only between tokens, where any blank does. */
static bool write_line(int fd, struct garner_str element, struct buf *lines)
{
    size_t from = lines->len;
    buf_addstr(lines, element);
    for (size_t i = from; i < lines->len; i++) {
        lines->ptr[i] = lines->ptr[i] == '\n' || lines->ptr[i] == '\r' ? ' ' : lines->ptr[i];
    }
    buf_addc(lines, '\n');
    if (lines->overflowed) {
        errno = EFBIG;
        return false;
    }
    return lines->len < LINES_AT_ONCE || flush_lines(fd, lines);
}

static int not_kept(struct host *host, const struct page_state *state)
{
    return host_fail(host, GARNER_E_TEMPORARY, "cannot keep the records of %s: %s", state->answer.reply.url,
                     strerror(errno));
}

static int save_all(struct host *host, struct garner_pages *pages, struct page_state *state, size_t request_size,
                    size_t http_size, int fd, struct buf *lines)
{
    struct garner_str element = {NULL, 0};
    int got;
    while ((got = next_text(host, pages, state, request_size, http_size, &element)) > 0) {
        const char *fault;
        if (pages->paging == GARNER_BY_LAST) {
            arena_clear(&host->row_arena);
            note_last(pages, state, json_tree(&host->row_arena, element, &fault));
        }
        if (!write_line(fd, element, lines)) {
            return not_kept(host, state);
        }
    }
    return got == 0 && !flush_lines(fd, lines) ? not_kept(host, state) : got;
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
    struct buf lines;
    buf_init(&lines, 32 << 20);
    code = save_all(host, pages, state, request_size, http_size, fd, &lines);
    buf_release(&lines);
    return code;
}
