/* xlsx_book.c - finds the parts of a workbook by their relationships and reads what its sheets share; see xlsx_book.h.
 */
#include "core/plugin/xlsx_book.h"
#include "core/base/mem.h"
#include "core/base/str.h"

enum { SHEETS_MAX = 4096, RELATIONS_MAX = 16384, NAME_MAX_LEN = 1024 };

struct relation {
    const char *id, *type, *target; /* type: its last word; target: a part */
};

/* What is known while the workbook's own parts are read. */
struct opening {
    struct xlsx_xml xml;
    struct xlsx_book *book;
    const char *part; /* the workbook, or whatever the relations are of */
    struct relation *relations;
    size_t count, room, sheet_room;
    const char **ids; /* of the sheets' relations */
};

/* ---- names of parts ---- */

/* A target is relative to the folder of the part it belongs to, or begins with a slash. */
static const char *resolve(struct arena *arena, const char *part, const char *target)
{
    if (target[0] == '/') {
        return arena_strdup(arena, target + 1);
    }
    const char *slash = strrchr(part, '/');
    size_t folder = slash ? (size_t)(slash - part) : 0;
    for (; strncmp(target, "./", 2) == 0 || strncmp(target, "../", 3) == 0; target = strchr(target, '/') + 1) {
        while (target[1] == '.' && folder && part[--folder] != '/') {
        }
    }
    return folder ? arena_printf(arena, "%.*s/%s", (int)folder, part, target) : arena_strdup(arena, target);
}

static const char *relations_of(struct arena *arena, const char *part)
{
    const char *slash = strrchr(part, '/');
    int folder = slash ? (int)(slash - part) + 1 : 0;
    return arena_printf(arena, "%.*s_rels/%s.rels", folder, part, part + folder);
}

/* What is kept is short in every workbook. */
static bool too_long(struct opening *o, const char *text)
{
    if (strlen(text) <= NAME_MAX_LEN) {
        return false;
    }
    xlsx_xml_fail(&o->xml, GARNER_E_DATA, "%s: a name is longer than %d bytes", o->xml.part.name, NAME_MAX_LEN);
    return true;
}

/* ---- relationships ---- */

static void on_relation(void *data, const char *name, const char **attributes)
{
    struct opening *o = data;
    struct arena *arena = &o->book->arena;
    const char *id = xlsx_attribute(attributes, "Id"), *type = xlsx_attribute(attributes, "Type");
    const char *target = xlsx_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target || too_long(o, id) || too_long(o, type) ||
        too_long(o, target)) {
        return;
    }
    if (o->count == RELATIONS_MAX) {
        xlsx_xml_fail(&o->xml, GARNER_E_DATA, "has more than %d parts", RELATIONS_MAX);
        return;
    }
    if (o->count == o->room) {
        o->room = o->room ? o->room * 2 : 32;
        o->relations = xreallocarray(o->relations, o->room, sizeof *o->relations);
    }
    const char *slash = strrchr(type, '/');
    o->relations[o->count++] = (struct relation){arena_strdup(arena, id), arena_strdup(arena, slash ? slash + 1 : type),
                                                 resolve(arena, o->part, target)};
}

static void nothing(void *data, const char *name)
{
    (void)data;
    (void)name;
}

/* Forgets those of another part. */
static int read_relations(struct opening *o, const char *part, struct error *error)
{
    static const struct xlsx_handlers handlers = {.start = on_relation, .end = nothing};
    o->part = part;
    o->count = 0;
    const char *name = relations_of(&o->book->arena, part);
    if (!xlsx_archive_has(o->book->archive, name)) {
        return 0;
    }
    return xlsx_xml_parse(o->book->archive, name, &handlers, o, &o->xml, error);
}

static const char *target_of_type(const struct opening *o, const char *type)
{
    for (size_t i = 0; i < o->count; i++) {
        if (strcmp(o->relations[i].type, type) == 0) {
            return o->relations[i].target;
        }
    }
    return NULL;
}

/* ---- the workbook ---- */

static void add_sheet(struct opening *o, const char **attributes)
{
    struct xlsx_book *book = o->book;
    const char *name = xlsx_attribute(attributes, "name"), *id = xlsx_attribute(attributes, "id");
    const char *state = xlsx_attribute(attributes, "state");
    if (!name || !id || too_long(o, name) || too_long(o, id)) {
        return;
    }
    if (book->count == SHEETS_MAX) {
        xlsx_xml_fail(&o->xml, GARNER_E_DATA, "has more than %d sheets", SHEETS_MAX);
        return;
    }
    if (!book->sheets) {
        book->sheets = arena_calloc(&book->arena, SHEETS_MAX, sizeof *book->sheets);
        o->ids = arena_calloc(&book->arena, SHEETS_MAX, sizeof *o->ids);
    }
    o->ids[book->count] = arena_strdup(&book->arena, id);
    book->sheets[book->count++] = (struct xlsx_sheet_entry){
        .name = garner_text(arena_strdup(&book->arena, name)),
        .hidden = state && strcmp(state, "visible") != 0,
    };
}

