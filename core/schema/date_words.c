/* date_words.c - month names and the other words of dates in English, German, French, Spanish, Portuguese, Italian and
 * Dutch; the one place where they are listed. Called by value_date_*.c. Must not know in what order they stand. */
#include "core/schema/date_words.h"
#include "core/base/error.h"
#include "core/base/str.h"
#include "core/base/utf8.h"

enum { WORD_SIZE = 16 };

/* As they are after fold(): small letters without accents. */
static const char *const MONTHS[12] = {
    "january jan januar janner janvier janv enero ene janeiro gennaio gen januari",
    "february feb februar feber fevrier fevr fev febrero fevereiro febbraio februari",
    "march mar marz mrz maerz mars marzo marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maio maggio mag mei",
    "june jun juni juin junio junho giugno giu",
    "july jul juli juillet juil julio julho luglio lug",
    "august aug aout agosto ago augustus",
    "september sep sept septembre septiembre setiembre setembro set settembre sett",
    "october oct oktober okt octobre octubre outubro out ottobre ott",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dezembro dicembre",
};
static const char WEEKDAYS[] =
    "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun "
    "montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so "
    "lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim "
    "lunes martes miercoles mie jueves jue viernes vie sabado sab domingo dom "
    "segunda seg terca ter quarta qua quinta qui sexta sex "
    "lunedi martedi mercoledi giovedi gio venerdi sabato domenica "
    "maandag ma dinsdag woensdag wo donderdag vrijdag vr zaterdag za zondag zo";
static const char ORDINALS[] = "st nd rd th er e o a";
static const char JOINTS[] = "of the de del den le el il op";
static const char AT[] = "at um a as om alle kl";
static const char CLOCK[] = "uhr h";

struct zone_word {
    const char *name;
    int hours;
};
static const struct zone_word ZONES[] = {
    {"z", 0},    {"utc", 0},  {"gmt", 0},  {"ut", 0},   {"est", -5}, {"edt", -4}, {"cst", -6},
    {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}, {"wet", 0},  {"west", 1},
    {"cet", 1},  {"cest", 2}, {"mez", 1},  {"mesz", 2}, {"eet", 2},  {"eest", 3},
};

/* The letter under the accent of U+00E0 … U+00FF, and of the ordinal signs; 0 for what has none. */
static char plain_letter(uint32_t code)
{
    static const char LATIN_1[] = "aaaaaaaceeeeiiiidnooooo\0ouuuuypy";
    if (code < 0x80) {
        return (char)code;
    }
    if (code >= 0xE0 && code <= 0xFF) {
        return LATIN_1[code - 0xE0];
    }
    return code == 0xAA ? 'a' : code == 0xBA ? 'o' : '\0';
}

/* Accents that follow their letter are dropped. false where the word is longer than any that is listed, or in another
 * script. */
static bool fold(struct garner_str word, char out[WORD_SIZE])
{
    size_t n = 0;
    for (const char *at = word.ptr, *end = str_end(word); at < end;) {
        uint32_t code = 0;
        size_t len = utf8_decode(at, end, &code);
        if (!len || n + 1 >= WORD_SIZE) {
            return false;
        }
        at += len;
        if (code >= 0x300 && code < 0x370) {
            continue;
        }
        out[n] = plain_letter(utf8_lower(code));
        if (!out[n++]) {
            return false;
        }
    }
    out[n] = '\0';
    return n > 0;
}

/* list: words with one blank between them. */
static bool listed(const char *list, const char *word)
{
    size_t len = strlen(word);
    for (const char *at = list; at; at = strchr(at, ' ')) {
        at += *at == ' ';
        if (*at == *word && strncmp(at, word, len) == 0 && (at[len] == ' ' || !at[len])) {
            return true;
        }
    }
    return false;
}

static bool is_one_of(const char *list, struct garner_str word)
{
    char folded[WORD_SIZE];
    return fold(word, folded) && listed(list, folded);
}

int date_word_month(struct garner_str word)
{
    char folded[WORD_SIZE];
    if (word.len < 3 || !fold(word, folded)) {
        return 0;
    }
    for (int i = 0; i < 12; i++) {
        if (listed(MONTHS[i], folded)) {
            return i + 1;
        }
    }
    return 0;
}

bool date_word_is_weekday(struct garner_str word)
{
    return is_one_of(WEEKDAYS, word);
}

bool date_word_is_ordinal(struct garner_str word)
{
    return is_one_of(ORDINALS, word);
}

bool date_word_is_joint(struct garner_str word)
{
    return is_one_of(JOINTS, word);
}

bool date_word_is_at(struct garner_str word)
{
    return is_one_of(AT, word);
}

bool date_word_is_clock(struct garner_str word)
{
    return is_one_of(CLOCK, word);
}

bool date_word_zone(struct garner_str word, int32_t *seconds)
{
    for (size_t i = 0; i < sizeof ZONES / sizeof *ZONES; i++) {
        if (str_is_nocase(word, ZONES[i].name)) {
            *seconds = ZONES[i].hours * 3600;
            return true;
        }
    }
    return false;
}

const char *date_month_name(int month)
{
    static const char *const NAMES[12] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};
    return NAMES[month - 1];
}
