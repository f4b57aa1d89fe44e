/* Two versions of a record beside each other, as a table. */
#include "report_impl.h"

enum { FIELD, BEFORE, AFTER, COLUMNS };

static Text version_title(Arena *arena, Lang lang, const Record *version)
{
    Buf title = buf_new(arena);
    lang_print(&title, lang, "report.col.version", ARGS(arg_int("version", version->version)));
    return buf_text(&title);
}

static Status add_difference(Arena *arena, Lang lang, Workspace *workspace, Table *table,
                             const Record *before, const Record *after, int field, Error *err)
{
    TableCell *row = table_add_row(table);
    if (field == KEY_STATE) {
        row[FIELD] = cell_text(text_from(lang_text(lang, "report.col.state")));
        row[BEFORE] = cell_text(report_state(lang, before));
        row[AFTER] = cell_text(report_state(lang, after));
        return STATUS_OK;
    }
    Text was, is;
    const FieldDef *def = &before->def->fields[field];
    Status status = report_field(arena, lang, workspace, before, field, &was, err);
    status = status ? status : report_field(arena, lang, workspace, after, field, &is, err);
    if (status == STATUS_OK) {
        row[FIELD] = cell_text(text_from(lang == LANG_ZH ? def->zh : def->en));
        row[BEFORE] = cell_text(was);
        row[AFTER] = cell_text(is);
    }
    return status;
}

Status report_versions(Arena *arena, Lang lang, Workspace *workspace, const Record *before,
                       const Record *after, Table **table, Error *err)
{
    Buf title = buf_new(arena);
    Status status = record_print_title(workspace, &title, lang, after, err);
    List differences = record_compare(arena, before, after);
    *table = table_new(arena, "compare", COLUMNS);
    (*table)->title = buf_text(&title);
    (*table)->columns[FIELD] =
        (TableColumn){.key = "field", .title = text_from(lang_text(lang, "report.col.field"))};
    (*table)->columns[BEFORE] =
        (TableColumn){.key = "before", .title = version_title(arena, lang, before)};
    (*table)->columns[AFTER] =
        (TableColumn){.key = "after", .title = version_title(arena, lang, after)};
    if (differences.count == 0) {
        *(Text *)list_add(&(*table)->notes) = text_from(lang_text(lang, "report.same_versions"));
    }
    for (size_t i = 0; status == STATUS_OK && i < differences.count; i++) {
        int field = LIST_AT(&differences, RecordDifference, i)->field;
        status = add_difference(arena, lang, workspace, *table, before, after, field, err);
    }
    return status;
}
