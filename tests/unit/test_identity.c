/* test_identity.c - addresses and numbers written in many ways are one key; what is neither is none. */
#include "core/base/str.h"
#include "core/schema/identity.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static struct garner_str str(const char *text)
{
    return text ? str_of(text, strlen(text)) : (struct garner_str){NULL, 0};
}

/* clang-format off */
static void addresses_take_one_form(void **unused)
{
    (void)unused;
    static const char x64[] = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    static char longest_local[100], too_long_local[100];
    snprintf(longest_local, sizeof longest_local, "%s@b.de", x64);
    snprintf(too_long_local, sizeof too_long_local, "x%s@b.de", x64);
    const struct {
        const char *text, *normal; /* normal: NULL = no address */
    } cases[] = {
        {"ann@example.com", "ann@example.com"},
        {" Ann.Lee@Example.COM\r\n", "ann.lee@example.com"},
        {"\xC2\xA0" "ann@example.com\xEF\xBB\xBF", "ann@example.com"},
        {"mailto:ann@example.com?subject=Hi", "ann@example.com"},
        {"MAILTO:Ann@Example.com", "ann@example.com"},
        {"Ann Lee <ann@example.com>", "ann@example.com"},
        {"\"Lee, Ann (a@b)\" < ann@example.com >", "ann@example.com"},
        {"Ann <mailto:ann@example.com>", "ann@example.com"},
        {"ann@example.com;", "ann@example.com"},
        {"ann@example.com.", "ann@example.com"},
        {"ann+expo@example.com", "ann+expo@example.com"},
        {"o'neil_{x}@sub.example.co.uk", "o'neil_{x}@sub.example.co.uk"},
        {"a..b.@docomo.ne.jp", "a..b.@docomo.ne.jp"},
        {"ann@m\xC3\xBCller.de", "ann@xn--mller-kva.de"},
        {"ann@M\xC3\x9CLLER.DE", "ann@xn--mller-kva.de"},
        {"ann@mu\xCC\x88ller.de", "ann@xn--mller-kva.de"},
        {"ann@XN--MLLER-KVA.de", "ann@xn--mller-kva.de"},
        {"ann@stra\xC3\x9F" "e.de", "ann@xn--strae-oqa.de"},
        {"\xC3\x84NN@example.com", "\xC3\xA4nn@example.com"},
        {"\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD@\xD0\xBF\xD0\xBE\xD1\x87\xD1\x82\xD0\xB0.\xD1\x80\xD1\x84",
         "\xD0\xB8\xD0\xB2\xD0\xB0\xD0\xBD@xn--80a1acny.xn--p1ai"},
        {longest_local, longest_local},
        {too_long_local, NULL},
        {NULL, NULL}, {"", NULL}, {"n/a", NULL}, {"@", NULL}, {"a@", NULL}, {"@b.de", NULL}, {"a@b", NULL},
        {"a@b@c.de", NULL}, {"a b@c.de", NULL}, {"a@b c.de", NULL}, {"a@b..de", NULL}, {"a@.de", NULL},
        {"a@-b.de", NULL}, {"a@b-.de", NULL}, {"a@b_c.de", NULL}, {"a@1.2.3.4", NULL}, {"a@[1.2.3.4]", NULL},
        {"a@b.de; c@d.de", NULL}, {"a@b.de,c@d.de", NULL}, {"\"a b\"@c.de", NULL}, {"a\x01@b.de", NULL},
        {"<>", NULL}, {"Ann <ann@example.com> x", NULL}, {"a\xE2\x80\x8B@b.de", NULL}, {"a\xFF@b.de", NULL},
        {"a@b\xFF.de", NULL}, {"a@xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.de", NULL},
    };
    struct buf out;
    buf_init(&out, 400);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_clear(&out);
        buf_adds(&out, "kept:");
        bool is = identity_email(&out, str(cases[i].text));
        if (is != (cases[i].normal != NULL) || strcmp(buf_text(&out) + 5, is ? cases[i].normal : "") != 0) {
            fail_msg("\"%s\" gave \"%s\"", cases[i].text, buf_text(&out));
        }
    }
    buf_release(&out);
}

