/* http.h - the half of the plugin interface that reaches over the network: requests, paged answers, JSON. It pulls in
 * plugin.h, which says how both grow. */
#ifndef GARNER_HTTP_H
#define GARNER_HTTP_H

#include <garner/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- options ---- */

/* The options every plugin that fetches shares: GARNER_HTTP_OPTIONS and, where it can do OAuth, GARNER_OAUTH_OPTIONS.
 * Read only where the table has their rows. */
struct garner_http_options {
    struct garner_str base_url, auth, auth_name, token, user, password, ca_file, rate;
    struct garner_duration timeout, max_wait, backoff;
    int64_t retries, concurrency;
    struct garner_str client_id, client_secret, refresh_token, token_url, auth_url, device_url, scope, service_account;
};
#ifndef __cplusplus
/* clang-format off */
/* base: the usual base URL; auth, auth_name: how a token is sent, as the options of these names say; NULL where there
 * is no usual one. */
#define GARNER_HTTP_OPTIONS(config, member, base, auth_, auth_name_)                                                     \
    GARNER_OPTION_AS("base_url", config, member.base_url, (const char *)(base) ? 0 : GARNER_REQUIRED, (base), NULL,      \
        "Where the API answers; requests go nowhere else."),                                                             \
    GARNER_OPTION_AS("auth", config, member.auth, 0, (auth_), "none|bearer|basic|header|query|oauth",                    \
        "How requests are authorised: token as bearer, as the header or query parameter auth_name, user and password as basic, or OAuth 2; a client_id or service_account means oauth."), \
    GARNER_OPTION_AS("auth_name", config, member.auth_name, 0, (auth_name_), NULL,                                       \
        "Name of the header or query parameter that carries the token."),                                                \
    GARNER_OPTION_AS("token", config, member.token, GARNER_SECRET, NULL, NULL,                                           \
        "API key or access token."),                                                                                     \
    GARNER_OPTION_AS("user", config, member.user, 0, NULL, NULL,                                                         \
        "User name for basic authorisation; by default the token is it."),                                               \
    GARNER_OPTION_AS("password", config, member.password, GARNER_SECRET, NULL, NULL,                                     \
        "Password for basic authorisation."),                                                                            \
    GARNER_OPTION_AS("ca_file", config, member.ca_file, GARNER_PATH, NULL, NULL,                                         \
        "Certificates to trust instead of the system's, as a PEM file."),                                                \
    GARNER_OPTION_AS("rate", config, member.rate, 0, NULL, NULL,                                                         \
        "Most requests to this host, all sources together: 100/10s, 45/30s, 4/1s."),                                     \
    GARNER_OPTION_AS("concurrency", config, member.concurrency, 0, "8", NULL,                                            \
        "Most requests to this host at the same time, all sources together."),                                           \
    GARNER_OPTION_AS("http_timeout", config, member.timeout, 0, "5m", NULL,                                              \
        "Longest time for one answer."),                                                                                 \
    GARNER_OPTION_AS("max_wait", config, member.max_wait, 0, "5m", NULL,                                                 \
        "Longest wait that a server may ask for during a pull; beyond it the pull ends and is taken up again later."),   \
    GARNER_OPTION_AS("http_retries", config, member.retries, 0, "5", NULL,                                               \
        "How often a request is tried again after a failure that may pass."),                                            \
    GARNER_OPTION_AS("http_backoff", config, member.backoff, 0, "1s", NULL,                                              \
        "First wait between tries, at random up to it; it doubles up to a minute.")
