/* sync.c - brings one kind of object up to date: the first time by its list, which has no end to its length, later by a
 * search for what was changed since, which has: HubSpot shows 10 000 results of a search at most. So a search is
 * ordered by id and every page is a new search behind the last id; no page is ever far from the first. Each page is
 * committed with the cursor behind it. Called by hubspot.c. */
#include "hubspot.h"

static void note_time(struct hubspot *h, struct mark *mark, const struct garner_node *record)
{
    struct garner_instant at = {0};
    struct garner_hint hint = {.timezone = garner_text("UTC")};
    if (garner_parse_instant(h->pull, garner_text_at(record, "updatedAt"), &hint, &at) == 0 && at.state == GARNER_SET &&
        at.ms > mark->seen) {
        mark->seen = at.ms;
    }
}

static int read_record(struct hubspot *h, const struct object *object, const struct garner_node *record,
                       struct mark *mark)
{
    struct page *page = &h->page;
    struct garner_str id = garner_text_at(record, "id");
    page->records++;
    if (!id_is_good(id)) {
        return garner_reject(h->pull, "id", "an object without an id that could be one");
    }
    memset(page->last, 0, sizeof page->last);
    memcpy(page->last, id.ptr, id.len);
    note_time(h, mark, record);
    int code = object->read(h, object, id, garner_at(record, "properties"));
    if (code == 0 && page->kept < SEARCH_PAGE) {
        memcpy(page->ids[page->kept++], page->last, sizeof page->last);
    }
    return code;
}

static int read_records(struct hubspot *h, const struct object *object, struct garner_pages *pages, struct mark *mark)
{
    const struct garner_node *record;
    int code;
    h->page.records = h->page.kept = 0;
    h->page.last[0] = '\0';
    while ((code = garner_next_record(h->pull, pages, &record)) > 0) {
        code = garner_row_result(read_record(h, object, record, mark));
        if (code) {
            return code;
        }
    }
    return code;
}

/* ---- the two ways to ask ---- */

/* The properties of an object, and those the configuration names. */
static const char *joined(struct hubspot *h, const struct object *object, bool quoted)
{
    const struct garner_str own[] = {h->config->contact_campaign, h->config->self_reported, h->config->deal_campaign,
                                     h->config->lost_to};
    bool is_contact = strcmp(object->name, "contacts") == 0, is_deal = strcmp(object->name, "deals") == 0;
    const char *text = "", *mark = quoted ? "\"" : "";
    for (const char *const *p = object->properties; *p; p++) {
        text = garner_format(h->pull, "%s%s%s%s%s", text, *text ? "," : "", mark, *p, mark);
    }
    for (size_t i = is_deal ? 2 : 0; (is_contact || is_deal) && i < (is_deal ? 4u : 2u); i++) {
        struct garner_str name = quoted ? garner_json_quote(h->pull, own[i]) : own[i];
        if (own[i].len) {
            text = garner_format(h->pull, "%s,%.*s", text, (int)name.len, name.ptr);
        }
    }
    return kept(h->pull, garner_text(text)).ptr;
}

static void prepare(struct hubspot *h, const struct object *object)
{
    struct asking *ask = &h->asking;
    const char *search = garner_format(h->pull, "%s/search", object->path);
    const char *links = garner_format(h->pull, "%s/%s/batch/read", object->path, object->linked ? object->linked : "");
    ask->list = kept(h->pull, api_path(h, "crm", "objects", object->path));
    ask->search = kept(h->pull, api_path(h, "crm", "objects", search));
    ask->links = kept(h->pull, api_path(h, "crm", "associations", links));
    ask->listed = joined(h, object, false);
    ask->quoted = joined(h, object, true);
    ask->body_room = strlen(ask->quoted) + 1024 + SEARCH_PAGE * (ID_MAX + 16);
    ask->body = garner_alloc_pull(h->pull, ask->body_room);
}

static struct garner_pages list_page(struct hubspot *h, const struct mark *mark, struct garner_pair query[4])
{
    query[0] = (struct garner_pair){garner_text("limit"), garner_text("100")};
    query[1] = (struct garner_pair){garner_text("properties"), garner_text(h->asking.listed)};
    query[2] = (struct garner_pair){{NULL, 0}, {NULL, 0}};
    if (mark->after[0]) {
        query[2] = (struct garner_pair){garner_text("after"), garner_text(mark->after)};
        query[3] = (struct garner_pair){{NULL, 0}, {NULL, 0}};
    }
    struct garner_pages pages = {.request = api_request(h, h->asking.list), .records = "results"};
    pages.request.query = query;
    return pages;
}

static struct garner_pages search_page(struct hubspot *h, const struct object *object, const struct mark *mark)
{
    struct garner_pages pages = {.request = api_request(h, h->asking.search), .records = "results"};
    int len = snprintf(h->asking.body, h->asking.body_room,
                       "{\"filterGroups\":[{\"filters\":["
                       "{\"propertyName\":\"%s\",\"operator\":\"GTE\",\"value\":\"%lld\"},"
                       "{\"propertyName\":\"hs_object_id\",\"operator\":\"GT\",\"value\":\"%s\"}]}],"
                       "\"sorts\":[{\"propertyName\":\"hs_object_id\",\"direction\":\"ASCENDING\"}],"
                       "\"properties\":[%s],\"limit\":%d,\"after\":\"0\"}",
                       object->modified, (long long)mark->since, mark->after[0] ? mark->after : "0", h->asking.quoted,
                       SEARCH_PAGE);
    pages.request.http = &h->search;
    pages.request.body = (struct garner_str){h->asking.body, (size_t)len};
    return pages;
}

