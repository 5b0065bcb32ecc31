/* attribution.h - a conversion's journey in, exact weights per touch out. Pure: no I/O, no store, no clock. */
#ifndef GARNER_ATTRIBUTION_ATTRIBUTION_H
#define GARNER_ATTRIBUTION_ATTRIBUTION_H

#include <garner/records.h>
#include <stdbool.h>

/* Weights are in units of 1e-15; every conversion's sum to exactly this. */
#define ATTRIBUTION_ONE INT64_C(1000000000000000)

enum attribution_model {
    MODEL_FIRST = 0,
    MODEL_LAST = 1,
    MODEL_LAST_NON_DIRECT = 2,
    MODEL_LINEAR = 3,
    MODEL_POSITION = 4,
    MODEL_DECAY = 5,
    MODEL_W_SHAPED = 6,
    MODEL_COUNT = 7
};
/* "first" …; NULL / -1 where there is none. */
const char *attribution_model_name(int model);
int attribution_model_named(struct garner_str name);

/* A touch of a journey, as the weights need it. Journeys are in time order, ties broken by the caller. */
struct journey_touch {
    int64_t at_ms;
    bool direct;
};
struct journey {
    const struct journey_touch *touches;
    size_t count;
    int64_t conversion_ms;
    size_t lead_touch, deal_touch; /* index of the touch that carries the milestone; JOURNEY_NONE where there is none */
};
#define JOURNEY_NONE SIZE_MAX

struct attribution_options {
    int64_t half_life_ms; /* decay; 0 = 7 days */
};

/* Fills weights[count]. count must be at least 1. Rounding by largest remainder, ties to the earlier touch. options may
 * be NULL for the defaults. */
void attribution_weights(enum attribution_model model, const struct journey *journey,
                         const struct attribution_options *options, int64_t *weights);

/* Spreads total (may be negative) over parts by weight so that the parts sum exactly; largest remainder, ties to the
 * earlier; −total gives the same parts negated. Weights must not be negative, nor all zero. parts may be weights. */
void attribution_split(int64_t total, const int64_t *weights, size_t count, int64_t *parts);

/* The share of `total` that falls on day i (from 0) of n equal days by cumulative rounding:
 * floor(total·(i+1)/n) − floor(total·i/n). */
int64_t attribution_lump(int64_t total, int64_t i, int64_t n);

#endif
