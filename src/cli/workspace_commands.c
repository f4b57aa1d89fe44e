/* init, backup, restore, doctor: the workspace as a file. */
#include "cli_impl.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const CliRegister STANDARD_REGISTERS[] = {
    {"entity", "entities.csv"},
    {"entity_name", "entity_names.csv"},
    {"indicator", "indicators.csv"},
    {"indicator_name", "indicator_names.csv"},
    {"indicator_part", "indicator_parts.csv"},
};

Status cli_write_file(Cli *cli, Text bytes, const char *folder, const char *name, char **path,
                      Error *err)
{
    *path = text_cstr(cli->arena, text_format(cli->arena, "%s/%s", folder, name));
    FILE *file = fopen(*path, "wb");
    bool written = file && fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;
    written = (!file || fclose(file) == 0) && written;
    if (written) return STATUS_OK;
    return error_set(err, STATUS_IO, "cli.cannot_write", ARGS(arg_cstr("file", *path)));
}

/* One embedded file, as a table of the type or of moves. */
static Status load_file(Cli *cli, const EmbeddedFile *file, Text type, const char *folder,
                        Error *err)
{
    char *path;
    Text bytes = {(const char *)file->bytes, file->len};
    Status status = cli_write_file(cli, bytes, folder, file->name, &path, err);
    if (status) return status;
    if (text_equal(type, TEXT("moves"))) {
        int64_t moved;
        status = import_moves(cli->arena, cli->workspace, path, cli->problems, &moved, err);
    } else {
        RegisterTally tally;
        const RecordDef *def = model_record(cli->setup->model, type);
        RegisterOptions options = {.path = path};
        status = import_records(cli->arena, cli->workspace, def, &options, cli->problems, &tally,
                                err);
    }
    unlink(path);
    return status;
}

static const EmbeddedFile *file_named(EmbeddedFiles files, const char *name)
{
    for (size_t i = 0; i < files.count; i++) {
        const EmbeddedFile *file = files.items + i;
        if (strcmp(file->name, name) == 0) return file;
    }
    return NULL;
}

static Status make_scratch(char *folder, Error *err)
{
    if (mkdtemp(folder)) return STATUS_OK;
    return error_set(err, STATUS_IO, "cli.cannot_write", ARGS(arg_cstr("file", folder)));
}

static Status end_loading(Cli *cli, const char *folder, Status status, Error *err)
{
    if (status) cli_problems(cli, cli->problems);
    rmdir(folder);
    return status ? status : cli_reload_registry(cli, err);
}

Status cli_load_registers(Cli *cli, EmbeddedFiles files, const CliRegister *registers, size_t count,
                          Error *err)
{
    char folder[] = "/tmp/duibiao-XXXXXX";
    Status status = make_scratch(folder, err);
    if (status) return status;
    for (size_t i = 0; !status && i < count; i++) {
        const EmbeddedFile *file = file_named(files, registers[i].file);
        if (!file) {
            status = error_set(err, STATUS_INTERNAL, "cli.rules_missing",
                               ARGS(arg_cstr("name", registers[i].file)));
        } else {
            status = load_file(cli, file, text_from(registers[i].type), folder, err);
        }
    }
    return end_loading(cli, folder, status, err);
}

/* "17_commitment.csv": commitment. */
static Text type_of_name(const char *name)
{
    Text type = text_from(name), number;
    text_split(&type, '_', &number);
    return text_slice(type, 0, type.len - strlen(".csv"));
}

Status cli_load_records(Cli *cli, EmbeddedFiles files, Error *err)
{
    char folder[] = "/tmp/duibiao-XXXXXX";
    Status status = make_scratch(folder, err);
    if (status) return status;
    for (size_t i = 0; !status && i < files.count; i++) {
        const EmbeddedFile *file = &files.items[i];
        status = load_file(cli, file, type_of_name(file->name), folder, err);
    }
    return end_loading(cli, folder, status, err);
}

Status cli_create_workspace(Cli *cli, const char *path, Error *err)
{
    Status status = workspace_open(path, STORE_CREATE, cli->setup->model, cli_actor(cli->arena, path),
                                   &cli->workspace, err);
    if (status) return status;
    if (cli_has(cli, OPTION_BARE)) return cli_reload_registry(cli, err);
    return cli_load_registers(cli, cli->setup->registers, STANDARD_REGISTERS,
                              sizeof(STANDARD_REGISTERS) / sizeof(STANDARD_REGISTERS[0]), err);
}

