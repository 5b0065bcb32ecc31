/* events.c - what was changed since the last pull. Stripe's lists do not tell; its events do, for 30 days, each with
 * the object as it was then. They come newest first, so the first one of an object is how it stands, and the rest of
 * them are left out. Nothing is committed before all were read: half of them would not be the newest. Called by
 * stripe.c. */
#include "stripe.h"

enum { DAY = 86400 };

static const char *const types[] = {
    "charge.captured",  "charge.expired",         "charge.failed",          "charge.pending",        "charge.refunded",
    "charge.succeeded", "charge.updated",         "charge.refund.updated",  "refund.created",        "refund.failed",
    "refund.updated",   "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed", "customer.created",
    "customer.updated", "customer.deleted"};
enum { TYPES = sizeof types / sizeof *types };

/* ---- objects seen ---- */

/* FNV-1a, 64 bits; never 0. */
static uint64_t hash_of(struct garner_str text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ (unsigned char)text.ptr[i]) * UINT64_C(0x100000001b3);
    }
    return hash ? hash : 1;
}

static uint64_t *slot_of(const struct seen *seen, uint64_t hash)
{
    size_t i = hash & (seen->room - 1);
    while (seen->slots[i] && seen->slots[i] != hash) {
        i = (i + 1) & (seen->room - 1);
    }
    return &seen->slots[i];
}

static void grow(struct stripe *s)
{
    struct seen old = s->seen;
    s->seen.room = old.room ? old.room * 2 : 1024;
    s->seen.slots = garner_alloc_pull(s->pull, s->seen.room * sizeof *s->seen.slots);
    for (size_t i = 0; i < old.room; i++) {
        if (old.slots[i]) {
            *slot_of(&s->seen, old.slots[i]) = old.slots[i];
        }
    }
}

/* Whether the object was seen before; it is from now on. */
static bool see(struct stripe *s, struct garner_str id)
{
    if (s->seen.count * 2 >= s->seen.room) {
        grow(s);
    }
    uint64_t hash = hash_of(id), *slot = slot_of(&s->seen, hash);
    bool known = *slot == hash;
    s->seen.count += !known;
    *slot = hash;
    return known;
}

/* ---- events ---- */

static int read_object_of(struct stripe *s, struct garner_str type, const struct garner_node *object)
{
    static const struct {
        const char *object, *list;
        read_object *read;
    } kinds[] = {{"charge", "charges", charge_read},
                 {"refund", "refunds", refund_read},
                 {"dispute", "disputes", dispute_read},
                 {"customer", "customers", customer_read}};
    struct garner_str kind = garner_text_at(object, "object"), id = garner_text_at(object, "id");
    if (!id.len) {
        return garner_reject(s->pull, "data.object.id", "an event of an object without id");
    }
    if (see(s, id)) {
        return garner_skip(s->pull, "older event of an object");
    }
    if (garner_same(type, garner_text("customer.deleted")) && wants(s->config, "customers")) {
        return customer_remove(s, id);
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (garner_same(kind, garner_text(kinds[i].object)) && wants(s->config, kinds[i].list)) {
            return kinds[i].read(s, object);
        }
    }
    return garner_skip(s->pull, "event of another object");
}

static int read_event(struct stripe *s, const struct garner_node *event, struct mark *mark)
{
    struct garner_count created = {0};
    int code = check_mode(s, event);
    code = code ? code : garner_count_at(s->pull, event, "created", &created);
    if (code == 0 && created.n > mark->seen) {
        mark->seen = created.n;
    }
    return code ? code : read_object_of(s, garner_text_at(event, "type"), garner_at(event, "data.object"));
}

static int read_events(struct stripe *s, struct mark *mark, int64_t since)
{
    struct garner_pair query[TYPES + 3];
    size_t n = 0;
    query[n++] = (struct garner_pair){garner_text("limit"), garner_text("100")};
    query[n++] = (struct garner_pair){garner_text("created[gte]"),
                                      garner_text(garner_format(s->pull, "%lld", (long long)since))};
    for (size_t i = 0; i < TYPES; i++) {
        query[n++] = (struct garner_pair){garner_text("types[]"), garner_text(types[i])};
    }
    query[n] = (struct garner_pair){{NULL, 0}, {NULL, 0}};
    struct garner_pages pages = {.request = api_request(s, "/v1/events"),
                                 .records = "data",
                                 .paging = GARNER_BY_LAST,
                                 .param = "starting_after",
                                 .next = "id",
                                 .more = "has_more"};
    pages.request.query = query;
    const struct garner_node *event;
    int code;
    while ((code = garner_next_record(s->pull, &pages, &event)) > 0) {
        code = garner_row_result(read_event(s, event, mark));
        if (code) {
            return code;
        }
    }
    return code;
}

int events_read(struct stripe *s, struct mark *mark)
{
    int code = 0;
    mark->seen = mark->mark;
    if (mark->mark) {
        code = read_events(s, mark, mark->mark - s->config->overlap.ms / 1000);
    }
    /* The first pull's lists have everything as it stands; what comes behind its beginning is news, and a day before
     * it, since this machine's clock may be wrong. */
    mark->mark = !mark->mark ? s->now - DAY : mark->seen < s->now ? mark->seen : s->now;
    return code ? code : garner_checkpoint(s->pull, marks_text(s));
}
