/* Problems for programs: the same codes that people see sentences for. */
#include "base.h"

static void add_problem(Json *json, Lang lang, const Problem *problem)
{
    static const char *const severities[] = {"note", "warning", "error"};
    Arena *scratch = arena_new();
    Buf message = buf_new(scratch), remedy = buf_new(scratch);
    Text remedy_key = text_format(scratch, "%s.remedy", problem->code);
    lang_print(&message, lang, problem->code, problem->args, problem->arg_count);
    lang_print(&remedy, lang, text_cstr(scratch, remedy_key), problem->args, problem->arg_count);
    json_object(json);
    json_key_text(json, "severity", text_from(severities[problem->severity]));
    json_key_text(json, "code", text_from(problem->code));
    json_key_text(json, "sheet", problem->sheet);
    json_key_int(json, "row", problem->row);
    json_key_int(json, "column", problem->column);
    json_key_text(json, "field", problem->field);
    json_key_text(json, "message", buf_text(&message));
    json_key_text(json, "remedy", buf_text(&remedy));
    json_object_end(json);
    arena_free(scratch);
}

void json_problems(Json *json, Lang lang, const Problems *problems)
{
    json_array(json);
    for (size_t at = 0; at < problems_kept(problems); at++) {
        add_problem(json, lang, problems_at(problems, at));
    }
    json_array_end(json);
}
