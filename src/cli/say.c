/* What a command says: tables, lines, problems and errors, for people or as JSON. */
#include "cli_impl.h"

#include <stdio.h>
#include <unistd.h>

enum { LEAST_ROOM = 24 };

void cli_wrap(Buf *out, Text text, int indent, int columns)
{
    if (columns == 0) {
        buf_add(out, text);
        return;
    }
    int room = columns - indent < LEAST_ROOM ? LEAST_ROOM : columns - indent;
    List lines = text_wrap(out->arena, text, room);
    for (size_t i = 0; i < lines.count; i++) {
        if (i > 0) buf_add_format(out, "\n%*s", indent, "");
        buf_add(out, *LIST_AT(&lines, Text, i));
    }
}

Table *cli_table_new(Cli *cli, const char *name, const CliColumn *columns, int count)
{
    Table *table = table_new(cli->arena, name, count);
    for (int i = 0; i < count; i++) {
        Text title = text_from(lang_text(cli->lang, columns[i].title));
        table->columns[i] =
            (TableColumn){.key = columns[i].key, .title = title, .kind = columns[i].kind};
    }
    return table;
}

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

bool cli_is_for_people(const Cli *cli)
{
    return !cli->json && !cli_has(cli, OPTION_CSV);
}

Text cli_unit(const Cli *cli, Text unit)
{
    return cli_is_for_people(cli) ? unit_short(cli->arena, cli->lang, unit) : unit;
}

Text cli_area(const Cli *cli, Text area)
{
    return cli_is_for_people(cli) ? report_area(cli->arena, cli->lang, area) : area;
}

void cli_say(Cli *cli, const char *key, const Arg *args, size_t arg_count)
{
    Buf line = buf_new(cli->arena);
    lang_print(&line, cli->lang, key, args, arg_count);
    if (cli->json) {
        *(Text *)list_add(&cli->said) = hand_wording(cli, buf_text(&line));
    } else {
        cli_wrap(&cli->out, hand_wording(cli, buf_text(&line)), 0, cli->columns);
        buf_add_char(&cli->out, '\n');
    }
}

void cli_flush_long(Cli *cli)
{
    enum { LONG_BYTES = 1 << 16 };
    if (cli->out.len < LONG_BYTES) return;
    fwrite(cli->out.ptr, 1, cli->out.len, stdout);
    cli->out.len = 0;
}

void cli_finish_json(Cli *cli)
{
    if (!cli->json || cli->out.len > 0 || cli->said.count == 0) return;
    Json json = json_new(&cli->out);
    json_object(&json);
    json_key(&json, "messages");
    json_array(&json);
    for (size_t i = 0; i < cli->said.count; i++)
        json_text(&json, *LIST_AT(&cli->said, Text, i));
    json_array_end(&json);
    json_object_end(&json);
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

/* Sheet1!C12 "GDP": as much of the place as is known, and a colon behind it. */
static Text problem_place(Cli *cli, const Problem *problem)
{
    Buf cell = buf_new(cli->arena), place = buf_new(cli->arena);
    if (problem->column) {
        sheet_column_name(&cell, (int)problem->column);
        if (problem->row) buf_add_format(&cell, "%lld", (long long)problem->row);
    } else if (problem->row) {
        lang_print(&cell, cli->lang, "cli.place_row", ARGS(arg_int("row", problem->row)));
    }
    if (problem->sheet.len) buf_add_format(&place, "%.*s", TEXT_ARGS(problem->sheet));
    bool is_row = problem->row && !problem->column;
    if (problem->sheet.len && cell.len) buf_add_char(&place, is_row ? ' ' : '!');
    buf_add(&place, buf_text(&cell));
    if (problem->field.len) {
        if (cli->lang == LANG_EN) buf_add_char(&place, ' ');
        lang_print(&place, cli->lang, "cli.place_field", ARGS(arg_text("field", problem->field)));
    }
    if (place.len == 0) return TEXT("");
    buf_add_cstr(&place, lang_text(cli->lang, "cli.place_colon"));
    if (cli->lang == LANG_EN) buf_add_char(&place, ' ');
    return buf_text(&place);
}

static Text remedy_key(Arena *arena, const Problem *problem)
{
    return text_format(arena, "%s.remedy", problem->code);
}

/* A wording as a sentence of its own: a capital where the language has any. */
static Text as_sentence(Cli *cli, const char *key, const Problem *problem)
{
    Buf text = buf_new(cli->arena);
    lang_print(&text, cli->lang, key, problem->args, problem->arg_count);
    if (text.len && text.ptr[0] >= 'a' && text.ptr[0] <= 'z') text.ptr[0] -= 'a' - 'A';
    return buf_text(&text);
}

enum { PROBLEM_INDENT = 4 };

static void print_problem(Cli *cli, const Problem *problem)
{
    Text remedy = remedy_key(cli->arena, problem);
    Buf line = buf_new(cli->arena);
    lang_print(&line, cli->lang, "cli.problem",
               ARGS(arg_cstr("severity", lang_text(cli->lang, severity_key(problem->severity))),
                    arg_text("place", problem_place(cli, problem)),
                    arg_text("message", as_sentence(cli, problem->code, problem)),
                    arg_text("remedy", as_sentence(cli, remedy.ptr, problem))));
    buf_add_cstr(&cli->out, "  ");
    cli_wrap(&cli->out, hand_wording(cli, buf_text(&line)), PROBLEM_INDENT, cli->columns);
    buf_add_char(&cli->out, '\n');
}

void cli_problems(Cli *cli, const Problems *problems)
{
    if (cli->json) return;
    size_t kept = problems_kept(problems);
    for (size_t i = 0; i < kept; i++)
        print_problem(cli, problems_at(problems, i));
    size_t all = problems_count(problems, SEVERITY_NOTE);
    if (all > kept) {
        cli_say(cli, "cli.more_problems", ARGS(arg_int("count", (int64_t)(all - kept))));
    }
}

void cli_print_error(const Cli *cli, const Error *err)
{
    Buf sentence = buf_new(cli->arena);
    error_print(&sentence, cli->lang, err);
    Text said = hand_wording(cli, buf_text(&sentence));
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
        json_text(&json, said);
        json_object_end(&json);
        json_object_end(&json);
        fprintf(stderr, "%.*s\n", TEXT_ARGS(buf_text(&out)));
        return;
    }
    Buf line = buf_new(cli->arena), wrapped = buf_new(cli->arena);
    buf_add_format(&line, "duibiao: %.*s", TEXT_ARGS(said));
    cli_wrap(&wrapped, buf_text(&line), 0, isatty(STDERR_FILENO) ? cli->columns : 0);
    fprintf(stderr, "%.*s\n", TEXT_ARGS(buf_text(&wrapped)));
}
