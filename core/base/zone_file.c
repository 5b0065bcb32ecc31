/* zone_file.c - decodes a TZif file (RFC 9636: versions 1 to 4). Called by zone.c; trusts no byte and opens nothing. */
#include "core/base/zone_rule.h"
#include "core/base/mem.h"

enum { HEADER_SIZE = 44, TYPE_SIZE = 6, RULE_MAX = 256, OFFSET_MIN = -89999, OFFSET_MAX = 93599 };

/* What is left to read. */
struct input {
    const unsigned char *p, *end;
};

struct header {
    char version; /* '\0', or '2' and up */
    uint32_t isutc, isstd, leaps, times, types, chars;
};

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t be_time(const unsigned char *p, size_t size)
{
    return size == 4 ? (int32_t)be32(p) : (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

static const char *read_header(struct input *in, struct header *header)
{
    const unsigned char *p = in->p;
    if (in->end - p < HEADER_SIZE) {
        return "it is cut off";
    }
    if (memcmp(p, "TZif", 4) != 0) {
        return "it is no TZif file";
    }
    *header =
        (struct header){(char)p[4], be32(p + 20), be32(p + 24), be32(p + 28), be32(p + 32), be32(p + 36), be32(p + 40)};
    in->p += HEADER_SIZE;
    return header->version && header->version < '2' ? "its version is unknown" : NULL;
}

static uint64_t data_size(const struct header *h, size_t time_size)
{
    return (uint64_t)h->times * (time_size + 1) + (uint64_t)h->types * TYPE_SIZE + h->chars +
           (uint64_t)h->leaps * (time_size + 4) + h->isstd + h->isutc;
}

static bool read_type(const unsigned char *types, size_t index, int32_t *offset)
{
    *offset = (int32_t)be32(types + index * TYPE_SIZE);
    return *offset >= OFFSET_MIN && *offset <= OFFSET_MAX;
}

/* The data block that header tells of, all of which is there. */
static const char *read_data(struct zone *zone, const unsigned char *p, const struct header *header, size_t time_size)
{
    const unsigned char *indexes = p + header->times * time_size, *types = indexes + header->times;
    if (header->leaps) {
        return "it counts leap seconds";
    }
    if (!header->types || !read_type(types, 0, &zone->first)) {
        return "it has no valid local time type";
    }
    zone->count = header->times;
    zone->times = xcalloc(header->times, sizeof *zone->times);
    zone->offsets = xcalloc(header->times, sizeof *zone->offsets);
    for (size_t i = 0; i < header->times; i++) {
        zone->times[i] = be_time(p + i * time_size, time_size);
        if (i && zone->times[i] <= zone->times[i - 1]) {
            return "its transitions are out of order";
        }
        if (indexes[i] >= header->types || !read_type(types, indexes[i], &zone->offsets[i])) {
            return "a transition has no valid local time type";
        }
    }
    return NULL;
}

/* "\n" rule "\n"; an empty rule says nothing. */
static const char *read_footer(struct zone *zone, const struct input *in)
{
    size_t len = (size_t)(in->end - in->p);
    const unsigned char *end = len > 1 && in->p[0] == '\n' ? memchr(in->p + 1, '\n', len - 1) : NULL;
    if (!end || end - in->p > RULE_MAX) {
        return "its footer is missing";
    }
    if (end == in->p + 1) {
        return NULL;
    }
    char *rule = xstrndup((const char *)in->p + 1, (size_t)(end - in->p - 1));
    zone->has_rule = zone_rule_parse(rule, &zone->rule);
    free(rule);
    return zone->has_rule ? NULL : "its footer is no time zone rule";
}

/* From version 2 on, a second block in 64 bits follows the first, which is then passed over. */
const char *zone_file_read(struct zone *zone, const unsigned char *bytes, size_t len)
{
    struct input in = {bytes, bytes + len};
    struct header header = {0};
    size_t time_size = 4;
    const char *wrong = read_header(&in, &header);
    if (!wrong && header.version) {
        if (data_size(&header, 4) > (uint64_t)(in.end - in.p)) {
            return "it is cut off";
        }
        in.p += data_size(&header, 4);
        time_size = 8;
        wrong = read_header(&in, &header);
    }
    if (wrong) {
        return wrong;
    }
    if (data_size(&header, time_size) > (uint64_t)(in.end - in.p)) {
        return "it is cut off";
    }
    wrong = read_data(zone, in.p, &header, time_size);
    in.p += data_size(&header, time_size);
    return wrong || time_size == 4 ? wrong : read_footer(zone, &in);
}
