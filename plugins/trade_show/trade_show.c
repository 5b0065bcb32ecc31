/* trade_show.c - the badge scans of one trade show, as lead-retrieval vendors export them, and what the show cost.
 *
 * Every scan is a touch; several scans of one person are one lead, dated by the earliest. Rows come as they stand in
 * the file, so a person's lead is emitted with each scan, and the last one holds everything known by then. */
#include "columns.h"
#include "show.h"

struct config {
    struct garner_file_options files;
    const struct garner_node *show, *costs;
};

static const struct garner_option options[] = {
    GARNER_FILE_OPTIONS(struct config, files),
    GARNER_OPTION(
        struct config, show, GARNER_REQUIRED, NULL, NULL,
        "The show: {campaign: NAME, from: DAY, to: DAY, region, segment, timezone}; only campaign is needed."),
    GARNER_OPTION(struct config, costs, 0, NULL, NULL,
                  "What it cost: a list of {type, amount, date[, until]}, or {file: PATH}."),
    {.name = NULL},
};

/* One file being read. */
struct reading {
    const struct show *show;
    struct garner_index *people, scans; /* scans: how many of one person at one time */
    struct columns columns;
    size_t outside;
};

/* ---- a scan ---- */

/* 2026-03-10, whatever the file's order. (Howard Hinnant's days-to-civil arithmetic: years begin in March.) */
static const char *iso_day(struct garner_pull *pull, struct garner_day day)
{
    int z = day.day + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    int month = mp < 10 ? mp + 3 : mp - 9;
    return garner_format(pull, "%04d-%02d-%02d", yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1);
}

/* Date and time in two cells: the date is read in its column's own order first. */
static int join_time(struct garner_pull *pull, const struct garner_row *row, const struct reading *r,
                     const struct garner_hint *hint, struct garner_str time, struct garner_instant *at)
{
    struct garner_day day = {0};
    int code = garner_day_cell(pull, row, r->columns.at[SCANNED], NULL, &day);
    if (code || !day.state) {
        return code;
    }
    const char *text = garner_format(pull, "%s %.*s", iso_day(pull, day), (int)time.len, time.ptr);
    if (garner_parse_instant(pull, garner_text(text), hint, at)) {
        return garner_reject(pull, "time", garner_format(pull, "\"%.*s\" is not a time", (int)time.len, time.ptr));
    }
    return 0;
}

/* A scan without a date happened at the show: on its first day, as far as anybody knows. */
static int scan_time(struct garner_pull *pull, const struct garner_row *row, const struct reading *r,
                     struct garner_instant *at)
{
    const struct garner_hint hint = {.timezone = r->columns.utc ? garner_text("UTC") : r->show->timezone};
    struct garner_str time = {0};
    int code = garner_text_cell(pull, row, r->columns.at[TIME], &time);
    if (code == 0) {
        code = time.len ? join_time(pull, row, r, &hint, time, at)
                        : garner_instant_cell(pull, row, r->columns.at[SCANNED], &hint, at);
    }
    if (code == 0 && at->state != GARNER_SET && r->show->from.state) {
        *at = garner_instant_of_day(r->show->from.day);
    }
    if (code == 0 && at->state != GARNER_SET) {
        return garner_reject(pull, "time", "no scan time, and the show names no first day (show: {from: …})");
    }
    return code;
}

struct words {
    struct garner_str of[COLUMNS];
};

static int read_words(struct garner_pull *pull, const struct garner_row *row, const struct columns *columns,
                      struct words *words)
{
    int code = 0;
    for (size_t i = SCAN_ID; i < COLUMNS && code == 0; i++) {
        code = garner_text_cell(pull, row, columns->at[i], &words->of[i]);
    }
    return code;
}

