/* trace, owing: the chain from what was learnt to what was done, and where it is broken. */
#include "cli_impl.h"

#include <string.h>

enum { INDENT = 2, INDENTED_MOST = 12 };

/* ---- trace ---- */

static void say_line(Cli *cli, Text line, int indent)
{
    buf_add_format(&cli->out, "%*s", indent, "");
    cli_wrap(&cli->out, line, indent + INDENT, cli->columns);
    buf_add_char(&cli->out, '\n');
}

static int indent_of(const TraceStep *step)
{
    return INDENT * (step->depth < INDENTED_MOST ? step->depth : INDENTED_MOST);
}

static Status say_steps(Cli *cli, const char *heading, const Trace *trace, Error *err)
{
    const List *steps = &trace->steps;
    cli_say(cli, heading, NO_ARGS);
    if (steps->count == 0) say_line(cli, text_from(lang_text(cli->lang, "cli.trace_none")), INDENT);
    for (size_t i = 0; i < steps->count; i++) {
        const TraceStep *step = LIST_AT(steps, TraceStep, i);
        Text title;
        Status status = cli_title(cli, step->record, &title, err);
        if (status) return status;
        Buf line = buf_new(cli->arena);
        buf_add(&line, cli_record_line(cli, step->record, title));
        if (step->is_again) {
            buf_add_format(&line, " %s", lang_text(cli->lang, "cli.trace_again"));
        }
        say_line(cli, buf_text(&line), indent_of(step));
    }
    if (trace->goes_on) cli_say(cli, "cli.trace_goes_on", ARGS(arg_int("count", trace->most)));
    return STATUS_OK;
}

static Status json_steps(Cli *cli, Json *json, const char *key, const List *steps, Error *err)
{
    json_key(json, key);
    json_array(json);
    for (size_t i = 0; i < steps->count; i++) {
        const TraceStep *step = LIST_AT(steps, TraceStep, i);
        Text title;
        Status status = cli_title(cli, step->record, &title, err);
        if (status) return status;
        json_object(json);
        json_key(json, "depth");
        json_int(json, step->depth);
        json_key(json, "field");
        json_text(json, text_from(step->field->name));
        cli_record_head_json(cli, json, step->record, title);
        json_key(json, "again");
        json_bool(json, step->is_again);
        json_object_end(json);
    }
    json_array_end(json);
    return STATUS_OK;
}

static Status trace_json(Cli *cli, const Record *record, Text title, const Trace *up,
                         const Trace *down, Error *err)
{
    Json json = json_new(&cli->out);
    json_object(&json);
    cli_record_head_json(cli, &json, record, title);
    Status status = json_steps(cli, &json, "up", &up->steps, err);
    if (!status) status = json_steps(cli, &json, "down", &down->steps, err);
    json_key(&json, "up_goes_on");
    json_bool(&json, up->goes_on);
    json_key(&json, "down_goes_on");
    json_bool(&json, down->goes_on);
    json_object_end(&json);
    buf_add_char(&cli->out, '\n');
    return status;
}

static Status not_in_chain(Cli *cli, const RecordDef *def, Error *err)
{
    Buf known = buf_new(cli->arena);
    for (int r = 0; r < cli->setup->model->record_count; r++) {
        const RecordDef *link = &cli->setup->model->records[r];
        if (link->in_chain) buf_add_format(&known, "%s%s", known.len ? ", " : "", link->name);
    }
    return error_set(err, STATUS_UNSUPPORTED, "cli.not_in_chain",
                     ARGS(arg_cstr("type", def->name), arg_text("known", buf_text(&known))));
}

Status command_trace(Cli *cli, Error *err)
{
    Record *record;
    Text title;
    Trace up, down;
    Status status = cli_open_record(cli, STORE_READ, &record, err);
    if (status) return status;
    if (!record->def->in_chain) return not_in_chain(cli, record->def, err);
    status = cli_title(cli, record, &title, err);
    if (!status) {
        status = record_trace(cli->arena, cli->workspace, record, TRACE_UP, &up, err);
    }
    if (!status) {
        status = record_trace(cli->arena, cli->workspace, record, TRACE_DOWN, &down, err);
    }
    if (status) return status;
    if (cli->json) return trace_json(cli, record, title, &up, &down, err);
    say_line(cli, cli_record_line(cli, record, title), 0);
    status = say_steps(cli, "cli.trace_up", &up, err);
    return status ? status : say_steps(cli, "cli.trace_down", &down, err);
}

/* ---- owing ---- */

static bool is_in(const Record *record, const char *state)
{
    return record->state == record_state(record->def, text_from(state));
}

static bool is_empty(Record *record, const char *field)
{
    return record_value(record, field)->kind == VALUE_NONE;
}

/* Each of these says what a record owes; empty: nothing. */
typedef Status Owes(Cli *cli, Record *record, Buf *owed, Error *err);

