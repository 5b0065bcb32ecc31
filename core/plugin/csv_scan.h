/* csv_scan.h - finds the next of three characters, sixteen bytes at a time where the processor can. For csv.c only.
 *
 * It reads up to 15 bytes beyond end: those of STREAM_SLACK. */
#ifndef GARNER_PLUGIN_CSV_SCAN_H
#define GARNER_PLUGIN_CSV_SCAN_H

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

struct csv_marks {
#if defined(__SSE2__)
    __m128i a, b, c;
#else
    char a, b, c;
#endif
};

static inline struct csv_marks csv_marks(char a, char b, char c)
{
#if defined(__SSE2__)
    struct csv_marks marks = {_mm_set1_epi8(a), _mm_set1_epi8(b), _mm_set1_epi8(c)};
#else
    struct csv_marks marks = {a, b, c};
#endif
    return marks;
}

/* The first of them from p on, or end. */
static inline const char *csv_find(const char *p, const char *end, const struct csv_marks *marks)
{
#if defined(__SSE2__)
    for (; p < end; p += 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i hits = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(block, marks->a), _mm_cmpeq_epi8(block, marks->b)),
                                    _mm_cmpeq_epi8(block, marks->c));
        int mask = _mm_movemask_epi8(hits);
        if (mask) {
            p += __builtin_ctz((unsigned)mask);
            return p < end ? p : end;
        }
    }
    return end;
#else
    while (p < end && *p != marks->a && *p != marks->b && *p != marks->c) {
        p++;
    }
    return p;
#endif
}

#endif