static struct visitor visitor_of(struct garner_pull *pull, const struct words *words)
{
    const struct garner_str *of = words->of;
    struct visitor visitor = {of[BADGE], of[EMAIL], of[MOBILE], of[PHONE], of[FULL_NAME], of[COMPANY]};
    struct garner_str first = of[FIRST_NAME], last = of[LAST_NAME];
    if (first.len || last.len) {
        visitor.name =
            garner_text(garner_format(pull, "%.*s%s%.*s", (int)first.len, first.ptr ? first.ptr : "",
                                      first.len && last.len ? " " : "", (int)last.len, last.ptr ? last.ptr : ""));
    }
    return visitor;
}

static bool says_meeting(struct garner_pull *pull, struct garner_str word)
{
    static const char *const parts[] = {"meeting", "appointment", "demo", "termin", "rendez", "cita", "reuni", NULL};
    const char *text = garner_format(pull, "%.*s", (int)word.len, word.ptr ? folded(pull, word, ' ').ptr : "");
    for (size_t i = 0; parts[i]; i++) {
        if (strstr(text, parts[i])) {
            return true;
        }
    }
    return false;
}

/* The scan's own id; else the person's, and which of their scans at that time it is. */
static struct garner_str touch_id(struct garner_pull *pull, struct reading *r, const struct words *words,
                                  const struct person *person, struct garner_instant at)
{
    if (words->of[SCAN_ID].len) {
        return words->of[SCAN_ID];
    }
    const char *key = garner_format(pull, "%.*s@%lld", (int)person->key.len, person->key.ptr, (long long)at.ms);
    void **seen = garner_index_at(pull, &r->scans, garner_text(key));
    *seen = *seen ? *seen : garner_alloc_pull(pull, sizeof(unsigned));
    unsigned *count = *seen;
    return ++*count == 1 ? person->key
                         : garner_text(garner_format(pull, "%.*s-%u", (int)person->key.len, person->key.ptr, *count));
}

static void keep_latest(struct garner_pull *pull, struct garner_str *held, struct garner_str text, bool latest)
{
    if (text.len && (latest || !held->ptr) && !garner_same(*held, text)) {
        *held = garner_kept(pull, text);
    }
}

static void update_person(struct garner_pull *pull, struct person *person, const struct words *words,
                          struct garner_instant at)
{
    bool latest = !person->latest.state || at.ms >= person->latest.ms;
    person->latest = latest ? at : person->latest;
    person->first = !person->first.state || at.ms < person->first.ms ? at : person->first;
    keep_latest(pull, &person->status, words->of[STATUS], latest);
    keep_latest(pull, &person->owner, words->of[OWNER], latest);
    keep_latest(pull, &person->region, words->of[COUNTRY], latest);
    keep_latest(pull, &person->account, words->of[COMPANY], latest);
}

static int emit_lead(struct garner_pull *pull, const struct reading *r, const struct person *person,
                     const struct garner_person_ref *ref)
{
    const struct garner_str show = r->show->ref.id;
    return garner_emit_lead(pull, &(struct garner_lead){
                                      .id = garner_text(garner_format(pull, "%.*s/%.*s", (int)show.len, show.ptr,
                                                                      (int)person->key.len, person->key.ptr)),
                                      .person = *ref,
                                      .campaign = r->show->ref,
                                      .created_at = person->first,
                                      .status = person->status,
                                      .owner = person->owner,
                                      .region = person->region,
                                      .account = person->account,
                                  });
}

static int read_scan(struct garner_pull *pull, const struct garner_row *row, struct reading *r)
{
    struct words words = {0};
    struct garner_instant at = {0};
    int code = read_words(pull, row, &r->columns, &words);
    code = code ? code : scan_time(pull, row, r, &at);
    if (code) {
        return code;
    }
    struct visitor visitor = visitor_of(pull, &words);
    struct person *person = person_of(pull, r->people, &visitor, r->show->seed);
    if (!person) {
        return garner_reject(pull, "person", "no e-mail address, badge, name or phone number");
    }
    struct garner_person_ref ref = person_ref(pull, &visitor);
    code = garner_emit_touch(
        pull, &(struct garner_touch){
                  .at = at,
                  .id = touch_id(pull, r, &words, person, at),
                  .person = ref,
                  .campaign = r->show->ref,
                  .kind = says_meeting(pull, words.of[KIND]) ? GARNER_TOUCH_MEETING : GARNER_TOUCH_BADGE_SCAN,
                  .kind_word = words.of[KIND],
              });
    if (code) {
        return code;
    }
    r->outside += show_is_outside(r->show, at);
    update_person(pull, person, &words, at);
    return emit_lead(pull, r, person, &ref);
}

