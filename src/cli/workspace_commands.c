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

/* A folder of our own where the system keeps what does not last. */
static Status make_scratch(Cli *cli, char **folder, Error *err)
{
    *folder = text_cstr(cli->arena, text_format(cli->arena, "%s/duibiao-XXXXXX", scratch_place()));
    if (mkdtemp(*folder)) return STATUS_OK;
    return error_set(err, STATUS_IO, "cli.cannot_write", ARGS(arg_cstr("file", *folder)));
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
    char *folder;
    Status status = make_scratch(cli, &folder, err);
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
    char *folder;
    Status status = make_scratch(cli, &folder, err);
    if (status) return status;
    for (size_t i = 0; !status && i < files.count; i++) {
        const EmbeddedFile *file = &files.items[i];
        status = load_file(cli, file, type_of_name(file->name), folder, err);
    }
    return end_loading(cli, folder, status, err);
}

Status cli_create_workspace(Cli *cli, const char *path, Error *err)
{
    Status status = workspace_open(path, STORE_CREATE, cli->setup->model,
                                   cli_actor(cli, path), &cli->workspace, err);
    if (status) return status;
    if (cli_has(cli, OPTION_BARE)) return cli_reload_registry(cli, err);
    status = cli_load_registers(cli, cli->setup->registers, STANDARD_REGISTERS,
                                sizeof(STANDARD_REGISTERS) / sizeof(STANDARD_REGISTERS[0]), err);
    if (status) { /* a part of one would stand in the way of the next try */
        workspace_close(cli->workspace);
        cli->workspace = NULL;
        workspace_remove(cli->arena, path);
    }
    return status;
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

static Status rebuild_tables(Cli *cli, Error *err)
{
    Rebuild rebuild;
    bool is_check = cli_has(cli, OPTION_CHECK);
    Status status = is_check ? workspace_rebuild_check(cli->workspace, &rebuild, err)
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
    cli_say(cli, rebuild.differing > 0 ? "cli.derived_mended" : "cli.derived_same", args,
            ARG_COUNT);
    return STATUS_OK;
}

/* Who looks after the workspace sees which record and which field,
 * and reads the rest where they may. */
static void say_kept(Cli *cli, const List *differences)
{
    static const CliColumn COLUMNS[] = {{"type", "cli.owing_type"},
                                        {"id", "cli.owing_id", COLUMN_YEAR},
                                        {"field", "cli.kept_field"},
                                        {"decided", "cli.kept_decided"}};
    enum { COLUMN_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };
    Table *table = cli_table_new(cli, "kept", COLUMNS, COLUMN_COUNT);
    for (size_t i = 0; i < differences->count; i++) {
        const KeptDifference *one = LIST_AT(differences, KeptDifference, i);
        const RecordDef *def = one->record->def;
        const FieldDef *field = one->field < 0 ? NULL : &def->fields[one->field];
        TableCell *row = table_add_row(table);
        row[0] = cell_text(text_from(cli->json ? def->name : cli_label(cli, def->zh, def->en)));
        row[1] = cell_number((double)one->record->id);
        row[2] = cell_text(text_from(field ? cli_label(cli, field->zh, field->en)
                                           : lang_text(cli->lang, "cli.kept_gone")));
        row[3] = cell_text(
            text_from(lang_text(cli->lang, one->is_open ? "record.no" : "record.yes")));
    }
    cli_table(cli, table);
}

/* What was computed and kept as records: compared, and made anew where nobody has decided on it. */
static Status rebuild_kept(Cli *cli, Error *err)
{
    KeptTally tally;
    List differences;
    int64_t mended = 0;
    Status status =
        kept_check(cli->arena, cli->workspace, cli->registry, &tally, &differences, err);
    if (!status && !cli_has(cli, OPTION_CHECK)) {
        status = kept_mend(cli->arena, cli->workspace, &differences,
                           text_from(lang_text(cli->lang, "cli.kept_reason")), &mended, err);
    }
    if (status) return status;
    int64_t differing = (int64_t)differences.count;
    Arg args[] = {arg_int("gaps", tally.gaps), arg_int("targets", tally.targets),
                  arg_int("differing", differing), arg_int("mended", mended)};
    enum { ARG_COUNT = sizeof args / sizeof args[0] };
    if (differing > 0) say_kept(cli, &differences);
    if (differing > mended) {
        return error_set(err, STATUS_CONFLICT, "cli.kept_differs", args, ARG_COUNT);
    }
    cli_say(cli, differing > 0 ? "cli.kept_mended" : "cli.kept_same", args, ARG_COUNT);
    return STATUS_OK;
}

Status command_rebuild(Cli *cli, Error *err)
{
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) status = rebuild_tables(cli, err);
    return status ? status : rebuild_kept(cli, err);
}

/* ---- doctor ---- */

Status command_doctor(Cli *cli, Error *err)
{
    Table *table;
    bool is_sound;
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) {
        status = report_doctor(cli->arena, cli->lang, cli->workspace, &table, &is_sound, err);
    }
    if (status) return status;
    cli_table(cli, table);
    if (is_sound) return STATUS_OK;
    return error_set(err, STATUS_CORRUPT, "cli.workspace_unsound",
                     ARGS(arg_cstr("file", store_path(workspace_store(cli->workspace)))));
}
