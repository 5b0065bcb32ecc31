/* value_currency.c - ISO 4217 codes, their minor units, and the symbols people write instead. Called by value_money.c,
 * the configuration and validation; the one place where currencies are listed. */
#include "core/schema/value_currency.h"
#include "core/base/str.h"

/* Sorted, four bytes each: active codes, and those withdrawn since 1999, which old books and the ECB's history still
 * name.
 * XXX (no currency) and XTS (for tests) are left out. */
/* clang-format off */
static const char CODES[] =
    "ADP AED AFA AFN ALL AMD ANG AOA AON AOR ARS ATS AUD AWG AYM AZM AZN BAM BBD BDT BEF BGL BGN BHD "
    "BIF BMD BND BOB BOV BRL BSD BTN BWP BYB BYN BYR BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC "
    "CSD CUC CUP CVE CYP CZK DEM DJF DKK DOP DZD ECS ECV EEK EGP ERN ESP ETB EUR FIM FJD FKP FRF GBP "
    "GEL GHC GHP GHS GIP GMD GNF GRD GTQ GYD HKD HNL HRK HTG HUF IDR IEP ILS INR IQD IRR ISK ITL JMD "
    "JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LUF LVL LYD MAD MDL MGA MGF "
    "MKD MMK MNT MOP MRO MRU MTL MUR MVR MWK MXN MXV MYR MZM MZN NAD NGN NIO NLG NOK NPR NZD OMR PAB "
    "PEN PGK PHP PKR PLN PTE PYG QAR ROL RON RSD RUB RUR RWF SAR SBD SCR SDD SDG SEK SGD SHP SIT SKK "
    "SLE SLL SOS SRD SRG SSP STD STN SVC SYP SZL THB TJR TJS TMM TMT TND TOP TPE TRL TRY TTD TWD TZS "
    "UAH UGX USD USN USS UYI UYU UYW UZS VEB VED VEF VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD "
    "XCD XCG XDR XOF XPD XPF XPT XSU XUA YER YUM ZAR ZMK ZMW ZRN ZWD ZWG ZWL ZWN ZWR";

/* All others have two. */
static const char DIGITS_0[] =
    "ADP BEF BIF BYB BYR CLP DJF ESP GNF GRD ISK ITL JPY KMF KRW LUF MGF PTE PYG RWF TPE TRL UGX UYI VND VUV XAF XOF XPF";
static const char DIGITS_3[] = "BHD IQD JOD KWD LYD OMR TND";
static const char DIGITS_4[] = "CLF UYW";

#define DOLLARS "USD AUD CAD NZD SGD HKD TWD MXN ARS CLP COP UYU DOP CUP BBD BMD BND BSD BZD CVE FJD GYD JMD KYD LRD NAD "   \
    "SBD SRD TTD XCD BRL NIO TOP WST SVC ECS ZWL"
