/* links.c - what objects are associated with, asked for many at a time. Called by sync.c for every page. */
#include "hubspot.h"

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

/* Older versions write the number of the other object, newer ones its text; a node's text is the same. */
static int read_results(struct hubspot *h, const struct object *object, const struct garner_reply *reply, bool *found)
{
    const struct garner_node *results = garner_at(reply->json, "results");
    int code = 0;
    for (size_t i = 0; results && i < results->count && code == 0; i++) {
        struct garner_str id = garner_text_at(&results->items[i], "from.id");
        for (size_t n = 0; n < h->page.kept; n++) {
            if (!found[n] && garner_same(garner_text(h->page.ids[n]), id)) {
                found[n] = true;
                code = object->link(h, object, id, garner_at(&results->items[i], "to"));
                break;
            }
        }
        if (code == 0 && garner_at(&results->items[i], "paging.next")) {
            code = garner_fail(h->pull, GARNER_E_DATA, "HubSpot gives the %s of %s %.*s in parts, which is not read",
                               object->linked, object->name, (int)id.len, id.ptr);
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

int links_read(struct hubspot *h, const struct object *object)
{
    struct garner_request request = api_request(h, h->asking.links);
    struct garner_reply reply;
    bool found[SEARCH_PAGE] = {false};
    request.body = batch_body(h);
    int code = garner_fetch(h->pull, &request, &reply);
    code = code ? code : read_errors(h, object, &reply);
    code = code ? code : read_results(h, object, &reply, found);
    for (size_t i = 0; i < h->page.kept && code == 0; i++) {
        code = found[i] ? 0 : object->link(h, object, garner_text(h->page.ids[i]), NULL);
    }
    return code;
}
