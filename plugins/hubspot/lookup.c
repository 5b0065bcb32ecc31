/* lookup.c - what HubSpot's objects name by id: owners, stages of deals, the account's currency. Called by hubspot.c
 * and objects.c. */
#include "hubspot.h"

void names_add(struct garner_pull *pull, struct names *names, struct garner_str id, struct garner_str name)
{
    if (names->count == names->room) {
        const struct name *old = names->items;
        names->room = names->room ? names->room * 2 : 64;
        names->items = garner_alloc_pull(pull, names->room * sizeof *names->items);
        if (old) {
            memcpy(names->items, old, names->count * sizeof *old);
        }
    }
    names->items[names->count++] = (struct name){.id = kept(pull, id), .name = kept(pull, name)};
}

const struct name *name_of(const struct names *names, struct garner_str id)
{
    for (size_t i = 0; i < names->count; i++) {
        if (garner_same(names->items[i].id, id)) {
            return &names->items[i];
        }
    }
    return NULL;
}

/* ---- owners ---- */

static int read_owner(struct hubspot *h, const struct garner_node *owner)
{
    struct garner_str id = garner_text_at(owner, "id"), email = garner_text_at(owner, "email");
    struct garner_str first = garner_text_at(owner, "firstName"), last = garner_text_at(owner, "lastName");
    if (!id.len) {
        return garner_reject(h->pull, "id", "an owner without id");
    }
    struct garner_str name =
        garner_text(garner_format(h->pull, "%.*s%s%.*s", (int)first.len, first.ptr ? first.ptr : "",
                                  first.len && last.len ? " " : "", (int)last.len, last.ptr ? last.ptr : ""));
    name = name.len ? name : email.len ? email : id;
    if (!name_of(&h->owners, id)) {
        names_add(h->pull, &h->owners, id, name);
    }
    return garner_emit_rep(h->pull, &(struct garner_rep){.id = id, .name = name, .email = email});
}

static int read_owners(struct hubspot *h, const char *archived)
{
    const struct garner_pair query[] = {{garner_text("limit"), garner_text("100")},
                                        {garner_text("archived"), garner_text(archived)},
                                        {{NULL, 0}, {NULL, 0}}};
    struct garner_pages pages = api_list(h, api_path(h, "crm", "owners", NULL), query);
    const struct garner_node *owner;
    int code;
    while ((code = garner_next_record(h->pull, &pages, &owner)) > 0) {
        code = garner_row_result(read_owner(h, owner));
        if (code) {
            return code;
        }
    }
    return code;
}

/* Those who have left still own what they sold. */
int lookup_owners(struct hubspot *h)
{
    int code = read_owners(h, "false");
    return code ? code : read_owners(h, "true");
}

/* ---- stages of deals ---- */

static enum garner_deal_state state_of(const struct garner_node *stage)
{
    if (!garner_true_at(stage, "metadata.isClosed")) {
        return GARNER_DEAL_OPEN;
    }
    struct garner_str probability = garner_text_at(stage, "metadata.probability");
    return probability.len && probability.ptr[0] == '1' ? GARNER_DEAL_WON : GARNER_DEAL_LOST;
}

int lookup_stages(struct hubspot *h)
{
    struct garner_request request = api_request(h, api_path(h, "crm", "pipelines", "deals"));
    struct garner_reply reply;
    int code = garner_fetch(h->pull, &request, &reply);
    const struct garner_node *pipelines = code ? NULL : garner_at(reply.json, "results");
    for (size_t i = 0; pipelines && i < pipelines->count; i++) {
        const struct garner_node *stages = garner_at(&pipelines->items[i], "stages");
        for (size_t s = 0; stages && s < stages->count; s++) {
            names_add(h->pull, &h->stages, garner_text_at(&stages->items[s], "id"),
                      garner_text_at(&stages->items[s], "label"));
            h->stages.items[h->stages.count - 1].state = state_of(&stages->items[s]);
        }
    }
    return code;
}

/* ---- the account ---- */

int lookup_currency(struct hubspot *h)
{
    struct garner_request request = api_request(h, api_versioned(h, "/account-info", "/details"));
    struct garner_reply reply;
    int code = garner_fetch(h->pull, &request, &reply);
    if (code) {
        return code;
    }
    h->home_currency = kept(h->pull, garner_text_at(reply.json, "companyCurrency"));
    if (!h->home_currency.len) {
        return garner_fail(h->pull, GARNER_E_DATA, "%s: the account's details name no companyCurrency", reply.url);
    }
    return 0;
}
