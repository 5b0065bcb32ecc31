/* columns.c - the header words of Google Ads, Meta Ads Manager, LinkedIn Campaign Manager, Microsoft Advertising and
 * TikTok Ads Manager, in English, German, French, Spanish, Portuguese and Italian. Names compare without case, blanks
 * and punctuation (garner_same_name), and without a currency in parentheses at their end; earlier ones win. */
#include "columns.h"

enum { ALIASES = 28 };

static const char *const roles[ROLES][ALIASES] = {
    [ACCOUNT] = {"Account name", "Account", "Kontoname", "Nom du compte", "Nombre de la cuenta", "Nome da conta",
                 "Nome account"},
    [CAMPAIGN_ID] = {"Campaign ID", "Kampagnen-ID", "ID de la campagne", "ID de campagne", "ID de la campaña",
                     "ID de campaña", "ID da campanha", "ID campagna"},
    [CAMPAIGN] = {"Campaign", "Campaign name", "Kampagne", "Kampagnenname", "Name der Kampagne", "Campagne",
                  "Nom de la campagne", "Campaña", "Nombre de la campaña", "Campanha", "Nome da campanha", "Campagna",
                  "Nome della campagna"},
    [CAMPAIGN_TYPE] = {"Campaign type", "Advertising channel type", "Kampagnentyp", "Type de campagne",
                       "Tipo de campaña", "Tipo de campanha", "Tipo di campagna"},
    [OBJECTIVE] = {"Objective", "Campaign objective", "Advertising objective", "Ziel", "Objectif", "Objetivo",
                   "Obiettivo"},
    [STATUS] = {"Campaign status", "Campaign state", "Campaign delivery", "Kampagnenstatus", "État de la campagne",
                "Estado de la campaña"},
    [DAY] = {"Day", "By Day", "Date", "Gregorian date", "Time period", "Start Date (in UTC)", "Date (in UTC)",
             "stat_time_day", "Tag", "Datum", "Jour", "Día", "Fecha", "Dia", "Data", "Giorno"},
    [FROM] = {"Reporting starts", "Auswertungsstart", "Auswertungsbeginn", "Berichtsbeginn", "Début des rapports",
              "Inicio del informe", "Início dos relatórios", "Inizio dei report", "Inizio report", "date_start"},
    [TO] = {"Reporting ends", "Auswertungsende", "Berichtsende", "Fin des rapports", "Fin del informe",
            "Término dos relatórios", "Encerramento dos relatórios", "Fine dei report", "Fine report", "date_stop"},
    [CURRENCY] = {"Currency code", "Currency", "Account currency", "Währungscode", "Währung", "Code de devise",
                  "Devise", "Código de moneda", "Moneda", "Código da moeda", "Moeda", "Codice valuta", "Valuta"},
    [COST] = {"Cost", "Amount spent", "Total Spent", "Spend", "Total cost", "Kosten", "Ausgegebener Betrag", "Ausgaben",
              "Coût", "Montant dépensé", "Coste", "Costo", "Importe gastado", "Custo", "Valor gasto", "Valor usado",
              "Importo speso"},
    [IMPRESSIONS] = {"Impr.", "Impressions", "Impressionen", "Impresiones", "Impressões", "Impressioni"},
    [CLICKS] = {"Clicks", "Link clicks", "inline_link_clicks", "Clicks (destination)", "Clicks (all)", "Klicks",
                "Link-Klicks", "Klicks (alle)", "Clics", "Clics sur un lien", "Clics (tous)", "Clics en el enlace",
                "Clics (todos)", "Cliques", "Cliques no link", "Clic", "Clic sul link"},
    [CONVERSIONS] = {"Conversions", "Conversions qualified", "Conv.", "Konversionen", "Conversiones", "Conversões",
                     "Conversioni"},
    [VALUE] = {"Conv. value", "Conversion value", "Total conv. value", "Total conversion value", "Revenue",
               "Purchases conversion value", "Conv.-Wert", "Conversion-Wert", "Conversion-Wert für Käufe",
               "Valeur de conv.", "Valeur de conversion des achats", "Valor de conv.",
               "Valor de conversión de compras"},
    [RESULTS] = {"Results", "Ergebnisse", "Résultats", "Resultados", "Risultati"},
    [RESULT_TYPE] = {"Result type", "Result indicator", "Conversion action", "Conversion name", "Ergebnistyp",
                     "Ergebnisart", "Ergebnisindikator", "Type de résultat", "Indicateur de résultats",
                     "Tipo de resultado", "Indicador de resultados", "Tipo di risultato"},
    [WINDOW] = {"Attribution setting", "Attributionseinstellung", "Paramètre d'attribution",
                "Configuración de atribución"},
};

