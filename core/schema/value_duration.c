/* value_duration.c - "90s", "30d", "512KiB": quantities with a unit, as the configuration writes them (values.h). */
#include "core/schema/values.h"
#include "core/schema/value_text.h"
#include "core/base/number.h"
#include "core/base/str.h"

struct unit {
    const char *name;
    int64_t size;
};

static const struct unit DURATIONS[] = {
    {"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}, {"w", 604800000},
};
static const struct unit SIZES[] = {
    {"", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", INT64_C(1) << 40},
};

static const struct unit *unit_named(const struct unit *units, size_t count, struct garner_str name)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(name, units[i].name)) {
            return &units[i];
        }
    }
    return NULL;
}

/* Digits and a unit of the table. what: "a duration …", for the message. */
static int quantity(struct garner_str text, const struct unit *units, size_t count, const char *what, int64_t *out,
                    struct error *error)
{
    text = value_trim(text);
    char quoted[VALUE_QUOTE_SIZE];
    size_t digits = 0;
    while (digits < text.len && value_is_digit(text.ptr[digits])) {
        digits++;
    }
    const struct unit *unit = digits ? unit_named(units, count, str_of(text.ptr + digits, text.len - digits)) : NULL;
    if (!unit) {
        return error_set(error, GARNER_E_DATA, "%s is not %s", value_quote(text, quoted), what);
    }
    int64_t n, product;
    if (!str_integer(str_of(text.ptr, digits), &n) || !number_mul(n, unit->size, &product)) {
        return error_set(error, GARNER_E_DATA, "%s is out of range", value_quote(text, quoted));
    }
    *out = product;
    return 0;
}

int value_duration(struct garner_str text, int64_t *ms, struct error *error)
{
    return quantity(text, DURATIONS, sizeof DURATIONS / sizeof *DURATIONS,
                    "a duration: write a whole number and its unit, one of ms, s, m, h, d, w (\"90s\", \"30d\")", ms,
                    error);
}

int value_size(struct garner_str text, int64_t *bytes, struct error *error)
{
    return quantity(text, SIZES, sizeof SIZES / sizeof *SIZES,
                    "a size: write a whole number of bytes, or of KiB, MiB, GiB, TiB (\"512KiB\")", bytes, error);
}
