/* columns.c - the header words of referral and affiliate programmes: Rewardful, FirstPromoter, PartnerStack,
 * ReferralCandy, Friendbuy and lists kept by hand, in English, German, French and Spanish. Names compare without case,
 * blanks and punctuation (garner_same_name); earlier ones win. */
#include "columns.h"

enum { ALIASES = 24 };

static const char *const aliases[COLUMNS][ALIASES] = {
    [REFERRAL_ID] = {"Referral ID", "Conversion ID", "Invite ID", "Empfehlungs-ID"},
    [REWARD_ID] = {"Commission ID", "Reward ID", "Payout ID", "Transaction ID", "Provisions-ID"},
    [ANY_ID] = {"ID", "Key"},
    [REFERRER_ID] = {"Referrer ID", "Referrer Customer ID", "Referred by ID", "Referring Customer ID", "Advocate ID",
                     "Inviter ID", "Sender ID"},
    [PARTNER_ID] = {"Affiliate ID", "Partner ID", "Promoter ID", "Ambassador ID", "Influencer ID", "Partnership Key",
                    "Ref ID", "Affiliate Code", "Referral Code", "Ref Code", "Coupon Code"},
    [REFERRER_EMAIL] = {"Referrer Email", "Referred by Email", "Affiliate Email", "Partner Email", "Promoter Email",
                        "Advocate Email", "Ambassador Email", "Inviter Email", "Sender Email", "E-Mail Empfehler",
                        "E-mail du parrain", "Correo del referente"},
    [REFERRER_NAME] = {"Referrer", "Referrer Name", "Referred by", "Affiliate", "Affiliate Name", "Partner",
                       "Partner Name", "Promoter", "Promoter Name", "Advocate", "Advocate Name", "Ambassador",
                       "Inviter", "Empfehler", "Geworben von", "Parrain", "Referente"},
    [REFERRED_ID] = {"Referred ID", "Referee ID", "Referred Customer ID", "Friend ID", "Customer ID", "Lead ID",
                     "Player ID", "User ID", "Invitee ID", "Stripe Customer ID", "UID"},
    [REFERRED_EMAIL] = {"Referred Email", "Referee Email", "Referral Email", "Friend Email", "Customer Email",
                        "Lead Email", "Invitee Email", "Email", "Email Address", "E-Mail Geworbener",
                        "E-mail du filleul", "Correo del referido"},
    [REFERRED_NAME] = {"Referred", "Referred Name", "Referee", "Referee Name", "Referral Name", "Referral", "Friend",
                       "Friend Name", "Customer", "Customer Name", "Lead Name", "Invitee", "Name", "Geworbener",
                       "Filleul", "Referido"},
    [PROGRAMME] = {"Campaign", "Campaign Name", "Program", "Programme", "Program Name", "Referral Program",
                   "Referral Programme", "Kampagne", "Programm", "Programa", "Campagne"},
    [STATUS] = {"Referral Status", "Referral State", "Conversion State", "Status", "State", "Statut", "Estado"},
    [REWARD_STATUS] = {"Commission Status", "Commission State", "Reward Status", "Payout Status", "Payment Status",
                       "Provisionsstatus"},
    [UNIT] = {"Unit", "Reward Unit", "Reward Type"},
    [CURRENCY] = {"Currency", "Commission Currency", "Reward Currency", "Währung", "Devise", "Moneda"},
    [REFERRED_AT] = {"Referred At",  "Referred On",  "Referral Date",  "Date Referred",     "Invited At",
                     "Signup Date",  "Signed Up At", "Became Lead At", "Registration Date", "Reg Date",
                     "Created At",   "Created",      "Created On",     "Date Created",      "Date",
                     "Empfohlen am", "Erstellt am",  "Datum",          "Créé le",           "Fecha"},
    [CONVERTED_AT] = {"Converted At", "Conversion Date", "Became Conversion At", "Became Customer At", "Customer Since",
                      "First Purchase", "First Payment Date", "Purchase Date"},
    [REWARDED_AT] = {"Rewarded At", "Reward Date", "Commission Date", "Earned At", "Paid At", "Paid On", "Payout Date",
                     "Due At", "Due Date", "Provisionsdatum"},
    [REWARD] = {"Commission Amount", "Commission", "Reward Amount", "Reward Value", "Reward", "Payout Amount", "Payout",
                "Incentive", "Provision", "Prämie", "Récompense", "Comisión", "Recompensa"},
};

const char *const header_words[] = {"Referrer",        "Referrer ID",    "Referrer Email",
                                    "Referrer Name",   "Referred",       "Referred by",
                                    "Referred Email",  "Referred ID",    "Referral ID",
                                    "Referral Date",   "Affiliate",      "Affiliate ID",
                                    "Affiliate Email", "Affiliate Name", "Partner",
                                    "Partner Email",   "Promoter",       "Promoter Email",
                                    "Advocate",        "Advocate Email", "Friend",
                                    "Friend Email",    "Customer Email", "Customer ID",
                                    "Commission",      "Reward",         "Status",
                                    "Email",           "Created At",     "Created",
                                    "Referral Email",  "Player ID",      "Empfehler",
                                    "Geworbener",      "Parrain",        "Filleul",
                                    "Referente",       "Referido",       NULL};

/* "Amount" may be what the customer paid; it is the reward only where something else speaks of one. */
static int plain_amount(const struct garner_file *file, const struct columns *columns)
{
    static const char *const names[] = {"Amount", "Betrag", "Montant", "Importe", NULL};
    bool about_rewards =
        columns->at[REWARD_ID] >= 0 || columns->at[REWARD_STATUS] >= 0 || columns->at[REWARDED_AT] >= 0;
    return about_rewards ? garner_find_column(file, names) : -1;
}

struct columns columns_of(const struct garner_file *file)
{
    struct columns columns;
    for (size_t i = 0; i < COLUMNS; i++) {
        columns.at[i] = garner_find_column(file, aliases[i]);
    }
    if (columns.at[REWARD] < 0) {
        columns.at[REWARD] = plain_amount(file, &columns);
    }
    return columns;
}
