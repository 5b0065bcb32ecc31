/* ads_export.c - reports as downloaded from Google Ads, Meta Ads Manager, LinkedIn, Microsoft and TikTok: spend, and
 * what the platform claims to have achieved.
 *
 * A row names its campaign, its days, and the dimensions that break the campaign's spend down. Rows without dimensions
 * are the truth about a campaign; rows with them are detail that is never added to it (README.md says how). */
#include "columns.h"
#include "known.h"
#include "period.h"
#include "rows.h"

struct config {
    struct garner_file_options files;
    struct garner_str platform, campaign, channel;
    struct garner_day from, to;
};

/* clang-format off */
static const struct garner_option options[] = {
    GARNER_FILE_OPTIONS(struct config, files),
    GARNER_OPTION(struct config, platform, 0, "auto", "auto|google|meta|linkedin|microsoft|tiktok",
        "Whose reports they are; auto goes by the header."),
    GARNER_OPTION(struct config, campaign, 0, NULL, NULL,
        "Campaign of reports that have none, such as a breakdown of a whole account by age."),
    GARNER_OPTION(struct config, channel, 0, NULL, NULL,
        "Channel of campaigns for which neither the platform nor their type says it."),
    GARNER_OPTION(struct config, from, 0, NULL, NULL, "First day of a report that names no days."),
    GARNER_OPTION(struct config, to, 0, NULL, NULL, "Its last day."),
    {.name = NULL},
};
/* clang-format on */

/* One file being read. */
struct report {
    const struct config *config;
    const struct garner_file *file;
    struct columns columns;
    struct period period;
    int64_t whole, detail; /* micros of rows without and with dimensions */
    bool has_whole;
    struct garner_index *known;       /* what the file has said about campaigns */
    struct garner_money total; /* of the report's own first total row */
    uint64_t total_line;
};

static struct garner_hint money_hint(const struct garner_row *row, const struct columns *columns)
{
    struct garner_str code = cell(row, columns->at[CURRENCY]);
    return (struct garner_hint){.currency = code.len ? code : columns->currency};
}

static int skip_total(struct garner_pull *pull, const struct garner_row *row, struct report *report)
{
    const struct garner_hint hint = money_hint(row, &report->columns);
    if (!report->total.state) {
        report->total_line = row->line;
        int code = garner_money_cell(pull, row, shown(row, report->columns.at[COST]), &hint, &report->total);
        if (code) {
            return code;
        }
    }
    return garner_skip(pull, "total row");
}

static void compare_total(struct garner_pull *pull, const struct report *report)
{
    int64_t rows = report->has_whole ? report->whole : report->detail;
    int64_t apart = rows - report->total.micros;
    if (report->total.state && apart != 0) {
        garner_log(pull, GARNER_LOG_WARNING,
                   "%s: its rows add up to %lld.%02lld %s, %lld.%02lld %s than its total in line %llu",
                   report->file->path, (long long)(rows / 1000000), (long long)(rows / 10000 % 100),
                   report->total.currency, (long long)((apart < 0 ? -apart : apart) / 1000000),
                   (long long)((apart < 0 ? -apart : apart) / 10000 % 100), apart < 0 ? "less" : "more",
                   (unsigned long long)report->total_line);
    }
}

/* ---- what a row is about ---- */

struct subject {
    struct garner_campaign_ref campaign;
    struct period period; /* to absent: one day */
    struct garner_str breakdown;
};

static struct garner_str name_of(const struct garner_row *row, const struct report *report)
{
    static const char *const accounts[PLATFORMS] = {
        [UNKNOWN] = "Ads account",           [GOOGLE] = "Google Ads account",       [META] = "Meta Ads account",
        [LINKEDIN] = "LinkedIn Ads account", [MICROSOFT] = "Microsoft Ads account", [TIKTOK] = "TikTok Ads account"};
    struct garner_str account = cell(row, report->columns.at[ACCOUNT]);
    if (report->config->campaign.len) {
        return report->config->campaign;
    }
    return account.len ? account : garner_text(accounts[report->columns.platform]);
}

