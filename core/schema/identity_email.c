/* identity_email.c - an e-mail address in the one form it is compared by. Called for every address of every record:
 * what is plain ASCII takes no detour. Knows nothing of whether the mailbox exists. */
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/schema/identity.h"
#include <idn2.h>

enum { LOCAL_MAX = 64, DOMAIN_MAX = 253, LABEL_MAX = 63 };

/* What a local part may hold besides letters, digits and what is not ASCII. Quoted local parts are refused: nobody has
 * one, and what looks like one is a mistake. */
static const bool marks[128] = {
    ['!'] = true, ['#'] = true, ['$'] = true, ['%'] = true, ['&'] = true, ['\''] = true, ['*'] = true,
    ['+'] = true, ['-'] = true, ['.'] = true, ['/'] = true, ['='] = true, ['?'] = true,  ['^'] = true,
    ['_'] = true, ['`'] = true, ['{'] = true, ['|'] = true, ['}'] = true, ['~'] = true};

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The address inside "Ann <ann@example.com>", "mailto:ann@example.com?subject=x" and "ann@example.com;". */
static struct garner_str bare(struct garner_str text)
{
    text = str_trim(text);
    const char *open = text.len && text.ptr[text.len - 1] == '>' ? memrchr(text.ptr, '<', text.len) : NULL;
    if (open) {
        text = str_trim(str_of(open + 1, (size_t)(text.ptr + text.len - 1 - (open + 1))));
    }
    if (text.len > 7 && str_is_nocase(str_of(text.ptr, 7), "mailto:")) {
        const char *query = memchr(text.ptr, '?', text.len);
        size_t end = query ? (size_t)(query - text.ptr) : text.len;
        text = str_trim(str_of(text.ptr + 7, end - 7));
    }
    while (text.len && strchr(";,.", text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

/* Blanks and marks without width, which no address has and no eye sees. */
static bool is_invisible(uint32_t code)
{
    return (code >= 0x80 && code <= 0xA0) || code == 0xAD || (code >= 0x2000 && code <= 0x200F) ||
           (code >= 0x2028 && code <= 0x202F) || (code >= 0x205F && code <= 0x206F) || code == 0x3000 || code == 0xFEFF;
}

/* Small letters of local into out, which holds twice its length; the length, or 0 where it is no local part. */
static size_t put_local(char *out, struct garner_str local)
{
    size_t len = 0;
    const char *end = local.ptr + local.len;
    for (const char *p = local.ptr; p < end;) {
        if ((unsigned char)*p < 0x80) {
            if (!is_alnum(*p) && !marks[(unsigned char)*p]) {
                return 0;
            }
            out[len++] = lower(*p++);
            continue;
        }
        uint32_t code = 0;
        size_t n = utf8_decode(p, end, &code);
        if (n == 0 || is_invisible(code)) {
            return 0;
        }
        len += utf8_encode(utf8_lower(code), out + len);
        p += n;
    }
    return len;
}

/* Two labels at least, each of letters, digits and inner hyphens; the last is no number. */
static bool is_domain(const char *text, size_t len)
{
    size_t start = 0, labels = 0;
    for (size_t i = 0; i <= len; i++) {
        if (i < len && text[i] != '.') {
            if (!is_alnum(text[i]) && text[i] != '-') {
                return false;
            }
            continue;
        }
        if (i == start || i - start > LABEL_MAX || text[start] == '-' || text[i - 1] == '-') {
            return false;
        }
        labels++;
        start = i < len ? i + 1 : start;
    }
    return labels >= 2 && !(text[start] >= '0' && text[start] <= '9');
}

/* Through IDNA 2008 with UTS 46 mapping, which also makes small letters. */
static size_t put_foreign_domain(char out[DOMAIN_MAX], struct garner_str domain)
{
    char text[4 * DOMAIN_MAX + 1];
    uint8_t *ascii = NULL;
    if (domain.len >= sizeof text) {
        return 0;
    }
    memcpy(text, domain.ptr, domain.len);
    text[domain.len] = '\0';
    if (idn2_lookup_u8((const uint8_t *)text, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK) {
        return 0;
    }
    size_t len = strlen((const char *)ascii);
    bool fits = len <= DOMAIN_MAX;
    memcpy(out, ascii, fits ? len : 0);
    idn2_free(ascii);
    return fits ? len : 0;
}

static size_t put_domain(char out[DOMAIN_MAX], struct garner_str domain)
{
    size_t len = 0;
    bool ascii = domain.len <= DOMAIN_MAX;
    for (; ascii && len < domain.len; len++) {
        ascii = (unsigned char)domain.ptr[len] < 0x80;
        out[len] = lower(domain.ptr[len]);
    }
    if (!ascii) {
        len = put_foreign_domain(out, domain);
    }
    return is_domain(out, len) ? len : 0;
}

bool identity_email(struct buf *out, struct garner_str text)
{
    char address[2 * LOCAL_MAX + 1 + DOMAIN_MAX];
    struct garner_str whole = bare(text);
    const char *at = whole.len ? memchr(whole.ptr, '@', whole.len) : NULL;
    if (at == NULL || at == whole.ptr || at - whole.ptr > LOCAL_MAX) {
        return false;
    }
    size_t before = (size_t)(at - whole.ptr);
    size_t local = put_local(address, str_of(whole.ptr, before));
    if (local == 0) {
        return false;
    }
    address[local] = '@';
    size_t domain = put_domain(address + local + 1, str_of(at + 1, whole.len - before - 1));
    return domain > 0 && buf_add(out, address, local + 1 + domain) == 0;
}
