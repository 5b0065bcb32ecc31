/* profile_block.c - proposes what reads a file: a plugin that recognises its header, a preset whose columns it has, or
 * a map made for it, written as the block of configuration that does it; see profile_fit.h. */
#include "core/base/calendar.h"
#include "core/base/str.h"
#include "core/plugin/example.h"
#include "core/plugin/profile_mapping.h"

enum { BLOCK_ROOM = 512 << 10, NAME_ROOM = 60, WORDS_ROOM = 200 };

struct proposal {
    const struct profile *profile;
    struct arena *arena;
    const char *plugin, *preset; /* preset NULL = none */
    struct profile_fit fit;      /* of either */
    const char *example;
    const struct profile_map *map; /* NULL = the plugin or preset needs none */
    struct buf text;
};

/* ---- parts of the block ---- */

/* The file's name as a source's: small letters, digits and hyphens. */
static const char *name_of(const struct profile *profile, struct arena *arena)
{
    char words[WORDS_ROOM], name[NAME_ROOM];
    size_t n = 0;
    profile_words(profile_stem(profile->path), words, sizeof words);
    for (const char *p = words; *p && n + 1 < sizeof name; p++) {
        bool letter = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9');
        if (letter || (n > 0 && name[n - 1] != '-')) {
            name[n++] = letter ? *p : '-';
        }
    }
    while (n > 0 && name[n - 1] == '-') {
        n--;
    }
    return n ? arena_strndup(arena, name, n) : "file";
}

static bool is_used(const struct proposal *p, size_t column)
{
    return !p->map || p->map->used[column];
}

/* The order that all decided columns of dates agree on. */
static enum date_order agreed_order(const struct profile *profile, const struct profile_column **by)
{
    enum date_order agreed = DATE_ANY;
    for (size_t i = 0; i < profile->column_count; i++) {
        enum date_order order = profile_is_date(&profile->columns[i]) ? profile_order(&profile->columns[i]) : DATE_ANY;
        if (order != DATE_ANY && agreed != DATE_ANY && order != agreed) {
            return DATE_ANY;
        }
        *by = order != DATE_ANY && agreed == DATE_ANY ? &profile->columns[i] : *by;
        agreed = order != DATE_ANY ? order : agreed;
    }
    return agreed;
}

static const char *order_name(enum date_order order)
{
    return order == DATE_DMY ? "DMY" : order == DATE_MDY ? "MDY" : "YMD";
}

static const char *hint_of(const struct profile_column *column)
{
    if (column->sorted_dmy || column->sorted_mdy) {
        return column->sorted_dmy ? "; its rows are in order of time as DMY, not as MDY"
                                  : "; its rows are in order of time as MDY, not as DMY";
    }
    return column->not_dmy.ptr && column->not_mdy.ptr ? "; it holds dates of both orders" : "";
}

static void write_date_order(struct proposal *p)
{
    const struct profile *profile = p->profile;
    const struct profile_column *by = NULL;
    enum date_order agreed = agreed_order(profile, &by);
    for (size_t i = 0; i < profile->column_count; i++) {
        const struct profile_column *column = &profile->columns[i];
        if (!is_used(p, i) || !profile_order_is_open(column)) {
            continue;
        }
        if (agreed != DATE_ANY) {
            buf_addf(&p->text, "    date_order: %s # as \"" STR_FMT "\" has it\n", order_name(agreed),
                     STR_ARG(by->name));
        } else {
            buf_addf(&p->text,
                     "    # date_order: DMY # or MDY: \"" STR_FMT "\" in \"" STR_FMT
                     "\" can be either, nothing decides%s; remove the first # of the right one\n",
                     STR_ARG(column->two_ways), STR_ARG(column->name), hint_of(column));
        }
        return;
    }
}

/* The decimal mark that all decided columns of numbers agree on; 0 = none. */
static char agreed_decimal(const struct profile *profile)
{
    char agreed = '\0';
    for (size_t i = 0; i < profile->column_count; i++) {
        char mark = profile_is_number(&profile->columns[i]) ? profile->columns[i].decimal : '\0';
        if (mark && agreed && mark != agreed) {
            return '\0';
        }
        agreed = mark ? mark : agreed;
    }
    return agreed;
}