static struct garner_campaign_ref campaign_of(const struct garner_row *row, const struct report *report)
{
    const struct columns *columns = &report->columns;
    struct garner_campaign_ref ref = {.id = cell(row, columns->at[CAMPAIGN_ID]),
                                      .name = cell(row, columns->at[CAMPAIGN])};
    if (!ref.id.len && !ref.name.len) {
        ref.name = name_of(row, report);
    }
    struct garner_str type = cell(row, columns->at[CAMPAIGN_TYPE]);
    if (columns->platform == META || columns->platform == LINKEDIN || columns->platform == TIKTOK) {
        ref.channel = GARNER_PAID_SOCIAL;
    } else if (type.len || report->config->channel.len) {
        ref.channel_word = type.len ? type : report->config->channel;
    } else if (columns->platform == MICROSOFT) {
        ref.channel = GARNER_PAID_SEARCH;
    }
    return ref;
}

/* Its own day, else its own period, else the report's, else the one that the options name. */
static int read_period(struct garner_pull *pull, const struct garner_row *row, const struct report *report,
                       struct period *period)
{
    const int *at = report->columns.at;
    int code = garner_day_cell(pull, row, shown(row, at[DAY]), NULL, &period->from);
    if (code || period->from.state) {
        return code;
    }
    code = garner_day_cell(pull, row, shown(row, at[FROM]), NULL, &period->from);
    code = code ? code : garner_day_cell(pull, row, shown(row, at[TO]), NULL, &period->to);
    if (code == 0 && !(period->from.state && period->to.state)) {
        *period = report->period;
    }
    if (code == 0 && !period->from.state) {
        return garner_reject(pull, "day",
                             "neither the row nor the lines above the header name its days (from: and to:)");
    }
    if (period->to.day == period->from.day) {
        period->to = (struct garner_day){0};
    }
    return code;
}

/* ---- what it says ---- */

static struct garner_campaign described(const struct garner_row *row, const struct report *report,
                                        const struct subject *subject)
{
    const int *at = report->columns.at;
    struct garner_str kind = cell(row, at[OBJECTIVE]);
    return (struct garner_campaign){
        .id = subject->campaign.id,
        .name = subject->campaign.name,
        .channel = subject->campaign.channel,
        .channel_word = subject->campaign.channel_word,
        .kind = kind.len ? kind : cell(row, at[CAMPAIGN_TYPE]),
        .status = cell(row, at[STATUS]),
    };
}

static int emit_spend(struct garner_pull *pull, const struct garner_row *row, struct report *report,
                      const struct subject *subject)
{
    const int *at = report->columns.at;
    const struct garner_hint hint = money_hint(row, &report->columns);
    struct garner_spend spend = {.campaign = subject->campaign,
                                 .day = subject->period.from,
                                 .until_day = subject->period.to,
                                 .cost_type = GARNER_COST_MEDIA,
                                 .breakdown = subject->breakdown};
    int code = garner_money_cell(pull, row, shown(row, at[COST]), &hint, &spend.amount);
    code = code ? code : garner_count_cell(pull, row, shown(row, at[IMPRESSIONS]), NULL, &spend.impressions);
    code = code ? code : garner_count_cell(pull, row, shown(row, at[CLICKS]), NULL, &spend.clicks);
    bool empty = !spend.amount.state && !spend.impressions.state && !spend.clicks.state;
    code = code || empty ? code : garner_emit_spend(pull, &spend);
    if (code == 0) {
        *(subject->breakdown.len ? &report->detail : &report->whole) += spend.amount.micros;
        report->has_whole = report->has_whole || !subject->breakdown.len;
    }
    return code;
}