/* Numbers without sign, as text. */
static bool is_less(const char *a, const char *b)
{
    a += strspn(a, "0");
    b += strspn(b, "0");
    size_t x = strlen(a), y = strlen(b);
    return x != y ? x < y : strcmp(a, b) < 0;
}

/* Where the next page begins: into after, empty at the end. A page that leads back would never end. */
static int next_page(struct hubspot *h, const struct object *object, const struct garner_pages *pages,
                     struct mark *mark)
{
    struct garner_str next = garner_text_at(pages->reply.json, "paging.next.after");
    bool is_search = mark->since > 0;
    if (!next.len || (is_search && !h->page.records)) {
        mark->after[0] = '\0';
        return 0;
    }
    bool ahead = is_search ? is_less(mark->after, h->page.last)
                           : next.len <= AFTER_MAX && !memchr(next.ptr, '\n', next.len) &&
                                 !garner_same(next, garner_text(mark->after));
    if (!ahead) {
        return garner_fail(h->pull, GARNER_E_DATA,
                           "HubSpot's %s of %s does not move on: behind \"%s\" comes \"%s\" again; nothing behind it "
                           "was read",
                           is_search ? "search" : "list", object->name, mark->after, h->page.last);
    }
    memset(mark->after, 0, sizeof mark->after);
    memcpy(mark->after, is_search ? h->page.last : next.ptr, is_search ? strlen(h->page.last) : next.len);
    return 0;
}

/* ---- a stretch ---- */

/* The mark never passes the beginning of the stretch: what is changed while it is read may have been read before. */
static void finish(struct mark *mark)
{
    int64_t seen = mark->seen < mark->until ? mark->seen : mark->until;
    mark->mark = seen > mark->mark ? seen : mark->mark ? mark->mark : 1;
    mark->under_way = false;
}

static int read_page(struct hubspot *h, const struct object *object, struct mark *mark)
{
    struct garner_pair query[4];
    struct garner_pages pages = mark->since > 0 ? search_page(h, object, mark) : list_page(h, mark, query);
    int code = read_records(h, object, &pages, mark);
    code = code ? code : next_page(h, object, &pages, mark);
    if (code == 0 && object->linked && h->page.kept) {
        code = links_read(h, object);
    }
    if (code == 0 && !mark->after[0]) {
        finish(mark);
    }
    return code ? code : garner_checkpoint(h->pull, marks_text(h));
}

static int read_stretch(struct hubspot *h, const struct object *object, struct mark *mark)
{
    int code = 0;
    do {
        code = garner_cancelled(h->pull) ? GARNER_E_CANCELLED : read_page(h, object, mark);
    } while (code == 0 && mark->under_way);
    return code;
}

/* ---- what was deleted ---- */

static int read_deleted(struct hubspot *h, const struct object *object)
{
    const struct garner_pair query[] = {{garner_text("limit"), garner_text("100")},
                                        {garner_text("archived"), garner_text("true")},
                                        {{NULL, 0}, {NULL, 0}}};
    struct garner_pages pages = api_list(h, h->asking.list, query);
    const struct garner_node *record;
    int code;
    while ((code = garner_next_record(h->pull, &pages, &record)) > 0) {
        struct garner_str id = garner_text_at(record, "id");
        code = id.len ? object->remove(h, object, id) : garner_reject(h->pull, "id", "an object without id");
        code = garner_row_result(code);
        if (code) {
            return code;
        }
    }
    return code ? code : garner_checkpoint(h->pull, marks_text(h));
}

static void begin(struct hubspot *h, const struct object *object, struct mark *mark)
{
    prepare(h, object);
    uint64_t asked = text_hash(0, garner_text(h->asking.listed));
    if (mark->asked != asked) {
        *mark = (struct mark){.asked = asked};
        memcpy(mark->name, object->name, strlen(object->name) + 1);
    }
    if (mark->under_way) {
        return;
    }
    int64_t since = mark->mark ? mark->mark - h->config->overlap.ms : 0;
    int64_t from = h->pull->from.day * INT64_C(86400000) - 86400000; /* whatever the zone */
    if (since && h->pull->from.state == GARNER_SET && from < since) {
        since = from;
    }
    mark->since = mark->mark && since < 1 ? 1 : since;
    mark->until = h->now.ms;
    mark->seen = mark->mark;
    mark->under_way = true;
}

int sync_object(struct hubspot *h, const struct object *object)
{
    struct mark *mark = marks_of(h, object->name);
    begin(h, object, mark);
    bool is_first = mark->since == 0;
    int code = read_stretch(h, object, mark);
    return code || is_first ? code : read_deleted(h, object);
}
