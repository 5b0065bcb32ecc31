/* cost_share.c - see cost_share.h. */
#include "core/plugin/cost_share.h"
#include "core/base/buf.h"
#include "core/base/str.h"
#include "core/schema/record.h"

enum { TEXT_MAX = 1 << 16 };

static bool says(const struct cost_share *share, const char *method)
{
    return str_is_nocase(share->allocate, method);
}

static bool is_said(const struct cost_share *share)
{
    return share->allocate.len && !says(share, "day");
}

/* "Spring; Autumn" */
static struct garner_strs split(struct garner_str text, struct arena *arena)
{
    struct garner_str *names = arena_calloc(arena, text.len + 1, sizeof *names);
    size_t count = 0;
    while (text.len) {
        const char *mark = memchr(text.ptr, ';', text.len);
        size_t len = mark ? (size_t)(mark - text.ptr) : text.len, taken = len + (mark != NULL);
        struct garner_str name = str_trim(str_of(text.ptr, len));
        if (name.len) {
            names[count++] = name;
        }
        text = str_of(text.ptr + taken, text.len - taken);
    }
    return (struct garner_strs){names, count};
}

void cost_share_complete(struct cost_share *share, struct garner_str campaign, bool period, bool cell,
                         struct arena *arena)
{
    share->period = period;
    if (cell && !is_said(share)) {
        share->channel = str_of(NULL, 0);
    }
    if (share->names.count || !campaign.len) {
        return;
    }
    if (cell && is_said(share)) {
        share->names = split(campaign, arena);
        return;
    }
    struct garner_str *name = arena_calloc(arena, 1, sizeof *name);
    *name = campaign;
    share->names = (struct garner_strs){name, 1};
}

static int refuse(struct error *why, const char **field, const char *name, const char *what)
{
    *field = name;
    return error_set(why, GARNER_E_DATA, "%s", what);
}

static int check(const struct cost_share *share, const char **field, struct error *why)
{
    if (share->allocate.len && !says(share, "day") && !says(share, "even") && !says(share, "lead")) {
        return refuse(why, field, "allocate", "allocate is day, even or lead");
    }
    if (says(share, "day") && (share->names.count > 1 || share->channel.len)) {
        return refuse(why, field, "allocate",
                      "allocate: day spreads the cost of one campaign over its days; several share it by even or lead");
    }
    if (says(share, "lead") && !share->period) {
        return refuse(why, field, "until", "allocate: lead needs `until`: the leads from `date` to `until` decide");
    }
    if (is_said(share) && !share->names.count && !share->channel.len) {
        return refuse(why, field, "campaign", "allocate: name the campaigns that share it, or their channel");
    }
    if (share->channel.len && !words_number(&record_channels, share->channel)) {
        return refuse(why, field, "channel", "this is no channel; paid_search and trade_show are some");
    }
    return 0;
}

int cost_share_text(const struct cost_share *share, struct arena *arena, struct garner_str *out, const char **field,
                    struct error *why)
{
    *out = str_of(NULL, 0);
    int code = check(share, field, why);
    if (code || (!is_said(share) && share->names.count < 2 && !share->channel.len)) {
        return code;
    }
    struct buf text;
    buf_init(&text, TEXT_MAX);
    buf_adds(&text, says(share, "lead") ? "lead" : "even");
    for (size_t i = 0; i < share->names.count; i++) {
        buf_adds(&text, "\t=");
        buf_addstr(&text, share->names.items[i]);
    }
    if (share->channel.len) {
        buf_addf(&text, "\t@%s", words_name(&record_channels, words_number(&record_channels, share->channel)));
    }
    *out = arena_str(arena, buf_str(&text));
    bool whole = !text.overflowed;
    buf_release(&text);
    return whole ? 0 : refuse(why, field, "campaign", "too many campaigns for one cost");
}