const char *const action_names[ACTIONS] = {"purchases", "checkouts initiated", "leads", "registrations completed",
                                           "installs"};
static const char *const actions[ACTIONS][8] = {
    {"Purchases", "Website purchases", "Käufe", "Achats", "Compras", "Acquisti"},
    {"Checkouts initiated", "Website checkouts initiated", "Begonnene Bezahlvorgänge"},
    {"Leads", "Website leads", "Prospects", "Clientes potenciales"},
    {"Registrations completed", "Website registrations completed"},
    {"App installs", "Installs"},
};

const char *const dimension_names[DIMENSIONS] = {
    "ad",      "ad_group",     "age",        "audience",    "city",    "country",   "device",    "gender",   "hour",
    "keyword", "landing_page", "match_type", "month",       "network", "objective", "placement", "platform", "position",
    "product", "quarter",      "region",     "search_term", "week",    "weekday",   "year"};
static const char *const dimensions[DIMENSIONS][ALIASES] = {
    {"Ad ID", "Creative ID", "Ad name", "Ads", "Ad", "Creative name", "Anzeigen-ID", "Anzeigenname", "Anzeige",
     "Name der Werbeanzeige", "Nom de la publicité", "Nombre del anuncio", "Nome do anúncio"},
    {"Ad group ID", "Ad set ID", "Ad group", "Ad group name", "Ad set name", "Ad set", "Anzeigengruppe",
     "Name der Anzeigengruppe", "Groupe d'annonces", "Nom de l'ensemble de publicités", "Grupo de anuncios",
     "Nombre del conjunto de anuncios", "Grupo de anúncios", "Nome do conjunto de anúncios", "Gruppo di annunci"},
    {"Age", "Age range", "Alter", "Âge", "Edad", "Idade", "Età"},
    {"Audience", "Audience segment", "Audience name"},
    {"City", "Stadt", "Ville", "Ciudad"},
    {"Country", "Country/Territory", "Land", "Pays", "País", "Paese"},
    {"Device", "Device type", "Impression device", "Device platform", "Gerät", "Appareil", "Dispositivo"},
    {"Gender", "Geschlecht", "Sexe", "Genre", "Sexo", "Género", "Genere"},
    {"Hour", "Hour of day", "Time of day (ad account time zone)", "Time of day (viewer's time zone)"},
    {"Keyword ID", "Search keyword", "Keyword", "Mot clé", "Palabra clave"},
    {"Landing page"},
    {"Match type", "Search terms match type", "Keyword match type", "Delivered match type"},
    {"Month", "Monat", "Mois", "Mes"},
    {"Network", "Network (with search partners)", "Ad distribution", "Netzwerk", "Réseau", "Red"},
    {"Objective", "Campaign objective", "Ziel", "Objectif", "Objetivo", "Obiettivo"},
    {"Placement", "Platzierung", "Placement publicitaire", "Ubicación", "Posicionamento"},
    {"Platform", "Publisher platform", "Plattform", "Plateforme", "Plataforma", "Piattaforma"},
    {"Top vs. other", "Top vs. Other"},
    {"Product ID", "Item ID", "Produkt-ID"},
    {"Quarter", "Quartal", "Trimestre"},
    {"Region", "DMA region", "State", "Metro area", "Bundesland", "Région", "Región", "Região"},
    {"Search term", "Search query", "Suchbegriff", "Terme de recherche", "Término de búsqueda"},
    {"Week", "Woche", "Semaine", "Semana"},
    {"Day of week", "Day of the week", "Wochentag"},
    {"Year", "Jahr", "Année", "Año"},
};

