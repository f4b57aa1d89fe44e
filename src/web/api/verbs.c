/* GET /api/rpc/…: the questions of comparison, with the tables that the terminal gives as JSON. The
 * registers of gaps and targets that were kept are record types, under their own names. */
#include "api_impl.h"

static Status read_question(Visit *visit, Question *question, Error *err)
{
    question_read(visit, question);
    if (question->problems.count > 0) {
        const QuestionProblem *first = LIST_AT(&question->problems, QuestionProblem, 0);
        return error_set(err, STATUS_USAGE, "api.question",
                         ARGS(arg_text("sentence", first->sentence)));
    }
    return question->subject >= 0 ? STATUS_OK
                                  : error_set(err, STATUS_USAGE, "api.no_subject", NO_ARGS);
}

static Status answer(Visit *visit, const char *name, const Table *table, Error *err)
{
    if (visit->request.form == AS_PAGE) {
        visit->request.form = AS_JSON;
    }
    return answer_table(visit, name, table, err);
}

typedef Table *ReportGaps(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps);

static Status answer_gaps(Visit *visit, const char *name, ReportGaps *report, Error *err)
{
    Question question;
    Answers answers;
    Status status = read_question(visit, &question, err);
    if (status == STATUS_OK) {
        status = question_answer(visit, &question, &answers, err);
    }
    return status == STATUS_OK
               ? answer(visit, name,
                        report(visit->arena, visit->lang, visit->worker->registry, answers.gaps),
                        err)
               : status;
}

Status api_gap(Visit *visit, Error *err)
{
    return answer_gaps(visit, "gaps", report_gaps, err);
}

Status api_advantages(Visit *visit, Error *err)
{
    return answer_gaps(visit, "advantages", report_advantages, err);
}

/* Ranks and precedents need everybody's figures, not only those of the two that are compared. */
static Status load_all(Visit *visit, const Question *question, Answers *answers, Error *err)
{
    Worker *worker = visit->worker;
    PanelRequest request = {.as_of = question->as_of, .with_sources = true};
    Status status = question_rules(visit, question->as_of, &answers->rules, err);
    return status == STATUS_OK ? panel_load(visit->arena, worker->workspace, worker->registry,
                                            &request, &answers->panel, err)
                               : status;
}

Status api_position(Visit *visit, Error *err)
{
    Question question;
    Answers answers;
    PositionTable *position;
    Status status = read_question(visit, &question, err);
    if (status == STATUS_OK) {
        status = load_all(visit, &question, &answers, err);
    }
    if (status == STATUS_OK) {
        status = compare_position(visit->arena, answers.panel, answers.rules, question.subject,
                                  question.year, &position, err);
    }
    return status == STATUS_OK ? answer(visit, "position",
                                        report_position(visit->arena, visit->lang,
                                                        visit->worker->registry, position),
                                        err)
                               : status;
}

/* ---- Targets ---- */

typedef struct Aim {
    int indicator;
    int due_year; /* 0: as many years on as the rules say */
    double share; /* of the distance; 0: by the rules */
} Aim;

static Status read_aim(Visit *visit, Aim *aim, Error *err)
{
    const List *params = &visit->request.query;
    Text due = params_get(params, "due"), share = params_get(params, "share");
    int64_t year = 0;
    Decimal part = {0};
    if (due.len > 0 && (!text_to_int(due, &year) || date_make((int)year, 1, 1) == DATE_NONE)) {
        return error_set(err, STATUS_USAGE, "web.not_a_year", ARGS(arg_text("value", due)));
    }
    if (share.len > 0 && (!decimal_parse(share, &part) || part.mantissa <= 0)) {
        return error_set(err, STATUS_USAGE, "api.not_a_share", ARGS(arg_text("value", share)));
    }
    aim->due_year = (int)year;
    aim->share = decimal_double(part);
    return registry_indicator(visit->worker->registry, params_get(params, "indicator"),
                              &aim->indicator, err);
}

static Status propose(Visit *visit, const Question *question, const Answers *answers,
                      const Aim *aim, TargetProposal **proposal, Error *err)
{
    const Registry *registry = visit->worker->registry;
    for (size_t i = 0; i < answers->gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&answers->gaps->rows, GapRow, i);
        if (row->indicator == aim->indicator) {
            TargetWish wish = {.due_year = aim->due_year, .theta = aim->share};
            return target_propose(visit->arena, answers->panel, answers->rules, row,
                                  question->subject, &wish, proposal, err);
        }
    }
    return error_set(
        err, STATUS_NOT_FOUND, "api.no_gap",
        ARGS(arg_text("indicator", indicator_name(registry, aim->indicator, visit->lang))));
}

Status api_target(Visit *visit, Error *err)
{
    Question question;
    Answers answers;
    Aim aim;
    TargetProposal *proposal;
    Status status = read_question(visit, &question, err);
    if (status == STATUS_OK) {
        status = read_aim(visit, &aim, err);
    }
    if (status == STATUS_OK) {
        status = load_all(visit, &question, &answers, err);
    }
    if (status == STATUS_OK) {
        GapRequest request = question_request(&question);
        status =
            compare_gaps(visit->arena, answers.panel, answers.rules, &request, &answers.gaps, err);
    }
    if (status == STATUS_OK) {
        status = propose(visit, &question, &answers, &aim, &proposal, err);
    }
    return status == STATUS_OK
               ? answer(visit, "target",
                        report_target(visit->arena, visit->lang, visit->worker->registry,
                                      question.subject, proposal),
                        err)
               : status;
}
