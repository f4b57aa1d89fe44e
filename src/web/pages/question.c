/* What a page of comparison is asked: who, against whom, which year, known when. It stands in the
 * address, so that a question can be kept, sent and linked. */
#include "pages_impl.h"

enum { NAMES_MOST = 500 }; /* a longer choice is no help, and slow to send */

/* ---- Reading ---- */

static void refuse(Visit *visit, Question *question, const char *field, const Error *err)
{
    Buf sentence = buf_new(visit->arena);
    error_print(&sentence, visit->lang, err);
    *(QuestionProblem *)list_add(&question->problems) =
        (QuestionProblem){field, buf_text(&sentence)};
}

/* Without a word about it: whoever has benchmarks is whom this workspace is about. */
static int usual_subject(const Registry *registry)
{
    return registry->benchmark_count > 0 ? registry->benchmarks[0].subject : -1;
}

static void read_subject(Visit *visit, Question *question)
{
    Error err = {0};
    Text name = params_get(&visit->request.query, "subject");
    question->subject = usual_subject(visit->worker->registry);
    if (name.len > 0 && registry_entity(visit->worker->registry, name, DATE_NONE,
                                        &question->subject, &err) != STATUS_OK) {
        question->subject = -1;
        refuse(visit, question, "subject_problem", &err);
    }
}

/* Between names stands any comma of either script. */
static Text next_name(Text *rest)
{
    static const char *const commas[] = {",", "，", "、", ";", "；"};
    size_t first = rest->len, width = 0, at;
    for (size_t i = 0; i < sizeof commas / sizeof *commas; i++) {
        if (text_find(*rest, text_from(commas[i]), &at) && at < first) {
            first = at;
            width = text_from(commas[i]).len;
        }
    }
    Text name = text_slice(*rest, 0, first);
    *rest = text_slice(*rest, first + width, rest->len);
    return text_trim(name);
}

static void read_names(Visit *visit, Question *question, Text names)
{
    Error err = {0};
    while (names.len > 0) {
        Text name = next_name(&names);
        if (name.len > 0 &&
            registry_add_references(visit->worker->registry, name, question->subject,
                                    &question->references, &err) != STATUS_OK) {
            refuse(visit, question, "against_problem", &err);
        }
    }
}

static bool is_reference(const Question *question, int entity)
{
    for (size_t i = 0; i < question->references.count; i++) {
        if (*LIST_AT(&question->references, int, i) == entity) {
            return true;
        }
    }
    return false;
}

static bool stands_before(const Registry *registry, int benchmark)
{
    const Benchmark *wanted = &registry->benchmarks[benchmark];
    for (int i = 0; i < benchmark; i++) {
        if (registry->benchmarks[i].subject == wanted->subject &&
            registry->benchmarks[i].reference == wanted->reference) {
            return true;
        }
    }
    return false;
}

/* All that are registered, and nobody else: then each for the areas it is registered for, as
 * without a word about it. */
static bool are_the_benchmarks(const Visit *visit, const Question *question)
{
    const Registry *registry = visit->worker->registry;
    size_t named = 0;
    for (int i = 0; i < registry->benchmark_count; i++) {
        const Benchmark *benchmark = &registry->benchmarks[i];
        if (benchmark->subject == question->subject &&
            !is_reference(question, benchmark->reference)) {
            return false;
        }
        named += benchmark->subject == question->subject && !stands_before(registry, i);
    }
    return named == question->references.count;
}

static void read_references(Visit *visit, Question *question)
{
    const List *query = &visit->request.query;
    for (size_t i = 0; i < query->count; i++) {
        const Param *param = LIST_AT(query, Param, i);
        if (text_equal(param->name, TEXT("against"))) {
            read_names(visit, question, param->value);
        }
    }
    question->named = question->references.count > 0 && !are_the_benchmarks(visit, question);
}

static void read_dates(Visit *visit, Question *question)
{
    Error err = {0};
    int64_t year = 0;
    Text as_of = params_get(&visit->request.query, "as_of");
    Text year_text = params_get(&visit->request.query, "year");
    question->as_of = workspace_stands_on(visit->worker->workspace);
    if (as_of.len > 0 && !date_parse(as_of, &question->as_of)) {
        error_set(&err, STATUS_INVALID, "web.not_a_date", ARGS(arg_text("value", as_of)));
        refuse(visit, question, "as_of_problem", &err);
    }
    bool is_year = text_to_int(year_text, &year) && date_make((int)year, 1, 1) != DATE_NONE;
    if (year_text.len > 0 && !is_year) {
        error_set(&err, STATUS_INVALID, "web.not_a_year", ARGS(arg_text("value", year_text)));
        refuse(visit, question, "year_problem", &err);
    }
    question->year = is_year ? (int)year : 0;
}

/* An area stands for its indicators; all of them without one. */
static void read_area(Visit *visit, Question *question)
{
    const Registry *registry = visit->worker->registry;
    question->area = params_get(&visit->request.query, "area");
    if (question->area.len == 0) {
        return;
    }
    question->indicators = ARENA_ARRAY(visit->arena, int, (size_t)registry->indicator_count);
    for (int i = 0; i < registry->indicator_count; i++) {
        if (text_equal(registry->indicators[i].area, question->area)) {
            question->indicators[question->indicator_count++] = i;
        }
    }
}