Status command_init(Cli *cli, Error *err)
{
    const char *path = cli->arguments[0];
    Status status = cli_create_workspace(cli, path, err);
    if (status) return status;
    cli_say(cli, "cli.made_workspace",
            ARGS(arg_cstr("file", path), arg_int("entities", cli->registry->entity_count),
                 arg_int("indicators", cli->registry->indicator_count)));
    cli_say(cli, "cli.what_next_import", ARGS(arg_cstr("file", path)));
    return STATUS_OK;
}

static void say_files(Cli *cli, const AttachmentTally *tally)
{
    bool is_whole = tally->missing + tally->altered == 0;
    if (is_whole && tally->files == 0) return;
    cli_say(cli, is_whole ? "cli.files_copied" : "cli.files_not_copied",
            ARGS(arg_int("files", tally->files), arg_int("missing", tally->missing),
                 arg_int("altered", tally->altered)));
}

Status command_backup(Cli *cli, Error *err)
{
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) status = permit_role(cli->workspace, "sysadmin", err);
    if (status) return status;
    AttachmentTally tally;
    const char *target = cli->arguments[0];
    status = workspace_backup(cli->workspace, target, NULL, &tally, err);
    if (status) return status;
    cli_say(cli, "cli.backed_up", ARGS(arg_cstr("file", target)));
    say_files(cli, &tally);
    return STATUS_OK;
}

Status command_restore(Cli *cli, Error *err)
{
    const char *source = cli->arguments[0], *target = cli->arguments[1];
    AttachmentTally tally;
    Status status = workspace_restore(source, target, cli_has(cli, OPTION_REPLACE),
                                      cli->setup->model, &tally, err);
    if (status) return status;
    cli_say(cli, "cli.restored", ARGS(arg_cstr("source", source), arg_cstr("target", target)));
    say_files(cli, &tally);
    return STATUS_OK;
}

/* ---- rebuild ---- */

Status command_rebuild(Cli *cli, Error *err)
{
    Rebuild rebuild;
    bool is_check = cli_has(cli, OPTION_CHECK);
    Status status = cli_open(cli, STORE_WRITE, err);
    if (status) return status;
    status = is_check ? workspace_rebuild_check(cli->workspace, &rebuild, err)
                      : workspace_rebuild(cli->workspace, &rebuild, err);
    if (status) return status;
    Arg args[] = {arg_int("tables", rebuild.tables), arg_int("differing", rebuild.differing),
                  rebuild.first ? arg_label("first", text_from(rebuild.first->zh),
                                            text_from(rebuild.first->en))
                                : arg_cstr("first", lang_text(cli->lang, "cli.words"))};
    enum { ARG_COUNT = sizeof args / sizeof args[0] };
    if (is_check && rebuild.differing > 0) {
        return error_set(err, STATUS_CORRUPT, "cli.derived_differs", args, ARG_COUNT);
    }
    cli_say(cli, rebuild.differing > 0 ? "cli.derived_mended" : "cli.derived_same", args, ARG_COUNT);
    return STATUS_OK;
}

/* ---- doctor ---- */

static void add_check(Table *table, Lang lang, const char *name, bool passed, Text detail)
{
    TableCell *row = table_add_row(table);
    row[0] = cell_text(text_from(lang_text(lang, name)));
    row[1] = cell_text(text_from(lang_text(lang, passed ? "cli.passed" : "cli.failed")));
    row[2] = cell_text(detail);
}

static Table *doctor_table(Cli *cli)
{
    Table *table = table_new(cli->arena, "doctor", 3);
    table->columns[0] = (TableColumn){"check", text_from(lang_text(cli->lang, "cli.check"))};
    table->columns[1] = (TableColumn){"result", text_from(lang_text(cli->lang, "cli.result"))};
    table->columns[2] = (TableColumn){"detail", text_from(lang_text(cli->lang, "cli.detail"))};
    return table;
}

/* What was found stands in the row; what to know or do about it, below the table. */
static void add_store_check(Cli *cli, Table *table, const StoreCheck *check)
{
    add_check(table, cli->lang, text_cstr(cli->arena, check->name), check->passed, check->detail);
    if (check->note.len == 0) return;
    const char *note = lang_text(cli->lang, text_cstr(cli->arena, check->note));
    *(Text *)list_add(&table->notes) = text_from(note);
}