static void write_decimal(struct proposal *p)
{
    const struct profile *profile = p->profile;
    char agreed = agreed_decimal(profile);
    for (size_t i = 0; i < profile->column_count; i++) {
        const struct profile_column *column = &profile->columns[i];
        if (!is_used(p, i) || !profile_decimal_is_open(column)) {
            continue;
        }
        if (agreed) {
            buf_addf(&p->text, "    decimal: \"%c\"\n", agreed);
        } else {
            buf_addf(&p->text,
                     "    # decimal: \".\" # or \",\": \"" STR_FMT "\" in \"" STR_FMT
                     "\" can be either; remove the first # of the right one\n",
                     STR_ARG(column->two_ways), STR_ARG(column->name));
        }
        return;
    }
}

static void write_header(struct proposal *p)
{
    const struct profile *profile = p->profile;
    bool finds_it = profile->header_by_default || (!p->map && !p->preset);
    if (profile->no_header) {
        buf_adds(&p->text, "    header: -1\n");
    } else if (!finds_it) {
        buf_addf(&p->text, "    header: %llu\n", (unsigned long long)profile->header_line);
    }
}

/* Lines, each indented. */
static void write_lines(struct buf *out, const char *text, const char *indent)
{
    while (*text) {
        size_t len = strcspn(text, "\n");
        buf_addf(out, "%s%.*s\n", indent, (int)len, text);
        text += len + (text[len] == '\n');
    }
}

static const struct profile_column *first_dates(const struct profile *profile)
{
    for (size_t i = 0; i < profile->column_count; i++) {
        if (profile_is_date(&profile->columns[i]) && profile->columns[i].first.state) {
            return &profile->columns[i];
        }
    }
    return NULL;
}

static void write_example(struct proposal *p)
{
    const struct profile_column *dates = first_dates(p->profile);
    char first[32] = "", last[32] = "";
    if (dates) {
        calendar_format_day(dates->first.day, first);
        calendar_format_day(dates->last.day, last);
    }
    example_write(&p->text, p->example, "    ", &(struct example_words){name_of(p->profile, p->arena), first, last});
}

static const char *write_block(struct proposal *p)
{
    struct buf *out = &p->text;
    buf_init(out, BLOCK_ROOM);
    buf_adds(out, "sources:\n");
    buf_addf(out, "  - name: %s\n    plugin: %s\n", name_of(p->profile, p->arena), p->plugin);
    if (p->preset) {
        buf_addf(out, "    preset: %s\n", p->preset);
    }
    buf_addf(out, "    path: %s\n", mapping_quoted(p->arena, garner_text(p->profile->path)));
    write_header(p);
    write_date_order(p);
    write_decimal(p);
    write_example(p);
    for (size_t i = 0; p->map && i < p->map->note_count; i++) {
        buf_addf(out, "    # %s\n", p->map->notes[i]);
    }
    if (p->map) {
        buf_adds(out, "    map:\n");
        write_lines(out, p->map->text, "      ");
    }
    const char *text = arena_strdup(p->arena, buf_text(out));
    buf_release(out);
    return text;
}

/* ---- the choice ---- */

static const struct plugin_info *best_plugin(const struct profile *profile, const struct profile_known *known,
                                             struct arena *arena, struct profile_fit *best, const char **nearly)
{
    const struct plugin_info *chosen = NULL;
    for (size_t i = 0; i < known->plugin_count; i++) {
        struct profile_fit fit;
        profile_fit_plugin(profile, &known->plugins[i], arena, &fit);
        bool more = fit.fits && (!chosen || fit.found * best->all > best->found * fit.all);
        if (!fit.fits && fit.found > 1 && (fit.product || fit.found * 2 > fit.all)) {
            *nearly = arena_printf(arena, "it is nearly what plugin %s reads, but has no column such as %s",
                                   known->plugins[i].name, fit.lacks);
        }
        chosen = more ? &known->plugins[i] : chosen;
        *best = more ? fit : *best;
    }
    return chosen;
}

