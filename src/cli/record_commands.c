/* show, create, set, move, undo, delete: the verbs of every record, whatever its type. */
#include "cli_impl.h"

#include <string.h>

/* By its name in the model, or as people call it in either language. */
static bool is_called(const RecordDef *def, Text name)
{
    const char *const names[] = {def->name, def->zh, def->en, def->en_many};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (text_equal(name, text_from(names[i]))) return true;
    }
    return false;
}

Status cli_record_type(const Cli *cli, Text name, const RecordDef **def, Error *err)
{
    const Model *model = cli->setup->model;
    Nearest nearest = nearest_to(name);
    for (int i = 0; i < model->record_count; i++) {
        *def = &model->records[i];
        if ((*def)->kind != RECORD_PLAIN) continue;
        if (is_called(*def, name)) return STATUS_OK;
        nearest_offer(&nearest, text_from((*def)->name), i);
        nearest_offer(&nearest, text_from((*def)->zh), i);
    }
    return error_set(err, STATUS_NOT_FOUND,
                     nearest.count ? "cli.unknown_type_near" : "cli.unknown_type",
                     ARGS(arg_text("type", name),
                          arg_text("nearest", nearest_names(cli->arena, &nearest))));
}

const char *cli_label(const Cli *cli, const char *zh, const char *en)
{
    return cli->lang == LANG_ZH ? zh : en;
}

/* JSON keeps the model's name of a state. */
Text cli_state(const Cli *cli, const Record *record)
{
    if (record->state < 0) return TEXT("");
    const StateDef *state = &record->def->states[record->state];
    return text_from(cli->json ? state->name : cli_label(cli, state->zh, state->en));
}

Status cli_title(Cli *cli, const Record *record, Text *title, Error *err)
{
    Buf out = buf_new(cli->arena);
    Status status = record_print_title(cli->workspace, &out, cli->lang, record, err);
    *title = buf_text(&out);
    return status;
}

/* ---- One record: TYPE ID ---- */

Status cli_open_record(Cli *cli, StoreMode mode, Record **record, Error *err)
{
    const RecordDef *def;
    int64_t id;
    Text called = text_from(cli->arguments[1]);
    Status status = cli_record_type(cli, text_from(cli->arguments[0]), &def, err);
    if (!status) status = cli_open(cli, mode, err);
    if (status) return status;
    if (text_to_int(called, &id)) {
        status = record_get(cli->arena, cli->workspace, def, id, record, err);
        if (status != STATUS_NOT_FOUND) return status;
    }
    status = reference_find(cli->arena, cli->workspace, def, called, &id, err);
    if (status) return status;
    if (id == 0) {
        return error_set(err, STATUS_NOT_FOUND, "cli.no_record",
                         ARGS(arg_text("value", called), arg_cstr("type", def->name),
                              arg_label("label", text_from(def->zh), text_from(def->en))));
    }
    return record_get(cli->arena, cli->workspace, def, id, record, err);
}

static bool is_missing(const Record *record, int field)
{
    return record->values[field].kind == VALUE_NONE;
}

static void json_needs(Json *json, const char *key, const Record *record, const MoveDef *move,
                       bool only_missing)
{
    json_key(json, key);
    json_array(json);
    for (int i = 0; i < move->need_count; i++) {
        if (only_missing && !is_missing(record, move->needs[i])) continue;
        json_text(json, text_from(record->def->fields[move->needs[i]].name));
    }
    json_array_end(json);
}

/* What leads on from its state: by when, and what keeps whoever acts from it beside fields that are
 * still to be filled in. */
typedef struct OpenMove {
    const MoveDef *move;
    Date until;   /* DATE_NONE: whenever */
    List reasons; /* of Text; none: it is open */
} OpenMove;

static Status read_reasons(Cli *cli, const Record *record, OpenMove *open, Error *err)
{
    List refusals;
    open->reasons = list_new(cli->arena, sizeof(Text));
    Status status = record_explain(cli->arena, cli->workspace, record, open->move, &refusals, err);
    for (size_t i = 0; !status && i < refusals.count; i++) {
        const Error *refusal = LIST_AT(&refusals, Error, i);
        Buf sentence = buf_new(cli->arena);
        if (strcmp(refusal->code, "record.needed") == 0) continue;
        error_print(&sentence, cli->lang, refusal);
        *(Text *)list_add(&open->reasons) = buf_text(&sentence);
    }
    return status;
}

