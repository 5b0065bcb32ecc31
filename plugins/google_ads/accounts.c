/* accounts.c - which accounts a pull is about: those of `customer_id`, each manager among them resolved into the
 * accounts below it. An account that is reached in two ways is pulled once. */
#include "google_ads.h"

/* Where the walk is. */
struct tree {
    struct account *first, **end;
    struct garner_str login; /* of the accounts found now */
};

/* Without the dashes it is shown with; absent where it is no number. */
static struct garner_str digits(struct garner_pull *pull, struct garner_str text)
{
    char *out = garner_alloc_pull(pull, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= '0' && text.ptr[i] <= '9') {
            out[len++] = text.ptr[i];
        } else if (text.ptr[i] != '-' && text.ptr[i] != ' ') {
            return (struct garner_str){0};
        }
    }
    return len ? (struct garner_str){out, len} : (struct garner_str){0};
}

static int bad_id(struct garner_pull *pull, struct garner_str id, const char *option)
{
    return garner_fail(pull, GARNER_E_CONFIG, "%s: \"%.*s\" is no account number such as 111-222-3333", option,
                       (int)id.len, id.ptr);
}

static bool is_known(const struct tree *tree, struct garner_str id)
{
    for (const struct account *account = tree->first; account; account = account->next) {
        if (garner_same(account->id, id)) {
            return true;
        }
    }
    return false;
}

/* From a `customer` or a `customerClient`. */
static int add(struct garner_pull *pull, struct tree *tree, const struct garner_node *customer)
{
    struct garner_str id = digits(pull, garner_text_at(customer, "id"));
    struct garner_str currency = garner_text_at(customer, "currencyCode");
    if (!id.len || !currency.len) {
        return garner_fail(pull, GARNER_E_DATA, "an account without number or currency in Google's answer");
    }
    if (is_known(tree, id)) {
        return 0;
    }
    struct account *account = garner_alloc_pull(pull, sizeof *account);
    *account = (struct account){.id = id,
                                .name = keep(pull, garner_text_at(customer, "descriptiveName")),
                                .currency = keep(pull, currency),
                                .timezone = keep(pull, garner_text_at(customer, "timeZone")),
                                .login = tree->login};
    *tree->end = account;
    tree->end = &account->next;
    return 0;
}

/* Managers have no spend of their own; accounts that are closed answer nothing. */
static int add_client(struct garner_pull *pull, struct tree *tree, const struct garner_node *client)
{
    struct garner_str status = garner_text_at(client, "status"), id = garner_text_at(client, "id");
    if (garner_true_at(client, "manager")) {
        return 0;
    }
    if (status.len && !garner_same(status, garner_text("ENABLED"))) {
        garner_log(pull, GARNER_LOG_INFO, "account %.*s is %.*s: left out", (int)id.len, id.ptr, (int)status.len,
                   status.ptr);
        return 0;
    }
    return add(pull, tree, client);
}

static int add_clients(struct garner_pull *pull, struct tree *tree, struct garner_str manager)
{
    struct garner_pages pages =
        search(pull, manager, tree->login,
               "SELECT customer_client.id, customer_client.descriptive_name, customer_client.currency_code, "
               "customer_client.time_zone, customer_client.manager, customer_client.level, customer_client.status, "
               "customer_client.test_account FROM customer_client");
    struct garner_reply reply;
    int code = garner_fetch(pull, &pages.request, &reply);
    for (size_t i = 0; code == 0 && reply.json && i < reply.json->count; i++) {
        const struct garner_node *rows = garner_at(&reply.json->items[i], "results");
        for (size_t j = 0; rows && j < rows->count && code == 0; j++) {
            code = add_client(pull, tree, garner_at(&rows->items[j], "customerClient"));
        }
    }
    return code;
}

static int add_root(struct garner_pull *pull, struct tree *tree, struct garner_str id, struct garner_str login)
{
    struct garner_pages pages =
        search(pull, id, login,
               "SELECT customer.id, customer.descriptive_name, customer.currency_code, customer.time_zone, "
               "customer.auto_tagging_enabled, customer.manager FROM customer LIMIT 1");
    struct garner_reply reply;
    int code = garner_fetch(pull, &pages.request, &reply);
    if (code) {
        return code;
    }
    const struct garner_node *customer = garner_at(reply.json, "0.results.0.customer");
    if (!customer) {
        return garner_fail(pull, GARNER_E_DATA, "Google says nothing about account %.*s", (int)id.len, id.ptr);
    }
    bool manager = garner_true_at(customer, "manager");
    tree->login = login.len ? login : manager ? id : login;
    return manager ? add_clients(pull, tree, id) : add(pull, tree, customer);
}

/* Nothing is configured: the one account there is, or an error that names all. */
static int add_accessible(struct garner_pull *pull, struct tree *tree)
{
    const struct config *config = pull->config;
    struct garner_pages like = search(pull, (struct garner_str){0}, (struct garner_str){0}, "");
    const struct garner_request request = {
        .http = &config->http,
        .url = garner_text(garner_format(pull, "%.*s/customers:listAccessibleCustomers", (int)config->api_version.len,
                                         config->api_version.ptr)),
        .headers = like.request.headers,
        .judge = judge};
    struct garner_reply reply;
    int code = garner_fetch(pull, &request, &reply);
    if (code) {
        return code;
    }
    const struct garner_node *names = garner_at(reply.json, "resourceNames");
    size_t count = names ? names->count : 0;
    const char *all = "";
    for (size_t i = 0; i < count && i < 20; i++) {
        struct garner_str number = last_part(names->items[i].text);
        all = garner_format(pull, "%s%s%.*s", all, i ? ", " : "", (int)number.len, number.ptr);
    }
    struct garner_str only = {NULL, 0};
    only = count == 1 ? digits(pull, last_part(names->items[0].text)) : only;
    if (!only.len) {
        return garner_fail(pull, GARNER_E_CONFIG, "set customer_id: this login reaches %s", count ? all : "no account");
    }
    return add_root(pull, tree, only, (struct garner_str){0});
}

int find_accounts(struct garner_pull *pull, struct account **out)
{
    const struct config *config = pull->config;
    struct tree tree = {.first = NULL};
    tree.end = &tree.first;
    struct garner_str login = digits(pull, config->login_customer_id);
    int code = 0;
    if (config->login_customer_id.len && !login.len) {
        return bad_id(pull, config->login_customer_id, "login_customer_id");
    }
    for (size_t i = 0; i < config->customer_id.count && code == 0; i++) {
        struct garner_str id = digits(pull, config->customer_id.items[i]);
        code = id.len ? add_root(pull, &tree, id, login) : bad_id(pull, config->customer_id.items[i], "customer_id");
    }
    if (code == 0 && !config->customer_id.count) {
        code = login.len ? add_root(pull, &tree, login, login) : add_accessible(pull, &tree);
    }
    *out = tree.first;
    return code;
}
