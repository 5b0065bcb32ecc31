/* mime.c - a letter as an internet message: RFC 5322 headers, RFC 2047 words, MIME parts. Pure: the same letter of the
 * same entry is the same bytes, so that a message sent twice is one message twice. Called by send.c. */
#include "core/courier/courier.h"

#include "core/base/calendar.h"
#include "core/base/str.h"

enum { LINE_BYTES = 57 /* 76 characters of base64 */, WORD_BYTES = 39, PLAIN_LINE_MAX = 900 };

static void add_base64(struct buf *out, const char *bytes, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i < 3 ? len - i : 3;
        uint32_t group = 0;
        for (size_t n = 0; n < 3; n++) {
            group = group << 8 | (n < left ? (unsigned char)bytes[i + n] : 0);
        }
        for (size_t n = 0; n < 4; n++) {
            buf_addc(out, n <= left ? digits[group >> (18 - 6 * n) & 63] : '=');
        }
    }
}

/* ---- headers ---- */

static bool is_plain(struct garner_str text, size_t most)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < ' ' || c >= 0x7F) {
            return false;
        }
    }
    return text.len <= most && !(text.len >= 2 && memmem(text.ptr, text.len, "=?", 2));
}

/* Text of a header: as it is, or in encoded words that each hold whole characters. */
static void add_words(struct buf *out, struct garner_str text)
{
    if (is_plain(text, 200)) {
        buf_addstr(out, text);
        return;
    }
    for (size_t at = 0; at < text.len;) {
        size_t n = text.len - at < WORD_BYTES ? text.len - at : WORD_BYTES;
        while (n > 1 && at + n < text.len && ((unsigned char)text.ptr[at + n] & 0xC0) == 0x80) {
            n--;
        }
        buf_adds(out, at ? "\r\n =?UTF-8?B?" : "=?UTF-8?B?");
        add_base64(out, text.ptr + at, n);
        buf_adds(out, "?=");
        at += n;
    }
}

struct garner_str mime_address(struct garner_str sender)
{
    const char *open = sender.len ? memchr(sender.ptr, '<', sender.len) : NULL;
    return open ? str_of(open + 1, sender.len - (size_t)(open - sender.ptr) - 2) : sender;
}

static void add_sender(struct buf *out, struct garner_str sender)
{
    struct garner_str address = mime_address(sender);
    struct garner_str name =
        str_trim(str_of(sender.ptr, address.ptr == sender.ptr ? 0 : (size_t)(address.ptr - sender.ptr) - 1));
    buf_adds(out, "From: ");
    if (name.len) {
        bool plain = is_plain(name, 60) && !memchr(name.ptr, '"', name.len) && !memchr(name.ptr, '\\', name.len);
        buf_adds(out, plain ? "\"" : "");
        add_words(out, name);
        buf_addf(out, "%s <%.*s>\r\n", plain ? "\"" : "", STR_ARG(address));
    } else {
        buf_addf(out, "%.*s\r\n", STR_ARG(address));
    }
}

/* "Mon, 23 Nov 2026 07:00:00 +0000" */
static void add_date(struct buf *out, int64_t utc_ms)
{
    static const char days[][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int32_t day = (int32_t)(utc_ms / CALENDAR_DAY_MS);
    struct civil civil = calendar_civil(day);
    int64_t second = utc_ms / 1000 % 86400;
    buf_addf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[calendar_weekday(day) - 1], civil.day,
             months[civil.month - 1], civil.year, (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

static void add_headers(struct buf *out, const struct letter *letter, const struct target *target,
                        const struct ledger_entry *entry)
{
    struct garner_str sender = mime_address(garner_text(target->from));
    const char *at = memchr(sender.ptr, '@', sender.len);
    add_sender(out, garner_text(target->from));
    for (size_t i = 0; i < target->to.count; i++) {
        buf_addf(out, "%s%.*s", i ? ",\r\n " : "To: ", STR_ARG(target->to.items[i]));
    }
    buf_adds(out, "\r\nSubject: ");
    add_words(out, garner_text(letter->subject));
    buf_adds(out, "\r\n");
    add_date(out, entry->created_at);
    buf_addf(out, "Message-ID: <%s%.*s>\r\n", entry->id, (int)(sender.ptr + sender.len - at), at);
    buf_adds(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
}

/* ---- parts ---- */

static bool is_short_ascii(struct garner_str text)
{
    size_t line = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        line = c == '\n' ? 0 : line + 1;
        if (c >= 0x7F || (c < ' ' && c != '\n' && c != '\t') || line > PLAIN_LINE_MAX) {
            return false;
        }
    }
    return true;
}

static void add_lines(struct buf *out, struct garner_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n') {
            buf_addc(out, '\r');
        }
        buf_addc(out, text.ptr[i]);
    }
    buf_adds(out, text.len && text.ptr[text.len - 1] == '\n' ? "" : "\r\n");
}

/* Headers of the content, a blank line, the content. name: of an attachment, else NULL. */
static void add_part(struct buf *out, const char *type, const char *name, struct garner_str content)
{
    bool plain = is_short_ascii(content);
    buf_addf(out, "Content-Type: %s\r\nContent-Transfer-Encoding: %s\r\n", type, plain ? "7bit" : "base64");
    if (name) {
        buf_addf(out, "Content-Disposition: attachment; filename=\"%s\"\r\n", name);
    }
    buf_adds(out, "\r\n");
    if (plain) {
        add_lines(out, content);
        return;
    }
    for (size_t at = 0; at < content.len; at += LINE_BYTES) {
        size_t n = content.len - at < LINE_BYTES ? content.len - at : LINE_BYTES;
        add_base64(out, content.ptr + at, n);
        buf_adds(out, "\r\n");
    }
}

void mime_write(struct buf *out, const struct letter *letter, const struct target *target,
                const struct ledger_entry *entry)
{
    static const char text[] = "text/plain; charset=utf-8";
    add_headers(out, letter, target, entry);
    if (!letter->html.len && !letter->file_type) {
        add_part(out, text, NULL, letter->text);
        return;
    }
    /* The id is a hash: no part holds it behind two dashes at the beginning of a line. */
    buf_addf(out, "Content-Type: multipart/%s; boundary=\"=_%s\"\r\n\r\n--=_%s\r\n",
             letter->html.len ? "alternative" : "mixed", entry->id, entry->id);
    add_part(out, text, NULL, letter->text);
    buf_addf(out, "--=_%s\r\n", entry->id);
    if (letter->html.len) {
        add_part(out, "text/html; charset=utf-8", NULL, letter->html);
    } else {
        add_part(out, letter->file_type, letter->file_name, letter->file);
    }
    buf_addf(out, "--=_%s--\r\n", entry->id);
}
