/* show: one record, and what leads on from where it stands. */
#include "cli_impl.h"

#include <string.h>

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

Status cli_say_moves(Cli *cli, const Record *record, Error *err)
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

Status cli_show(Cli *cli, const Record *record, Error *err)
{
    Text title;
    Status status = cli_title(cli, record, &title, err);
    if (status) return status;
    if (cli->json) return show_json(cli, record, title, err);
    cli_wrap(&cli->out, cli_record_line(cli, record, title), 0, cli->columns);
    buf_add_char(&cli->out, '\n');
    status = show_fields(cli, record, err);
    return status ? status : cli_say_moves(cli, record, err);
}

Status command_show(Cli *cli, Error *err)
{
    Record *record;
    Status status = cli_open_record(cli, STORE_READ, &record, err);
    return status ? status : cli_show(cli, record, err);
}
