/* value_money.c - amounts of money as people and programs write them (values.h). Called by the row services and the
 * configuration. What the number means is value_number.c's, what a symbol stands for value_currency.c's. */
#include "core/schema/value_currency.h"
#include "core/schema/value_number.h"
#include "core/schema/value_text.h"
#include "core/base/str.h"

/* What stands on one side of the number. */
struct side {
    char code[4];
    const char *codes; /* the currencies it can be: code, or a symbol's list; NULL where nothing stands there */
    bool names;        /* it names the first of them */
};

static bool code_of(struct garner_str text, const char *expected, char code[4])
{
    if (text.len != 3) {
        return false;
    }
    memcpy(code, text.ptr, 3);
    code[3] = '\0';
    if (str_is_nocase(text, expected)) {
        memcpy(code, expected, 3);
    }
    return value_is_currency(code);
}

/* expected: of the amounts here, or "". In small letters a code counts only where it is that one: "3 all" is not lek.
 */
static int read_side(const struct number_parts *parts, struct garner_str text, const char *expected, struct side *side,
                     struct error *error)
{
    side->codes = NULL;
    side->names = false;
    if (text.len == 0) {
        return 0;
    }
    if (code_of(text, expected, side->code)) {
        side->codes = side->code;
        side->names = true;
        return 0;
    }
    const struct currency_symbol *symbol = currency_symbol(text);
    if (!symbol) {
        char whole[VALUE_QUOTE_SIZE], word[VALUE_QUOTE_SIZE];
        return error_set(error, GARNER_E_DATA, "%s is not an amount of money: %s is no currency",
                         value_quote(parts->whole, whole), value_quote(text, word));
    }
    side->codes = symbol->codes;
    side->names = symbol->names_first;
    return 0;
}

static bool is_one(const struct side *side)
{
    return side->codes && !side->codes[3];
}

/* The most exact that is said: the expected currency, a side that can be one only, a side that names its first. */
static const char *pick(const struct side *before, const struct side *after, const char *expected)
{
    if (*expected) {
        return expected;
    }
    if (is_one(before) || is_one(after)) {
        return is_one(before) ? before->codes : after->codes;
    }
    return before->names ? before->codes : after->names ? after->codes : NULL;
}

static int no_currency(const struct number_parts *parts, const char *codes, struct error *error)
{
    char quoted[VALUE_QUOTE_SIZE];
    value_quote(parts->whole, quoted);
    if (!codes) {
        return error_set(error, GARNER_E_DATA, "%s names no currency: set `currency`", quoted);
    }
    int shown = strlen(codes) > 11 ? 11 : (int)strlen(codes);
    return error_set(error, GARNER_E_DATA, "%s can be in any of %.*s%s: set `currency`", quoted, shown, codes,
                     codes[shown] ? " …" : "");
}

static int resolve(const struct number_parts *parts, const char *expected, char code[4], struct error *error)
{
    struct side before, after;
    int failed = read_side(parts, parts->before, expected, &before, error);
    failed = failed ? failed : read_side(parts, parts->after, expected, &after, error);
    if (failed) {
        return failed;
    }
    const char *picked = pick(&before, &after, expected);
    if (!picked) {
        return no_currency(parts, before.codes ? before.codes : after.codes, error);
    }
    memcpy(code, picked, 3);
    code[3] = '\0';
    if ((!before.codes || currency_listed(before.codes, code)) &&
        (!after.codes || currency_listed(after.codes, code))) {
        return 0;
    }
    char quoted[VALUE_QUOTE_SIZE];
    value_quote(parts->whole, quoted);
    if (*expected) {
        return error_set(error, GARNER_E_DATA, "%s is not in %s, which is expected here", quoted, expected);
    }
    return error_set(error, GARNER_E_DATA, "%s names two currencies", quoted);
}

int value_money(struct garner_str text, struct number_format format, const char *currency, struct garner_money *out,
                struct error *error)
{
    const char *expected = currency ? currency : "";
    char quoted[VALUE_QUOTE_SIZE];
    if (*expected && !value_is_currency(expected)) {
        return error_set(error, GARNER_E_DATA, "%s is not a currency of ISO 4217, such as EUR",
                         value_quote(garner_text(expected), quoted));
    }
    struct number_parts parts;
    struct garner_money money = {0, "", GARNER_SET};
    int code = number_split(text, &parts, error);
    code = code ? code : resolve(&parts, expected, money.currency, error);
    if (code) {
        return code;
    }
    /* Where there are no cents, a mark before three digits cannot stand before them. */
    bool whole = value_currency_digits(money.currency) == 0;
    code = number_value(&parts, (struct number_rule){format.decimal, whole, 6}, &money.micros, error);
    if (!code) {
        *out = money;
    }
    return code;
}