void question_read(Visit *visit, Question *question)
{
    *question = (Question){.references = list_new(visit->arena, sizeof(int)),
                           .problems = list_new(visit->arena, sizeof(QuestionProblem))};
    read_subject(visit, question);
    read_references(visit, question);
    read_dates(visit, question);
    read_area(visit, question);
}

bool question_is_whole(const Question *question)
{
    return question->subject >= 0 && question->problems.count == 0;
}

GapRequest question_request(const Question *question)
{
    return (GapRequest){
        .subject = question->subject,
        .references = question->named ? question->references.items : NULL,
        .reference_count = (int)question->references.count,
        .indicators = question->area.len ? question->indicators : NULL,
        .indicator_count = question->indicator_count,
        .year = question->year,
    };
}

Status question_rules(Visit *visit, Arena *arena, Date as_of, CompareRules **rules, Error *err)
{
    RuleEdition edition;
    Status status = rules_in_force(arena, visit->worker->workspace, "compare",
                                   as_of == DATE_NONE ? date_today() : as_of, &edition, err);
    if (status != STATUS_OK) {
        return status;
    }
    Problems *problems = problems_new(visit->arena, 1);
    *rules = compare_rules_read(arena, edition.body, problems);
    if (problems_count(problems, SEVERITY_WARNING) == 0) {
        return STATUS_OK;
    }
    return error_set(err, edition.rule_set ? STATUS_INVALID : STATUS_INTERNAL, "web.rules_wrong",
                     ARGS(arg_cstr("name", "compare"), arg_text("edition", edition.version)));
}

static Status find_answers(Visit *visit, Arena *arena, const Question *question, Answers *answers,
                           Error *err)
{
    Worker *worker = visit->worker;
    GapRequest request = question_request(question);
    Status status = question_rules(visit, arena, question->as_of, &answers->rules, err);
    if (status == STATUS_OK) {
        status = panel_load_for_gaps(arena, worker->workspace, worker->registry, &request,
                                     question->as_of, &answers->panel, err);
    }
    if (status == STATUS_OK) {
        status = compare_gaps(arena, answers->panel, answers->rules, &request, &answers->gaps, err);
    }
    if (status == STATUS_OK && !question->named && question->area.len == 0) {
        status = gaps_add_owed(arena, worker->workspace, worker->registry, answers->gaps, err);
    }
    return status;
}

/* By today's rules, where no day is asked for. */
Text question_key(Visit *visit, const Question *question)
{
    Buf key = buf_new(visit->arena);
    buf_add_format(&key, "%d %d %d %d %d %.*s", date_today(), question->subject, question->as_of,
                   question->year, question->named, TEXT_ARGS(question->area));
    for (size_t i = 0; question->named && i < question->references.count; i++) {
        buf_add_format(&key, " %d", *LIST_AT(&question->references, int, i));
    }
    return buf_text(&key);
}

/* NULL: not among the last. */
static const KeptAnswers *answers_of(const KeptFigures *kept, Text key)
{
    for (int i = 0; i < ANSWERS_KEPT; i++) {
        if (kept->answers[i].arena && text_equal(kept->answers[i].key, key)) {
            return &kept->answers[i];
        }
    }
    return NULL;
}

/* Those that were kept longest go. */
static Status keep_answers(Visit *visit, const Question *question, Text key, Answers *answers,
                           Error *err)
{
    KeptFigures *kept = visit->worker->kept;
    KeptAnswers *place = &kept->answers[kept->next];
    Arena *arena = arena_new();
    Status status = find_answers(visit, arena, question, answers, err);
    if (status != STATUS_OK) {
        arena_free(arena);
        return status;
    }
    if (place->arena) {
        arena_free(place->arena);
    }
    *place = (KeptAnswers){arena, text_copy(arena, key), *answers};
    kept->next = (kept->next + 1) % ANSWERS_KEPT;
    return STATUS_OK;
}

Status question_answer(Visit *visit, const Question *question, Answers *answers, Error *err)
{
    Text key = question_key(visit, question);
    Status status = kept_permission(visit, err);
    if (status != STATUS_OK) {
        return status;
    }
    const KeptAnswers *kept = answers_of(visit->worker->kept, key);
    if (kept == NULL) {
        return keep_answers(visit, question, key, answers, err);
    }
    *answers = kept->answers;
    return STATUS_OK;
}

/* ---- Links ---- */

Text question_link(Visit *visit, const Question *question, const char *path)
{
    const Registry *registry = visit->worker->registry;
    Buf url = buf_new(visit->arena), codes = buf_new(visit->arena), date = buf_new(visit->arena);
    buf_add_cstr(&url, path);
    if (question->subject >= 0) {
        url_add_param(&url, "subject", registry->entities[question->subject].code);
    }
    for (size_t i = 0; question->named && i < question->references.count; i++) {
        buf_add_cstr(&codes, i ? "," : "");
        buf_add(&codes, registry->entities[*LIST_AT(&question->references, int, i)].code);
    }
    url_add_param(&url, "against", buf_text(&codes));
    date_print(&date, question->as_of);
    url_add_param(&url, "as_of", buf_text(&date));
    if (question->year != 0) {
        url_add_param(&url, "year", text_format(visit->arena, "%d", question->year));
    }
    url_add_param(&url, "area", question->area);
    return buf_text(&url);
}

