/* XLSX: the workbook, its relationships and its list of sheets. */
#include "xlsx_impl.h"

#include <string.h>

typedef struct Relation {
    Text target;
    Text kind; /* the last word of its type: "worksheet" */
} Relation;

typedef struct Relations {
    Arena *arena;
    List list; /* Relation */
    Map *ids;  /* to the place in `list` */
} Relations;

/* Packages that are no XLSX workbook, by a part that only they have. */
static const struct {
    const char *part, *kind;
} OTHER_PACKAGES[] = {
    {"xl/workbook.bin", "XLSB"},
    {"word/document.xml", "DOCX"},
    {"ppt/presentation.xml", "PPTX"},
    {"content.xml", "ODS"},
};

/* ---- Relationships ---- */

static void relation_start(PartParser *parser, const char *name, const char **attributes)
{
    Relations *relations = parser->data;
    const char *id = attribute(attributes, "Id"), *type = attribute(attributes, "Type");
    const char *target = attribute(attributes, "Target");
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target) return;
    const char *slash = strrchr(type, '/');
    Relation *relation = list_add(&relations->list);
    map_put(relations->ids, text_from(id), (int64_t)relations->list.count - 1);
    relation->target = text_copy(relations->arena, text_from(target));
    relation->kind = text_copy(relations->arena, text_from(slash ? slash + 1 : type));
}

static const PartHandlers RELATION_HANDLERS = {.start = relation_start};

static Status load_relations(SheetFile *file, const Xlsx *xlsx, const char *part,
                             Relations *relations, Error *err)
{
    *relations =
        (Relations){file->arena, list_new(file->arena, sizeof(Relation)), map_new(file->arena)};
    if (!package_has(xlsx->zip, part)) return STATUS_OK;
    return part_parse(file, xlsx->zip, part, &RELATION_HANDLERS, relations, err);
}

/* The first relation of a kind; NULL without. */
static const Relation *relation_of_kind(const Relations *relations, Text kind)
{
    for (size_t i = 0; i < relations->list.count; i++) {
        const Relation *relation = LIST_AT(&relations->list, Relation, i);
        if (text_equal(relation->kind, kind)) return relation;
    }
    return NULL;
}

static const Relation *relation_of_id(const Relations *relations, const char *id)
{
    int64_t at;
    if (!map_get(relations->ids, text_from(id), &at)) return NULL;
    return LIST_AT(&relations->list, Relation, (size_t)at);
}

/* A target counts from the folder of the part that names it, or from the root. */
static char *resolve(Arena *arena, const char *from, Text target)
{
    if (text_starts(target, TEXT("/"))) return text_cstr(arena, text_slice(target, 1, target.len));
    const char *slash = strrchr(from, '/');
    size_t folder = slash ? (size_t)(slash - from) + 1 : 0;
    while (text_starts(target, TEXT("./")))
        target = text_slice(target, 2, target.len);
    while (text_starts(target, TEXT("../"))) {
        target = text_slice(target, 3, target.len);
        if (folder > 0) folder--;
        while (folder > 0 && from[folder - 1] != '/')
            folder--;
    }
    Buf path = buf_new(arena);
    buf_add(&path, (Text){from, folder});
    buf_add(&path, target);
    return text_cstr(arena, buf_text(&path));
}

/* "xl/workbook.xml" to "xl/_rels/workbook.xml.rels" */
static char *relations_part(Arena *arena, const char *part)
{
    const char *slash = strrchr(part, '/');
    const char *name = slash ? slash + 1 : part;
    Buf path = buf_new(arena);
    buf_add(&path, (Text){part, (size_t)(name - part)});
    buf_add(&path, TEXT("_rels/"));
    buf_add_cstr(&path, name);
    buf_add(&path, TEXT(".rels"));
    return text_cstr(arena, buf_text(&path));
}

/* ---- The workbook ---- */

typedef struct Workbook {
    SheetFile *file;
    Xlsx *xlsx;
    const char *part;
    Relations relations;
} Workbook;

/* r:id, whatever the prefix is. */
static const char *relation_id(const char **attributes)
{
    for (; attributes[0]; attributes += 2) {
        const char *colon = strchr(attributes[0], ':');
        if (colon && strcmp(colon, ":id") == 0) return attributes[1];
    }
    return NULL;
}

