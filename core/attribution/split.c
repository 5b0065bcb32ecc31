/* split.c - sharing a whole number out in whole parts that add up to it: weights of a journey, money by weight, a
 * lump over days. Called by the models and by whoever turns weights into money. Knows nothing of journeys. */
#include "core/attribution/attribution.h"

#include "core/base/mem.h"
#include <assert.h>
#include <stdlib.h>

__extension__ typedef unsigned __int128 u128;
__extension__ typedef __int128 i128;

/* Up to here remainders live on the stack and the largest is looked for one unit at a time. */
enum { FEW = 16 };

/* parts[i] = floor(total · weight ÷ sum). Returns the units that are left over, always fewer than the remainders
 * that are not 0. */
static uint64_t round_down(uint64_t total, const int64_t *weights, size_t count, int64_t *parts, u128 *remainders)
{
    u128 sum = 0;
    for (size_t i = 0; i < count; i++) {
        assert(weights[i] >= 0);
        sum += (uint64_t)weights[i];
    }
    assert(sum > 0);
    uint64_t left = total;
    for (size_t i = 0; i < count; i++) {
        u128 product = (u128)total * (uint64_t)weights[i];
        uint64_t part = (uint64_t)(product / sum);
        remainders[i] = product - (u128)part * sum;
        parts[i] = (int64_t)part;
        left -= part;
    }
    return left;
}

static void hand_out_few(uint64_t left, size_t count, int64_t *parts, u128 *remainders)
{
    for (; left > 0; left--) {
        size_t largest = 0;
        for (size_t i = 1; i < count; i++) {
            if (remainders[i] > remainders[largest]) {
                largest = i;
            }
        }
        parts[largest]++;
        remainders[largest] = 0;
    }
}

static uint64_t count_above(u128 bar, size_t count, const u128 *remainders)
{
    uint64_t above = 0;
    for (size_t i = 0; i < count; i++) {
        above += remainders[i] > bar;
    }
    return above;
}

/* The lowest bar that no more than `left` remainders are above. */
static u128 find_bar(uint64_t left, size_t count, const u128 *remainders)
{
    u128 low = 0, high = 0;
    for (size_t i = 0; i < count; i++) {
        high = remainders[i] > high ? remainders[i] : high;
    }
    while (low < high) {
        u128 middle = low + (high - low) / 2;
        if (count_above(middle, count, remainders) <= left) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* The same outcome as hand_out_few, in time that grows with count and not with its square. */
static void hand_out_many(uint64_t left, size_t count, int64_t *parts, const u128 *remainders)
{
    u128 bar = find_bar(left, count, remainders);
    uint64_t ties = left - count_above(bar, count, remainders);
    for (size_t i = 0; i < count; i++) {
        bool tie = remainders[i] == bar && ties > 0;
        ties -= tie;
        parts[i] += tie || remainders[i] > bar;
    }
}

static void split_size(uint64_t size, const int64_t *weights, size_t count, int64_t *parts)
{
    if (count <= FEW) {
        u128 remainders[FEW];
        hand_out_few(round_down(size, weights, count, parts, remainders), count, parts, remainders);
        return;
    }
    u128 *remainders = xreallocarray(NULL, count, sizeof *remainders);
    hand_out_many(round_down(size, weights, count, parts, remainders), count, parts, remainders);
    free(remainders);
}

void attribution_split(int64_t total, const int64_t *weights, size_t count, int64_t *parts)
{
    assert(count > 0);
    if (total >= 0) {
        split_size((uint64_t)total, weights, count, parts);
        return;
    }
    /* By size, so that a refund is split exactly as its order was. Unsigned, since INT64_MIN has no opposite. */
    split_size(0 - (uint64_t)total, weights, count, parts);
    for (size_t i = 0; i < count; i++) {
        parts[i] = (int64_t)(0 - (uint64_t)parts[i]);
    }
}

static i128 floor_divide(i128 value, int64_t divisor)
{
    i128 quotient = value / divisor;
    return quotient * divisor > value ? quotient - 1 : quotient;
}

int64_t attribution_lump(int64_t total, int64_t i, int64_t n)
{
    assert(n > 0 && i >= 0 && i < n);
    return (int64_t)(floor_divide((i128)total * (i + 1), n) - floor_divide((i128)total * i, n));
}
