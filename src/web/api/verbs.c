/* GET /api/rpc/…: the questions of comparison, with the tables that the terminal gives as JSON. The
 * registers of gaps and targets that were kept are record types, under their own names. */
#include "api_impl.h"
#include "pages_impl.h"

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

Status api_answer_table(Visit *visit, const char *name, const Table *table, Error *err)
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
               ? api_answer_table(
                     visit, name,
                     report(visit->arena, visit->lang, visit->worker->registry, answers.gaps), err)
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

Status api_position(Visit *visit, Error *err)
{
    Question question;
    Answers answers;
    PositionTable *position;
    Status status = read_question(visit, &question, err);
    if (status == STATUS_OK) {
        status = question_answer(visit, &question, &answers, err);
    }
    if (status == STATUS_OK) {
        status = compare_position(visit->arena, answers.panel, answers.rules, question.subject,
                                  question.year, &position, err);
    }
    return status == STATUS_OK
               ? api_answer_table(
                     visit, "position",
                     report_position(visit->arena, visit->lang, visit->worker->registry, position),
                     err)
               : status;
}

/* ---- Targets ---- */

typedef struct Aim {
    int indicator;
    int due_year; /* 0: as many years on as the rules say */
    double share; /* of the distance; 0: by the rules */
} Aim;

/* 0 where none is said. */
static Status read_due(Visit *visit, int *year, Error *err)
{
    Text due = params_get(&visit->request.query, "due");
    int64_t number = 0;
    if (due.len > 0 && (!text_to_int(due, &number) || date_make((int)number, 1, 1) == DATE_NONE)) {
        return error_set(err, STATUS_USAGE, "web.not_a_year", ARGS(arg_text("value", due)));
    }
    *year = (int)number;
    return STATUS_OK;
}

static Status read_aim(Visit *visit, Aim *aim, Error *err)
{
    const List *params = &visit->request.query;
    Text share = params_get(params, "share");
    Decimal part = {0};
    Status status = read_due(visit, &aim->due_year, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (share.len > 0 && (!decimal_parse(share, &part) || part.mantissa <= 0)) {
        return error_set(err, STATUS_USAGE, "api.not_a_share", ARGS(arg_text("value", share)));
    }
    aim->share = decimal_double(part);
    return registry_indicator(visit->worker->registry, params_get(params, "indicator"),
                              &aim->indicator, err);
}

static Status propose(Visit *visit, const Question *question, const Answers *answers,
                      const Aim *aim, TargetProposal **proposal, Error *err)
{
    const Registry *registry = visit->worker->registry;
    const GapRow *row = gaps_row(answers->gaps, aim->indicator, -1);
    if (!row) {
        return error_set(
            err, STATUS_NOT_FOUND, "api.no_gap",
            ARGS(arg_text("indicator", indicator_name(registry, aim->indicator, visit->lang))));
    }
    TargetWish wish = {.due_year = aim->due_year, .theta = aim->share};
    return target_propose(visit->arena, answers->panel, answers->rules, row, question->subject,
                          &wish, proposal, err);
}

static Status load_aimed_at(Visit *visit, const Question *question, const Aim *aim,
                            Answers *answers, Error *err)
{
    Worker *worker = visit->worker;
    GapRequest request = question_request(question);
    request.indicators = &aim->indicator;
    request.indicator_count = 1;
    Status status = question_rules(visit, visit->arena, question->as_of, &answers->rules, err);
    if (status == STATUS_OK) {
        status = panel_load_for_target(visit->arena, worker->workspace, worker->registry,
                                       aim->indicator, question->as_of, &answers->panel, err);
    }
    return status == STATUS_OK ? compare_gaps(visit->arena, answers->panel, answers->rules,
                                              &request, &answers->gaps, err)
                               : status;
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
        status = load_aimed_at(visit, &question, &aim, &answers, err);
    }
    if (status == STATUS_OK) {
        status = propose(visit, &question, &answers, &aim, &proposal, err);
    }
    return status == STATUS_OK
               ? api_answer_table(visit, "target",
                                  report_target(visit->arena, visit->lang, visit->worker->registry,
                                                question.subject, proposal),
                                  err)
               : status;
}

/* ---- The one-page report ---- */

static Status read_report(Visit *visit, Question *question, ReportRequest *request, Error *err)
{
    Text later = params_get(&visit->request.query, "later");
    *request = (ReportRequest){.lang = visit->lang, .later = DATE_NONE};
    if (later.len > 0 && !date_parse(later, &request->later)) {
        return error_set(err, STATUS_USAGE, "web.not_a_date", ARGS(arg_text("value", later)));
    }
    Status status = read_question(visit, question, err);
    request->about = question_request(question);
    request->as_of = question->as_of;
    return status == STATUS_OK ? read_due(visit, &request->due_year, err) : status;
}

typedef Status WriteReport(Arena *arena, const char *path, const ReportInput *input, Error *err);

static Status answer_report(Visit *visit, const ReportInput *input, WriteReport *write,
                            const char *type, Text file_name, Error *err)
{
    Spool spool;
    Status status = spool_open(visit, "report", &spool, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = write(visit->arena, spool.path, input, err);
    if (status == STATUS_OK) {
        status = spool_answer(visit, &spool, type, file_name, err);
    }
    spool_drop(&spool);
    return status;
}

/* The answers to the question itself are kept, as for every page. */
static Status write_report(Visit *visit, const Question *question, ReportRequest *request,
                           Error *err)
{
    const Worker *worker = visit->worker;
    ReportInput input;
    Answers answers;
    Status status = question_answer(visit, question, &answers, err);
    if (status == STATUS_OK) {
        request->panel = answers.panel;
        status = report_gather(visit->arena, worker->workspace, worker->registry, answers.rules,
                               request, &input, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    return visit->request.form == AS_HTML
               ? answer_report(visit, &input, report_page_html, HTML_TYPE, TEXT("report.html"), err)
               : answer_report(visit, &input, report_page_xlsx, XLSX_TYPE, TEXT("report.xlsx"),
                               err);
}

/* As a page of its own, as a workbook, or its gaps: what `duibiao report` gives. */
Status api_report(Visit *visit, Error *err)
{
    ReportRequest request;
    Question question;
    Form form = visit->request.form;
    Status status = read_report(visit, &question, &request, err);
    if (status != STATUS_OK) {
        return status;
    }
    return form == AS_HTML || form == AS_XLSX ? write_report(visit, &question, &request, err)
                                              : answer_gaps(visit, "gaps", report_gaps, err);
}