static int emit_claim(struct garner_pull *pull, const struct garner_row *row, const struct report *report,
                      const struct subject *subject, int column, struct garner_str action, bool has_value)
{
    const int *at = report->columns.at;
    const struct garner_hint hint = money_hint(row, &report->columns);
    struct garner_claim claim = {.campaign = subject->campaign,
                                 .day = subject->period.from,
                                 .until_day = subject->period.to,
                                 .action = action,
                                 .window = cell(row, at[WINDOW]),
                                 .breakdown = subject->breakdown};
    if (report->columns.platform == GOOGLE) {
        claim.date_basis = GARNER_BASIS_CLICK;
    }
    int code = garner_amount_cell(pull, row, shown(row, column), NULL, &claim.conversions);
    if (code == 0 && has_value) {
        code = garner_money_cell(pull, row, shown(row, at[VALUE]), &hint, &claim.value);
    }
    bool empty = !claim.conversions.state && !claim.value.state;
    return code || empty ? code : garner_emit_claim(pull, &claim);
}

/* Results of different types are different claims; a number without its type is none. */
static int emit_results(struct garner_pull *pull, const struct garner_row *row, const struct report *report,
                        const struct subject *subject)
{
    const int *at = report->columns.at;
    struct garner_str type = cell(row, at[RESULT_TYPE]);
    bool purchases = at[CONVERSIONS] < 0 && (type.len > 7) &&
                     strstr(garner_format(pull, "%.*s", (int)type.len, type.ptr), "urchase");
    if (at[RESULT_TYPE] >= 0 && !type.len) {
        return 0;
    }
    return emit_claim(pull, row, report, subject, at[RESULTS], type.len ? type : garner_text("results"), purchases);
}

/* Results hold what the other counts say, under the name of their type. */
static int emit_claims(struct garner_pull *pull, const struct garner_row *row, const struct report *report,
                       const struct subject *subject)
{
    const struct columns *columns = &report->columns;
    if (columns->at[RESULTS] >= 0) {
        return emit_results(pull, row, report, subject);
    }
    struct garner_str type = cell(row, columns->at[RESULT_TYPE]);
    bool counted = columns->at[CONVERSIONS] >= 0;
    int code = emit_claim(pull, row, report, subject, columns->at[CONVERSIONS],
                          type.len ? type : garner_text("conversions"), counted);
    for (size_t i = 0; i < ACTIONS && code == 0; i++) {
        code = emit_claim(pull, row, report, subject, columns->actions[i], garner_text(action_names[i]),
                          i == PURCHASES && !counted && columns->actions[i] >= 0);
    }
    return code;
}

static int read_row(struct garner_pull *pull, const struct garner_row *row, struct report *report)
{
    struct subject subject = {.campaign = campaign_of(row, report),
                              .breakdown = breakdown_of(pull, row, &report->columns)};
    if (is_total(row, &report->columns)) {
        return skip_total(pull, row, report);
    }
    if (report->columns.repeats_spend) {
        return garner_skip(pull, "asset row: repeats its ad's spend");
    }
    if (report->columns.at[COST] < 0) {
        return garner_skip(pull, "no cost column");
    }
    const struct garner_campaign campaign = described(row, report, &subject);
    bool says_more = campaign.id.len && !known_has(pull, report->known, &campaign);
    int code = read_period(pull, row, report, &subject.period);
    code = code || !says_more ? code : garner_emit_campaign(pull, &campaign);
    code = code ? code : emit_claims(pull, row, report, &subject);
    code = code ? code : emit_spend(pull, row, report, &subject);
    if (code == 0 && says_more) {
        known_put(pull, report->known, &campaign);
    }
    return code;
}

/* ---- files ---- */

static enum platform platform_named(struct garner_str name)
{
    static const char *const names[PLATFORMS] = {
        [UNKNOWN] = "auto",      [GOOGLE] = "google",       [META] = "meta",
        [LINKEDIN] = "linkedin", [MICROSOFT] = "microsoft", [TIKTOK] = "tiktok"};
    for (int i = 0; i < PLATFORMS; i++) {
        if (garner_same_name(name, names[i])) {
            return (enum platform)i;
        }
    }
    return UNKNOWN;
}