/* ---- The form ---- */

/* The registered benchmarks as boxes to tick. */
static void add_benchmarks(Visit *visit, Data *form, const Question *question, Map *shown)
{
    const Registry *registry = visit->worker->registry;
    for (int i = 0; i < registry->benchmark_count; i++) {
        const Benchmark *benchmark = &registry->benchmarks[i];
        if (benchmark->subject != question->subject || stands_before(registry, i)) {
            continue;
        }
        Data *box = data_item(form, "benchmarks");
        data_text(box, "code", registry->entities[benchmark->reference].code);
        data_text(box, "name", entity_name(registry, benchmark->reference, visit->lang));
        data_flag(box, "is_chosen",
                  !question->named || is_reference(question, benchmark->reference));
        map_put(shown, registry->entities[benchmark->reference].code, 1);
    }
}

/* Whom else it was asked to compare with, to be changed in words. */
static void add_others(Visit *visit, Data *form, const Question *question, Map *shown)
{
    const Registry *registry = visit->worker->registry;
    Buf names = buf_new(visit->arena);
    int64_t is_shown;
    for (size_t i = 0; i < question->references.count; i++) {
        int entity = *LIST_AT(&question->references, int, i);
        if (!map_get(shown, registry->entities[entity].code, &is_shown)) {
            buf_add_cstr(&names, names.len == 0 ? "" : visit->lang == LANG_ZH ? "、" : ", ");
            buf_add(&names, entity_name(registry, entity, visit->lang));
        }
    }
    data_text(form, "others", buf_text(&names));
}

/* Who could be meant: those beside the subject; before there is one, everybody. */
static int candidates(const Registry *registry, int subject, int *members)
{
    if (subject >= 0) {
        return registry_siblings(registry, subject, members);
    }
    int count = registry->entity_count <= NAMES_MOST ? registry->entity_count : 0;
    for (int i = 0; i < count; i++) {
        members[i] = i;
    }
    return count;
}

static void add_names(Visit *visit, Data *form, const Question *question)
{
    const Registry *registry = visit->worker->registry;
    int *members = ARENA_ARRAY(visit->arena, int, (size_t)registry->entity_count);
    int count = candidates(registry, question->subject, members);
    for (int i = 0; i < count; i++) {
        data_text(data_item(form, "names"), "name", entity_name(registry, members[i], visit->lang));
    }
    for (int i = 0; i < registry->group_count; i++) {
        const PeerGroup *group = &registry->groups[i];
        data_text(data_item(form, "names"), "name",
                  visit->lang == LANG_EN && group->en.len ? group->en : group->zh);
    }
}

static void add_areas(Visit *visit, Data *form, const Question *question)
{
    const Registry *registry = visit->worker->registry;
    Map *seen = map_new(visit->arena);
    int64_t is_seen;
    for (int i = 0; i < registry->indicator_count; i++) {
        Text area = registry->indicators[i].area;
        if (map_get(seen, area, &is_seen)) {
            continue;
        }
        map_put(seen, area, 1);
        Data *option = data_item(form, "areas");
        data_text(option, "value", area);
        data_text(option, "name", report_area(visit->arena, visit->lang, area));
        data_flag(option, "is_chosen", text_equal(area, question->area));
    }
}

static void add_problems(Data *form, const Question *question)
{
    for (size_t i = 0; i < question->problems.count; i++) {
        const QuestionProblem *problem = LIST_AT(&question->problems, QuestionProblem, i);
        data_text(data_item(form, "problems"), "sentence", problem->sentence);
        data_text(form, problem->field, problem->sentence);
    }
}

/* What was typed stands there again, also where it was not understood. */
static Text typed(Visit *visit, const char *field, Text understood)
{
    Text given = params_get(&visit->request.query, field);
    return given.len > 0 && understood.len == 0 ? given : understood;
}

void question_form(Visit *visit, Data *data, const Question *question)
{
    const Registry *registry = visit->worker->registry;
    Data *form = data_child(data, "question");
    Map *shown = map_new(visit->arena);
    Buf date = buf_new(visit->arena);
    date_print(&date, question->as_of);
    Text subject =
        question->subject >= 0 ? entity_name(registry, question->subject, visit->lang) : TEXT("");
    Text year = question->year ? text_format(visit->arena, "%d", question->year) : TEXT("");
    data_text(form, "action", visit->request.path);
    data_flag(form, "looks_back", false);
    data_text(form, "subject", typed(visit, "subject", subject));
    data_text(form, "as_of", typed(visit, "as_of", buf_text(&date)));
    data_text(form, "year", typed(visit, "year", year));
    add_benchmarks(visit, form, question, shown);
    add_others(visit, form, question, shown);
    add_names(visit, form, question);
    add_areas(visit, form, question);
    add_problems(form, question);
}
