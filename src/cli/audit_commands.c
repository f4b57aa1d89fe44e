/* history, audit verify, audit head, audit export: what was changed, for whoever must trust it. */
#include "cli_impl.h"

/* ---- history ---- */

static Text field_label(const Cli *cli, const RecordDef *def, Text name)
{
    int field = record_field(def, name);
    if (cli->json) return name;
    if (field >= 0) {
        return text_from(cli_label(cli, def->fields[field].zh, def->fields[field].en));
    }
    if (text_equal(name, TEXT(CHANGE_REASON))) {
        return text_from(lang_text(cli->lang, "cli.change_reason"));
    }
    return text_equal(name, TEXT("state")) ? text_from(lang_text(cli->lang, "cli.state")) : name;
}

/* For people as fields show it, in JSON as history keeps it. */
static Status value_cell(Cli *cli, const Change *change, Text value, TableCell *cell, Error *err)
{
    Buf out = buf_new(cli->arena);
    Status status = STATUS_OK;
    if (!change->has_values) {
        *cell = cell_text(text_from(lang_text(cli->lang, "cli.erased")));
    } else if (value.len == 0) {
        *cell = (TableCell){.kind = TABLE_EMPTY};
    } else if (cli->json) {
        *cell = cell_text(value);
    } else {
        status = change_print(cli->workspace, &out, cli->lang, change, value, err);
        *cell = cell_text(buf_text(&out));
    }
    return status;
}

static Text action_label(Cli *cli, Text action)
{
    Text key = text_format(cli->arena, "cli.action_%.*s", TEXT_ARGS(action));
    const char *name = text_cstr(cli->arena, key);
    return cli->json || !lang_has(name) ? action : text_from(lang_text(cli->lang, name));
}

static const struct {
    const char *key, *title;
    int drop;
} HISTORY_COLUMNS[] = {{"seq", "cli.change_seq", 2},     {"at", "cli.change_at", 0},
                       {"who", "cli.change_who", 1},     {"action", "cli.change_action", 0},
                       {"field", "cli.change_field", 0}, {"before", "cli.change_before", 0},
                       {"after", "cli.change_after", 0}, {"reason", "cli.change_reason", 0}};
enum { HISTORY_COLUMN_COUNT = sizeof HISTORY_COLUMNS / sizeof HISTORY_COLUMNS[0] };

static Status add_change_row(Cli *cli, Table *table, const RecordDef *def, const Change *change,
                             Error *err)
{
    TableCell *row = table_add_row(table);
    row[0] = cell_number((double)change->seq);
    row[1] = cell_text(cli_time(cli, change->at_ms));
    row[2] = cell_text(change->who);
    row[3] = cell_text(action_label(cli, change->action));
    row[4] = cell_text(field_label(cli, def, change->field));
    row[7] = change->is_reason_erased ? cell_text(text_from(lang_text(cli->lang, "cli.erased")))
                                      : cell_text(change->reason);
    Status status = value_cell(cli, change, change->before, &row[5], err);
    return status ? status : value_cell(cli, change, change->after, &row[6], err);
}

static Table *history_table(Cli *cli, const Record *record, Text title)
{
    Table *table = table_new(cli->arena, "history", HISTORY_COLUMN_COUNT);
    table->title = cli_record_line(cli, record, title);
    for (int i = 0; i < HISTORY_COLUMN_COUNT; i++) {
        table->columns[i] = (TableColumn){
            .key = HISTORY_COLUMNS[i].key,
            .title = text_from(lang_text(cli->lang, HISTORY_COLUMNS[i].title)),
            .drop = HISTORY_COLUMNS[i].drop,
        };
    }
    table->columns[0].kind = COLUMN_YEAR; /* never grouped: people type ids */
    return table;
}

Status command_history(Cli *cli, Error *err)
{
    Record *record;
    List changes;
    Text title;
    Status status = cli_open_record(cli, STORE_READ, &record, err);
    if (!status) status = cli_title(cli, record, &title, err);
    if (!status) {
        status = record_history(cli->arena, cli->workspace, record->def, record->id, &changes, err);
    }
    if (status) return status;
    Table *table = history_table(cli, record, title);
    for (size_t i = 0; !status && i < changes.count; i++) {
        status = add_change_row(cli, table, record->def, LIST_AT(&changes, Change, i), err);
    }
    if (!status) cli_table(cli, table);
    return status;
}

/* ---- compare ---- */

static Status version_given(const Cli *cli, int argument, int64_t *version, Error *err)
{
    bool is_given = argument < cli->argument_count;
    return version_parse(text_from(is_given ? cli->arguments[argument] : NULL), version, err);
}

Status command_compare(Cli *cli, Error *err)
{
    int64_t from, to;
    Record *record, *before, *after;
    Table *table;
    Status status = cli_open_record(cli, STORE_READ, &record, err);
    if (!status) status = version_given(cli, 2, &from, err);
    if (!status) status = version_given(cli, 3, &to, err);
    if (!status) {
        status = record_versions(cli->arena, cli->workspace, record->def, record->id, from, to,
                                 &before, &after, err);
    }
    if (!status) {
        status = report_versions(cli->arena, cli->lang, cli->workspace, before, after, &table, err);
    }
    if (!status) cli_table(cli, table);
    return status;
}

/* ---- audit verify, audit head ---- */

static Text digits(Cli *cli, const Hash *hash)
{
    Buf out = buf_new(cli->arena);
    hash_print(&out, hash);
    return buf_text(&out);
}