static void numbers_take_one_form(void **unused)
{
    (void)unused;
    static const struct {
        const char *text, *country, *normal; /* normal: NULL = no number */
    } cases[] = {
        /* one German number */
        {"+49 30 123456", "", "+4930123456"}, {"+49 (0) 30 / 123 456", "", "+4930123456"},
        {"+49 030 123456", "", "+4930123456"}, {"(+49) 30-123456", "US", "+4930123456"},
        {"0049 30 123456", "DE", "+4930123456"}, {"0049 30 123456", "", "+4930123456"},
        {"030 123456", "DE", "+4930123456"}, {"30123456", "de", "+4930123456"}, {"(030) 123 456", "DE", "+4930123456"},
        {"030.123.456", "DE", "+4930123456"}, {"030\xC2\xA0" "123\xE2\x80\x91" "456", "DE", "+4930123456"},
        {"\xE2\x80\xAA+49 30 123456\xE2\x80\xAC", "", "+4930123456"}, {"'+4930123456", "", "+4930123456"},
        {"tel:+49-30-123456;ext=5", "", "+4930123456"}, {"p:+4930123456", "US", "+4930123456"},
        {"Phone: 030 123456", "DE", "+4930123456"}, {"4930123456.0", "", "local:4930123456"},
        {"011 49 30 123456", "US", "+4930123456"}, {"0011 49 30 123456", "AU", "+4930123456"},
        {"4915112345678", "DE", "+4915112345678"}, {"015112345678", "DE", "+4915112345678"},
        {"49211234567", "DE", "+4949211234567"},
        /* other countries' ways */
        {"(555) 123-4567", "US", "+15551234567"}, {"1-555-123-4567", "US", "+15551234567"},
        {"+1 1 555 123 4567", "", "+15551234567"}, {"020 7946 0018", "GB", "+442079460018"},
        {"+44 (0)20 7946 0018", "", "+442079460018"}, {"06 1234 5678", "IT", "+390612345678"},
        {"+39 06 1234 5678", "", "+390612345678"}, {"393331234567", "IT", "+393331234567"},
        {"06 20 123 4567", "HU", "+36201234567"}, {"+36 06 20 123 4567", "", "+36201234567"},
        {"8 (495) 123-45-67", "RU", "+74951234567"}, {"+7 495 123 45 67", "", "+74951234567"},
        {"8001234567", "RU", "+78001234567"}, {"8 701 123 45 67", "KZ", "+77011234567"},
        {"01 23 45 67 89", "FR", "+33123456789"}, {"+33 (0)1 23 45 67 89", "", "+33123456789"},
        {"612 34 56 78", "ES", "+34612345678"}, {"+52 1 55 1234 5678", "", "+525512345678"},
        {"(11) 91234-5678", "BR", "+5511912345678"}, {"0 11 91234-5678", "BR", "+5511912345678"},
        {"90-1234-5678", "JP", "+819012345678"}, {"138 1234 5678", "CN", "+8613812345678"},
        {"+999 12345", "", "+99912345"}, {"+1 1 1 555 123 4567", "", "+15551234567"},
        /* extensions are kept apart */
        {"+1 555 123 4567 x89", "", "+15551234567"}, {"555-123-4567 ext. 89", "US", "+15551234567"},
        {"+1 555 123 4567 #12", "", "+15551234567"}, {"+1 555 123 4567,,1234#", "", "+15551234567"},
        {"+49 30 123456 Durchwahl 7", "", "+4930123456"},
        /* no country, or one that we do not know */
        {"030 123456", "", "local:030123456"}, {"123-45", "", "local:12345"}, {"030 123456", "ZZ", "local:030123456"},
        /* none at all */
        {NULL, "DE", NULL}, {"", "DE", NULL}, {"n/a", "DE", NULL}, {"12", "", NULL}, {"+", "", NULL},
        {"+0 123456", "", NULL},
        {"1234567890123456", "", NULL}, {"+12345678901234567890123456", "", NULL}, {"1-800-FLOWERS", "US", NULL},
        {"4.91512E+12", "DE", NULL}, {"++4930123456", "", NULL}, {"030+123456", "DE", NULL},
        {"030 123456, 0171 1234567", "DE", NULL}, {"030 123456 or 7", "DE", NULL}, {"x123", "DE", NULL},
        {"ann@example.com", "DE", NULL}, {"030\xFF" "123456", "DE", NULL}, {"\xD9\xA1\xD9\xA2\xD9\xA3", "EG", NULL},
    };
    struct buf out;
    buf_init(&out, 100);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_clear(&out);
        buf_adds(&out, "kept:");
        bool is = identity_phone(&out, str(cases[i].text), cases[i].country);
        if (is != (cases[i].normal != NULL) || strcmp(buf_text(&out) + 5, is ? cases[i].normal : "") != 0) {
            fail_msg("\"%s\" in \"%s\" gave \"%s\"", cases[i].text, cases[i].country, buf_text(&out));
        }
    }
    buf_release(&out);
}

