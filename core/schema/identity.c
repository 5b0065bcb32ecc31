/* identity.c - hashing identity keys, and which keys say nothing about a person. Called by the store where it links
 * records to persons. Keeps no address and no number. */
#include "core/schema/identity.h"
#include "core/base/str.h"
#include <sodium.h>

_Static_assert(IDENTITY_KEY_BYTES == crypto_generichash_KEYBYTES, "the key has BLAKE2b's recommended size");
_Static_assert(IDENTITY_HASH_BYTES >= crypto_generichash_BYTES_MIN, "the hash is not below BLAKE2b's minimum");

/* Hashed are the kind, the length of space in eight bytes, space, text: no two triples share these bytes. */
struct identity_hash identity_hash(const unsigned char key[IDENTITY_KEY_BYTES], enum identity_kind kind,
                                   struct garner_str space, struct garner_str normalised)
{
    struct identity_hash hash;
    crypto_generichash_state state;
    unsigned char head[9] = {(unsigned char)kind};
    for (size_t i = 0; i < 8; i++) {
        head[1 + i] = (unsigned char)((uint64_t)space.len >> 8 * i & 0xFF);
    }
    crypto_generichash_init(&state, key, IDENTITY_KEY_BYTES, sizeof hash.bytes);
    crypto_generichash_update(&state, head, sizeof head);
    crypto_generichash_update(&state, (const unsigned char *)space.ptr, space.len);
    crypto_generichash_update(&state, (const unsigned char *)normalised.ptr, normalised.len);
    crypto_generichash_final(&state, hash.bytes, sizeof hash.bytes);
    return hash;
}

/* The lists are in small letters. */
static bool listed(struct garner_str text, const char *const *list, size_t count)
{
    char first = text.len ? (char)(text.ptr[0] | 0x20) : '\0';
    for (size_t i = 0; i < count; i++) {
        if ((list[i][0] | 0x20) == first && str_is_nocase(text, list[i])) {
            return true;
        }
    }
    return false;
}

/* Without the marks that "no-reply", "no.reply" and "no_reply" differ by. */
/* clang-format off */
static const char *const roles[] = {
    "abuse", "accounting", "accounts", "accueil", "admin", "administracion", "administrator", "amministrazione",
    "anfrage", "application", "bestellung", "bewerbung", "billing", "bonjour", "booking", "buchhaltung", "career",
    "careers", "comercial", "commercial", "compras", "contact", "contactus", "contacto", "contato", "contatti",
    "customercare", "customerservice", "datenschutz", "dataprotection", "donotreply", "einkauf", "empfang",
    "enquiries", "enquiry", "event", "events", "feedback", "finance", "hello", "help", "helpdesk", "hi", "hola",
    "hostmaster", "hr", "info", "information", "inquiries", "inquiry", "invoice", "invoices", "it", "jobs",
    "kontakt", "kundenservice", "legal", "mail", "mailbox", "mailerdaemon", "marketing", "media", "news",
    "newsletter", "noreply", "notifications", "office", "order", "orders", "partner", "partners", "post",
    "postmaster", "pr", "presse", "press", "privacy", "procurement", "purchasing", "rechnung", "reception",
    "recruiting", "reservations", "root", "sales", "secretary", "security", "sekretariat", "service", "shop",
    "store", "support", "team", "ventas", "vendas", "vendite", "ventes", "verkauf", "vertrieb", "verwaltung",
    "webinar", "webmaster", "welcome", "zentrale",
};
/* clang-format on */

bool identity_is_role(struct garner_str email)
{
    char local[24];
    size_t len = 0;
    for (size_t i = 0; i < email.len && email.ptr[i] != '@' && email.ptr[i] != '+'; i++) {
        char c = email.ptr[i];
        if (c == '.' || c == '-' || c == '_') {
            continue;
        }
        if (len == sizeof local) {
            return false;
        }
        local[len++] = c;
    }
    return listed(str_of(local, len), roles, sizeof roles / sizeof *roles);
}

