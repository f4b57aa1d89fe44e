/* The records that commands name, and how they are named back: types, titles, states. */
#include "cli_impl.h"

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

/* ---- Named back ---- */

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
