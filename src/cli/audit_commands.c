/* audit verify, audit head, audit export: the chain of changes, for whoever must trust it. */
#include "cli_impl.h"

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

static const char *const EXPORT_COLUMNS[] = {
    "seq",       "at_ms",  "who",   "post",       "origin",    "reason",   "record_type",
    "record_id", "action", "field", "commitment", "algorithm", "previous", "hash"};
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
                                          text_cell(row->reason),
                                          text_cell(row->record_type),
                                          int_cell(row->record_id),
                                          text_cell(row->action),
                                          text_cell(row->field),
                                          hex_cell(out->arena, row->commitment),
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
