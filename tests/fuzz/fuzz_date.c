/* fuzz_date.c - libFuzzer target of value_instant, value_day and date_evidence. The first byte chooses the order, the
 * rest is the text. What is accepted, written canonically and read again, must be the same instant or day. */
#include "core/schema/values.h"
#include "core/base/calendar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool held)
{
    if (!held) {
        abort();
    }
}

static void check_instant(struct garner_str text, const struct date_format *format)
{
    struct garner_instant first, again;
    struct error error;
    char canonical[32];
    if (value_instant(text, format, &first, &error)) {
        must(error.code == GARNER_E_DATA && error.message[0]);
        return;
    }
    if (first.precision == GARNER_PRECISION_DAY) {
        must(first.ms % CALENDAR_DAY_MS == 0);
        calendar_format_day((int32_t)(first.ms / CALENDAR_DAY_MS), canonical);
    } else {
        calendar_format_instant(first.ms, canonical);
    }
    must(value_instant(garner_text(canonical), format, &again, &error) == 0);
    must(again.ms == first.ms && again.precision == first.precision);
}

static void check_day(struct garner_str text, const struct date_format *format)
{
    struct garner_day first, again;
    struct error error;
    char canonical[32];
    if (value_day(text, format, &first, &error)) {
        must(error.code == GARNER_E_DATA && error.message[0]);
        return;
    }
    calendar_format_day(first.day, canonical);
    must(value_day(garner_text(canonical), format, &again, &error) == 0);
    must(again.day == first.day);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    struct garner_str text = {(const char *)data + 1, size - 1};
    const struct date_format format = {(enum date_order)(data[0] % 4), NULL};
    struct date_evidence evidence = {0};
    check_instant(text, &format);
    check_day(text, &format);
    date_evidence(&evidence, text);
    must(evidence.numeric <= 1);
    return 0;
}
