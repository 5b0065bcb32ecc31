/* lists.c - what was created since the last pull. A list begins with its newest object and is filtered by when objects
 * were created, and by nothing else; each page is committed with the cursor behind it. Called by stripe.c. */
#include "stripe.h"

const struct list lists[LISTS] = {{"customers", "/v1/customers", customer_read},
                                  {"charges", "/v1/charges", charge_read},
                                  {"refunds", "/v1/refunds", refund_read},
                                  {"disputes", "/v1/disputes", dispute_read}};

/* ---- requests ---- */

static struct garner_str header(const struct garner_reply *reply, const char *name)
{
    for (const struct garner_pair *h = reply->headers; h && h->name.ptr; h++) {
        if (garner_same_name(h->name, name)) {
            return h->value;
        }
    }
    return (struct garner_str){NULL, 0};
}

/* Stripe says in a header whether another try makes sense, and its reason in words meant to be read. */
static void judge(struct garner_pull *pull, const struct garner_reply *reply, struct garner_verdict *verdict)
{
    struct garner_str retry = header(reply, "Stripe-Should-Retry"), id = header(reply, "Request-Id");
    struct garner_str said = garner_text_at(reply->json, "error.message"),
                      code = garner_text_at(reply->json, "error.code");
    struct garner_str type = garner_text_at(reply->json, "error.type");
    if (reply->status < 400) {
        return;
    }
    bool limited = garner_same(code, garner_text("rate_limit")) || garner_same(type, garner_text("rate_limit")) ||
                   garner_same(code, garner_text("lock_timeout"));
    if (reply->status == 409 || limited || garner_same(retry, garner_text("true"))) {
        verdict->code = verdict->code == GARNER_E_LIMITED ? verdict->code : GARNER_E_TEMPORARY;
    } else if (garner_same(retry, garner_text("false"))) {
        verdict->wait_ms = -1;
    }
    if (said.len) {
        verdict->message =
            garner_format(pull, "Stripe answers %s with %d: %.*s%s%.*s%s", reply->url, (int)reply->status,
                          said.len > 300 ? 300 : (int)said.len, said.ptr, id.len ? " (request " : "", (int)id.len,
                          id.len ? id.ptr : "", id.len ? ")" : "");
    }
}

struct garner_request api_request(struct stripe *s, const char *path)
{
    return (struct garner_request){.http = &s->http, .url = garner_text(path), .headers = s->headers, .judge = judge};
}

bool wants(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->objects.count; i++) {
        if (garner_same(config->objects.items[i], garner_text(name))) {
            return true;
        }
    }
    return config->objects.count == 0;
}

/* ---- a page ---- */

/* The query of a page, in memory of the caller's. */
struct query {
    struct garner_pair pairs[4];
    char since[24];
};

static struct garner_pages page_of(struct stripe *s, const struct list *list, const struct mark *mark,
                                   struct query *out)
{
    struct garner_pair *query = out->pairs;
    size_t n = 0;
    query[n++] = (struct garner_pair){garner_text("limit"), garner_text("100")};
    if (mark->since > 0) {
        snprintf(out->since, sizeof out->since, "%lld", (long long)mark->since);
        query[n++] = (struct garner_pair){garner_text("created[gte]"), garner_text(out->since)};
    }
    if (mark->after[0]) {
        query[n++] = (struct garner_pair){garner_text("starting_after"), garner_text(mark->after)};
    }
    query[n] = (struct garner_pair){{NULL, 0}, {NULL, 0}};
    struct garner_pages pages = {.request = api_request(s, list->path), .records = "data"};
    pages.request.query = query;
    return pages;
}

static int read_one(struct stripe *s, const struct list *list, const struct garner_node *object, struct mark *mark,
                    char last[ID_MAX + 1])
{
    struct garner_str id = garner_text_at(object, "id");
    struct garner_count created = {0};
    if (!id.len || id.len > ID_MAX) {
        return garner_reject(s->pull, "id", "an object without an id that could be one");
    }
    memset(last, 0, ID_MAX + 1);
    memcpy(last, id.ptr, id.len);
    int code = check_mode(s, object);
    code = code ? code : garner_count_at(s->pull, object, "created", &created);
    if (code == 0 && created.n > mark->seen) {
        mark->seen = created.n;
    }
    return code ? code : list->read(s, object);
}

/* The mark never passes the beginning of the stretch. */
static void finish(struct mark *mark)
{
    int64_t seen = mark->seen < mark->until ? mark->seen : mark->until;
    mark->mark = seen > mark->mark ? seen : mark->mark ? mark->mark : 1;
    mark->under_way = false;
    mark->after[0] = '\0';
}

static int next_page(struct stripe *s, const struct list *list, const struct garner_pages *pages, const char *last,
                     struct mark *mark)
{
    if (!garner_true_at(pages->reply.json, "has_more")) {
        finish(mark);
        return 0;
    }
    if (!*last || strcmp(last, mark->after) == 0) {
        return garner_fail(s->pull, GARNER_E_DATA,
                           "Stripe's list of %s does not move on: it has more, but nothing comes behind \"%s\"",
                           list->name, mark->after);
    }
    memcpy(mark->after, last, ID_MAX + 1);
    return 0;
}

static int read_page(struct stripe *s, const struct list *list, struct mark *mark)
{
    struct query query = {.since = ""};
    struct garner_pages pages = page_of(s, list, mark, &query);
    const struct garner_node *object;
    char last[ID_MAX + 1] = "";
    int code;
    while ((code = garner_next_record(s->pull, &pages, &object)) > 0) {
        code = garner_row_result(read_one(s, list, object, mark, last));
        if (code) {
            return code;
        }
    }
    code = code ? code : next_page(s, list, &pages, last, mark);
    return code ? code : garner_checkpoint(s->pull, marks_text(s));
}

int list_read(struct stripe *s, const struct list *list, struct mark *mark)
{
    int64_t start = s->config->start.state == GARNER_SET ? s->config->start.day * INT64_C(86400) : 0;
    int64_t from = s->pull->from.state == GARNER_SET ? (s->pull->from.day - 1) * INT64_C(86400) : INT64_MAX;
    int code = 0;
    if (!mark->under_way) {
        int64_t since = mark->mark ? mark->mark - s->config->overlap.ms / 1000 : 0;
        since = from < since ? from : since;
        mark->since = since > start ? since : start;
        mark->until = s->now;
        mark->seen = mark->mark;
        mark->under_way = true;
    }
    while (code == 0 && mark->under_way) {
        code = garner_cancelled(s->pull) ? GARNER_E_CANCELLED : read_page(s, list, mark);
    }
    return code;
}
