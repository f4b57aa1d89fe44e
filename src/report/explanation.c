/* Why a ratio or a sum differs, part by part: as a table, and in a sentence where two parts make a
 * ratio. The sentence tells what is there ("GDP 11.3% lower"), never a cause. */
#include "report_impl.h"

#include <math.h>

enum { EXPLAIN_PART, EXPLAIN_ROLE, EXPLAIN_OWN, EXPLAIN_OTHER, EXPLAIN_SHARE, EXPLAIN_COLUMNS };

static const ColumnSpec EXPLAIN_SPECS[EXPLAIN_COLUMNS] = {
    {"part", "report.col.part", COLUMN_TEXT},
    {"role", "report.col.part_role", COLUMN_TEXT},
    {"own", "report.col.own", COLUMN_NUMBER, 1},
    {"reference_value", "report.col.reference_value", COLUMN_NUMBER, 1},
    {"share_percent", "report.col.part_share", COLUMN_NUMBER, 1},
};

static const char *part_role_key(PartRole role)
{
    switch (role) {
    case PART_NUMERATOR: return "report.part.numerator";
    case PART_DENOMINATOR: return "report.part.denominator";
    case PART_ADDEND:
    case PART_GROWTH_OF: break; /* never part of an explanation */
    }
    return "report.part.addend";
}

/* How far our part lies from theirs, in percent of theirs. */
static Text part_size(Arena *arena, Lang lang, const ExplainPart *part)
{
    double relative = part->own / part->other - 1;
    Text share = words_percent(arena, lang, fabs(relative));
    if (text_equal(share, words_percent(arena, lang, 0))) {
        return words(arena, lang, "report.reason.same", NO_ARGS);
    }
    return words(arena, lang, relative > 0 ? "report.reason.more" : "report.reason.less",
                 ARGS(arg_text("share", share)));
}

/* "GDP 11.3% lower, population 18.5% lower"; empty where no ratio is explained. */
static Text ratio_words(Arena *arena, Lang lang, const Registry *registry, const List *parts)
{
    if (parts->count != 2) {
        return TEXT("");
    }
    const ExplainPart *a = LIST_AT(parts, ExplainPart, 0), *b = LIST_AT(parts, ExplainPart, 1);
    const ExplainPart *top = a->role == PART_NUMERATOR ? a : b;
    const ExplainPart *bottom = top == a ? b : a;
    if (top->role != PART_NUMERATOR || bottom->role != PART_DENOMINATOR) {
        return TEXT("");
    }
    return words(arena, lang, "report.reason.ratio",
                 ARGS(arg_text("top", indicator_name(registry, top->indicator, lang)),
                      arg_text("top_size", part_size(arena, lang, top)),
                      arg_text("bottom", indicator_name(registry, bottom->indicator, lang)),
                      arg_text("bottom_size", part_size(arena, lang, bottom))));
}

Text gap_reason(Arena *arena, Lang lang, const Panel *panel, int subject, const GapRow *row)
{
    List parts;
    Error none = {0};
    bool compared = row->state == GAP_BEHIND || row->state == GAP_AHEAD;
    /* A panel without the parts explains nothing; the gap itself stands. */
    if (!compared || compare_explain(arena, panel, subject, row->reference, row->indicator,
                                     row->year, &parts, &none) != STATUS_OK) {
        return TEXT("");
    }
    Text reason = ratio_words(arena, lang, panel->registry, &parts);
    return reason.len ? words(arena, lang, "report.reason", ARGS(arg_text("reason", reason)))
                      : TEXT("");
}

Text gap_story(Arena *arena, const ReportInput *input, const GapRow *row)
{
    Text sentence = report_gap_sentence(arena, input->lang, input->registry, row);
    Text reason = gap_reason(arena, input->lang, input->panel, input->subject, row);
    return reason.len ? words(arena, input->lang, "report.sentence.then",
                              ARGS(arg_text("first", sentence), arg_text("then", reason)))
                      : sentence;
}

static Text explanation_title(Arena *arena, Lang lang, const Registry *registry, const GapRow *row,
                              const List *parts)
{
    Text reason = ratio_words(arena, lang, registry, parts);
    bool compared = row->state == GAP_BEHIND || row->state == GAP_AHEAD;
    const char *key = !compared || reason.len == 0 ? "report.title.explanation"
                      : row->state == GAP_AHEAD    ? "report.title.explanation.ahead"
                                                   : "report.title.explanation.behind";
    Arg args[] = {arg_int("year", row->year),
                  arg_text("indicator", indicator_name(registry, row->indicator, lang)),
                  arg_text("reference", entity_name(registry, row->reference, lang)),
                  arg_text("reason", reason), arg_text("measure", TEXT(""))};
    if (!compared || reason.len == 0) {
        return words(arena, lang, key, args, 3);
    }
    args[4].text = gap_measure(arena, lang, registry, row);
    return words(arena, lang, key, args, 5);
}

Table *report_explanation(Arena *arena, Lang lang, const Registry *registry, const GapRow *row,
                          const List *parts)
{
    Table *table = table_of(arena, lang, "explanation", EXPLAIN_SPECS, EXPLAIN_COLUMNS);
    for (size_t i = 0; i < parts->count; i++) {
        const ExplainPart *part = LIST_AT(parts, ExplainPart, i);
        int decimals = registry->indicators[part->indicator].decimals;
        TableCell *cells = table_add_row(table);
        cells[EXPLAIN_PART] = cell_indicator(registry, part->indicator, lang);
        cells[EXPLAIN_ROLE] = cell_text(text_from(lang_text(lang, part_role_key(part->role))));
        cells[EXPLAIN_OWN] = cell_value(part->own, decimals);
        cells[EXPLAIN_OTHER] = cell_value(part->other, decimals);
        cells[EXPLAIN_SHARE] = cell_number(part->share * 100);
    }
    table->title = explanation_title(arena, lang, registry, row, parts);
    return table;
}
