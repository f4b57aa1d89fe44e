/* Strengths: where we lead, by how much, whether it lasts; and our place among our peers. */
#include "pages_impl.h"

enum { LEAST_NEEDED = 4, LEAST_OF_RANKS = 1 };

static void add_sentences(Visit *visit, Data *data, const GapTable *gaps)
{
    const Registry *registry = visit->worker->registry;
    for (size_t i = 0; i < gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
        if (row->state == GAP_AHEAD) {
            data_text(data_item(data, "strengths"), "sentence",
                      report_gap_sentence(visit->arena, visit->lang, registry, row));
        }
    }
}

/* The indicator that is asked for, else the first whose way to a tier is known. */
static const PositionRow *ladder_row(Visit *visit, const PositionTable *position)
{
    const Registry *registry = visit->worker->registry;
    Text wanted = params_get(&visit->request.query, "ladder");
    const PositionRow *found = NULL;
    for (size_t i = 0; i < position->rows.count; i++) {
        const PositionRow *row = LIST_AT(&position->rows, PositionRow, i);
        bool is_wanted = text_equal(registry->indicators[row->indicator].code, wanted);
        if (row->has_tier && (found == NULL || is_wanted)) {
            found = row;
        }
    }
    return found;
}

static void add_choices(Visit *visit, Data *ladder, const Question *question,
                        const PositionTable *position, const PositionRow *chosen)
{
    const Registry *registry = visit->worker->registry;
    for (size_t i = 0; i < position->rows.count; i++) {
        const PositionRow *row = LIST_AT(&position->rows, PositionRow, i);
        if (row->has_tier) {
            Data *choice = data_item(ladder, "choices");
            Buf link = buf_new(visit->arena);
            buf_add(&link, question_link(visit, question, "/strengths"));
            url_add_param(&link, "ladder", registry->indicators[row->indicator].code);
            data_text(choice, "link", buf_text(&link));
            data_text(choice, "name", indicator_name(registry, row->indicator, visit->lang));
            data_flag(choice, "is_chosen", row == chosen);
        }
    }
}

/* Everybody in the order of one indicator, and the edge of the tier. */
static Status add_ladder(Visit *visit, Data *data, const Question *question,
                         const PositionTable *position, Error *err)
{
    const PositionRow *row = ladder_row(visit, position);
    Worker *worker = visit->worker;
    SiblingRanks *ranking;
    if (row == NULL) {
        return STATUS_OK;
    }
    Status status =
        sibling_ranks_load(visit->arena, worker->workspace, worker->registry, question->subject,
                           row, row->year, question->as_of, &ranking, err);
    if (status != STATUS_OK) {
        return status;
    }
    Buf chart = buf_new(visit->arena);
    Data *ladder = data_child(data, "ladder");
    Table *table = ladder_table(visit->arena, visit->lang, ranking, position, row);
    chart_tier_ladder(&chart, visit->lang, ranking, position, row);
    data_markup(ladder, "chart", buf_text(&chart));
    data_text(ladder, "says", table->title);
    page_table(visit, ladder, "behind", table, question);
    add_choices(visit, ladder, question, position, row);
    return STATUS_OK;
}

static Status add_position(Visit *visit, Data *data, const Question *question,
                           const Answers *answers, Error *err)
{
    PositionTable *position;
    Status status = compare_position(visit->arena, answers->panel, answers->rules,
                                     question->subject, question->year, &position, err);
    if (status == STATUS_OK && position->rows.count > 0) {
        Table *table =
            report_position(visit->arena, visit->lang, visit->worker->registry, position);
        page_table(visit, data, "position", table_without(visit->arena, table, LEAST_OF_RANKS),
                   question);
        status = add_ladder(visit, data, question, position, err);
    }
    return status;
}

static void add_strengths(Visit *visit, Data *data, const Question *question, const GapTable *gaps,
                          const Table *table)
{
    data_text(data, "finding", table->title);
    add_sentences(visit, data, gaps);
    page_table(visit, data, "table", table_without(visit->arena, table, LEAST_NEEDED), question);
    page_exports(visit, data);
}

/* What is ahead needs somebody to compare with; the place among peers does not. */
static Status answer_question(Visit *visit, Data *data, const Question *question, Error *err)
{
    Answers answers;
    Status status = question_answer(visit, question, &answers, err);
    if (status != STATUS_OK) {
        return status;
    }
    Table *table =
        report_advantages(visit->arena, visit->lang, visit->worker->registry, answers.gaps);
    if (visit->request.form != AS_PAGE) {
        return answer_table(visit, "strengths", table, err);
    }
    if (!question_missing(visit, data, question, answers.gaps)) {
        add_strengths(visit, data, question, answers.gaps, table);
    }
    status = add_position(visit, data, question, &answers, err);
    if (status == STATUS_OK) {
        answer_page(visit, "strengths", data);
    }
    return status;
}

Status page_strengths(Visit *visit, Error *err)
{
    Question question;
    question_read(visit, &question);
    Data *data = page_data(visit, page_words(visit, "web.nav.strengths", NO_ARGS), "strengths");
    question_form(visit, data, &question);
    if (question_is_whole(&question)) {
        return answer_question(visit, data, &question, err);
    }
    question_missing(visit, data, &question, NULL);
    answer_page(visit, "strengths", data);
    return STATUS_OK;
}
