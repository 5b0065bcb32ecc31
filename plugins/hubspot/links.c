/* links.c - what objects are associated with, asked for many at a time. Called by sync.c for every page. */
#include "hubspot.h"

/* What an answer said of an object. */
enum told { NOTHING = 0, A_PART, ALL };

/* Ids are letters and digits (sync.c). */
static struct garner_str batch_body(struct hubspot *h)
{
    char *body = h->asking.body;
    size_t room = h->asking.body_room, len = (size_t)snprintf(body, room, "{\"inputs\":[");
    for (size_t i = 0; i < h->page.kept; i++) {
        len += (size_t)snprintf(body + len, room - len, "%s{\"id\":\"%s\"}", i ? "," : "", h->page.ids[i]);
    }
    len += (size_t)snprintf(body + len, room - len, "]}");
    return (struct garner_str){body, len};
}

/* Older versions write the number of the other object, newer ones its text; a node's text is the same. An object with
 * so many associations that they come in parts is left for read_parts. */
static int read_results(struct hubspot *h, const struct object *object, const struct garner_reply *reply,
                        enum told *told)
{
    const struct garner_node *results = garner_at(reply->json, "results");
    int code = 0;
    for (size_t i = 0; results && i < results->count && code == 0; i++) {
        struct garner_str id = garner_text_at(&results->items[i], "from.id");
        size_t n = 0;
        while (n < h->page.kept && (told[n] != NOTHING || !garner_same(garner_text(h->page.ids[n]), id))) {
            n++;
        }
        if (n == h->page.kept) {
            continue;
        }
        told[n] = garner_text_at(&results->items[i], "paging.next.after").len ? A_PART : ALL;
        if (told[n] == ALL) {
            code = object->link(h, object, id, garner_at(&results->items[i], "to"), FIRST_PART | LAST_PART);
        }
    }
    return code;
}

/* What has no associations is an error in HubSpot's eyes, of that object alone (207). */
static int read_errors(struct hubspot *h, const struct object *object, const struct garner_reply *reply)
{
    const struct garner_node *errors = garner_at(reply->json, "errors");
    for (size_t i = 0; errors && i < errors->count; i++) {
        struct garner_str category = garner_text_at(&errors->items[i], "category");
        struct garner_str sub = garner_text_at(&errors->items[i], "subCategory");
        struct garner_str said = garner_text_at(&errors->items[i], "message");
        bool is_none = garner_same(category, garner_text("OBJECT_NOT_FOUND")) ||
                       garner_same(sub, garner_text("crm.associations.NO_ASSOCIATIONS_FOUND"));
        if (!is_none) {
            return garner_fail(h->pull, GARNER_E_TEMPORARY, "HubSpot did not give all %s of %s: %.*s", object->linked,
                               object->name, (int)said.len, said.ptr ? said.ptr : "");
        }
    }
    return 0;
}

/* All associations of one object, a part at a time. */
static int read_parts(struct hubspot *h, const struct object *object, const char *id)
{
    char after[AFTER_MAX + 1] = "";
    int code = 0, parts = FIRST_PART;
    while (code == 0 && !(parts & LAST_PART)) {
        struct garner_request request = api_request(h, h->asking.links);
        struct garner_str quoted = garner_json_quote(h->pull, garner_text(after));
        struct garner_reply reply;
        int len = snprintf(h->asking.body, h->asking.body_room, "{\"inputs\":[{\"id\":\"%s\"%s%.*s}]}", id,
                           *after ? ",\"after\":" : "", *after ? (int)quoted.len : 0, quoted.ptr);
        request.body = (struct garner_str){h->asking.body, (size_t)len};
        code = garner_fetch(h->pull, &request, &reply);
        struct garner_str next =
            code ? (struct garner_str){NULL, 0} : garner_text_at(reply.json, "results.0.paging.next.after");
        if (next.len > AFTER_MAX || (next.len && garner_same(next, garner_text(after)))) {
            return garner_fail(h->pull, GARNER_E_DATA, "HubSpot's %s of %s %s do not end", object->linked, object->name,
                               id);
        }
        parts |= next.len ? 0 : LAST_PART;
        code = code ? code : object->link(h, object, garner_text(id), garner_at(reply.json, "results.0.to"), parts);
        memset(after, 0, sizeof after);
        memcpy(after, next.len ? next.ptr : "", next.len);
        parts &= ~FIRST_PART;
    }
    return code;
}

int links_read(struct hubspot *h, const struct object *object)
{
    struct garner_request request = api_request(h, h->asking.links);
    struct garner_reply reply;
    enum told told[SEARCH_PAGE] = {NOTHING};
    request.body = batch_body(h);
    int code = garner_fetch(h->pull, &request, &reply);
    code = code ? code : read_errors(h, object, &reply);
    code = code ? code : read_results(h, object, &reply, told);
    for (size_t i = 0; i < h->page.kept && code == 0; i++) {
        if (told[i] == NOTHING) {
            code = object->link(h, object, garner_text(h->page.ids[i]), NULL, FIRST_PART | LAST_PART);
        } else if (told[i] == A_PART) {
            code = read_parts(h, object, h->page.ids[i]);
        }
    }
    return code;
}