static const struct currency_symbol SYMBOLS[] = {
    {"$", DOLLARS, false},
    {"€", "EUR", true}, /* euro sign */
    {"£", "GBP EGP FKP GIP SHP LBP SYP SSP SDG IEP CYP", true}, /* pound sign */
    {"¥", "JPY CNY", false}, /* yen and yuan sign */
    {"￥", "JPY CNY", false}, /* the same, full width */
    {"kr", "SEK NOK DKK ISK EEK", false},
    {"kr.", "SEK NOK DKK ISK EEK", false},
    {"US$", "USD", true}, {"U$S", "USD", true}, {"$US", "USD", true},
    {"A$", "AUD", true}, {"AU$", "AUD", true},
    {"C$", "CAD NIO", true}, {"CA$", "CAD", true}, {"$CA", "CAD", true},
    {"NZ$", "NZD", true},
    {"S$", "SGD", true},
    {"HK$", "HKD", true},
    {"NT$", "TWD", true},
    {"MX$", "MXN", true}, {"Mex$", "MXN", true},
    {"R$", "BRL", true},
    {"RD$", "DOP", true},
    {"J$", "JMD", true},
    {"TT$", "TTD", true},
    {"CN¥", "CNY", true}, {"RMB", "CNY", true}, {"元", "CNY TWD HKD", true},
    {"JP¥", "JPY", true}, {"円", "JPY", true},
    {"₹", "INR", true}, /* rupee sign */
    {"Rs", "INR PKR LKR NPR MUR SCR", false}, {"Rs.", "INR PKR LKR NPR MUR SCR", false},
    {"Fr.", "CHF", true}, {"Fr", "CHF XOF XAF FRF BEF", false}, {"SFr.", "CHF", true}, {"SFr", "CHF", true},
    {"FCFA", "XOF XAF", false}, {"CFA", "XOF XAF", false}, {"F CFA", "XOF XAF", false},
    {"zł", "PLN", true},
    {"Kč", "CZK", true},
    {"Ft", "HUF", true},
    {"lei", "RON MDL ROL", true},
    {"лв", "BGN", true}, {"лв.", "BGN", true}, /* lev */
    {"kn", "HRK", true},
    {"₺", "TRY", true}, {"TL", "TRY TRL", true}, /* lira sign */
    {"₽", "RUB", true}, {"руб.", "RUB BYN", true}, /* rouble sign */
    {"₴", "UAH", true}, /* hryvnia sign */
    {"₸", "KZT", true}, /* tenge sign */
    {"₾", "GEL", true}, /* lari sign */
    {"₼", "AZN", true}, /* manat sign */
    {"₪", "ILS", true}, /* sheqel sign */
    {"₩", "KRW KPW", true}, {"￦", "KRW KPW", true}, {"원", "KRW", true}, /* won sign, won */
    {"₫", "VND", true}, {"đ", "VND", true}, /* dong sign */
    {"฿", "THB", true}, /* baht sign */
    {"₱", "PHP", true}, /* peso sign */
    {"₭", "LAK", true}, /* kip sign */
    {"৳", "BDT", true}, /* taka sign */
    {"₦", "NGN", true}, /* naira sign */
    {"₵", "GHS", true}, {"GH₵", "GHS", true}, /* cedi sign */
    {"₡", "CRC SVC", true}, /* colon sign */
    {"₲", "PYG", true}, /* guarani sign */
    {"KSh", "KES", true},
    {"R", "ZAR", true},
    {"Rp", "IDR", true}, {"Rp.", "IDR", true},
    {"RM", "MYR", true},
    {"S/", "PEN", true}, {"S/.", "PEN", true},
    {"Q", "GTQ", true},
    {"B/.", "PAB", true},
    {"Dh", "AED MAD", false}, {"Dhs", "AED MAD", false}, {"Dhs.", "AED MAD", false},
    {"SR", "SAR", true},
};
/* clang-format on */

bool currency_listed(const char *codes, const char *code)
{
    for (; *codes; codes += codes[3] ? 4 : 3) {
        if (memcmp(codes, code, 3) == 0) {
            return true;
        }
    }
    return false;
}

bool value_is_currency(const char *code)
{
    if (strnlen(code, 4) != 3) {
        return false;
    }
    size_t low = 0, high = sizeof CODES / 4;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = memcmp(code, CODES + middle * 4, 3);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return false;
}

int value_currency_digits(const char *code)
{
    if (strnlen(code, 4) != 3) {
        return 2;
    }
    return currency_listed(DIGITS_0, code)   ? 0
           : currency_listed(DIGITS_3, code) ? 3
           : currency_listed(DIGITS_4, code) ? 4
                                             : 2;
}

const struct currency_symbol *currency_symbol(struct garner_str text)
{
    for (size_t i = 0; i < sizeof SYMBOLS / sizeof *SYMBOLS; i++) {
        if (str_is_nocase(text, SYMBOLS[i].symbol)) {
            return &SYMBOLS[i];
        }
    }
    return NULL;
}
