/* create, set, move, undo, delete, erase: the verbs of every record, whatever its type. */
#include "cli_impl.h"

#include <string.h>

/* ---- set, move ---- */

Status cli_unknown_field(Cli *cli, const RecordDef *def, Text name, Error *err)
{
    Buf known = buf_new(cli->arena);
    for (int f = 0; f < def->field_count; f++) {
        buf_add_format(&known, "%s%s", f ? ", " : "", def->fields[f].name);
    }
    return error_set(err, STATUS_USAGE, "cli.unknown_field",
                     ARGS(arg_cstr("type", def->name), arg_text("field", name),
                          arg_text("known", buf_text(&known))));
}

static Status invalid(const RecordDef *def, int wrong, Error *err)
{
    return error_set(
        err, STATUS_INVALID, "record.invalid",
        ARGS(arg_label("label", text_from(def->zh), text_from(def->en)), arg_int("count", wrong)));
}

/* "@scan.pdf": the file of that name. */
static Status give_file(Cli *cli, Record *record, int field, Text value, Error *err)
{
    const char *path = text_cstr(cli->arena, text_slice(value, 1, value.len));
    AttachmentSource source = {.path = path};
    return record_give_file(cli->arena, cli->workspace, record, field, &source, err);
}

static Status read_reference(Cli *cli, Record *record, int f, Text text, Error *err)
{
    bool found = true;
    const FieldDef *field = &record->def->fields[f];
    const RecordDef *target = model_record(cli->setup->model, text_from(field->target));
    Status status = reference_value(cli->arena, cli->workspace, field, text, &record->values[f],
                                    &found, err);
    if (status || found) return status;
    return error_set(err, STATUS_NOT_FOUND, "cli.no_record",
                     ARGS(arg_text("value", text), arg_cstr("type", target->name),
                          arg_label("label", text_from(target->zh), text_from(target->en))));
}

Status cli_read_value(Cli *cli, Record *record, int f, Text text, Error *err)
{
    const FieldDef *field = &record->def->fields[f];
    if (field->target && text.len > 0) return read_reference(cli, record, f, text, err);
    if (field->kind == FIELD_FILE && text_starts(text, TEXT("@"))) {
        return give_file(cli, record, f, text, err);
    }
    return record_parse(cli->arena, record, f, text, cli->problems)
               ? STATUS_OK
               : invalid(record->def, 1, err);
}

/* FIELD=VALUE from the argument `first` on, each field marked in `given`; what is wrong with the
 * values is listed, all of it. */
static Status read_values(Cli *cli, Record *record, int first, bool *given, Error *err)
{
    int wrong = 0;
    for (int i = first; i < cli->argument_count; i++) {
        Text argument = text_from(cli->arguments[i]);
        size_t at;
        if (!text_find(argument, TEXT("="), &at)) {
            return error_set(err, STATUS_USAGE, "cli.not_a_value",
                             ARGS(arg_text("value", argument)));
        }
        Text name = text_slice(argument, 0, at);
        int field = record_field_called(record->def, name);
        if (field < 0) return cli_unknown_field(cli, record->def, name, err);
        Text value = text_slice(argument, at + 1, argument.len);
        given[field] = true;
        size_t told = problems_count(cli->problems, SEVERITY_ERROR);
        Status status = cli_read_value(cli, record, field, value, err);
        if (status && problems_count(cli->problems, SEVERITY_ERROR) == told) return status;
        wrong += status != STATUS_OK;
    }
    return wrong ? invalid(record->def, wrong, err) : STATUS_OK;
}

static bool *none_given(const Cli *cli, const RecordDef *def)
{
    return ARENA_ARRAY(cli->arena, bool, (size_t)def->field_count);
}

static Text reason(const Cli *cli)
{
    return text_from(cli->options[OPTION_REASON]);
}

/* "Progress: taken from Progress report 31 of 2016-11-03" */
static void say_taken(Cli *cli, const Record *record, const List *taken)
{
    for (size_t i = 0; i < taken->count; i++) {
        const Taken *one = LIST_AT(taken, Taken, i);
        const FieldDef *field = &record->def->fields[one->field];
        Buf source = buf_new(cli->arena);
        taken_print(&source, cli->lang, one);
        cli_say(cli, "cli.taken",
                ARGS(arg_label("field", text_from(field->zh), text_from(field->en)),
                     arg_text("source", buf_text(&source))));
    }
}

/* What was done, then the record as it is now; or what stands in the way. */
static Status finish(Cli *cli, Status status, const Record *record, const char *key, Error *err)
{
    if (status) {
        record_leave_files(record);
        cli_problems(cli, cli->problems);
        return status;
    }
    if (cli->json) return cli_show(cli, record, err);
    cli_say(cli, key,
            ARGS(arg_label("label", text_from(record->def->zh), text_from(record->def->en)),
                 arg_int("id", record->id), arg_int("version", record->version),
                 arg_text("state", cli_state(cli, record))));
    return STATUS_OK;
}

Status command_create(Cli *cli, Error *err)
{
    const RecordDef *def;
    Status status = cli_record_type(cli, text_from(cli->arguments[0]), &def, err);
    if (!status) status = batch_by_hand(def, err);
    if (!status) status = cli_open(cli, STORE_WRITE, err);
    if (status) return status;
    Record *record = record_new(cli->arena, def);
    List taken;
    bool *given = none_given(cli, def);
    status = read_values(cli, record, 1, given, err);
    if (!status) {
        status = record_take_missing(cli->arena, cli->workspace, record, NULL, given, &taken, err);
    }
    if (!status) {
        status = record_save(cli->arena, cli->workspace, record, reason(cli), cli->problems, err);
    }
    bool is_made = !status;
    status = finish(cli, status, record, "cli.record_created", err);
    if (is_made && !cli->json) say_taken(cli, record, &taken);
    return status;
}

