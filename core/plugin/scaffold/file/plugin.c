/* @NAME@.c - leads from a file with a row per lead. Everything a reader must know of the format stands in this file; how
 * files are found, opened, split into rows, replaced and stored is garner's. See README.md. */
#include <garner/plugin.h>

/* What the user writes in garner.yaml; the table below fills it. */
struct config {
    struct garner_file_options files;
    struct garner_str campaign;
};

static const struct garner_option options[] = {
    GARNER_FILE_OPTIONS(struct config, files),
    GARNER_OPTION(struct config, campaign, 0, NULL, NULL, "Campaign of rows that name none."),
    {.name = NULL},
};

/* Names that a column may have, the usual one first. Case, blanks and punctuation do not matter. */
static const char *const id_names[] = {"ID", "Lead ID", NULL};
static const char *const email_names[] = {"E-mail", "Email Address", NULL};
static const char *const phone_names[] = {"Phone", "Mobile", NULL};
static const char *const date_names[] = {"Created", "Date", NULL};
static const char *const campaign_names[] = {"Campaign", "Source", NULL};
static const char *const status_names[] = {"Status", NULL};

/* Words of which the header row has at least two: so it is found below title lines. */
static const char *const header_words[] = {"ID", "Email", "E-mail", "Created", "Campaign", "Status", NULL};

struct columns {
    int id, email, phone, created, campaign, status; /* -1 = the file has none */
};

static int find_columns(struct garner_pull *pull, const struct garner_file *file, struct columns *at)
{
    at->id = garner_find_column(file, id_names);
    at->email = garner_find_column(file, email_names);
    at->phone = garner_find_column(file, phone_names);
    at->created = garner_find_column(file, date_names);
    at->campaign = garner_find_column(file, campaign_names);
    at->status = garner_find_column(file, status_names);
    if (at->id >= 0 && at->created >= 0) {
        return 0;
    }
    /* The code says what to do about it (the source sent nonsense), the message what happened. */
    return garner_fail(pull, GARNER_E_DATA, "%s: no column \"%s\"", file->path, at->id < 0 ? "ID" : "Created");
}

/* A lead without an id or a date is refused: it goes to quarantine with its line, and the next row is read. */
static int read_row(struct garner_pull *pull, const struct garner_row *row, const struct columns *at)
{
    const struct config *config = pull->config;
    struct garner_lead lead = {.campaign.channel = GARNER_WEBINAR};
    int code = garner_text_cell(pull, row, at->id, &lead.id);
    code = code ? code : garner_text_cell(pull, row, at->email, &lead.person.email);
    code = code ? code : garner_text_cell(pull, row, at->phone, &lead.person.phone);
    code = code ? code : garner_text_cell(pull, row, at->campaign, &lead.campaign.name);
    code = code ? code : garner_text_cell(pull, row, at->status, &lead.status);
    code = code ? code : garner_instant_cell(pull, row, at->created, NULL, &lead.created_at);
    if (code) {
        return code;
    }
    if (!lead.id.len) {
        return garner_reject(pull, "ID", "the lead has no id");
    }
    if (lead.created_at.state != GARNER_SET) {
        return garner_reject(pull, "Created", "the lead has no date");
    }
    lead.campaign.name = lead.campaign.name.len ? lead.campaign.name : config->campaign;
    return garner_emit_lead(pull, &lead);
}

static int read_file(struct garner_pull *pull, struct garner_file *file)
{
    struct columns at;
    struct garner_row row;
    int code = find_columns(pull, file, &at);
    while (code == 0 && (code = garner_next_row(pull, file, &row)) > 0) {
        code = garner_row_result(read_row(pull, &row, &at)); /* a refused row ends here, any other failure ends the pull */
    }
    return code;
}

/* Each file is a window: what it no longer holds is deleted when it is read again. */
static int pull_leads(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    const struct garner_input input = {
        .options = &config->files, .kinds = GARNER_EMITS(GARNER_RECORD_LEAD), .header_words = header_words};
    struct garner_file file;
    int code = 0;
    while (code == 0 && (code = garner_next_file(pull, &input, &file)) > 0) {
        code = read_file(pull, &file);
    }
    return code;
}

GARNER_PLUGIN = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "@NAME@",
    .version = "1",
    .summary = "Leads from a file.",
    .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
    .options = options,
    .config_size = sizeof(struct config),
    .pull = pull_leads,
};