static bool gives(const struct profile_preset *preset, enum garner_record kind)
{
    const struct record_type *type = record_type((int)kind);
    return type && node_get(node_get(preset->options, "map"), type->name);
}

/* How many columns a map of one's own would read, and the preset would not. */
static size_t lost(const struct profile *profile, const struct profile_map *map, const struct profile_fit *fit)
{
    size_t count = 0;
    for (size_t i = 0; i < profile->column_count; i++) {
        count += map->used[i] && !fit->used[i];
    }
    return count;
}

/* The preset that reads records of the kind, and hardly less of the file than a map of one's own would. */
static const struct profile_preset *best_preset(const struct profile *profile, const struct profile_known *known,
                                                const struct profile_map *map, struct arena *arena,
                                                struct profile_fit *best)
{
    const struct profile_preset *chosen = NULL;
    struct garner_str *names = arena_calloc(arena, profile->column_count + 1, sizeof *names);
    for (size_t i = 0; i < profile->column_count; i++) {
        names[i] = profile->columns[i].name;
    }
    for (size_t i = 0; map->what && i < known->preset_count; i++) {
        struct profile_fit fit;
        profile_fit_preset(names, profile->column_count, known->presets[i].options, arena, &fit);
        bool good = fit.fits && gives(&known->presets[i], map->kind) && fit.found * 3 >= fit.all &&
                    lost(profile, map, &fit) * 6 <= fit.found;
        bool more = good && (!chosen || fit.points > best->points);
        chosen = more ? &known->presets[i] : chosen;
        *best = more ? fit : *best;
    }
    return chosen;
}

static void propose_plugin(struct proposal *p, const struct plugin_info *plugin, struct profile_proposal *out)
{
    const struct profile_fit *fit = &p->fit;
    p->plugin = plugin->name;
    p->example = plugin->example;
    out->what =
        arena_printf(p->arena, "%s%s%s, by %s", fit->product ? "an export of " : "", fit->product ? fit->product : "",
                     fit->product ? arena_printf(p->arena, ", for plugin %s", plugin->name)
                                  : arena_printf(p->arena, "for plugin %s – %s", plugin->name, plugin->summary),
                     fit->columns);
    out->also = fit->lacks ? arena_printf(p->arena,
                                          "it has no column such as %s; where that is needed, options say it "
                                          "(`garner plugins info %s`)",
                                          fit->lacks, plugin->name)
                           : NULL;
    out->block = write_block(p);
}

static void propose_preset(struct proposal *p, const struct profile_preset *preset, const struct profile_map *map,
                           struct profile_proposal *out)
{
    p->plugin = preset->plugin;
    p->preset = preset->name;
    out->what = arena_printf(p->arena, "%s, for preset %s, which knows %zu of its columns: %s%s", map->what,
                             preset->name, p->fit.found, p->fit.columns, p->fit.found > 5 ? " …" : "");
    out->block = write_block(p);
}

void profile_propose(const struct profile *profile, const struct profile_known *known, struct arena *arena,
                     struct profile_proposal *out)
{
    struct proposal p = {.profile = profile, .arena = arena};
    const char *nearly = NULL;
    *out = (struct profile_proposal){0};
    const struct plugin_info *plugin = best_plugin(profile, known, arena, &p.fit, &nearly);
    if (plugin) {
        propose_plugin(&p, plugin, out);
        return;
    }
    struct profile_map map;
    profile_map(profile, arena, &map);
    const struct profile_preset *preset = best_preset(profile, known, &map, arena, &p.fit);
    if (preset) {
        propose_preset(&p, preset, &map, out);
    } else if (map.what) {
        p.plugin = "csv";
        p.map = &map;
        out->what = arena_printf(arena, "%s, by the names and types of its columns", map.what);
        out->block = write_block(&p);
    }
    out->also = nearly                     ? nearly
                : map.what || !map.missing ? NULL
                                           : arena_printf(arena, "it looks like %s", map.missing);
}