static int read_report(struct garner_pull *pull, const struct config *config, struct garner_file *file)
{
    struct garner_index known = {0};
    struct report report = {.config = config,
                            .file = file,
                            .known = &known,
                            .columns = columns_of(file, platform_named(config->platform)),
                            .period = period_of(pull, file, config->files.date_order)};
    if (!report.period.from.state) {
        report.period = (struct period){config->from, config->to.state ? config->to : config->from};
    }
    struct garner_row row;
    int code;
    while ((code = garner_next_row(pull, file, &row)) > 0) {
        code = garner_row_result(read_row(pull, &row, &report));
        if (code) {
            return code;
        }
    }
    if (code == 0) {
        compare_total(pull, &report);
    }
    return code;
}

static int pull_reports(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    const struct garner_input input = {
        .options = &config->files,
        .kinds = GARNER_EMITS(GARNER_RECORD_CAMPAIGN) | GARNER_EMITS(GARNER_RECORD_SPEND) |
                 GARNER_EMITS(GARNER_RECORD_CLAIM),
        .header_words = header_words,
    };
    struct garner_file file;
    int code;
    while ((code = garner_next_file(pull, &input, &file)) > 0) {
        code = read_report(pull, config, &file);
        if (code) {
            return code;
        }
    }
    return code;
}

/* For `garner profile`. */
static const char *const recognises[] = {
    "Cost|Amount spent|Total Spent|Spend|Total cost|Kosten|Ausgegebener Betrag|Coût|Montant dépensé|Coste|Costo|"
    "Importe gastado|Custo|Valor gasto|Valor usado|Importo speso",
    "Impr.|Impressions|Impressionen|Impresiones|Impressões|Impressioni",
    "Clicks|Link clicks|Clicks (destination)|Clicks (all)|Klicks|Link-Klicks|Clics|Clics sur un lien|"
    "Clics en el enlace|Cliques|Cliques no link|Clic|Clic sul link|Interactions",
    "Reporting starts|date_start|Day|By Day|Date|Gregorian date|Time period|Start Date (in "
    "UTC)|Auswertungsstart|Tag|Datum|"
    "Début des rapports|Jour|Inicio del informe|Día|Fecha|Início dos relatórios|Dia|Data|Inizio dei report|Giorno",
    "Campaign|Campaign name|Campaign ID|Kampagne|Kampagnenname|Campagne|Campaña|Campanha|Campagna|Ads|Ad name|"
    "Ad set name|Age|Gender|Placement|Platform|Region|Objective|Delivery level",
    "Currency code|Delivery level|Campaign status|Campaign state|Account name|Account number|Ad distribution|CTR|"
    "Avg. CPC|Campaign Group Name|Währungscode|Code de devise|Código de moneda|Código da moeda|Codice valuta",
    "=Meta Ads Manager: Reporting starts|date_stop|Amount spent|Ad set name|Delivery level|Auswertungsstart|Début des "
    "rapports|"
    "Inicio del informe|Início dos relatórios",
    "=LinkedIn Campaign Manager: Campaign Group Name|Campaign Group ID|Total Spent|Start Date (in UTC)",
    "=TikTok Ads Manager: Clicks (destination)|CPC (destination)|CTR (destination)",
    "=Microsoft Advertising: Gregorian date|Ad distribution|TimePeriod|AccountNumber|ConversionsQualified",
    "=Google Ads: Impr.|Currency code|Campaign state|Avg. CPC|Conv. value|Währungscode|Code de devise|"
    "Código de moneda",
    NULL};

GARNER_PLUGIN = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "ads_export",
    .version = "1",
    .summary = "Report exports of Google Ads, Meta Ads Manager, LinkedIn, Microsoft and TikTok.",
    .emits =
        GARNER_EMITS(GARNER_RECORD_CAMPAIGN) | GARNER_EMITS(GARNER_RECORD_SPEND) | GARNER_EMITS(GARNER_RECORD_CLAIM),
    .options = options,
    .config_size = sizeof(struct config),
    .pull = pull_reports,
    .recognises = recognises,
};
