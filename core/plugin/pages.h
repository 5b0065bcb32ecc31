/* pages.h - what the two files behind lists of pages share: pages.c (records, and the services) and pages_turn.c (which
 * page is next). Private to them. */
#ifndef GARNER_PLUGIN_PAGES_H
#define GARNER_PLUGIN_PAGES_H

#include "core/plugin/fetch.h"
#include "core/plugin/json_tree.h"

enum { PAGE_TOKEN_MAX = 16 << 10 };

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

/* Asks for the page at hand and outlines it. */
int pages_ask(struct host *host, struct garner_pages *pages, struct page_state *state, size_t request_size,
              size_t http_size);
/* Whether the page at hand may be followed by others; GARNER_E_DATA where it repeats the one before. */
int pages_guard(struct host *host, struct page_state *state);
/* What the next page is asked with, into state->token; state->over where there is none. */
int pages_find_next(struct host *host, struct garner_pages *pages, struct page_state *state);
/* An answer that is none: GARNER_E_DATA. */
int pages_bad(struct host *host, const struct page_state *state, const char *what);

#endif
