/* Strengths: where we lead, by how much, whether it lasts; and our place among our peers. */
#include "web_impl.h"

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
    }
    return status;
}

Status page_strengths(Visit *visit, Error *err)
{
    Question question;
    Answers answers;
    Status status = STATUS_OK;
    question_read(visit, &question);
    Data *data = page_data(visit, page_words(visit, "web.nav.strengths", NO_ARGS), "strengths");
    question_form(visit, data, &question);
    if (question_is_whole(&question)) {
        status = question_answer(visit, &question, &answers, err);
        if (status != STATUS_OK) {
            return status;
        }
        Table *table =
            report_advantages(visit->arena, visit->lang, visit->worker->registry, answers.gaps);
        if (visit->request.form != AS_PAGE) {
            return answer_table(visit, "strengths", table, err);
        }
        data_text(data, "finding", table->title);
        add_sentences(visit, data, answers.gaps);
        page_table(visit, data, "table", table_without(visit->arena, table, LEAST_NEEDED),
                   &question);
        page_exports(visit, data);
        status = add_position(visit, data, &question, &answers, err);
    }
    if (status == STATUS_OK) {
        answer_page(visit, "strengths", data);
    }
    return status;
}
