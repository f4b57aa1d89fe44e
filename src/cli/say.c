/* What a command says: tables, lines, problems and errors, for people or as JSON. */
#include "cli_impl.h"

#include <stdio.h>

void cli_table(Cli *cli, const Table *table)
{
    if (cli->json) {
        Json json = json_new(&cli->out);
        table_json(&json, table);
        buf_add_char(&cli->out, '\n');
    } else {
        table_print(&cli->out, cli->lang, table, cli->columns);
    }
}

void cli_say(Cli *cli, const char *key, const Arg *args, size_t arg_count)
{
    if (cli->json) return;
    lang_print(&cli->out, cli->lang, key, args, arg_count);
    buf_add_char(&cli->out, '\n');
}

static const char *severity_key(Severity severity)
{
    switch (severity) {
    case SEVERITY_ERROR: return "cli.severity_error";
    case SEVERITY_WARNING: return "cli.severity_warning";
    case SEVERITY_NOTE: break;
    }
    return "cli.severity_note";
}

/* "Sheet1!C12 (GDP)": as much of the place as is known. */
static void add_place(Buf *out, const Problem *problem)
{
    if (problem->sheet.len) buf_add_format(out, "%.*s!", TEXT_ARGS(problem->sheet));
    if (problem->column) sheet_column_name(out, (int)problem->column);
    if (problem->row) buf_add_format(out, "%lld", (long long)problem->row);
    if (problem->field.len) buf_add_format(out, " (%.*s)", TEXT_ARGS(problem->field));
}

static Text remedy_key(Arena *arena, const Problem *problem)
{
    return text_format(arena, "%s.remedy", problem->code);
}

static void print_problem(Cli *cli, const Problem *problem)
{
    Buf *out = &cli->out;
    buf_add_format(out, "  %s ", lang_text(cli->lang, severity_key(problem->severity)));
    add_place(out, problem);
    buf_add_cstr(out, ": ");
    lang_print(out, cli->lang, problem->code, problem->args, problem->arg_count);
    buf_add_cstr(out, " ");
    lang_print(out, cli->lang, remedy_key(cli->arena, problem).ptr, problem->args,
               problem->arg_count);
    buf_add_char(out, '\n');
}

static void json_problem(Cli *cli, Json *json, const Problem *problem)
{
    static const char *const severities[] = {"note", "warning", "error"};
    Buf message = buf_new(cli->arena), remedy = buf_new(cli->arena);
    lang_print(&message, cli->lang, problem->code, problem->args, problem->arg_count);
    lang_print(&remedy, cli->lang, remedy_key(cli->arena, problem).ptr, problem->args,
               problem->arg_count);
    json_object(json);
    json_key(json, "severity");
    json_text(json, text_from(severities[problem->severity]));
    json_key(json, "code");
    json_text(json, text_from(problem->code));
    json_key(json, "sheet");
    json_text(json, problem->sheet);
    json_key(json, "row");
    json_int(json, problem->row);
    json_key(json, "column");
    json_int(json, problem->column);
    json_key(json, "field");
    json_text(json, problem->field);
    json_key(json, "message");
    json_text(json, buf_text(&message));
    json_key(json, "remedy");
    json_text(json, buf_text(&remedy));
    json_object_end(json);
}

void cli_problems(Cli *cli, const Problems *problems)
{
    size_t kept = problems_kept(problems);
    if (cli->json) {
        Json json = json_new(&cli->out);
        json_array(&json);
        for (size_t i = 0; i < kept; i++) json_problem(cli, &json, problems_at(problems, i));
        json_array_end(&json);
        return;
    }
    for (size_t i = 0; i < kept; i++) print_problem(cli, problems_at(problems, i));
    size_t all = problems_count(problems, SEVERITY_NOTE);
    if (all > kept) {
        cli_say(cli, "cli.more_problems", ARGS(arg_int("count", (int64_t)(all - kept))));
    }
}

void cli_print_error(const Cli *cli, const Error *err)
{
    Buf sentence = buf_new(cli->arena);
    error_print(&sentence, cli->lang, err);
    if (cli->json) {
        Buf out = buf_new(cli->arena);
        Json json = json_new(&out);
        json_object(&json);
        json_key(&json, "error");
        json_object(&json);
        json_key(&json, "status");
        json_text(&json, text_from(status_row(err->status)->name));
        json_key(&json, "code");
        json_text(&json, text_from(err->code));
        json_key(&json, "message");
        json_text(&json, buf_text(&sentence));
        json_object_end(&json);
        json_object_end(&json);
        fprintf(stderr, "%.*s\n", TEXT_ARGS(buf_text(&out)));
        return;
    }
    fprintf(stderr, "duibiao: %.*s\n", TEXT_ARGS(buf_text(&sentence)));
}