Status command_set(Cli *cli, Error *err)
{
    Record *record;
    Status status = cli_open_record(cli, STORE_WRITE, &record, err);
    if (!status) status = batch_by_hand(record->def, err);
    if (status) return status;
    int64_t before = record->version;
    status = read_values(cli, record, 2, none_given(cli, record->def), err);
    if (!status) {
        status = record_save(cli->arena, cli->workspace, record, reason(cli), cli->problems, err);
    }
    bool changed = record->version != before;
    return finish(cli, status, record, changed ? "cli.record_set" : "cli.record_same", err);
}

/* A name that is no move's is refused by the move itself. */
static Status take_and_move(Cli *cli, Record *record, List *taken, Error *err)
{
    Text name = text_from(cli->arguments[2]);
    const MoveDef *move = record_move_named(record->def, name);
    bool *given = none_given(cli, record->def);
    *taken = list_new(cli->arena, sizeof(Taken));
    Status status = read_values(cli, record, 3, given, err);
    if (!status && move) {
        status = record_take_missing(cli->arena, cli->workspace, record, move, given, taken, err);
    }
    return status ? status
                  : record_move(cli->arena, cli->workspace, record, name, reason(cli),
                                cli->problems, err);
}

Status command_move(Cli *cli, Error *err)
{
    Record *record;
    Status status = cli_open_record(cli, STORE_WRITE, &record, err);
    if (status) return status;
    List taken;
    status = take_and_move(cli, record, &taken, err);
    bool is_moved = !status;
    status = finish(cli, status, record, "cli.record_moved", err);
    if (!is_moved || cli->json) return status;
    say_taken(cli, record, &taken);
    return cli_say_moves(cli, record, err);
}

Status command_undo(Cli *cli, Error *err)
{
    Record *record = NULL;
    Status status = cli_open_record(cli, STORE_WRITE, &record, err);
    if (!status) status = batch_by_hand(record->def, err);
    if (status) return status;
    status = record_undo(cli->arena, cli->workspace, record, reason(cli), cli->problems, err);
    return finish(cli, status, record, "cli.record_undone", err);
}

Status command_delete(Cli *cli, Error *err)
{
    Record *record = NULL;
    Status status = cli_open_record(cli, STORE_WRITE, &record, err);
    if (!status) {
        status = record_delete(cli->arena, cli->workspace, record, reason(cli), cli->problems, err);
    }
    if (status) {
        cli_problems(cli, cli->problems);
        return status;
    }
    cli_say(cli, "cli.record_deleted",
            ARGS(arg_label("label", text_from(record->def->zh), text_from(record->def->en)),
                 arg_int("id", record->id)));
    return STATUS_OK;
}

Status cli_move_if_open(Cli *cli, const char *type, int64_t id, const char *move, Text why,
                        Error *err)
{
    Record *record;
    const RecordDef *def = model_record(cli->setup->model, text_from(type));
    Status status = record_get(cli->arena, cli->workspace, def, id, &record, err);
    if (status) return status;
    List open = record_moves(cli->arena, def, record->state);
    for (size_t i = 0; i < open.count; i++) {
        if (strcmp((*LIST_AT(&open, const MoveDef *, i))->name, move) == 0) {
            return record_move(cli->arena, cli->workspace, record, text_from(move), why,
                               cli->problems, err);
        }
    }
    return STATUS_OK;
}

/* ---- erase ---- */

static Status erase_named(Cli *cli, const RecordDef *def, int64_t id, Text name, Error *err)
{
    int field = record_field_called(def, name);
    if (text_equal(name, TEXT(CHANGE_REASON))) {
        return record_erase_reasons(cli->workspace, def, id, reason(cli), err);
    }
    return field < 0 ? cli_unknown_field(cli, def, name, err)
                     : record_erase(cli->workspace, def, id, field, reason(cli), err);
}

static void say_erased(Cli *cli, const RecordDef *def, int64_t id, Text name)
{
    int field = record_field_called(def, name);
    Arg label = arg_label("label", text_from(def->zh), text_from(def->en));
    if (field < 0) {
        cli_say(cli, "cli.erased_reasons", ARGS(label, arg_int("id", id)));
        return;
    }
    cli_say(cli, "cli.erased_values",
            ARGS(label, arg_int("id", id),
                 arg_label("field", text_from(def->fields[field].zh),
                           text_from(def->fields[field].en))));
}

/* Of all the fields named, or of none. */
static Status erase_fields(Cli *cli, const RecordDef *def, int64_t id, Error *err)
{
    Status status = workspace_begin(cli->workspace, err);
    if (status) return status;
    for (int i = 2; !status && i < cli->argument_count; i++) {
        status = erase_named(cli, def, id, text_from(cli->arguments[i]), err);
    }
    if (!status) return workspace_commit(cli->workspace, err);
    workspace_rollback(cli->workspace);
    return status;
}

/* By its number alone: who erases need not be able to see it, and it may have been deleted. */
Status command_erase(Cli *cli, Error *err)
{
    const RecordDef *def;
    int64_t id;
    Status status = cli_record_type(cli, text_from(cli->arguments[0]), &def, err);
    if (status) return status;
    if (!text_to_int(text_from(cli->arguments[1]), &id)) {
        return error_set(err, STATUS_USAGE, "cli.not_an_id",
                         ARGS(arg_cstr("value", cli->arguments[1]), arg_cstr("type", def->name)));
    }
    status = cli_open(cli, STORE_WRITE, err);
    if (!status) status = erase_fields(cli, def, id, err);
    for (int i = 2; !status && i < cli->argument_count; i++) {
        say_erased(cli, def, id, text_from(cli->arguments[i]));
    }
    return status;
}