static Status check_audit(Cli *cli, Table *table, bool *sound, Error *err)
{
    AuditResult audit;
    Status status = audit_verify(cli->workspace, &audit, err);
    if (status) return status;
    bool holds = audit.first_bad_seq == 0;
    Buf detail = buf_new(cli->arena);
    if (holds) {
        lang_print(&detail, cli->lang, "cli.chain_holds", ARGS(arg_int("rows", audit.rows)));
        Buf digits = buf_new(cli->arena), head = buf_new(cli->arena);
        hash_print(&digits, &audit.head);
        lang_print(&head, cli->lang, "cli.chain_head", ARGS(arg_text("head", buf_text(&digits))));
        *(Text *)list_add(&table->notes) = buf_text(&head);
    } else {
        lang_print(&detail, cli->lang, "cli.chain_broken",
                   ARGS(arg_int("seq", audit.first_bad_seq),
                        arg_cstr("fault", lang_text(cli->lang, audit.fault))));
    }
    add_check(table, cli->lang, "cli.check_audit", holds, buf_text(&detail));
    *sound = *sound && holds;
    return STATUS_OK;
}

static Status check_batches(Cli *cli, Table *table, bool *sound, Error *err)
{
    const RecordDef *def = model_record(cli->setup->model, TEXT("batch"));
    int state = record_field(def, TEXT("state"));
    RecordFilter accepted = {state, value_text(TEXT("accepted"))};
    RecordQuery query = {.filters = &accepted, .filter_count = 1};
    List batches = list_new(cli->arena, sizeof(Record));
    Status status = record_list(cli->arena, cli->workspace, def, &query, &batches, err);
    int64_t broken = 0;
    for (size_t i = 0; !status && i < batches.count; i++) {
        bool holds;
        int64_t id = LIST_AT(&batches, Record, i)->id;
        status = batch_verify(cli->workspace, id, &holds, err);
        if (!status && !holds) broken = id;
    }
    if (status) return status;
    Buf detail = buf_new(cli->arena);
    lang_print(&detail, cli->lang, broken ? "cli.batch_broken" : "cli.batches_hold",
               ARGS(arg_int("batch", broken), arg_int("count", (int64_t)batches.count)));
    add_check(table, cli->lang, "cli.check_batches", broken == 0, buf_text(&detail));
    *sound = *sound && broken == 0;
    return STATUS_OK;
}

static Status check_files(Cli *cli, Table *table, bool *sound, Error *err)
{
    AttachmentTally tally;
    Status status = attachments_check(cli->workspace, &tally, err);
    if (status) return status;
    bool holds = tally.missing + tally.altered == 0;
    Buf detail = buf_new(cli->arena), digits = buf_new(cli->arena);
    hash_print(&digits, &tally.first);
    lang_print(&detail, cli->lang, holds ? "cli.files_hold" : "cli.files_broken",
               ARGS(arg_int("files", tally.files), arg_int("missing", tally.missing),
                    arg_int("altered", tally.altered), arg_int("left_over", tally.left_over),
                    arg_text("first", buf_text(&digits))));
    add_check(table, cli->lang, "cli.check_files", holds, buf_text(&detail));
    *sound = *sound && holds;
    return STATUS_OK;
}

Status command_doctor(Cli *cli, Error *err)
{
    Status status = cli_open(cli, STORE_READ, err);
    if (status) return status;
    List checks = list_new(cli->arena, sizeof(StoreCheck));
    status = store_check(cli->arena, workspace_store(cli->workspace), &checks, err);
    if (status) return status;
    Table *table = doctor_table(cli);
    bool sound = true;
    for (size_t i = 0; i < checks.count; i++) {
        const StoreCheck *check = LIST_AT(&checks, StoreCheck, i);
        add_store_check(cli, table, check);
        sound = sound && check->passed;
    }
    status = check_audit(cli, table, &sound, err);
    if (!status) status = check_batches(cli, table, &sound, err);
    if (!status) status = check_files(cli, table, &sound, err);
    if (status) return status;
    table->title = text_from(lang_text(cli->lang, sound ? "cli.sound" : "cli.unsound"));
    cli_table(cli, table);
    if (sound) return STATUS_OK;
    return error_set(err, STATUS_CORRUPT, "cli.workspace_unsound",
                     ARGS(arg_cstr("file", store_path(workspace_store(cli->workspace)))));
}
