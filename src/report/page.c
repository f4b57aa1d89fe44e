/* What the three forms of the report have in common. */
#include "report_impl.h"

static Finding gap_finding(Arena *arena, const ReportInput *input, const GapRow *row,
                           const char *kind, const char *figure_key)
{
    Text measure = gap_measure_short(arena, input->lang, input->registry, row);
    Text figure = words(arena, input->lang, figure_key, ARGS(arg_text("measure", measure)));
    return (Finding){kind, figure, gap_story(arena, input, row)};
}

const Finding *page_findings(Arena *arena, const ReportInput *input, int *count)
{
    Finding *findings = ARENA_ARRAY(arena, Finding, 3);
    const GapRow *behind = gap_headline(input->gaps, GAP_BEHIND);
    const GapRow *ahead = gap_headline(input->gaps, GAP_AHEAD);
    const PositionRow *position = position_headline(input);
    int n = 0;
    if (behind) {
        findings[n++] = gap_finding(arena, input, behind, "behind", "report.figure.gap");
    }
    if (ahead) {
        findings[n++] = gap_finding(arena, input, ahead, "ahead", "report.figure.lead");
    }
    if (position) {
        findings[n].figure =
            words(arena, input->lang, "report.figure.rank",
                  ARGS(arg_text("rank", words_rank(arena, position->first, position->last)),
                       arg_int("ranked", position->ranked)));
        findings[n].kind = "rank";
        Text finding =
            position_finding(arena, input->lang, input->registry, input->position, position);
        findings[n++].sentence =
            words(arena, input->lang, "report.sentence", ARGS(arg_text("head", finding)));
    }
    *count = n;
    return findings;
}

Text page_title(Arena *arena, const ReportInput *input)
{
    return words(
        arena, input->lang, "report.page.title",
        ARGS(arg_text("subject", entity_name(input->registry, input->subject, input->lang))));
}

Text page_as_of(Arena *arena, const ReportInput *input)
{
    if (input->as_of == DATE_NONE) {
        return words(arena, input->lang, "report.page.as_of_now", NO_ARGS);
    }
    Buf date = buf_new(arena);
    date_print(&date, input->as_of);
    return words(arena, input->lang, "report.page.as_of", ARGS(arg_text("date", buf_text(&date))));
}

static bool is_first_of_reference(const GapTable *gaps, size_t index)
{
    const GapRow *row = LIST_AT(&gaps->rows, GapRow, index);
    for (size_t i = 0; i < index; i++) {
        if (LIST_AT(&gaps->rows, GapRow, i)->reference == row->reference) {
            return false;
        }
    }
    return true;
}

Text reference_words(Arena *arena, Lang lang, const Registry *registry, const GapRow *row)
{
    Text name = entity_name(registry, row->reference, lang);
    if (row->role.len == 0) {
        return name;
    }
    return words(arena, lang, "report.page.reference",
                 ARGS(arg_text("reference", name),
                      arg_text("role", words_named(arena, lang, "report.role.", row->role)),
                      arg_text("verb", words_named(arena, lang, "report.verb.", row->verb))));
}

Text page_references(Arena *arena, const ReportInput *input)
{
    const GapTable *gaps = input->gaps;
    Text *names = ARENA_ARRAY(arena, Text, gaps->rows.count + 1);
    int count = 0;
    for (int near = 0; near < GAP_NEARNESSES; near++) {
        for (size_t i = 0; i < gaps->rows.count; i++) {
            const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
            if (gap_nearness(row) == near && is_first_of_reference(gaps, i)) {
                names[count++] = reference_words(arena, input->lang, input->registry, row);
            }
        }
    }
    if (count == 0) {
        return words(arena, input->lang, "report.page.against_nobody", NO_ARGS);
    }
    return words(arena, input->lang, "report.page.against",
                 ARGS(arg_text("references", words_join(arena, input->lang, names, count))));
}

Text chain_kind(Arena *arena, Lang lang, const ChainLink *link)
{
    return words_named(arena, lang, "report.chain.", link->kind);
}

bool chain_begins(const ReportInput *input, int index)
{
    return index == 0 || text_equal(input->chain[index].kind, TEXT("lesson"));
}

bool chain_follows(const ReportInput *input, int index)
{
    return !chain_begins(input, index) &&
           !text_equal(input->chain[index].kind, input->chain[index - 1].kind);
}
