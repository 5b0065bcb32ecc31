/* windowed.c - not bad, but with everything a source over the network has: it restates 28 days, pulls the days it is
 * asked for, has a secret, and its API ends. Each day costs `amount`. */
#include <garner/plugin.h>

struct config {
    struct garner_str token, level;
    struct garner_money amount;
    struct garner_strs accounts;
};

static const struct garner_option options[] = {
    GARNER_OPTION(struct config, token, GARNER_SECRET, NULL, NULL, "What it would log in with."),
    GARNER_OPTION(struct config, amount, 0, "1.00 EUR", NULL, "What each day costs."),
    GARNER_OPTION(struct config, level, 0, "campaign", "campaign|ad", "What a row is."),
    GARNER_OPTION(struct config, accounts, 0, NULL, NULL, "Whose days."),
    {0},
};

static int pull_days(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    /* Without days it was asked for: the first two of 2026. */
    struct garner_day from = pull->from.state == GARNER_SET ? pull->from : garner_day(20454);
    struct garner_day to = pull->to.state == GARNER_SET ? pull->to : garner_day(20455);
    struct garner_window window = {
        .kinds = GARNER_EMITS(GARNER_RECORD_SPEND), .scope = garner_text("account"), .from = from, .to = to};
    int code = garner_window_begin(pull, &window);
    for (int32_t day = from.day; day <= to.day && code == 0; day++) {
        code = garner_emit_spend(pull, &(struct garner_spend){
                                           .campaign = {.id = garner_text("c1"), .channel = GARNER_PAID_SEARCH},
                                           .day = garner_day(day),
                                           .amount = config->amount,
                                       });
    }
    return code < 0 ? code : garner_window_done(pull, garner_text("done"));
}

__attribute__((visibility("default")))
const struct garner_plugin garner_plugin = {.abi = GARNER_ABI,
                                            .size = sizeof(struct garner_plugin),
                                            .name = "windowed",
                                            .version = "1",
                                            .summary = "A day's cost, day by day.",
                                            .api_sunset = "2027-01-10",
                                            .emits = GARNER_EMITS(GARNER_RECORD_SPEND),
                                            .lookback_days = 28,
                                            .options = options,
                                            .config_size = sizeof(struct config),
                                            .pull = pull_days};