static void json_end(Cli *cli, Json *json)
{
    json_object_end(json);
    buf_add_char(&cli->out, '\n');
}

static void verify_json(Cli *cli, const AuditResult *audit, bool holds)
{
    Json json = json_new(&cli->out);
    json_object(&json);
    json_key(&json, "holds");
    json_bool(&json, holds);
    json_key(&json, "changes");
    json_int(&json, audit->rows);
    json_key(&json, "head");
    json_text(&json, digits(cli, &audit->head));
    if (!holds) {
        json_key(&json, "first_bad");
        json_int(&json, audit->first_bad_seq);
        json_key(&json, "fault");
        json_text(&json, text_from(audit->fault));
    }
    json_end(cli, &json);
}

Status command_audit_verify(Cli *cli, Error *err)
{
    AuditResult audit;
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) status = audit_verify(cli->workspace, &audit, err);
    if (status) return status;
    bool holds = audit.fault == NULL;
    if (cli->json) verify_json(cli, &audit, holds);
    if (!holds) {
        return error_set(err, STATUS_CORRUPT, "cli.audit_broken",
                         ARGS(arg_int("seq", audit.first_bad_seq),
                              arg_label("fault", text_from(lang_text(LANG_ZH, audit.fault)),
                                        text_from(lang_text(LANG_EN, audit.fault)))));
    }
    if (cli->json) return STATUS_OK;
    cli_say(cli, "cli.chain_holds", ARGS(arg_int("rows", audit.rows)));
    cli_say(cli, "cli.chain_head", ARGS(arg_text("head", digits(cli, &audit.head))));
    return STATUS_OK;
}

Status command_audit_head(Cli *cli, Error *err)
{
    int64_t seq;
    Hash head;
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) status = audit_head(cli->workspace, &seq, &head, err);
    if (status) return status;
    if (cli->json) {
        Json json = json_new(&cli->out);
        json_object(&json);
        json_key(&json, "changes");
        json_int(&json, seq);
        json_key(&json, "head");
        json_text(&json, digits(cli, &head));
        json_end(cli, &json);
        return STATUS_OK;
    }
    buf_add_format(&cli->out, "%lld %.*s\n", (long long)seq, TEXT_ARGS(digits(cli, &head)));
    return STATUS_OK;
}

/* ---- audit export ---- */

static const char *const EXPORT_COLUMNS[] = {"seq",
                                             "at_ms",
                                             "who",
                                             "post",
                                             "origin",
                                             "request",
                                             "record_type",
                                             "record_id",
                                             "record_version",
                                             "action",
                                             "field",
                                             "commitment",
                                             "reason_commitment",
                                             "algorithm",
                                             "previous",
                                             "hash"};
enum { EXPORT_COLUMN_COUNT = sizeof EXPORT_COLUMNS / sizeof EXPORT_COLUMNS[0] };

typedef struct Export {
    SheetWriter *writer;
    Arena *arena; /* of one row */
    int64_t rows;
} Export;

static OutCell text_cell(Text text)
{
    return (OutCell){.kind = text.len ? OUT_TEXT : OUT_EMPTY, .text = text};
}

static OutCell int_cell(int64_t number)
{
    return (OutCell){.kind = OUT_DECIMAL, .decimal = {number, 0}};
}

static OutCell hex_cell(Arena *arena, Text bytes)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < bytes.len; i++) {
        buf_add_format(&out, "%02x", (unsigned)(unsigned char)bytes.ptr[i]);
    }
    return text_cell(buf_text(&out));
}

static Status export_row(void *context, const AuditRow *row, Error *err)
{
    Export *out = context;
    arena_reset(out->arena);
    OutCell cells[EXPORT_COLUMN_COUNT] = {int_cell(row->seq),
                                          int_cell(row->at_ms),
                                          text_cell(row->who),
                                          text_cell(row->post),
                                          text_cell(row->from),
                                          text_cell(row->request),
                                          text_cell(row->record_type),
                                          int_cell(row->record_id),
                                          int_cell(row->record_version),
                                          text_cell(row->action),
                                          text_cell(row->field),
                                          hex_cell(out->arena, row->commitment),
                                          hex_cell(out->arena, row->reason_commitment),
                                          text_cell(row->algorithm),
                                          hex_cell(out->arena, row->previous),
                                          hex_cell(out->arena, row->hash)};
    out->rows++;
    return sheet_writer_row(out->writer, cells, EXPORT_COLUMN_COUNT, err);
}

static Status export_all(Cli *cli, Export *out, Error *err)
{
    OutCell names[EXPORT_COLUMN_COUNT];
    for (int i = 0; i < EXPORT_COLUMN_COUNT; i++)
        names[i] = text_cell(text_from(EXPORT_COLUMNS[i]));
    Status status = sheet_writer_row(out->writer, names, EXPORT_COLUMN_COUNT, err);
    return status ? status : audit_each(cli->workspace, export_row, out, err);
}

Status command_audit_export(Cli *cli, Error *err)
{
    Export out = {0};
    const char *path = cli->arguments[0];
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) status = sheet_writer_csv(path, &out.writer, err);
    if (status) return status;
    out.arena = arena_new();
    status = export_all(cli, &out, err);
    arena_free(out.arena);
    if (status) {
        sheet_writer_abandon(out.writer);
        return status;
    }
    status = sheet_writer_close(out.writer, err);
    if (status) return status;
    cli_say(cli, "cli.audit_exported", ARGS(arg_cstr("file", path), arg_int("count", out.rows)));
    return STATUS_OK;
}