/* ---- files ---- */

static int check_columns(struct garner_pull *pull, const struct garner_file *file, const struct columns *columns)
{
    for (size_t i = BADGE; i <= FULL_NAME; i++) {
        if (columns->at[i] >= 0) {
            return 0;
        }
    }
    return garner_fail(pull, GARNER_E_DATA, "%s: no column says who was scanned (e-mail, badge, name, phone)",
                       file->path);
}

static int read_file(struct garner_pull *pull, struct garner_file *file, struct reading *r)
{
    struct garner_row row;
    r->columns = columns_of(file);
    int code = check_columns(pull, file, &r->columns);
    while (code == 0 && (code = garner_next_row(pull, file, &row)) > 0) {
        code = garner_row_result(read_scan(pull, &row, r));
    }
    if (code == 0 && r->outside > 0) {
        garner_log(pull, GARNER_LOG_WARNING, "%s: %zu scans are dated more than a day outside the show", file->path,
                   r->outside);
    }
    return code;
}

static int pull_show(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    const struct garner_input input = {
        .options = &config->files,
        .kinds = GARNER_EMITS(GARNER_RECORD_TOUCH) | GARNER_EMITS(GARNER_RECORD_LEAD),
        .header_words = header_words,
    };
    struct show show = {0};
    struct garner_index people = {0};
    struct garner_file file;
    int code = show_read(pull, config->show, &show);
    code = code ? code : show_emit(pull, &show);
    while (code == 0 && (code = garner_next_file(pull, &input, &file)) > 0) {
        code = read_file(pull, &file, &(struct reading){.show = &show, .people = &people});
    }
    return code || !config->costs ? code : garner_emit_costs(pull, config->costs, &show.ref);
}

/* For `garner profile`. A list of addresses alone could be anything; a scan or badge says where it was made. */
static const char *const recognises[] = {
    "Badge Scan Time|Scan Date Time|Scan Timestamp|Scanned At|Scanned On|Date Scanned|Scan Date|Scan Time|Captured At|"
    "Capture Date|Badge ID|Badge Number|Badge|Badge Code|Registration ID (optional)|Pseudonymization ID|Order/Position|"
    "Scanned By|Captured By|Booth Location|Scandatum|Scanzeitpunkt|Gescannt am|Badgenummer|Date du scan|Date de scan|"
    "Scanné le|Numéro de badge|Fecha de escaneo|Escaneado el|Número de credencial",
    "Email|Email Address|Attendee Email|First Name|First|Last Name|Full Name|Attendee Name|Name|Company|Vorname|"
    "Nachname|E-Mail-Adresse|Prénom|Nom|Courriel|Nombre|Apellidos|Correo electrónico|Attendee ID",
    NULL};

GARNER_PLUGIN = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "trade_show",
    .version = "1",
    .summary = "Badge scans of a trade show, and what it cost.",
    .emits = GARNER_EMITS(GARNER_RECORD_CAMPAIGN) | GARNER_EMITS(GARNER_RECORD_TOUCH) |
             GARNER_EMITS(GARNER_RECORD_LEAD) | GARNER_EMITS(GARNER_RECORD_SPEND),
    .options = options,
    .config_size = sizeof(struct config),
    .pull = pull_show,
    .recognises = recognises,
    .example = "show:\n  campaign: $name\n  from: $from\n  to: $to",
};
