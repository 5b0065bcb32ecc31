/* breakdown.c - rows that tell a campaign's spend apart: by ad set, by ad, by what Meta calls breakdowns. Each is one
 * dimension; the names are those that garner uses for every platform. */
#include "meta_ads.h"

enum { DIMENSIONS_MAX = 12 };

struct dimension {
    const char *name; /* garner's */
    const char *path; /* of its value in a row */
};

static const struct dimension known[] = {
    {"product", "product_id"},       {"platform", "publisher_platform"}, {"placement", "platform_position"},
    {"device", "impression_device"}, {"device", "device_platform"},      {"region", "dma"},
};

bool wants_detail(const struct config *config)
{
    return config->breakdowns.count || !garner_same(config->level, garner_text("campaign"));
}

const char *level_word(const struct config *config)
{
    if (garner_same(config->level, garner_text("campaign"))) {
        return "campaign";
    }
    return garner_same(config->level, garner_text("ad")) ? "ad" : "adset";
}

const char *level_fields(const struct config *config)
{
    if (garner_same(config->level, garner_text("campaign"))) {
        return "";
    }
    return garner_same(config->level, garner_text("ad")) ? "adset_id,ad_id," : "adset_id,";
}

static struct dimension dimension_of(struct garner_pull *pull, struct garner_str word)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (garner_same(word, garner_text(known[i].path))) {
            return known[i];
        }
    }
    const char *name = garner_format(pull, "%.*s", (int)word.len, word.ptr);
    return (struct dimension){name, name};
}

/* Sorted by name, so that the texts made of them in this order are canonical. */
static size_t dimensions_of(struct garner_pull *pull, struct dimension *out)
{
    const struct config *config = pull->config;
    size_t count = 0;
    if (garner_same(config->level, garner_text("ad"))) {
        out[count++] = (struct dimension){"ad", "ad_id"};
    }
    if (!garner_same(config->level, garner_text("campaign"))) {
        out[count++] = (struct dimension){"ad_group", "adset_id"};
    }
    for (size_t i = 0; i < config->breakdowns.count; i++) {
        struct dimension added = dimension_of(pull, config->breakdowns.items[i]);
        size_t at = count++;
        for (; at > 0 && strcmp(out[at - 1].name, added.name) > 0; at--) {
            out[at] = out[at - 1];
        }
        out[at] = added;
    }
    return count;
}

/* `;` stands between dimensions, so it is written %3B within one, and % as %25. */
static const char *escaped(struct garner_pull *pull, struct garner_str value)
{
    char *out = garner_alloc(pull, value.len * 3 + 1);
    size_t len = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == ';' || value.ptr[i] == '%') {
            memcpy(out + len, value.ptr[i] == ';' ? "%3B" : "%25", 3);
            len += 3;
        } else {
            out[len++] = value.ptr[i];
        }
    }
    return out;
}

int check_breakdowns(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    struct dimension dimensions[DIMENSIONS_MAX];
    if (config->breakdowns.count > DIMENSIONS_MAX - 2) {
        return garner_fail(pull, GARNER_E_CONFIG, "breakdowns: no more than %d", DIMENSIONS_MAX - 2);
    }
    size_t count = dimensions_of(pull, dimensions);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(dimensions[i - 1].name, dimensions[i].name) == 0) {
            return garner_fail(pull, GARNER_E_CONFIG, "breakdowns: %s and %s are the same", dimensions[i - 1].path,
                               dimensions[i].path);
        }
    }
    return 0;
}

struct garner_str breakdown_of(struct garner_pull *pull, const struct garner_node *row)
{
    struct dimension dimensions[DIMENSIONS_MAX];
    size_t count = dimensions_of(pull, dimensions);
    const char *names = "", *values = "";
    for (size_t i = 0; i < count; i++) {
        names = garner_format(pull, "%s%s%s", names, i ? "," : "", dimensions[i].name);
        values = garner_format(pull, "%s%s%s=%s", values, i ? ";" : "", dimensions[i].name,
                               escaped(pull, garner_text_at(row, dimensions[i].path)));
    }
    return garner_text(garner_format(pull, "%s|%s", names, values));
}
