/* Problems, the first of each code kept and all of them counted. */
#include "base.h"

struct Problems {
    Arena *arena;
    size_t keep_per_code;
    size_t by_severity[SEVERITY_ERROR + 1];
    List kept;   /* Problem */
    List counts; /* size_t: how many of a code */
    Map *codes;  /* code → index in counts */
};

Problems *problems_new(Arena *arena, size_t keep_per_code)
{
    Problems *problems = ARENA_NEW(arena, Problems);
    *problems = (Problems){
        .arena = arena,
        .keep_per_code = keep_per_code,
        .kept = list_new(arena, sizeof(Problem)),
        .counts = list_new(arena, sizeof(size_t)),
        .codes = map_new(arena),
    };
    return problems;
}

static size_t *count_of(Problems *problems, const char *code)
{
    int64_t index;
    if (map_get(problems->codes, text_from(code), &index)) {
        return LIST_AT(&problems->counts, size_t, (size_t)index);
    }
    map_put(problems->codes, text_from(code), (int64_t)problems->counts.count);
    return list_add(&problems->counts);
}

void problems_add(Problems *problems, Problem problem)
{
    size_t *count = count_of(problems, problem.code);
    problems->by_severity[problem.severity]++;
    if ((*count)++ >= problems->keep_per_code) {
        return;
    }
    Arena *arena = problems->arena;
    problem.sheet = text_copy(arena, problem.sheet);
    problem.field = text_copy(arena, problem.field);
    Arg *args = ARENA_ARRAY(arena, Arg, problem.arg_count);
    for (size_t i = 0; i < problem.arg_count; i++) {
        args[i] = problem.args[i];
        args[i].text = text_copy(arena, problem.args[i].text);
        args[i].en = text_copy(arena, problem.args[i].en);
    }
    problem.args = args;
    *(Problem *)list_add(&problems->kept) = problem;
}

size_t problems_count(const Problems *problems, Severity at_least)
{
    size_t count = 0;
    for (int i = (int)at_least; i <= SEVERITY_ERROR; i++) {
        count += problems->by_severity[i];
    }
    return count;
}

size_t problems_kept(const Problems *problems)
{
    return problems->kept.count;
}

const Problem *problems_at(const Problems *problems, size_t index)
{
    return LIST_AT(&problems->kept, Problem, index);
}

size_t problems_count_code(const Problems *problems, const char *code)
{
    int64_t index;
    if (!map_get(problems->codes, text_from(code), &index)) {
        return 0;
    }
    return *LIST_AT(&problems->counts, size_t, (size_t)index);
}