#define GARNER_OAUTH_OPTIONS(config, member, token_url_, auth_url_, device_url_, scope_)                                 \
    GARNER_OPTION_AS("client_id", config, member.client_id, 0, NULL, NULL,                                               \
        "OAuth client."),                                                                                                \
    GARNER_OPTION_AS("client_secret", config, member.client_secret, GARNER_SECRET, NULL, NULL,                           \
        "Secret of the OAuth client."),                                                                                  \
    GARNER_OPTION_AS("refresh_token", config, member.refresh_token, GARNER_SECRET, NULL, NULL,                           \
        "First refresh token; `garner auth` gets one. Without it and without a service account the client's own credentials are used."), \
    GARNER_OPTION_AS("token_url", config, member.token_url, 0, (token_url_), NULL,                                       \
        "Where access tokens come from; a path is one below base_url."),                                                 \
    GARNER_OPTION_AS("auth_url", config, member.auth_url, 0, (auth_url_), NULL,                                          \
        "Where a person grants access, for `garner auth`."),                                                             \
    GARNER_OPTION_AS("device_url", config, member.device_url, 0, (device_url_), NULL,                                    \
        "Where a device code comes from, for `garner auth --device`."),                                                  \
    GARNER_OPTION_AS("scope", config, member.scope, 0, (scope_), NULL,                                                   \
        "OAuth scopes, separated by blanks."),                                                                           \
    GARNER_OPTION_AS("service_account", config, member.service_account, GARNER_PATH, NULL, NULL,                         \
        "Key file of a service account (JSON), whose signed assertion gets the tokens.")
/* clang-format on */
#endif

/* ---- requests and answers ---- */

/* A list of them ends with one whose name is absent. */
struct garner_pair {
    struct garner_str name, value;
};

/* An answer. Owned by the host, valid until the next fetch or page. */
struct garner_reply {
    int32_t status;
    const char *url; /* what was asked, without secrets */
    const struct garner_pair *headers;
    const struct garner_node *json; /* the body, parsed; of a page of records: what stands around them; NULL = no JSON */
    struct garner_str text;         /* the body as it came, its first 64 KiB */
};

/* What an answer means where its status alone does not say. */
struct garner_verdict {
    int code;            /* 0 = good; TEMPORARY and LIMITED are tried again; any other ends the request */
    int64_t wait_ms;     /* before the next try; 0 = as the host sees fit; negative = no other try in this pull */
    const char *message; /* in place of what the host would say; may be NULL */
};

/* One request. What is left out is absent; names and values are escaped by the host. Authorisation, time-outs, retries,
 * waiting, rates and the limits on answers are the host's. */
struct garner_request {
    const struct garner_http_options *http;
    const char *method;      /* NULL: GET; POST where there is a form or body */
    struct garner_str url;   /* a path below base_url, or a whole URL on the same host */
    const struct garner_pair *query, *headers, *form;
    struct garner_str body;  /* JSON */
    /* Called with every answer, before the host judges it; verdict holds what the host would say. May be NULL. */
    void (*judge)(struct garner_pull *, const struct garner_reply *, struct garner_verdict *);
};

enum garner_paging {
    GARNER_ONE_PAGE = 0,
    GARNER_BY_CURSOR = 1, /* `next` names a value in the answer, sent as the parameter `param` */
    GARNER_BY_NUMBER = 2, /* `param` counts pages from `first` on; ends as `next` or `more` say, else with a page shorter than `size` */
    GARNER_BY_OFFSET = 3, /* `param` counts records; likewise */
    GARNER_BY_LINK = 4,   /* the Link header's rel="next" */
    GARNER_BY_URL = 5,    /* `next` names a whole URL or a path in the answer */
    GARNER_BY_LAST = 6    /* like a cursor, but `next` names a member of the page's last record */
};

/* A list that comes in pages. Set what comes first, leave the rest zero. Paths are member names and indexes with dots
 * between them; `*` stands for every element of an array. */
struct garner_pages {
    struct garner_request request; /* the first page */
    const char *records;           /* path of the array of records; "" or NULL = the answer itself */
    enum garner_paging paging;
    const char *param, *next;
    const char *more;     /* path of a flag that says whether more follows; NULL = the next value's absence ends it */
    int64_t first, size;  /* number of the first page; records of a full page, 0 = unknown */
    int64_t max_records;  /* a server's silent cap: reaching it is an error; 0 = none */
    bool in_body;         /* `param` is a member of the request's JSON body */
    struct garner_reply reply; /* of the page at hand, or the one that was refused */
    void *state;               /* the host's */
};

/* The days of an account that a pull has to bring, in pieces: those it was told to (from, to), else on the first pull
 * those from `first` on, later those that may have changed since the last one; never after today. */