/* List of OpenMove. */
static Status open_moves(Cli *cli, const Record *record, List *moves, Error *err)
{
    List dues, leading = record_moves(cli->arena, record->def, record->state);
    *moves = list_new(cli->arena, sizeof(OpenMove));
    Status status = record_dues(cli->arena, cli->workspace, record, &dues, err);
    for (size_t i = 0; !status && i < leading.count; i++) {
        OpenMove *open = list_add(moves);
        open->move = *LIST_AT(&leading, const MoveDef *, i);
        open->until = dues_until(&dues, open->move);
        status = read_reasons(cli, record, open, err);
    }
    return status;
}

static Text day_text(Cli *cli, Date day)
{
    Buf out = buf_new(cli->arena);
    if (day != DATE_NONE) date_print(&out, day);
    return buf_text(&out);
}

static void json_move(Cli *cli, Json *json, const Record *record, const OpenMove *open)
{
    json_object(json);
    json_key_text(json, "move", text_from(open->move->name));
    json_key_text(json, "to", text_from(record->def->states[open->move->to].name));
    json_needs(json, "needs", record, open->move, false);
    json_needs(json, "missing", record, open->move, true);
    json_key(json, "until");
    if (open->until == DATE_NONE) {
        json_null(json);
    } else {
        json_text(json, day_text(cli, open->until));
    }
    json_key_bool(json, "open", open->reasons.count == 0);
    json_key(json, "refusals");
    json_array(json);
    for (size_t i = 0; i < open->reasons.count; i++) {
        json_text(json, *LIST_AT(&open->reasons, Text, i));
    }
    json_array_end(json);
    json_object_end(json);
}

static Status json_moves(Cli *cli, Json *json, const Record *record, Error *err)
{
    List moves;
    Status status = open_moves(cli, record, &moves, err);
    json_array(json);
    for (size_t i = 0; !status && i < moves.count; i++) {
        json_move(cli, json, record, LIST_AT(&moves, OpenMove, i));
    }
    json_array_end(json);
    return status;
}

void cli_record_head_json(Cli *cli, Json *json, const Record *record, Text title)
{
    json_key(json, "type");
    json_text(json, text_from(record->def->name));
    json_key(json, "id");
    json_int(json, record->id);
    json_key(json, "title");
    json_text(json, title);
    json_key(json, "state");
    if (record->state >= 0) {
        json_text(json, cli_state(cli, record));
    } else {
        json_null(json);
    }
}

static Status show_json(Cli *cli, const Record *record, Text title, Error *err)
{
    Status status = STATUS_OK;
    Json json = json_new(&cli->out);
    json_object(&json);
    cli_record_head_json(cli, &json, record, title);
    json_key(&json, "version");
    json_int(&json, record->version);
    json_key(&json, "fields");
    json_object(&json);
    for (int f = 0; !status && f < record->def->field_count; f++) {
        json_key(&json, record->def->fields[f].name);
        status = record_json(cli->workspace, &json, record, f, err);
    }
    json_object_end(&json);
    json_key(&json, "moves");
    if (!status) status = json_moves(cli, &json, record, err);
    json_object_end(&json);
    buf_add_char(&cli->out, '\n');
    return status;
}

enum { FIELD_INDENT = 2 };

/* A label, then the value beside it, line under line. */
static void say_field(Cli *cli, const char *label, int width, Text value)
{
    int gap = width - text_width(text_from(label));
    int indent = FIELD_INDENT + width + 2;
    Text line;
    buf_add_format(&cli->out, "%*s%s%*s", FIELD_INDENT, "", label, gap + 2, "");
    for (bool first = true; text_split(&value, '\n', &line); first = false) {
        if (!first) buf_add_format(&cli->out, "\n%*s", indent, "");
        cli_wrap(&cli->out, line, indent, cli->columns);
    }
    buf_add_char(&cli->out, '\n');
}

