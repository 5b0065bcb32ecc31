/* profile_name.c - what the name of a column says, and whether it is one of several; see profile_parts.h and
 * profile_fit.h. */
#include "core/base/str.h"
#include "core/plugin/profile_fit.h"
#include "core/plugin/profile_parts.h"

enum { NAME_MAX = 160 };

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}
static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

size_t profile_words(struct garner_str text, char *out, size_t size)
{
    size_t n = 0;
    out[n++] = ' ';
    for (size_t i = 0; i < text.len && n + 3 < size; i++) {
        char c = text.ptr[i], before = i ? text.ptr[i - 1] : ' ';
        bool next_lower = i + 1 < text.len && is_lower(text.ptr[i + 1]);
        bool begins = is_upper(c) && (is_lower(before) || (is_upper(before) && next_lower));
        bool letter = is_lower(c) || is_upper(c) || (c >= '0' && c <= '9') || (unsigned char)c > 127;
        if ((begins || !letter) && out[n - 1] != ' ') {
            out[n++] = ' ';
        }
        if (letter) {
            out[n++] = is_upper(c) ? (char)(c + 32) : c;
        }
    }
    if (out[n - 1] != ' ') {
        out[n++] = ' ';
    }
    out[n] = '\0';
    return n;
}

/* list: whole words with a blank around each, separated by bars. */
static bool has_word(const char *words, const char *const *list)
{
    for (; *list; list++) {
        if (strstr(words, *list)) {
            return true;
        }
    }
    return false;
}

static bool says_id(const char *words, size_t len)
{
    static const char *const ends[] = {" id ", " ids ",    " key ",    " guid ", " uuid ",    " no ",
                                       " nr ", " number ", " nummer ", " sku ",  " barcode ", NULL};
    for (const char *const *end = ends; *end; end++) {
        size_t n = strlen(*end);
        if (len >= n && memcmp(words + len - n, *end, n) == 0) {
            return true;
        }
    }
    return strncmp(words, " id ", 4) == 0;
}

unsigned profile_name_says(struct garner_str name)
{
    static const char *const dates[] = {" date ", " time ",    " at ",     " day ",   " on ",  "date ",  "timestamp",
                                        "datum ", " tag ",     " fecha ",  " jour ",  " dia ", " data ", " created ",
                                        " am ",   " updated ", " giorno ", " start ", " end ", NULL};
    static const char *const phones[] = {"phone",       " mobile ", " tel ",   "telefon",
                                         " cell ",      " fax ",    " handy ", "t\xC3\xA9l\xC3\xA9phone",
                                         "tel\xC3\xA9", NULL};
    static const char *const currencies[] = {" currency ", " currencies ", "currency code",     "w\xC3\xA4hrung",
                                             " devise ",   " moneda ",     " moeda ",           " valuta ",
                                             " iso ",      " curr ",       " alphabetic code ", NULL};
    char words[NAME_MAX];
    size_t len = profile_words(name, words, sizeof words);
    return (unsigned)((says_id(words, len) ? PROFILE_SAYS_ID : 0) | (has_word(words, dates) ? PROFILE_SAYS_DATE : 0) |
                      (has_word(words, phones) ? PROFILE_SAYS_PHONE : 0) |
                      (has_word(words, currencies) ? PROFILE_SAYS_CURRENCY : 0));
}

/* ---- one of several ---- */

/* "Amount spent (EUR)" is "Amount spent". */
static struct garner_str without_currency(struct garner_str name)
{
    if (name.len < 7 || name.ptr[name.len - 1] != ')' || name.ptr[name.len - 5] != '(') {
        return name;
    }
    char code[4];
    memcpy(code, name.ptr + name.len - 4, 3);
    code[3] = '\0';
    return value_is_currency(code) ? str_trim(str_of(name.ptr, name.len - 5)) : name;
}

/* How warehouse loaders and APIs begin the names of a record's own properties. */
static struct garner_str without_prefix(struct garner_str name)
{
    static const char *const prefixes[] = {"property_hs_", "property_", "properties.hs_", "properties.", "hs_"};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t len = strlen(prefixes[i]);
        if (str_starts(name, prefixes[i]) && name.len > len) {
            return str_of(name.ptr + len, name.len - len);
        }
    }
    return name;
}

bool profile_name_is(struct garner_str name, struct garner_str alias)
{
    char text[NAME_MAX];
    if (alias.len == 0 || alias.len >= sizeof text || name.len == 0) {
        return false;
    }
    memcpy(text, alias.ptr, alias.len);
    text[alias.len] = '\0';
    return garner_same_name(name, text) || garner_same_name(without_prefix(without_currency(name)), text);
}

struct garner_str profile_next_name(const char **list)
{
    const char *begin = *list;
    size_t len = strcspn(begin, "|");
    *list = begin + len + (begin[len] == '|');
    return str_trim(str_of(begin, len));
}

struct garner_str profile_stem(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t len = strlen(name);
    const char *dot = len > 1 ? strchr(name + 1, '.') : NULL;
    return str_of(name, dot ? (size_t)(dot - name) : len);
}