struct garner_days {
    uint32_t kinds;       /* each piece is a window of these; 0 = what is stored stays, and a piece ends with a checkpoint */
    struct garner_str scope, timezone; /* the account, and where its days begin; timezone absent: the source's */
    struct garner_day first; /* absent: a year ago */
    int32_t lookback;     /* how many days before the last pull may have changed since */
    int32_t length;       /* days of a piece; 0 = all in one */
    struct garner_day from, to; /* of the piece at hand; to is included */
    void *state;          /* the host's */
};

/* ---- calls ---- */

/* One request and its whole answer, at most 64 MiB of JSON. Retries, waits and renews tokens as needed; a negative code
 * is final, its message set. */
static inline int garner_fetch(struct garner_pull *pull, const struct garner_request *request, struct garner_reply *reply)
{
    return pull->host->fetch(pull, request, sizeof *request, sizeof *request->http, reply, sizeof *reply);
}

/* The next record of all pages, fetched as needed: 1 = a record, valid until the next call; it is the row at hand, as of
 * a file, so that it can be rejected or skipped. 0 = no more; negative = a code. Memory does not grow with pages. */
static inline int garner_next_record(struct garner_pull *pull, struct garner_pages *pages, const struct garner_node **record)
{
    return pull->host->next_record(pull, pages, sizeof *pages, sizeof pages->request, sizeof *pages->request.http, record);
}

/* Writes all records of all pages to fd, a JSON object a line: for garner_open_rows. They are no rows yet. */
static inline int garner_save_records(struct garner_pull *pull, struct garner_pages *pages, int fd)
{
    return pull->host->save_records(pull, pages, sizeof *pages, sizeof pages->request, sizeof *pages->request.http, fd);
}

/* One request, whose body is written to fd as it is: for answers that are files, such as CSV. */
static inline int garner_download(struct garner_pull *pull, const struct garner_request *request, int fd)
{
    return pull->host->download(pull, request, sizeof *request, sizeof *request->http, fd);
}

/* A new, empty file without a name, beside the store; closed by the host when the pull ends. */
static inline int garner_scratch(struct garner_pull *pull, int *fd)
{
    return pull->host->scratch(pull, fd);
}

/* Reads what fd holds, from its beginning, as a file whose rows garner_next_row gives; no window and no cursor come with
 * it. name: as messages call it. One file at a time. */
static inline int garner_open_rows(struct garner_pull *pull, int fd, const char *name, const struct garner_input *input,
                                   struct garner_file *file)
{
    return pull->host->open_rows(pull, fd, name, input, sizeof *input, file, sizeof *file);
}

/* Commits the piece before and begins the next: 1 = a piece is at hand, 0 = that was the last, negative = a code. The
 * cursor of a plugin that calls this belongs to it; its own checkpoints name none. Scopes come one after another. */
static inline int garner_next_days(struct garner_pull *pull, struct garner_days *days)
{
    return pull->host->next_days(pull, days, sizeof *days);
}

/* A folder of this source's own beside the store, for its owner only, that lasts from pull to pull. */
static inline int garner_folder(struct garner_pull *pull, const char **path)
{
    return pull->host->folder(pull, path);
}

/* Waits, for a report that is being made and the like; GARNER_E_CANCELLED where the host wants the pull to stop. */
static inline int garner_sleep(struct garner_pull *pull, int64_t ms)
{
    return pull->host->sleep(pull, ms);
}

/* The time, and the day it is in a zone (absent: the source's). instant may be NULL. */
static inline int garner_now(struct garner_pull *pull, struct garner_str zone, struct garner_instant *instant,
                             struct garner_day *day)
{
    return pull->host->now(pull, zone, instant, day);
}

/* Text as a JSON string, quotes included; memory as garner_format. */
static inline struct garner_str garner_json_quote(struct garner_pull *pull, struct garner_str text)
{
    return pull->host->json_quote(pull, text);
}

/* ---- JSON ---- */

/* One JSON value as a tree, valid until the next call: 0, or GARNER_E_DATA, the message saying what is wrong. */
static inline int garner_parse_json(struct garner_pull *pull, struct garner_str text, const struct garner_node **out)
{
    return pull->host->parse_json(pull, text, out);
}