/* "objection（异议）、progress（进展，已填）" */
static Text needs_of(Cli *cli, const Record *record, const MoveDef *move)
{
    Buf needs = buf_new(cli->arena);
    for (int i = 0; i < move->need_count; i++) {
        const FieldDef *field = &record->def->fields[move->needs[i]];
        bool missing = is_missing(record, move->needs[i]);
        if (i) buf_add_cstr(&needs, cli->lang == LANG_ZH ? "、" : ", ");
        lang_print(&needs, cli->lang, missing ? "cli.need" : "cli.need_filled",
                   ARGS(arg_cstr("field", field->name),
                        arg_label("label", text_from(field->zh), text_from(field->en))));
    }
    return buf_text(&needs);
}

static void say_move(Cli *cli, const Record *record, const OpenMove *open)
{
    const MoveDef *move = open->move;
    const StateDef *to = &record->def->states[move->to];
    Buf line = buf_new(cli->arena);
    lang_print(&line, cli->lang, move->need_count ? "cli.move_that_needs" : "cli.move_open",
               ARGS(arg_cstr("move", move->name),
                    arg_label("label", text_from(move->zh), text_from(move->en)),
                    arg_label("to", text_from(to->zh), text_from(to->en)),
                    arg_text("needs", needs_of(cli, record, move))));
    if (open->until != DATE_NONE) {
        bool is_late = open->until < workspace_today(cli->workspace);
        cli->judged_late = true;
        lang_print(&line, cli->lang, is_late ? "cli.move_was_due" : "cli.move_due",
                   ARGS(arg_text("until", day_text(cli, open->until))));
    }
    for (size_t i = 0; i < open->reasons.count; i++) {
        lang_print(&line, cli->lang, "cli.move_refused",
                   ARGS(arg_text("reason", *LIST_AT(&open->reasons, Text, i))));
    }
    buf_add_format(&cli->out, "%*s", FIELD_INDENT, "");
    cli_wrap(&cli->out, buf_text(&line), 2 * FIELD_INDENT, cli->columns);
    buf_add_char(&cli->out, '\n');
}

static Status say_moves(Cli *cli, const Record *record, Error *err)
{
    List open;
    if (record->state < 0) return STATUS_OK;
    Status status = open_moves(cli, record, &open, err);
    if (status) return status;
    cli_say(cli, open.count ? "cli.open_moves" : "cli.no_open_moves", NO_ARGS);
    for (size_t i = 0; i < open.count; i++) {
        say_move(cli, record, LIST_AT(&open, OpenMove, i));
    }
    return status;
}

Text cli_record_line(Cli *cli, const Record *record, Text title)
{
    Buf line = buf_new(cli->arena);
    const RecordDef *def = record->def;
    lang_print(&line, cli->lang, record->state < 0 ? "cli.record_line" : "cli.record_line_state",
               ARGS(arg_label("label", text_from(def->zh), text_from(def->en)),
                    arg_int("id", record->id), arg_text("state", cli_state(cli, record)),
                    arg_text("title", title)));
    return buf_text(&line);
}

/* What is filled in, and what has to be. */
static Status show_fields(Cli *cli, const Record *record, Error *err)
{
    int width = 0;
    for (int f = 0; f < record->def->field_count; f++) {
        const FieldDef *field = &record->def->fields[f];
        int label = text_width(text_from(cli_label(cli, field->zh, field->en)));
        width = label > width ? label : width;
    }
    Status status = STATUS_OK;
    for (int f = 0; !status && f < record->def->field_count; f++) {
        const FieldDef *field = &record->def->fields[f];
        Text value;
        status = report_field(cli->arena, cli->lang, cli->workspace, record, f, &value, err);
        if (value.len > 0 || field->required) { /* as on its page */
            say_field(cli, cli_label(cli, field->zh, field->en), width,
                      value.len ? value : TEXT("—"));
        }
    }
    return status;
}

static Status show(Cli *cli, const Record *record, Error *err)
{
    Text title;
    Status status = cli_title(cli, record, &title, err);
    if (status) return status;
    if (cli->json) return show_json(cli, record, title, err);
    cli_wrap(&cli->out, cli_record_line(cli, record, title), 0, cli->columns);
    buf_add_char(&cli->out, '\n');
    status = show_fields(cli, record, err);
    return status ? status : say_moves(cli, record, err);
}

Status command_show(Cli *cli, Error *err)
{
    Record *record;
    Status status = cli_open_record(cli, STORE_READ, &record, err);
    return status ? status : show(cli, record, err);
}

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
    if (cli->json) return show(cli, record, err);
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
    return say_moves(cli, record, err);
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