static void roles_and_providers_are_told_apart(void **unused)
{
    (void)unused;
    static const char *const roles[] = {"info@x.de", "sales@x.de", "no-reply@x.de", "noreply@x.de", "do.not.reply@x.de",
                                        "kontakt@x.de", "info+expo@x.de", "customer_service@x.de", "INFO@x.de"};
    static const char *const people[] = {"ann@x.de", "information.officer.of.everything.here@x.de", "infos@x.de",
                                         "sales.ann@x.de", "@x.de", "i@info.de"};
    static const char *const providers[] = {"gmail.com", "GMX.de", "gmx.net", "yahoo.co.uk", "yahoo.com.br",
                                            "hotmail.fr",
                                            "live.com", "outlook.de", "web.de", "qq.com", "yandex.ru"};
    static const char *const own[] = {"example.com", "gmail.com.example.org", "yahoo-inc.com", "live.example.com",
                                      "outlook.consulting", "gmx", "", "mail.example.com", "mygmail.com"};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        assert_true(identity_is_role(str(roles[i])));
    }
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        assert_false(identity_is_role(str(people[i])));
    }
    for (size_t i = 0; i < sizeof providers / sizeof *providers; i++) {
        assert_true(identity_is_mail_provider(str(providers[i])));
    }
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        assert_false(identity_is_mail_provider(str(own[i])));
    }
    assert_false(identity_is_role(str(NULL)));
    assert_false(identity_is_mail_provider(str(NULL)));
}
/* clang-format on */

static void domains(void **state)
{
    (void)state;
    static const unsigned char key[IDENTITY_KEY_BYTES] = {1}, other[IDENTITY_KEY_BYTES] = {2};
    int64_t anna, bert, elsewhere, hidden, unset;
    assert_true(identity_domain(key, str("anna@acme.example"), &anna));
    assert_true(identity_domain(key, str("bert@acme.example"), &bert));
    assert_true(identity_domain(key, str("anna@acme.de.example"), &elsewhere));
    assert_true(identity_domain(other, str("anna@acme.example"), &hidden));
    assert_true(anna == bert && anna != elsewhere && anna != hidden);
    static const char *const none[] = {"anna@gmail.com", "anna@web.de", "anna", "anna@", ""};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_false(identity_domain(key, str(none[i]), &unset));
    }
}

static bool same(struct identity_hash a, struct identity_hash b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

static void hashes_depend_on_key_kind_space_and_text(void **unused)
{
    (void)unused;
    unsigned char key[IDENTITY_KEY_BYTES] = {1, 2, 3}, other[IDENTITY_KEY_BYTES] = {1, 2, 4};
    struct identity_hash hash = identity_hash(key, IDENTITY_NATIVE, str("crm"), str("7"));
    assert_true(same(hash, identity_hash(key, IDENTITY_NATIVE, str("crm"), str("7"))));
    assert_false(same(hash, identity_hash(other, IDENTITY_NATIVE, str("crm"), str("7"))));
    assert_false(same(hash, identity_hash(key, IDENTITY_EMAIL, str("crm"), str("7"))));
    assert_false(same(hash, identity_hash(key, IDENTITY_NATIVE, str("crm7"), str(""))));
    assert_false(same(hash, identity_hash(key, IDENTITY_NATIVE, str(""), str("crm7"))));
    assert_false(same(hash, identity_hash(key, IDENTITY_NATIVE, str("crm"), str("8"))));
    assert_true(same(identity_hash(key, IDENTITY_EMAIL, str(NULL), str("a@b.de")),
                     identity_hash(key, IDENTITY_EMAIL, str(""), str("a@b.de"))));
}

/* A store is read by later versions: what is hashed, and how, stays. */
static void hashes_stay_as_they_are(void **unused)
{
    (void)unused;
    unsigned char key[IDENTITY_KEY_BYTES];
    char text[2 * IDENTITY_HASH_BYTES + 1];
    for (size_t i = 0; i < sizeof key; i++) {
        key[i] = (unsigned char)i;
    }
    struct identity_hash hash = identity_hash(key, IDENTITY_EMAIL, str(""), str("ann@example.com"));
    for (size_t i = 0; i < sizeof hash.bytes; i++) {
        snprintf(text + 2 * i, 3, "%02x", hash.bytes[i]);
    }
    assert_string_equal(text, "f0f6ae349eaa9679cf297e9e1f8f9059");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_take_one_form),
        cmocka_unit_test(numbers_take_one_form),
        cmocka_unit_test(roles_and_providers_are_told_apart),
        cmocka_unit_test(hashes_depend_on_key_kind_space_and_text),
        cmocka_unit_test(domains),
        cmocka_unit_test(hashes_stay_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