static void on_workbook(void *data, const char *name, const char **attributes)
{
    struct opening *o = data;
    if (strcmp(name, "sheet") == 0) {
        add_sheet(o, attributes);
    } else if (strcmp(name, "workbookPr") == 0) {
        /* Newer versions of Excel write a second one, of an extension, which says nothing of dates. */
        const char *text = xlsx_attribute(attributes, "date1904");
        o->book->from_1904 = o->book->from_1904 || (text && (strcmp(text, "1") == 0 || strcmp(text, "true") == 0));
    }
}

/* Gives each sheet its part; drops those that are charts or dialogues. */
static void place_sheets(struct opening *o)
{
    struct xlsx_book *book = o->book;
    size_t kept = 0;
    for (size_t i = 0; i < book->count; i++) {
        for (size_t r = 0; r < o->count; r++) {
            const struct relation *relation = &o->relations[r];
            if (strcmp(relation->id, o->ids[i]) == 0 && strcmp(relation->type, "worksheet") == 0) {
                book->sheets[kept] = book->sheets[i];
                book->sheets[kept++].part = relation->target;
                break;
            }
        }
    }
    book->count = kept;
}

static int no_workbook(const struct xlsx_book *book, struct error *error)
{
    const char *what = "a ZIP archive that holds no Excel workbook; unpack it first";
    if (xlsx_archive_has(book->archive, "xl/workbook.bin")) {
        what = "a binary Excel workbook (.xlsb); save it as .xlsx, or the sheet as CSV (UTF-8)";
    } else if (xlsx_archive_has(book->archive, "content.xml")) {
        what = "an OpenDocument file; save it as .xlsx, or the sheet as CSV (UTF-8)";
    } else if (xlsx_archive_has(book->archive, "Index/Document.iwa")) {
        what = "a Numbers file; export it as .xlsx or CSV (UTF-8)";
    }
    return error_set(error, GARNER_E_CONFIG, "is %s", what);
}

static int find_workbook(struct opening *o, const char **part, struct error *error)
{
    int code = read_relations(o, "", error);
    if (code) {
        return code;
    }
    *part = target_of_type(o, "officeDocument");
    if (!*part || !xlsx_archive_has(o->book->archive, *part)) {
        *part = "xl/workbook.xml";
    }
    size_t len = strlen(*part);
    bool xml = len > 4 && str_is_nocase(str_of(*part + len - 4, 4), ".xml");
    return xml && xlsx_archive_has(o->book->archive, *part) ? 0 : no_workbook(o->book, error);
}

static int read_shared(struct opening *o, struct error *error)
{
    struct xlsx_book *book = o->book;
    const char *styles = target_of_type(o, "styles"), *strings = target_of_type(o, "sharedStrings");
    int code = 0;
    if (styles && xlsx_archive_has(book->archive, styles)) {
        code = xlsx_styles_read(&book->styles, book->archive, styles, error);
    }
    if (code == 0 && strings && xlsx_archive_has(book->archive, strings)) {
        code = xlsx_strings_read(&book->strings, book->archive, strings, error);
    }
    return code;
}

static int read_book(struct opening *o, struct error *error)
{
    static const struct xlsx_handlers handlers = {.start = on_workbook, .end = nothing};
    const char *part = NULL;
    int code = find_workbook(o, &part, error);
    code = code ? code : xlsx_xml_parse(o->book->archive, part, &handlers, o, &o->xml, error);
    code = code ? code : read_relations(o, part, error);
    if (code) {
        return code;
    }
    place_sheets(o);
    if (o->book->count == 0) {
        return error_set(error, GARNER_E_DATA,
                         "is an Excel workbook without a sheet of cells (%s); another program wrote "
                         "something else, or it is damaged: save the sheet as CSV (UTF-8)",
                         part);
    }
    return read_shared(o, error);
}

int xlsx_book_open(struct xlsx_book **out, int fd, struct garner_str memory, struct error *error)
{
    struct xlsx_book *book = xcalloc(1, sizeof *book);
    struct opening *o = xcalloc(1, sizeof *o);
    book->users = 1;
    o->book = book;
    int code = xlsx_archive_open(&book->archive, fd, memory, error);
    code = code ? code : read_book(o, error);
    free(o->relations);
    free(o);
    if (code) {
        xlsx_book_release(book);
        book = NULL;
    }
    *out = book;
    return code;
}

struct xlsx_book *xlsx_book_share(struct xlsx_book *book)
{
    book->users++;
    return book;
}

void xlsx_book_release(struct xlsx_book *book)
{
    if (!book || --book->users) {
        return;
    }
    xlsx_styles_release(&book->styles);
    xlsx_strings_release(&book->strings);
    xlsx_archive_close(book->archive);
    arena_release(&book->arena);
    free(book);
}

int xlsx_book_find(const struct xlsx_book *book, struct garner_str name)
{
    for (size_t i = 0; i < book->count; i++) {
        if (garner_same(book->sheets[i].name, name)) {
            return (int)i;
        }
    }
    struct garner_str wanted = str_trim(name);
    for (size_t i = 0; i < book->count; i++) {
        if (str_is_nocase(wanted, book->sheets[i].name.ptr)) {
            return (int)i;
        }
    }
    return -1;
}