/* clang-format off */
static const char *const providers[] = {
    "gmail.com", "googlemail.com", "ymail.com", "rocketmail.com", "aol.com", "aim.com", "icloud.com", "me.com",
    "mac.com", "mail.com", "email.com", "proton.me", "protonmail.com", "protonmail.ch", "pm.me", "zoho.com",
    "zohomail.com", "zohomail.eu", "fastmail.com", "fastmail.fm", "hey.com", "duck.com", "mozmail.com",
    "hushmail.com", "tutanota.com", "tutanota.de", "tuta.io", "tuta.com", "posteo.de", "posteo.net", "mailbox.org",
    "web.de", "t-online.de", "freenet.de", "arcor.de", "1und1.de", "online.de", "email.de", "vodafone.de", "aon.at",
    "chello.at", "a1.net", "bluewin.ch", "hispeed.ch", "sunrise.ch", "orange.fr", "wanadoo.fr", "free.fr",
    "laposte.net", "sfr.fr", "neuf.fr", "bbox.fr", "libero.it", "virgilio.it", "tiscali.it", "alice.it", "tin.it",
    "email.it", "telefonica.net", "terra.es", "sapo.pt", "terra.com.br", "uol.com.br", "bol.com.br", "ig.com.br",
    "globo.com", "prodigy.net.mx", "btinternet.com", "virginmedia.com", "sky.com", "talktalk.net", "ntlworld.com",
    "blueyonder.co.uk", "eircom.net", "ziggo.nl", "kpnmail.nl", "planet.nl", "home.nl", "xs4all.nl", "hetnet.nl",
    "telenet.be", "skynet.be", "proximus.be", "telia.com", "online.no", "bredband.net", "wp.pl", "o2.pl", "onet.pl",
    "interia.pl", "op.pl", "seznam.cz", "centrum.cz", "email.cz", "centrum.sk", "azet.sk", "freemail.hu",
    "citromail.hu", "abv.bg", "mail.ru", "inbox.ru", "bk.ru", "list.ru", "rambler.ru", "ya.ru", "ukr.net", "i.ua",
    "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net",
    "earthlink.net", "juno.com", "optonline.net", "rogers.com", "shaw.ca", "sympatico.ca", "telus.net",
    "bigpond.com", "bigpond.net.au", "optusnet.com.au", "xtra.co.nz", "rediffmail.com", "qq.com", "163.com",
    "126.com", "139.com", "sina.com", "sina.cn", "sohu.com", "foxmail.com", "naver.com", "daum.net", "hanmail.net",
    "kakao.com", "docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp", "walla.co.il", "mailinator.com",
    "privaterelay.appleid.com",
};
/* clang-format on */

/* These have a domain in nearly every country. */
static const char *const everywhere[] = {"yahoo", "hotmail", "live", "outlook", "msn", "gmx", "yandex"};

/* "de", "com", "co.uk", "com.br": nothing but short labels, two at most. */
static bool is_suffix(struct garner_str text)
{
    const char *dot = text.len ? memchr(text.ptr, '.', text.len) : NULL;
    size_t first = dot ? (size_t)(dot - text.ptr) : text.len;
    size_t second = dot ? text.len - first - 1 : 2;
    return first >= 2 && first <= 3 && second == 2;
}

bool identity_is_mail_provider(struct garner_str domain)
{
    const char *dot = domain.len ? memchr(domain.ptr, '.', domain.len) : NULL;
    if (dot == NULL) {
        return false;
    }
    size_t first = (size_t)(dot - domain.ptr);
    if (is_suffix(str_of(dot + 1, domain.len - first - 1)) &&
        listed(str_of(domain.ptr, first), everywhere, sizeof everywhere / sizeof *everywhere)) {
        return true;
    }
    return listed(domain, providers, sizeof providers / sizeof *providers);
}

bool identity_domain(const unsigned char key[IDENTITY_KEY_BYTES], struct garner_str email, int64_t *out)
{
    const char *at = email.len ? memchr(email.ptr, '@', email.len) : NULL;
    struct garner_str domain = at ? str_of(at + 1, email.len - (size_t)(at + 1 - email.ptr)) : (struct garner_str){0};
    if (domain.len == 0 || identity_is_mail_provider(domain)) {
        return false;
    }
    struct identity_hash hash = identity_hash(key, IDENTITY_DOMAIN, (struct garner_str){0}, domain);
    memcpy(out, hash.bytes, sizeof *out);
    return true;
}
