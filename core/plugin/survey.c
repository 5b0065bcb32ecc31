/* survey.c - which encoding a file's bytes can be; see decode.h. Called while a file is hashed, so that it is read once
 * for both. */
#include "core/base/str.h"
#include "core/plugin/decode.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)

static const struct {
    const char *name;
    enum encoding encoding;
} NAMES[] = {
    {"utf-8", ENCODING_UTF8},       {"utf-16", ENCODING_UTF16},  {"utf-16le", ENCODING_UTF16LE},
    {"utf-16be", ENCODING_UTF16BE}, {"latin1", ENCODING_LATIN1}, {"windows-1252", ENCODING_WINDOWS_1252},
};

enum encoding encoding_named(struct garner_str name)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (str_is_nocase(name, NAMES[i].name)) {
            return NAMES[i].encoding;
        }
    }
    return ENCODING_AUTO;
}

const char *encoding_name(enum encoding encoding)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (encoding == NAMES[i].encoding) {
            return NAMES[i].name;
        }
    }
    return "auto";
}

/* The first byte of a character of several bytes: what must follow (RFC 3629: no overlong form, no surrogate, nothing
 * beyond U+10FFFF). */
static void begin_character(struct survey *survey, unsigned char byte)
{
    survey->low = 0x80;
    survey->high = 0xBF;
    if (byte >= 0xC2 && byte <= 0xDF) {
        survey->need = 1;
    } else if (byte >= 0xE0 && byte <= 0xEF) {
        survey->need = 2;
        survey->low = byte == 0xE0 ? 0xA0 : 0x80;
        survey->high = byte == 0xED ? 0x9F : 0xBF;
    } else if (byte >= 0xF0 && byte <= 0xF4) {
        survey->need = 3;
        survey->low = byte == 0xF0 ? 0x90 : 0x80;
        survey->high = byte == 0xF4 ? 0x8F : 0xBF;
    } else {
        survey->bad_utf8 = true;
    }
}

static void continue_character(struct survey *survey, unsigned char byte)
{
    if (byte < survey->low || byte > survey->high) {
        survey->bad_utf8 = true;
    }
    survey->need--;
    survey->low = 0x80;
    survey->high = 0xBF;
}

static const unsigned char *skip_ascii(const unsigned char *p, const unsigned char *end)
{
    for (; end - p >= 16; p += 16) {
        uint64_t a = 0, b = 0;
        memcpy(&a, p, 8);
        memcpy(&b, p + 8, 8);
        if ((a | b) & HIGH_BITS) {
            break;
        }
    }
    return p;
}

static void check_utf8(struct survey *survey, const unsigned char *p, const unsigned char *end)
{
    while (p < end && !survey->bad_utf8) {
        if (survey->need) {
            continue_character(survey, *p++);
            continue;
        }
        p = skip_ascii(p, end);
        for (; p < end && *p < 0x80; p++) {
        }
        if (p < end) {
            begin_character(survey, *p++);
        }
    }
}

void survey_add(struct survey *survey, const void *bytes, size_t len)
{
    if (len == 0) {
        return;
    }
    size_t head = SURVEY_HEAD - survey->head_len < len ? SURVEY_HEAD - survey->head_len : len;
    memcpy(survey->head + survey->head_len, bytes, head);
    survey->head_len += head;
    survey->bytes += len;
    survey->nul = survey->nul || memchr(bytes, 0, len) != NULL;
    check_utf8(survey, bytes, (const unsigned char *)bytes + len);
}

bool survey_valid_utf8(const struct survey *survey)
{
    return !survey->bad_utf8 && survey->need == 0;
}

static bool head_is(const struct survey *survey, const char *mark, size_t len)
{
    return survey->head_len >= len && memcmp(survey->head, mark, len) == 0;
}

/* Western text in UTF-16 has a NUL in nearly every second byte, always on the same side. */
static enum encoding by_nuls(const struct survey *survey)
{
    size_t nuls[2] = {0, 0}, pairs = survey->head_len / 2;
    for (size_t i = 0; i < pairs * 2; i++) {
        nuls[i % 2] += survey->head[i] == 0;
    }
    if (nuls[1] * 2 > pairs && nuls[0] * 10 < pairs) {
        return ENCODING_UTF16LE;
    }
    return nuls[0] * 2 > pairs && nuls[1] * 10 < pairs ? ENCODING_UTF16BE : ENCODING_AUTO;
}

enum encoding survey_encoding(const struct survey *survey)
{
    if (head_is(survey, "\xFF\xFE", 2)) {
        return ENCODING_UTF16LE;
    }
    if (head_is(survey, "\xFE\xFF", 2)) {
        return ENCODING_UTF16BE;
    }
    if (head_is(survey, "\xEF\xBB\xBF", 3)) {
        return ENCODING_UTF8;
    }
    enum encoding found = survey->nul ? by_nuls(survey) : ENCODING_AUTO;
    if (found != ENCODING_AUTO) {
        return found;
    }
    return survey_valid_utf8(survey) ? ENCODING_UTF8 : ENCODING_WINDOWS_1252;
}
