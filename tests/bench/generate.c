/* generate.c - the benchmark's files, the same bytes every time. `generate ROWS [FIRST_ROW]` writes a CSV of touch id,
 * e-mail (one person per ten touches, skewed), instant over two years roughly in time order, campaign (200, skewed), ad
 * group, channel and landing page; about 98 bytes a row. FIRST_ROW > 0 writes ROWS rows after those of `generate
 * FIRST_ROW`. `generate spend GROUPS` writes what 200 campaigns spent on 730 days, by ad group, as a Google Ads export
 * has it. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* splitmix64: a value for every (row, purpose), so that a delta continues where a first load ended. */
static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* 0 … n-1, small values more often: the product of two uniform draws. */
static uint64_t skewed(uint64_t random, uint64_t n)
{
    uint64_t a = random & 0xffffffff, b = random >> 32;
    return (((a * b) >> 32) * n) >> 32;
}

static void print_day(int64_t days)
{
    int year = 2024;
    for (;;) {
        int length = year % 4 == 0 ? 366 : 365;
        if (days < length) {
            break;
        }
        days -= length;
        year++;
    }
    static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int month = 0;
    for (;; month++) {
        int length = lengths[month] + (month == 1 && year % 4 == 0);
        if (days < length) {
            break;
        }
        days -= length;
    }
    printf("%04d-%02d-%02d", year, month + 1, (int)days + 1);
}

static void print_instant(int64_t seconds)
{
    int64_t left = seconds % 86400;
    print_day(seconds / 86400);
    printf("T%02d:%02d:%02dZ", (int)(left / 3600), (int)(left / 60 % 60), (int)(left % 60));
}

static void print_spend(uint64_t groups)
{
    puts("Day,Campaign ID,Campaign,Campaign type,Ad group ID,Currency code,Cost,Impr.,Clicks,Conversions");
    for (uint64_t i = 0; i < 730 * 200 * groups; i++) {
        uint64_t random = mix(i), clicks = skewed(random, 300), campaign = i / groups % 200;
        print_day((int64_t)(i / groups / 200));
        printf(",%" PRIu64 ",campaign-%03" PRIu64 ",Search,g%" PRIu64 ",EUR,%" PRIu64 ".%02" PRIu64 ",%" PRIu64
               ",%" PRIu64 ",%" PRIu64 ".%" PRIu64 "\n",
               900000 + campaign, campaign, i % groups, clicks * 37 / 100, clicks * 37 % 100, clicks * 41 + random % 40,
               clicks, clicks / 20, random % 10);
    }
}

int main(int argc, char **argv)
{
    static const char *const channels[] = {"paid_search", "paid_social", "display", "email", "organic_search"};
    if (argc == 3 && !strcmp(argv[1], "spend")) {
        print_spend(strtoull(argv[2], NULL, 10));
        return 0;
    }
    uint64_t rows = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    uint64_t loaded = first ? first : rows;
    if (!rows) {
        fprintf(stderr, "usage: generate ROWS [FIRST_ROW] | spend GROUPS\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOFBF, 1 << 20);
    puts("touch_id,email,at,campaign,ad_group,channel,landing_page");
    for (uint64_t i = first; i < first + rows; i++) {
        uint64_t random = mix(i * 4 + 1), more = mix(i * 4 + 2);
        uint64_t person = skewed(random, loaded / 10 + 1);
        uint64_t campaign = skewed(more, 200);
        /* Two years in seconds, with up to an hour of disorder. */
        int64_t at = (int64_t)(i * UINT64_C(63072000) / loaded + mix(i * 4 + 3) % 3600);
        printf("%016" PRIx64 ",p%" PRIu64 "@example.com,", mix(i * 4), person);
        print_instant(at);
        printf(",campaign-%03" PRIu64 ",g%" PRIu64 ",%s,/landing/%" PRIu64 "\n", campaign, more % 5,
               channels[campaign % 5], (more >> 8) % 50);
    }
    return 0;
}
