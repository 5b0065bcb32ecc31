/* records.c - Stripe's objects as records: a charge is an order, a refund and a lost dispute are money given back, a
 * customer is a contact, and what `metadata` says of a campaign is a touch. Called by lists.c and events.c. */
#include "stripe.h"

static struct garner_str text_of(const struct garner_node *object, const char *path)
{
    struct garner_str text = garner_text_at(object, path);
    return text.len ? text : (struct garner_str){NULL, 0};
}

static struct garner_str first_of(struct garner_str a, struct garner_str b)
{
    return a.len ? a : b;
}

int check_mode(struct stripe *s, const struct garner_node *object)
{
    struct garner_str live = garner_text_at(object, "livemode");
    bool is_live = garner_same(live, garner_text("true"));
    bool wants_live = garner_same(s->config->mode, garner_text("live"));
    if (!live.len || is_live == wants_live) {
        return 0;
    }
    return garner_fail(s->pull, GARNER_E_CONFIG,
                       wants_live ? "the key is one for test mode: what it shows was never paid; use a live key, or "
                                    "set mode: test in a source of its own"
                                  : "the key is a live one, and mode: test is set; use a test key, or leave mode out");
}

/* ---- where it came from ---- */

/* The first of the names under which a shop may have put a value there. */
static struct garner_str meta(const struct garner_node *object, const char *const *names)
{
    const struct garner_node *metadata = garner_at(object, "metadata");
    for (size_t i = 0; metadata && metadata->kind == GARNER_MAP && i < metadata->count; i++) {
        for (const char *const *name = names; *name; name++) {
            if (garner_same_name(metadata->items[i].key, *name) && metadata->items[i].text.len) {
                return metadata->items[i].text;
            }
        }
    }
    return (struct garner_str){NULL, 0};
}

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static int emit_touch(struct stripe *s, const struct garner_node *object, struct garner_person_ref person,
                      struct garner_instant at)
{
    struct garner_touch touch = {
        .at = at,
        .id = garner_text_at(object, "id"),
        .person = person,
        .campaign = {.utm_source = meta(object, NAMES("utm_source")),
                     .utm_medium = meta(object, NAMES("utm_medium")),
                     .utm_campaign = meta(object, NAMES("utm_campaign")),
                     .click_id =
                         meta(object, NAMES("gclid", "gbraid", "wbraid", "fbclid", "msclkid", "ttclid", "li_fat_id"))},
        .kind = GARNER_TOUCH_VISIT,
        .landing_page = meta(object, NAMES("landing_page", "landing_url")),
    };
    const struct garner_campaign_ref *c = &touch.campaign;
    bool said = c->utm_source.len || c->utm_medium.len || c->utm_campaign.len || c->click_id.len;
    bool somebody = person.id.len || person.email.len || person.phone.len;
    return said && somebody ? garner_emit_touch(s->pull, &touch) : 0;
}

/* ---- charges ---- */

static int remove_charge(struct stripe *s, struct garner_str id)
{
    return garner_delete_order(s->pull, &(struct garner_order){.id = id});
}

/* What was authorised and never captured is not paid; given back whole, it never will be. */
static enum garner_order_status status_of(const struct garner_node *charge)
{
    bool captured = garner_true_at(charge, "captured"), refunded = garner_true_at(charge, "refunded");
    if (garner_same(garner_text_at(charge, "status"), garner_text("pending"))) {
        return GARNER_ORDER_PENDING;
    }
    return captured ? GARNER_ORDER_PAID : refunded ? GARNER_ORDER_CANCELLED : GARNER_ORDER_PENDING;
}

static struct garner_person_ref buyer_of(const struct garner_node *charge)
{
    struct garner_str id = text_of(charge, "customer");
    return (struct garner_person_ref){
        .id = first_of(id, text_of(charge, "customer.id")), /* where it is expanded */
        .email = first_of(text_of(charge, "billing_details.email"), text_of(charge, "receipt_email")),
        .phone = text_of(charge, "billing_details.phone"),
    };
}

static int charge_amount(struct stripe *s, const struct garner_node *charge, struct garner_money *amount)
{
    bool part = garner_true_at(charge, "captured") && garner_text_at(charge, "amount_captured").len;
    int code = money_at(s, charge, part ? "amount_captured" : "amount", amount);
    return code || amount->state == GARNER_SET ? code : garner_reject(s->pull, "amount", "a charge without an amount");
}

int charge_read(struct stripe *s, const struct garner_node *charge)
{
    struct garner_order order = {.id = garner_text_at(charge, "id"),
                                 .person = buyer_of(charge),
                                 .status = status_of(charge),
                                 .status_word = garner_text_at(charge, "status"),
                                 .region = text_of(charge, "billing_details.address.country")};
    if (garner_same(order.status_word, garner_text("failed"))) {
        return remove_charge(s, order.id); /* it may have been pending before */
    }
    int code = garner_instant_at(s->pull, charge, "created", &order.at);
    code = code ? code : charge_amount(s, charge, &order.amount);
    code = code ? code : garner_emit_order(s->pull, &order);
    return code ? code : emit_touch(s, charge, order.person, order.at);
}

/* ---- money given back ---- */

static int give_back(struct stripe *s, const struct garner_node *object, bool counts)
{
    struct garner_refund refund = {.id = garner_text_at(object, "id"),
                                   .order_id = first_of(text_of(object, "charge"), text_of(object, "charge.id"))};
    if (!counts) {
        return garner_delete_refund(s->pull, &refund);
    }
    if (!refund.order_id.len) {
        return garner_reject(s->pull, "charge", "it names no charge");
    }
    int code = garner_instant_at(s->pull, object, "created", &refund.at);
    code = code ? code : money_at(s, object, "amount", &refund.amount);
    return code ? code : garner_emit_refund(s->pull, &refund);
}

/* One that is on its way counts: most arrive, and one that fails is taken back. */
int refund_read(struct stripe *s, const struct garner_node *refund)
{
    struct garner_str status = garner_text_at(refund, "status");
    bool counts = !garner_same(status, garner_text("failed")) && !garner_same(status, garner_text("canceled"));
    return give_back(s, refund, counts);
}

int dispute_read(struct stripe *s, const struct garner_node *dispute)
{
    return give_back(s, dispute, garner_same(garner_text_at(dispute, "status"), garner_text("lost")));
}

/* ---- customers ---- */

int customer_read(struct stripe *s, const struct garner_node *customer)
{
    struct garner_contact contact = {
        .id = garner_text_at(customer, "id"),
        .name = text_of(customer, "name"),
        .region = text_of(customer, "address.country"),
    };
    contact.person = (struct garner_person_ref){contact.id, text_of(customer, "email"), text_of(customer, "phone")};
    if (garner_true_at(customer, "deleted")) {
        return customer_remove(s, contact.id);
    }
    int code = garner_instant_at(s->pull, customer, "created", &contact.created_at);
    code = code ? code : garner_emit_contact(s->pull, &contact);
    return code ? code : emit_touch(s, customer, contact.person, contact.created_at);
}

int customer_remove(struct stripe *s, struct garner_str id)
{
    return garner_delete_contact(s->pull, &(struct garner_contact){.id = id});
}
