/* search: records of any type by their words. */
#include "cli_impl.h"

enum { FOUND_TYPE, FOUND_ID, FOUND_STATE, FOUND_TITLE, FOUND_COLUMNS };
enum { FOUND_MOST = 20 }; /* where --limit does not say otherwise */

static Table *found_table(Cli *cli, Text words)
{
    Table *table = table_new(cli->arena, "search", FOUND_COLUMNS);
    Buf title = buf_new(cli->arena);
    lang_print(&title, cli->lang, "cli.found_title", ARGS(arg_text("words", words)));
    table->title = buf_text(&title);
    table->columns[FOUND_TYPE] =
        (TableColumn){.key = "type", .title = text_from(lang_text(cli->lang, "cli.found_type"))};
    table->columns[FOUND_ID] = (TableColumn){.key = "id", .title = TEXT("id"), .kind = COLUMN_YEAR};
    table->columns[FOUND_STATE] =
        (TableColumn){.key = "state", .title = text_from(lang_text(cli->lang, "cli.state"))};
    table->columns[FOUND_TITLE] =
        (TableColumn){.key = "title", .title = text_from(lang_text(cli->lang, "cli.found_record"))};
    return table;
}

static Status add_found(Cli *cli, Table *table, const Record *record, Error *err)
{
    Text title = {0};
    Status status = cli_title(cli, record, &title, err);
    if (status) return status;
    TableCell *row = table_add_row(table);
    const RecordDef *def = record->def;
    const char *type = cli->json ? def->name : cli_label(cli, def->zh, def->en);
    row[FOUND_TYPE] = cell_text(text_from(type));
    row[FOUND_ID] = cell_number((double)record->id);
    row[FOUND_STATE] = cell_text(cli_state(cli, record));
    row[FOUND_TITLE] = cell_text(title);
    return STATUS_OK;
}

Status command_search(Cli *cli, Error *err)
{
    Text words = text_from(cli->arguments[0]);
    int64_t limit = FOUND_MOST;
    List found = {0};
    Status status = cli_option_int(cli, OPTION_LIMIT, &limit, err);
    if (!status) status = cli_open(cli, STORE_READ, err);
    if (!status) {
        int most = limit > 0 ? (int)limit : FOUND_MOST;
        status = record_search(cli->arena, cli->workspace, words, most, &found, err);
    }
    if (status) return status;
    Table *table = found_table(cli, words);
    for (size_t i = 0; !status && i < found.count; i++) {
        status = add_found(cli, table, *LIST_AT(&found, const Record *, i), err);
    }
    if (!status) cli_table(cli, table);
    return status;
}
