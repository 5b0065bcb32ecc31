/* identity_phone.c - a telephone number in the one form it is compared by: E.164. Called for every number of every
 * record. Knows calling codes and trunk prefixes (phone_countries.c), but not which numbers are in use. */
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/schema/identity.h"
#include "core/schema/phone_countries.h"

enum { DIGITS_MIN = 5, DIGITS_MAX = 15, READ_MAX = 24, EXTENSION_MAX = 7 };

struct number {
    char digits[READ_MAX];
    size_t len;
    bool international; /* a "+" stood before the digits */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Without "tel:", "Phone: ", "p:" before the number and the parameters of a tel: address behind it. */
static struct garner_str without_label(struct garner_str text)
{
    size_t n = 0;
    while (n < text.len && is_letter(text.ptr[n])) {
        n++;
    }
    if (n == 0 || n == text.len || !strchr(":.", text.ptr[n])) {
        return text;
    }
    bool tel = str_is_nocase(str_of(text.ptr, n), "tel");
    const char *parameters = tel ? memchr(text.ptr, ';', text.len) : NULL;
    size_t end = parameters ? (size_t)(parameters - text.ptr) : text.len;
    return str_trim(str_of(text.ptr + n + 1, end - n - 1));
}

/* A number that went through a spreadsheet's floating point: "4930123456.0". */
static struct garner_str without_fraction(struct garner_str text)
{
    if (text.len < 9 || !str_ends(text, ".0")) {
        return text;
    }
    for (size_t i = 0; i < text.len - 2; i++) {
        if (!is_digit(text.ptr[i])) {
            return text;
        }
    }
    return str_of(text.ptr, text.len - 2);
}

/* Whether the rest of a text is an extension: "x12", "ext. 12", "#12", ",,12". */
static bool is_extension(struct garner_str rest)
{
    static const char *const words[] = {"extension", "extn", "ext", "x", "durchwahl", "dw", "#", ","};
    size_t skipped = 0, digits = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words && skipped == 0; i++) {
        size_t len = strlen(words[i]);
        skipped = rest.len >= len && str_is_nocase(str_of(rest.ptr, len), words[i]) ? len : 0;
    }
    for (size_t i = skipped; skipped && i < rest.len; i++) {
        if (!is_digit(rest.ptr[i]) && !strchr(" .:,#", rest.ptr[i])) {
            return false;
        }
        digits += is_digit(rest.ptr[i]);
    }
    return skipped > 0 && digits > 0 && digits <= EXTENSION_MAX;
}

/* What people put between digits. */
static bool is_separator(uint32_t code)
{
    if (code < 0x80) {
        return code == '\t' || strchr(" -./()'", (int)code) != NULL;
    }
    return code == 0xA0 || (code >= 0x2000 && code <= 0x2015) || (code >= 0x202A && code <= 0x202F) || code == 0x2060 ||
           code == 0x2212 || code == 0xFEFF;
}

/* "(0)" in "+49 (0) 30 …" is the trunk prefix, said not to be dialled from abroad. */
static size_t spoken_trunk(const struct number *number, struct garner_str rest)
{
    return number->international && number->len > 0 && str_starts(rest, "(0)") ? 3 : 0;
}

/* Length of the separator at the start of rest, 0 where there is none. */
static size_t separator(const struct number *number, struct garner_str rest)
{
    uint32_t code = 0;
    size_t n = spoken_trunk(number, rest);
    if (n > 0) {
        return n;
    }
    n = utf8_decode(rest.ptr, rest.ptr + rest.len, &code);
    return n > 0 && is_separator(code) ? n : 0;
}

static bool read_number(struct garner_str text, struct number *number)
{
    for (size_t i = 0; i < text.len;) {
        struct garner_str rest = str_of(text.ptr + i, text.len - i);
        if (is_digit(rest.ptr[0])) {
            if (number->len == READ_MAX) {
                return false;
            }
            number->digits[number->len++] = rest.ptr[0];
            i++;
            continue;
        }
        if (rest.ptr[0] == '+' && number->len == 0 && !number->international) {
            number->international = true;
            i++;
            continue;
        }
        size_t n = separator(number, rest);
        if (n == 0) {
            return number->len > 0 && is_extension(rest);
        }
        i += n;
    }
    return true;
}

/* The prefix that leads abroad from a country: 011 in North America, 0011 in Australia, 010 in Japan, else 00. */
static size_t exit_prefix(struct garner_str digits, const struct phone_country *home)
{
    const char *code = home ? home->code : "";
    const char *prefix = "00";
    if (strcmp(code, "1") == 0) {
        prefix = "011";
    } else if (strcmp(code, "61") == 0) {
        prefix = "0011";
    } else if (strcmp(code, "81") == 0) {
        prefix = "010";
    }
    return str_starts(digits, prefix) ? strlen(prefix) : 0;
}

/* National digits without the trunk prefix, however often it is written. A prefix that could also begin a number is one
 * only where the number would else be too long. */
static struct garner_str without_trunk(struct garner_str national, const struct phone_country *country)
{
    size_t len = strlen(country->trunk);
    while (len && str_starts(national, country->trunk)) {
        bool sure = country->trunk[0] == '0' || (country->longest && national.len > country->longest);
        if (!sure) {
            break;
        }
        national = str_of(national.ptr + len, national.len - len);
    }
    return national;
}

/* Digits that begin with home's own code though no "+" says so, and are too many for a number at home. */
static bool has_own_code(struct garner_str digits, const struct phone_country *home)
{
    size_t len = strlen(home->code);
    return home->longest && digits.len > home->longest && digits.len - len <= home->longest &&
           str_starts(digits, home->code);
}

static bool put(struct buf *out, const char *prefix, const char *code, struct garner_str digits)
{
    char text[READ_MAX + 16];
    size_t count = strlen(code) + digits.len;
    if (count < DIGITS_MIN || count > DIGITS_MAX) {
        return false;
    }
    int len = snprintf(text, sizeof text, "%s%s" STR_FMT, prefix, code, STR_ARG(digits));
    return buf_add(out, text, (size_t)len) == 0;
}

static bool put_international(struct buf *out, struct garner_str digits)
{
    const struct phone_country *country = phone_country_of(digits);
    if (country == NULL) {
        return digits.len > 0 && digits.ptr[0] != '0' && put(out, "+", "", digits);
    }
    size_t len = strlen(country->code);
    return put(out, "+", country->code, without_trunk(str_of(digits.ptr + len, digits.len - len), country));
}

bool identity_phone(struct buf *out, struct garner_str text, const char *country)
{
    struct number number = {.len = 0};
    if (!read_number(without_fraction(without_label(str_trim(text))), &number)) {
        return false;
    }
    struct garner_str digits = str_of(number.digits, number.len);
    if (number.international) {
        return put_international(out, digits);
    }
    const struct phone_country *home = phone_country_named(country);
    size_t abroad = exit_prefix(digits, home);
    if (abroad > 0) {
        return put_international(out, str_of(digits.ptr + abroad, digits.len - abroad));
    }
    if (home == NULL) {
        return put(out, "local:", "", digits);
    }
    struct garner_str national = without_trunk(digits, home);
    if (national.len == digits.len && has_own_code(digits, home)) {
        return put_international(out, digits);
    }
    return put(out, "+", home->code, national);
}