static bool is_true(const char *value)
{
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

static void workbook_start(PartParser *parser, const char *name, const char **attributes)
{
    Workbook *book = parser->data;
    if (strcmp(name, "workbookPr") == 0) {
        book->xlsx->epoch_1904 |= is_true(attribute(attributes, "date1904"));
    }
    if (strcmp(name, "sheet") != 0) return;
    const char *id = relation_id(attributes), *title = attribute(attributes, "name");
    const char *state = attribute(attributes, "state");
    if (!id || !title) return;
    /* Sheets that hold only a chart or a macro have another kind of relation. */
    const Relation *relation = relation_of_id(&book->relations, id);
    if (!relation || !text_equal(relation->kind, TEXT("worksheet"))) return;
    SheetInfo *info = sheet_add(book->file, text_from(title));
    info->hidden = state && strcmp(state, "visible") != 0;
    *(char **)list_add(&book->xlsx->parts) =
        resolve(book->file->arena, book->part, relation->target);
}

static const PartHandlers WORKBOOK_HANDLERS = {.start = workbook_start};

static Status refuse_other_package(const SheetFile *file, const Xlsx *xlsx, Error *err)
{
    for (size_t i = 0; i < sizeof(OTHER_PACKAGES) / sizeof(OTHER_PACKAGES[0]); i++) {
        if (!package_has(xlsx->zip, OTHER_PACKAGES[i].part)) continue;
        return error_set(err, STATUS_UNSUPPORTED, "sheet.foreign",
                         ARGS(file_arg(file), arg_cstr("kind", OTHER_PACKAGES[i].kind)));
    }
    return STATUS_OK;
}

static Status find_workbook(SheetFile *file, const Xlsx *xlsx, const char **part, Error *err)
{
    Relations root;
    Status status = refuse_other_package(file, xlsx, err);
    if (status == STATUS_OK) status = load_relations(file, xlsx, "_rels/.rels", &root, err);
    if (status != STATUS_OK) return status;
    const Relation *main = relation_of_kind(&root, TEXT("officeDocument"));
    *part = main ? resolve(file->arena, "", main->target) : "xl/workbook.xml";
    if (package_has(xlsx->zip, *part)) return STATUS_OK;
    return error_set(err, STATUS_UNSUPPORTED, "sheet.foreign",
                     ARGS(file_arg(file), arg_cstr("kind", "ZIP")));
}

static Status load_workbook(SheetFile *file, Xlsx *xlsx, Error *err)
{
    Workbook book = {.file = file, .xlsx = xlsx};
    Status status = find_workbook(file, xlsx, &book.part, err);
    if (status == STATUS_OK) {
        status = load_relations(file, xlsx, relations_part(file->arena, book.part), &book.relations,
                                err);
    }
    if (status == STATUS_OK) {
        status = part_parse(file, xlsx->zip, book.part, &WORKBOOK_HANDLERS, &book, err);
    }
    if (status != STATUS_OK) return status;
    const Relation *strings = relation_of_kind(&book.relations, TEXT("sharedStrings"));
    const Relation *styles = relation_of_kind(&book.relations, TEXT("styles"));
    if (strings) {
        const char *part = resolve(file->arena, book.part, strings->target);
        status = xlsx_load_strings(file, xlsx, part, err);
    }
    if (status == STATUS_OK && styles) {
        const char *part = resolve(file->arena, book.part, styles->target);
        status = xlsx_load_styles(file, xlsx, part, err);
    }
    return status;
}

/* ---- The format ---- */

static bool xlsx_probe(const SheetFile *file)
{
    return file->head_len >= 4 &&
           (memcmp(file->head, "PK\3\4", 4) == 0 || memcmp(file->head, "PK\5\6", 4) == 0);
}

static Status xlsx_open(SheetFile *file, Error *err)
{
    Xlsx *xlsx = ARENA_NEW(file->arena, Xlsx);
    Status status = package_open(file, &xlsx->zip, err);
    if (status != STATUS_OK) return status;
    file->state = xlsx;
    xlsx->parts = list_new(file->arena, sizeof(char *));
    xlsx->strings = list_new(file->arena, sizeof(Text));
    xlsx->looks = list_new(file->arena, sizeof(uint8_t));
    return load_workbook(file, xlsx, err);
}

static void xlsx_close(SheetFile *file)
{
    Xlsx *xlsx = file->state;
    if (xlsx) zip_discard(xlsx->zip);
}

const SheetFormat FORMAT_XLSX = {"xlsx",    xlsx_probe,    xlsx_open,     xlsx_select,
                                 xlsx_next, xlsx_progress, xlsx_deselect, xlsx_close};