/* Words that one platform's reports have and the others' have not. */
static const char *const marks[PLATFORMS][12] = {
    [META] = {"Reporting starts", "Amount spent", "Ad set name", "Delivery level", "Auswertungsstart",
              "Début des rapports", "Inicio del informe", "Início dos relatórios", "date_stop"},
    [LINKEDIN] = {"Campaign Group Name", "Campaign Group ID", "Total Spent", "Start Date (in UTC)"},
    [TIKTOK] = {"Clicks (destination)", "CPC (destination)", "CTR (destination)"},
    [MICROSOFT] = {"Gregorian date", "Ad distribution", "TimePeriod", "AccountName", "Account number",
                   "ConversionsQualified"},
    [GOOGLE] = {"Impr.", "Currency code", "Campaign state", "Avg. CPC", "Conv. value", "Währungscode", "Code de devise",
                "Código de moneda"},
};

const char *const header_words[] = {"Campaign",
                                    "Campaign name",
                                    "Campaign ID",
                                    "Campaign status",
                                    "Campaign type",
                                    "Currency code",
                                    "Cost",
                                    "Impr.",
                                    "Impressions",
                                    "Clicks",
                                    "Spend",
                                    "Reporting starts",
                                    "Reporting ends",
                                    "date_start",
                                    "date_stop",
                                    "Link clicks",
                                    "Kampagne",
                                    "Kampagnenname",
                                    "Kosten",
                                    "Impressionen",
                                    "Klicks",
                                    "Währungscode",
                                    "Campagne",
                                    "Coût",
                                    "Clics",
                                    "Campaña",
                                    "Coste",
                                    "Costo",
                                    "Impresiones",
                                    "Campanha",
                                    "Custo",
                                    "Impressões",
                                    "Cliques",
                                    "Day",
                                    "Date",
                                    "Total Spent",
                                    "Currency",
                                    "Auswertungsstart",
                                    "Auswertungsende",
                                    "CampaignName",
                                    "CampaignId",
                                    NULL};

/* Asset reports repeat the spend of an ad for each of its texts and pictures. */
static const char *const repeaters[] = {"Asset", "Asset type", "Asset ID", "Asset status", "Level (asset)", NULL};

static bool is_currency(const char *text)
{
    for (size_t i = 0; i < 3; i++) {
        if (text[i] < 'A' || text[i] > 'Z') {
            return false;
        }
    }
    return true;
}

/* The code in "Amount spent (IDR)"; *rest is the name before it. */
static struct garner_str currency_in(struct garner_str name, struct garner_str *rest)
{
    *rest = name;
    if (name.len < 6 || name.ptr[name.len - 5] != '(' || name.ptr[name.len - 1] != ')' ||
        !is_currency(name.ptr + name.len - 4)) {
        return (struct garner_str){0};
    }
    rest->len -= 5;
    return (struct garner_str){name.ptr + name.len - 4, 3};
}

static int find(const struct garner_file *file, const char *const *names)
{
    for (; *names; names++) {
        for (size_t i = 0; i < file->columns; i++) {
            struct garner_str name;
            currency_in(file->names[i], &name);
            if (garner_same_name(name, *names)) {
                return (int)i;
            }
        }
    }
    return -1;
}

static enum platform platform_of(const struct garner_file *file)
{
    static const enum platform order[] = {META, LINKEDIN, TIKTOK, MICROSOFT, GOOGLE};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (find(file, marks[order[i]]) >= 0) {
            return order[i];
        }
    }
    return UNKNOWN;
}

struct columns columns_of(const struct garner_file *file, enum platform platform)
{
    struct columns columns = {.platform = platform ? platform : platform_of(file)};
    for (size_t i = 0; i < ROLES; i++) {
        columns.at[i] = find(file, roles[i]);
    }
    for (size_t i = 0; i < ACTIONS; i++) {
        columns.actions[i] = find(file, actions[i]);
    }
    bool has_campaign = columns.at[CAMPAIGN] >= 0 || columns.at[CAMPAIGN_ID] >= 0;
    for (size_t i = 0; i < DIMENSIONS; i++) {
        columns.dimensions[i] = find(file, dimensions[i]);
        /* A campaign has one objective; only where there are no campaigns does it break their spend down. */
        if (has_campaign && columns.dimensions[i] == columns.at[OBJECTIVE]) {
            columns.dimensions[i] = -1;
        }
    }
    if (columns.at[COST] >= 0) {
        struct garner_str rest;
        columns.currency = currency_in(file->names[columns.at[COST]], &rest);
    }
    columns.repeats_spend = find(file, repeaters) >= 0;
    return columns;
}
