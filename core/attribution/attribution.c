/* attribution.c - the rule models: how much of a conversion each touch of its journey earned. Called wherever credits
 * are computed. Must not know of records, campaigns, money or the store; whether direct touches are in a journey at all
 * is decided by whoever builds it. */
#include "core/attribution/attribution.h"

#include <assert.h>
#include <garner/plugin.h>
#include <math.h>

static const int64_t week_ms = INT64_C(7) * 86400 * 1000;

static const char *const names[MODEL_COUNT] = {
    [MODEL_FIRST] = "first",       [MODEL_LAST] = "last",         [MODEL_LAST_NON_DIRECT] = "last_non_direct",
    [MODEL_LINEAR] = "linear",     [MODEL_POSITION] = "position", [MODEL_DECAY] = "decay",
    [MODEL_W_SHAPED] = "w_shaped",
};

const char *attribution_model_name(int model)
{
    return model >= 0 && model < MODEL_COUNT ? names[model] : NULL;
}

int attribution_model_named(struct garner_str name)
{
    for (int model = 0; model < MODEL_COUNT; model++) {
        if (garner_same(name, garner_text(names[model]))) {
            return model;
        }
    }
    return -1;
}

static void give_all(size_t winner, size_t count, int64_t *weights)
{
    for (size_t i = 0; i < count; i++) {
        weights[i] = i == winner ? ATTRIBUTION_ONE : 0;
    }
}

/* What attribution_split makes of equal weights. */
static void give_equally(int64_t total, size_t count, int64_t *weights)
{
    int64_t each = total / (int64_t)count, left = total % (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        weights[i] = each + ((int64_t)i < left);
    }
}

static size_t last_non_direct(const struct journey *journey)
{
    for (size_t i = journey->count; i > 0; i--) {
        if (!journey->touches[i - 1].direct) {
            return i - 1;
        }
    }
    return journey->count - 1;
}

static void give_by_position(size_t count, int64_t *weights)
{
    if (count <= 2) {
        give_equally(ATTRIBUTION_ONE, count, weights);
        return;
    }
    int64_t end = ATTRIBUTION_ONE / 10 * 4;
    weights[0] = weights[count - 1] = end;
    give_equally(ATTRIBUTION_ONE - 2 * end, count - 2, weights + 1);
}

/* Ages count from the newest touch: the conversion's own distance is a factor that normalising takes out, and so the
 * newest weight cannot vanish, however old it is. 2⁻⁵³ of it is a tenth of a unit. */
static void give_by_age(const struct journey *journey, int64_t half_life_ms, int64_t *weights)
{
    double newest = (double)journey->touches[journey->count - 1].at_ms;
    for (size_t i = 0; i < journey->count; i++) {
        double age = fmax(newest - (double)journey->touches[i].at_ms, 0);
        weights[i] = (int64_t)rint(ldexp(exp2(-age / (double)half_life_ms), 53));
    }
    attribution_split(ATTRIBUTION_ONE, weights, journey->count, weights);
}

/* How many of the milestones (first touch, lead creation, deal creation) touch i carries. */
static int64_t milestones_at(const struct journey *journey, size_t i)
{
    return (i == 0) + (i == journey->lead_touch) + (i == journey->deal_touch);
}

/* 30 : 30 : 30 : 10 in whole numbers: where `rest` touches share the 10, a milestone weighs 3 · rest of their ones. A
 * milestone that is missing is left out, and what remains is scaled to 1; so is the rest where there is none. */
static void give_by_milestone(const struct journey *journey, int64_t *weights)
{
    int64_t rest = 0;
    for (size_t i = 0; i < journey->count; i++) {
        rest += milestones_at(journey, i) == 0;
    }
    int64_t milestone = rest > 0 ? 3 * rest : 1;
    for (size_t i = 0; i < journey->count; i++) {
        int64_t carried = milestones_at(journey, i);
        weights[i] = carried > 0 ? carried * milestone : 1;
    }
    attribution_split(ATTRIBUTION_ONE, weights, journey->count, weights);
}

void attribution_weights(enum attribution_model model, const struct journey *journey,
                         const struct attribution_options *options, int64_t *weights)
{
    size_t count = journey->count;
    assert(count > 0 && attribution_model_name((int)model));
    switch (model) {
    case MODEL_FIRST:
        give_all(0, count, weights);
        return;
    case MODEL_LAST:
        give_all(count - 1, count, weights);
        return;
    case MODEL_LAST_NON_DIRECT:
        give_all(last_non_direct(journey), count, weights);
        return;
    case MODEL_LINEAR:
        give_equally(ATTRIBUTION_ONE, count, weights);
        return;
    case MODEL_POSITION:
        give_by_position(count, weights);
        return;
    case MODEL_DECAY:
        give_by_age(journey, options && options->half_life_ms > 0 ? options->half_life_ms : week_ms, weights);
        return;
    case MODEL_W_SHAPED:
        give_by_milestone(journey, weights);
        return;
    case MODEL_COUNT:
        return;
    }
}
