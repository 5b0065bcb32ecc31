/* trial_damage.c - input as a broken export or answer would have it, for TRIAL_MANGLE; see trial.h. Called by trial.c.
 */
#include "core/base/str.h"
#include "core/plugin/host_impl.h"

/* How many texts there are to one that is damaged. */
enum { NAMES_ONE_IN = 12, CELLS_ONE_IN = 4, MEMBERS_ONE_IN = 8, DEPTH_MAX = 64 };

static bool is_damaged(const struct host *host)
{
    return host->trial.trial.kind == TRIAL_MANGLE;
}

static uint64_t roll(struct trial_state *state, uint64_t below)
{
    state->random ^= state->random << 13;
    state->random ^= state->random >> 7;
    state->random ^= state->random << 17;
    return state->random % below;
}

/* Whatever a broken export has been seen to hold, or may hold. */
static struct garner_str nonsense(struct host *host, struct arena *arena, struct garner_str old)
{
    enum { LONG = 70000 };
    static const char *const texts[] = {"",           "\xff\xfe\x80", "-9223372036854775809",
                                        "1e999",      "NaN",          "99999-99-99",
                                        "2026-02-30", "\xed\xa0\x80", "%s%n%x",
                                        "'\";--",     "\t",           "\xf0\x9f\x98",
                                        "0x7fffffff", "1,2,3.4.5",    "null",
                                        "{\"a\":",    "../../../etc"};
    size_t count = sizeof texts / sizeof *texts;
    uint64_t choice = roll(&host->trial, count + 3);
    if (choice < count) {
        return garner_text(texts[choice]);
    }
    if (choice == count) {
        return str_of("a\0b", 3);
    }
    if (choice == count + 1) {
        return str_of(old.ptr, old.len / 2);
    }
    char *text = arena_alloc(arena, LONG);
    memset(text, 'A', LONG);
    return str_of(text, LONG);
}

static const struct garner_str *damaged(struct host *host, struct arena *arena, const struct garner_str *texts,
                                        size_t count, uint64_t one_in)
{
    struct garner_str *copy = arena_calloc(arena, count ? count : 1, sizeof *copy);
    for (size_t i = 0; i < count; i++) {
        copy[i] = roll(&host->trial, one_in) ? texts[i] : nonsense(host, arena, texts[i]);
    }
    return copy;
}

void trial_damage_names(struct host *host, struct garner_file *file)
{
    if (is_damaged(host)) {
        file->names = damaged(host, &host->arena, file->names, file->columns, NAMES_ONE_IN);
    }
}

void trial_damage_row(struct host *host, struct garner_row *row)
{
    if (is_damaged(host)) {
        row->cells = damaged(host, &host->row_arena, row->cells, row->count, CELLS_ONE_IN);
    }
}

/* ---- JSON ---- */

/* Texts of nonsense, members of another kind, lists and objects without what they had. */
static struct garner_node damaged_node(struct host *host, struct arena *arena, struct garner_node node, int depth)
{
    if (roll(&host->trial, MEMBERS_ONE_IN) == 0) {
        node.text = nonsense(host, arena, node.text);
        node.kind = roll(&host->trial, 4) ? GARNER_SCALAR : roll(&host->trial, 2) ? GARNER_LIST : GARNER_MAP;
        node.items = NULL;
        node.count = 0;
        return node;
    }
    if (node.kind == GARNER_SCALAR || depth == DEPTH_MAX) {
        return node;
    }
    struct garner_node *items = arena_calloc(arena, node.count ? node.count : 1, sizeof *items);
    for (size_t i = 0; i < node.count; i++) {
        items[i] = damaged_node(host, arena, node.items[i], depth + 1);
    }
    node.items = items;
    return node;
}

const struct garner_node *trial_damaged_json(struct host *host, struct arena *arena, const struct garner_node *json)
{
    if (!json || !is_damaged(host)) {
        return json;
    }
    struct garner_node *copy = arena_alloc(arena, sizeof *copy);
    *copy = damaged_node(host, arena, *json, 0);
    return copy;
}
