/* render_width.c - how many columns of a terminal a text takes, and text made harmless for one. Our own small table:
 * wcwidth depends on the locale, and the same store must give the same bytes everywhere. */
#include "core/base/utf8.h"
#include "core/report/render.h"

struct range {
    uint32_t first, last;
};

/* Marks that stand on the character before, and characters without a shape. */
static const struct range NARROW[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},   {0x064B, 0x065F},   {0x0900, 0x0902},
    {0x093C, 0x093C}, {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31},   {0x0E34, 0x0E3A},   {0x0E47, 0x0E4E},
    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x202A, 0x202E},   {0x2060, 0x2064},   {0x20D0, 0x20F0},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0x1F3FB, 0x1F3FF}, {0xE0100, 0xE01EF},
};
/* East Asian wide and fullwidth characters, and emoji. */
static const struct range WIDE[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},   {0x2614, 0x2615},
    {0x2648, 0x2653},   {0x26A1, 0x26A1},   {0x26BD, 0x26BE},   {0x2705, 0x2705},   {0x270A, 0x270B},
    {0x2728, 0x2728},   {0x274C, 0x274C},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
    {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

static bool is_in(const struct range *ranges, size_t count, uint32_t code)
{
    for (size_t i = 0; i < count && ranges[i].first <= code; i++) {
        if (code <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

int width_of(uint32_t code)
{
    if (code < 0x300) {
        return 1;
    }
    if (is_in(NARROW, sizeof NARROW / sizeof *NARROW, code)) {
        return 0;
    }
    return is_in(WIDE, sizeof WIDE / sizeof *WIDE, code) ? 2 : 1;
}

/* The next character, as it may be printed: blanks for tabs and line ends, U+FFFD for controls, for marks that turn the
 * direction of a line, and for bytes that are no UTF-8. */
static size_t take(const char *p, const char *end, uint32_t *code)
{
    size_t n = utf8_decode(p, end, code);
    if (n == 0 || *code < 0x20 || (*code >= 0x7F && *code < 0xA0) || (*code >= 0x202A && *code <= 0x202E) ||
        (*code >= 0x2066 && *code <= 0x2069)) {
        *code = n && (*code == '\t' || *code == '\n' || *code == '\r') ? ' ' : 0xFFFD;
    }
    return n ? n : 1;
}

size_t width_text(struct garner_str text)
{
    size_t width = 0;
    for (const char *p = text.ptr, *end = str_end(text); p < end;) {
        uint32_t code = 0;
        p += take(p, end, &code);
        width += (size_t)width_of(code);
    }
    return width;
}

void width_add(struct buf *out, struct garner_str text, size_t most)
{
    bool cut = most && width_text(text) > most;
    size_t left = cut ? most - 1 : SIZE_MAX;
    for (const char *p = text.ptr, *end = str_end(text); p < end;) {
        uint32_t code = 0;
        char bytes[4];
        p += take(p, end, &code);
        if ((size_t)width_of(code) > left) {
            break;
        }
        left -= (size_t)width_of(code);
        buf_add(out, bytes, utf8_encode(code, bytes));
    }
    if (cut) {
        buf_adds(out, "…");
    }
}
