/* money.c - amounts as Stripe counts them: whole numbers of a currency's smallest unit, by a table of Stripe's own,
 * which is not ISO 4217's. Called by records.c. */
#include "stripe.h"

/* Two digits is what all others have. Stripe keeps ISK and UGX at two, though they have no smaller unit, and MGA at
 * none. */
static const char no_digits[] = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UYI VND VUV XAF XOF XPF ";
static const char three_digits[] = "BHD IQD JOD KWD LYD OMR TND ";

static bool is_in(const char *list, const char code[4])
{
    for (; *list; list += 4) {
        if (memcmp(list, code, 3) == 0) {
            return true;
        }
    }
    return false;
}

static void upper(struct garner_str code, char out[4])
{
    for (size_t i = 0; i < 3; i++) {
        char c = i < code.len ? code.ptr[i] : '\0';
        out[i] = (char)(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
    }
    out[3] = '\0';
}

/* decimals: {UGX: 0}; -1 = not said. */
static int configured(const struct garner_node *decimals, const char code[4])
{
    for (size_t i = 0; decimals && i < decimals->count; i++) {
        const struct garner_node *item = &decimals->items[i];
        char key[4];
        upper(item->key, key);
        if (item->key.len == 3 && strcmp(key, code) == 0 && item->text.len == 1 && item->text.ptr[0] >= '0' &&
            item->text.ptr[0] <= '4') {
            return item->text.ptr[0] - '0';
        }
    }
    return -1;
}

int money_digits(const struct config *config, struct garner_str text)
{
    char code[4];
    upper(text, code);
    int digits = configured(config->decimals, code);
    return digits >= 0 ? digits : is_in(no_digits, code) ? 0 : is_in(three_digits, code) ? 3 : 2;
}

int money_at(struct stripe *s, const struct garner_node *object, const char *path, struct garner_money *out)
{
    struct garner_str currency = garner_text_at(object, "currency");
    struct garner_count units = {0};
    int code = garner_count_at(s->pull, object, path, &units);
    if (code || units.state != GARNER_SET) {
        return code;
    }
    if (currency.len != 3) {
        return garner_reject(s->pull, "currency", "an amount whose currency is no code of three letters");
    }
    int64_t micros = 1000000;
    for (int i = money_digits(s->config, currency); i > 0; i--) {
        micros /= 10;
    }
    if (units.n < 0 || units.n > INT64_MAX / micros) {
        return garner_reject(s->pull, path, "an amount that is negative or out of range");
    }
    char letters[4];
    upper(currency, letters);
    *out = garner_micros(units.n * micros, letters);
    return 0;
}