/* Writes a tree to fd as a line of JSON: one that was parsed as it was, the scalars of a configuration as strings. */
static inline int garner_write_json(struct garner_pull *pull, const struct garner_node *node, int fd)
{
    return pull->host->write_json(pull, node, fd);
}


/* A JSON value is a struct garner_node: an object is a map, an array a list, anything else a scalar whose text is the
 * string without quotes and escapes, the number as it was written, true or false; null has no text. column is 1 for
 * strings and 0 for the rest, so that a tree can be written as it was. */

/* The value at a path ("properties.email", "items.0.id"); NULL where there is none, or node is NULL. */
static inline const struct garner_node *garner_at(const struct garner_node *node, const char *path)
{
    while (node && *path) {
        size_t len = strcspn(path, "."), index = 0, digits = 0;
        const struct garner_node *found = NULL;
        for (; digits < len && digits < 9 && path[digits] >= '0' && path[digits] <= '9'; digits++) {
            index = index * 10 + (size_t)(path[digits] - '0');
        }
        if (node->kind == GARNER_LIST) {
            found = digits == len && index < node->count ? &node->items[index] : NULL;
        }
        for (size_t i = 0; node->kind == GARNER_MAP && i < node->count && !found; i++) {
            const struct garner_node *item = &node->items[i];
            found = item->key.len == len && memcmp(item->key.ptr, path, len) == 0 ? item : NULL;
        }
        node = found;
        path += len + (path[len] == '.');
    }
    return node;
}

/* The text of a scalar at a path; absent where there is none, or it is null. */
static inline struct garner_str garner_text_at(const struct garner_node *node, const char *path)
{
    struct garner_str none = {NULL, 0};
    const struct garner_node *found = garner_at(node, path);
    return found && found->kind == GARNER_SCALAR ? found->text : none;
}

static inline bool garner_true_at(const struct garner_node *node, const char *path)
{
    return garner_same(garner_text_at(node, path), garner_text("true"));
}

/* A scalar at a path as a typed value; none, null and empty text give an absent one, text that cannot be read rejects
 * the record. hint may be NULL. */
static inline int garner_value_at(struct garner_pull *pull, const struct garner_node *node, const char *path,
                                  enum garner_value_type type, const struct garner_hint *hint, void *out, size_t size)
{
    struct garner_str text = garner_text_at(node, path);
    int code = pull->host->parse(pull, text, type, hint, sizeof *hint, out, size);
    if (code != GARNER_E_DATA) {
        return code;
    }
    return pull->host->reject(pull, path, garner_format(pull, "%s: \"%.*s\" cannot be read", path,
                                                        text.len > 80 ? 80 : (int)text.len, text.ptr));
}
static inline int garner_count_at(struct garner_pull *pull, const struct garner_node *node, const char *path,
                                  struct garner_count *out)
{
    return garner_value_at(pull, node, path, GARNER_VALUE_COUNT, NULL, out, sizeof *out);
}
static inline int garner_amount_at(struct garner_pull *pull, const struct garner_node *node, const char *path,
                                   struct garner_amount *out)
{
    struct garner_hint hint = {{NULL, 0}, {NULL, 0}, {".", 1}, {NULL, 0}};
    return garner_value_at(pull, node, path, GARNER_VALUE_AMOUNT, &hint, out, sizeof *out);
}
static inline int garner_day_at(struct garner_pull *pull, const struct garner_node *node, const char *path,
                                struct garner_day *out)
{
    return garner_value_at(pull, node, path, GARNER_VALUE_DAY, NULL, out, sizeof *out);
}
static inline int garner_instant_at(struct garner_pull *pull, const struct garner_node *node, const char *path,
                                    struct garner_instant *out)
{
    return garner_value_at(pull, node, path, GARNER_VALUE_INSTANT, NULL, out, sizeof *out);
}
/* A decimal amount in units of currency. */
static inline int garner_money_at(struct garner_pull *pull, const struct garner_node *node, const char *path,
                                  struct garner_str currency, struct garner_money *out)
{
    struct garner_hint hint = {{NULL, 0}, {NULL, 0}, {".", 1}, currency};
    return garner_value_at(pull, node, path, GARNER_VALUE_MONEY, &hint, out, sizeof *out);
}

#ifdef __cplusplus
}
#endif
#endif
