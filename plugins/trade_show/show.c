/* show.c - reads and emits the show; see show.h. */
#include "show.h"

enum { DAY_MS = 86400000 };

static struct garner_str *show_member(struct show *show, struct garner_str key)
{
    struct {
        const char *name;
        struct garner_str *member;
    } members[] = {{"campaign", &show->campaign}, {"from", &show->from_text},  {"to", &show->to_text},
                   {"region", &show->region},     {"segment", &show->segment}, {"timezone", &show->timezone}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (garner_same(key, garner_text(members[i].name))) {
            return members[i].member;
        }
    }
    return NULL;
}

static int read_day(struct garner_pull *pull, struct garner_str text, struct garner_day *day)
{
    if (text.len && garner_parse_day(pull, text, NULL, day)) {
        return garner_fail(pull, GARNER_E_CONFIG, "show: \"%.*s\" is not a day; write it as 2026-03-10", (int)text.len,
                           text.ptr);
    }
    return 0;
}

int show_read(struct garner_pull *pull, const struct garner_node *tree, struct show *show)
{
    show->campaign = tree->kind == GARNER_SCALAR ? tree->text : show->campaign;
    for (size_t i = 0; i < (tree->kind == GARNER_MAP ? tree->count : 0); i++) {
        const struct garner_node *item = &tree->items[i];
        struct garner_str *member = show_member(show, item->key);
        if (!member || item->kind != GARNER_SCALAR) {
            return garner_fail(pull, GARNER_E_CONFIG,
                               "line %u: show: \"%.*s\" is none of campaign, from, to, region, segment, timezone",
                               (unsigned)item->line, (int)item->key.len, item->key.ptr);
        }
        *member = item->text;
    }
    if (!show->campaign.len) {
        return garner_fail(pull, GARNER_E_CONFIG, "show: name its campaign, as in {campaign: spring-expo}");
    }
    show->ref = (struct garner_campaign_ref){.id = garner_kept(pull, folded(pull, show->campaign, '-')),
                                             .name = show->campaign,
                                             .channel = GARNER_TRADE_SHOW};
    show->seed = garner_hash(show->ref.id, 0);
    int code = read_day(pull, show->from_text, &show->from);
    code = code ? code : read_day(pull, show->to_text, &show->to);
    if (!code && show->from.state && show->to.state && show->to.day < show->from.day) {
        return garner_fail(pull, GARNER_E_CONFIG, "show: it ends before it begins");
    }
    return code;
}

int show_emit(struct garner_pull *pull, const struct show *show)
{
    const struct garner_window window = {.kinds = GARNER_EMITS(GARNER_RECORD_CAMPAIGN), .scope = garner_text("show")};
    int code = garner_window_begin(pull, &window);
    code = code ? code
                : garner_emit_campaign(pull, &(struct garner_campaign){
                                                 .id = show->ref.id,
                                                 .name = show->ref.name,
                                                 .channel = GARNER_TRADE_SHOW,
                                                 .kind = garner_text("trade show"),
                                                 .starts_on = show->from,
                                                 .ends_on = show->to,
                                                 .target_region = show->region,
                                                 .target_segment = show->segment,
                                                 .time_zone = show->timezone,
                                             });
    return code ? code : garner_window_done(pull, (struct garner_str){0});
}

bool show_is_outside(const struct show *show, struct garner_instant at)
{
    int64_t day = (at.ms - (at.ms < 0 ? DAY_MS - 1 : 0)) / DAY_MS;
    struct garner_day last = show->to.state ? show->to : show->from;
    return show->from.state && (day < show->from.day - 1 || day > last.day + 1);
}