static Status commitment_owes(Cli *cli, Record *record, Buf *owed, Error *err)
{
    static const char *const fields[] = {"owner", "due", "quantity"};
    (void)err;
    for (size_t i = 0; !is_in(record, "kept") && i < sizeof fields / sizeof fields[0]; i++) {
        const FieldDef *field =
            &record->def->fields[record_field(record->def, text_from(fields[i]))];
        if (!is_empty(record, fields[i])) continue;
        if (owed->len) buf_add_cstr(owed, cli->lang == LANG_ZH ? "、" : ", ");
        buf_add_cstr(owed, cli_label(cli, field->zh, field->en));
    }
    return STATUS_OK;
}

/* Whether some record says of itself that it answers this one. */
static Status find_answer(Cli *cli, const Record *record, bool *answered, Error *err)
{
    const Model *model = cli->setup->model;
    Status status = STATUS_OK;
    *answered = false;
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *def = &model->records[r];
        for (int f = 0; !status && !*answered && f < def->field_count; f++) {
            const FieldDef *field = &def->fields[f];
            if (field->link != LINK_ANSWERS || strcmp(field->target, record->def->name) != 0)
                continue;
            RecordFilter answers = {.field = f, .value = value_int(record->id)};
            RecordQuery query = {.filters = &answers, .filter_count = 1, .limit = 1};
            List found;
            status = record_list(cli->arena, cli->workspace, def, &query, &found, err);
            *answered = !status && found.count > 0;
        }
    }
    return status;
}

/* Also where the answer is not the reader's to see: that there is one is all that is told of it. */
static Status is_answered(Cli *cli, const Record *record, bool *answered, Error *err)
{
    Eyes before = workspace_look_with(cli->workspace, EYES_PROGRAM);
    Status status = find_answer(cli, record, answered, err);
    workspace_look_with(cli->workspace, before);
    return status;
}

static Status gap_owes(Cli *cli, Record *record, Buf *owed, Error *err)
{
    bool answered;
    if (is_in(record, "closed")) return STATUS_OK;
    Status status = is_answered(cli, record, &answered, err);
    if (!status && !answered) buf_add_cstr(owed, lang_text(cli->lang, "cli.owes_answer"));
    return status;
}

static bool answers_something(const Record *record)
{
    for (int f = 0; f < record->def->field_count; f++) {
        bool answers = record->def->fields[f].link == LINK_ANSWERS;
        if (answers && record->values[f].kind != VALUE_NONE) return true;
    }
    return false;
}

static Status task_owes(Cli *cli, Record *record, Buf *owed, Error *err)
{
    (void)err;
    bool is_over =
        is_in(record, "withdrawn") || is_in(record, "closed") || is_in(record, "archived");
    if (!is_over && !answers_something(record)) {
        buf_add_cstr(owed, lang_text(cli->lang, "cli.owes_purpose"));
    }
    return STATUS_OK;
}

static const struct {
    const char *type;
    Owes *owes;
} OWING[] = {{"commitment", commitment_owes}, {"gap", gap_owes}, {"task", task_owes}};

static Status add_owing(Cli *cli, Table *table, const char *type, Owes *owes, Error *err)
{
    const RecordDef *def = model_record(cli->setup->model, text_from(type));
    RecordQuery all = {0};
    List records;
    Status status = record_list(cli->arena, cli->workspace, def, &all, &records, err);
    for (size_t i = 0; !status && i < records.count; i++) {
        Record *record = LIST_AT(&records, Record, i);
        Buf owed = buf_new(cli->arena);
        Text title;
        status = owes(cli, record, &owed, err);
        if (status || owed.len == 0) continue;
        status = cli_title(cli, record, &title, err);
        if (status) return status;
        TableCell *row = table_add_row(table);
        row[0] = cell_text(text_from(cli->json ? def->name : cli_label(cli, def->zh, def->en)));
        row[1] = cell_number((double)record->id);
        row[2] = cell_text(cli_state(cli, record));
        row[3] = cell_text(title);
        row[4] = cell_text(buf_text(&owed));
    }
    return status;
}

Status command_owing(Cli *cli, Error *err)
{
    Status status = cli_open(cli, STORE_READ, err);
    if (status) return status;
    Table *table = table_new(cli->arena, "owing", 5);
    static const char *const keys[] = {"type", "id", "state", "title", "owes"};
    static const char *const titles[] = {"cli.owing_type", "cli.owing_id", "cli.state",
                                         "cli.owing_title", "cli.owing_owes"};
    for (int i = 0; i < table->column_count; i++) {
        table->columns[i] =
            (TableColumn){.key = keys[i], .title = text_from(lang_text(cli->lang, titles[i]))};
    }
    table->columns[1].kind = COLUMN_YEAR; /* never grouped: people type ids */
    for (size_t i = 0; !status && i < sizeof OWING / sizeof OWING[0]; i++) {
        status = add_owing(cli, table, OWING[i].type, OWING[i].owes, err);
    }
    if (status) return status;
    Buf title = buf_new(cli->arena);
    lang_print(&title, cli->lang, "cli.owing", ARGS(arg_int("count", (int64_t)table->rows.count)));
    table->title = buf_text(&title);
    cli_table(cli, table);
    return STATUS_OK;
}
