/* The page for a terminal: about 60 lines of 100 columns, everything a leader asks first. */
#include "report_impl.h"

enum {
    GAPS_SHOWN = 8,
    LEADS_SHOWN = 3,
    RANKS_SHOWN = 4,
    REPLAY_SHOWN = 4,
    WIDTH_LEAST = 60,
    WIDTH_MOST = 100,
    INDENT = 2
};

typedef struct Terminal {
    Arena *arena;
    Buf *out;
    const ReportInput *input;
    int columns;
} Terminal;

static void line(Terminal *page, Text text)
{
    buf_add(page->out, text);
    buf_add_char(page->out, '\n');
}

static void blanks(Terminal *page, int count)
{
    for (int i = 0; i < count; i++) {
        buf_add_char(page->out, ' ');
    }
}

/* "· text", following lines set in. */
static void bullet(Terminal *page, Text text)
{
    List lines = text_wrap(page->arena, text, page->columns - INDENT);
    for (size_t i = 0; i < lines.count; i++) {
        buf_add(page->out, i == 0 ? TEXT("· ") : TEXT("  "));
        line(page, *LIST_AT(&lines, Text, i));
    }
}

/* "━━ title ━━━━━━" */
static void heading(Terminal *page, const char *key)
{
    Text title = text_from(lang_text(page->input->lang, key));
    buf_add_char(page->out, '\n');
    buf_add_format(page->out, "━━ %.*s ", TEXT_ARGS(title));
    for (int i = text_width(title) + 4; i < page->columns; i++) {
        buf_add_code_point(page->out, 0x2501);
    }
    buf_add_char(page->out, '\n');
}

static void print_short(Terminal *page, const Table *table, const char *const *keys, int count,
                        int limit)
{
    table_print(page->out, page->input->lang, table_short(page->arena, table, keys, count, limit),
                page->columns);
}

static void print_head(Terminal *page)
{
    const ReportInput *input = page->input;
    Text title = page_title(page->arena, input), as_of = page_as_of(page->arena, input);
    buf_add(page->out, title);
    int blank = page->columns - text_width(title) - text_width(as_of);
    blanks(page, blank > 0 ? blank : 1);
    line(page, as_of);
    List lines = text_wrap(page->arena, page_references(page->arena, input), page->columns);
    for (size_t i = 0; i < lines.count; i++) {
        line(page, *LIST_AT(&lines, Text, i));
    }
    int count;
    const Finding *findings = page_findings(page->arena, input, &count);
    for (int i = 0; i < count; i++) {
        bullet(page, findings[i].sentence);
    }
}

static void print_gaps(Terminal *page)
{
    static const char *const keys[] = {"indicator",
                                       "reference",
                                       "year",
                                       "own",
                                       "reference_value",
                                       "gap_relative_percent",
                                       "time_distance_years",
                                       "trend",
                                       "catch_up_years"};
    const ReportInput *input = page->input;
    List rows = gap_rows_chosen(page->arena, input->gaps, GAP_BEHIND, GAPS_SHOWN);
    Table *table =
        gaps_table_of(page->arena, input->lang, input->registry, input->gaps, &rows, "gaps");
    table->title = gaps_finding(page->arena, input->lang, input->registry, input->gaps);
    print_short(page, table, keys, sizeof keys / sizeof *keys, 0);
    if (!gaps_compare(input->gaps)) {
        return;
    }
    List leads = gap_rows_chosen(page->arena, input->gaps, GAP_AHEAD, LEADS_SHOWN);
    Table *ahead = leads_table_of(page->arena, input->lang, input->registry, input->gaps, &leads);
    ahead->title = advantages_finding(page->arena, input->lang, input->registry, input->gaps);
    print_short(page, ahead, keys, sizeof keys / sizeof *keys - 1, 0);
}

static int by_indicator(const void *a, const void *b)
{
    const PositionRow *left = a, *right = b;
    return (left->indicator > right->indicator) - (left->indicator < right->indicator);
}

/* The registry's first indicators are those that everybody asks for. */
static PositionTable first_ranks(Terminal *page)
{
    const PositionTable *position = page->input->position;
    PositionTable sorted = *position;
    sorted.rows = list_new(page->arena, sizeof(PositionRow));
    for (size_t i = 0; i < position->rows.count; i++) {
        const PositionRow *row = LIST_AT(&position->rows, PositionRow, i);
        if (row->first > 0) {
            *(PositionRow *)list_add(&sorted.rows) = *row;
        }
    }
    list_sort(&sorted.rows, by_indicator);
    return sorted;
}

static void print_position(Terminal *page)
{
    static const char *const keys[] = {"indicator",   "unit",        "year",
                                       "own",         "rank",        "ranked",
                                       "rank_change", "tier_places", "tier_amount"};
    const ReportInput *input = page->input;
    if (input->position) {
        PositionTable sorted = first_ranks(page);
        Table *table = report_position(page->arena, input->lang, input->registry, &sorted);
        print_short(page, table, keys, sizeof keys / sizeof *keys, RANKS_SHOWN);
    }
}

/* ---- Targets: one line each ---- */

static const ColumnSpec TARGET_LINES[] = {
    {"indicator", "report.col.indicator", COLUMN_TEXT, 0, 24},
    {"aim", "report.col.verb", COLUMN_TEXT, 0, 22},
    {"due", "report.col.due", COLUMN_YEAR},
    {"floor", "report.level.floor", COLUMN_NUMBER},
    {"goal", "report.level.goal", COLUMN_NUMBER},
    {"stretch", "report.level.stretch", COLUMN_NUMBER},
    {"unit", "report.col.unit", COLUMN_TEXT, 0, 8},
    {"goal_rate", "report.col.goal_rate", COLUMN_TEXT, 0, 26},
    {"feasible", "report.col.feasible", COLUMN_TEXT, 0, 10},
};

static Text precedent(Arena *arena, Lang lang, const Feasibility *class)
{
    const char *key = class->cases ? "report.feasible.short" : "report.feasible.short.none";
    return words(arena, lang, key,
                 ARGS(arg_int("achieved", class->achieved), arg_int("cases", class->cases)));
}

/* How much those few precedents say: a line below the table, where there is room. */
static void print_intervals(Terminal *page)
{
    const ReportInput *input = page->input;
    Arena *arena = page->arena;
    Text *intervals = ARENA_ARRAY(arena, Text, (size_t)input->target_count);
    int count = 0;
    for (int i = 0; i < input->target_count; i++) {
        const TargetProposal *target = input->targets[i];
        const Feasibility *class = &target->levels[TARGET_GOAL].feasibility;
        if (class->cases > 0) {
            Text name = indicator_name(input->registry, target->indicator, input->lang);
            intervals[count++] =
                words(arena, input->lang, "report.feasible.interval",
                      ARGS(arg_text("indicator", name),
                           arg_text("low", words_whole_percent(arena, input->lang, class->low)),
                           arg_text("high", words_whole_percent(arena, input->lang, class->high))));
        }
    }
    if (count > 0) {
        Text joined = words_join(arena, input->lang, intervals, count);
        bullet(page, words(arena, input->lang, "report.feasible.intervals",
                           ARGS(arg_text("intervals", joined))));
    }
}

static void target_row(Table *table, Arena *arena, const ReportInput *input,
                       const TargetProposal *target)
{
    const Indicator *indicator = &input->registry->indicators[target->indicator];
    const TargetLevel *goal = &target->levels[TARGET_GOAL];
    TableCell *cells = table_add_row(table);
    cells[0] = cell_indicator(input->registry, target->indicator, input->lang);
    cells[1] = cell_text(words(
        arena, input->lang, "report.aim",
        ARGS(arg_text("verb", words_named(arena, input->lang, "report.verb.", target->verb)),
             arg_text("reference", entity_name(input->registry, target->reference, input->lang)))));
    cells[2] = cell_year(target->due_year);
    for (int level = 0; level < TARGET_LEVELS; level++) {
        cells[3 + level] = cell_value(target->levels[level].value, indicator->decimals);
    }
    cells[6] = cell_text(unit_short(arena, input->lang, indicator->unit));
    cells[7] = cell_text(level_pace(arena, input->lang, input->registry, target, goal));
    cells[8] = cell_text(precedent(arena, input->lang, &goal->feasibility));
}

static void print_targets(Terminal *page)
{
    const ReportInput *input = page->input;
    if (input->target_count == 0) {
        line(page, text_from(lang_text(input->lang, "report.page.targets.none")));
        return;
    }
    Table *table = table_of(page->arena, input->lang, "targets", TARGET_LINES,
                            sizeof TARGET_LINES / sizeof *TARGET_LINES);
    for (int i = 0; i < input->target_count; i++) {
        target_row(table, page->arena, input, input->targets[i]);
    }
    table_print(page->out, input->lang, table, page->columns);
    print_intervals(page);
    for (int i = 0; i < input->target_count; i++) {
        Text warning = target_warning(page->arena, input->lang, input->registry, input->targets[i]);
        if (warning.len) {
            bullet(page, warning);
        }
    }
}

/* ---- Chain and replay ---- */

static int kind_width(Terminal *page)
{
    int widest = 0;
    for (int i = 0; i < page->input->chain_count; i++) {
        int width = text_width(chain_kind(page->arena, page->input->lang, &page->input->chain[i]));
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* Title and detail on one line where they fit. */
static void print_link(Terminal *page, const ChainLink *link, bool follows, int kinds)
{
    Text kind = chain_kind(page->arena, page->input->lang, link);
    int room = page->columns - kinds - 4;
    buf_add_format(page->out, "%s %.*s", follows ? "↓" : " ", TEXT_ARGS(kind));
    blanks(page, kinds - text_width(kind) + 2);
    Text both = link->detail.len ? text_format(page->arena, "%.*s  [%.*s]", TEXT_ARGS(link->title),
                                               TEXT_ARGS(link->detail))
                                 : link->title;
    if (text_width(both) <= room) {
        line(page, both);
        return;
    }
    line(page, text_fit(page->arena, link->title, room));
    if (link->detail.len) {
        blanks(page, kinds + 4);
        line(page, text_fit(page->arena, link->detail, room));
    }
}

static void print_chain(Terminal *page)
{
    const ReportInput *input = page->input;
    if (input->chain_count == 0) {
        line(page, text_from(lang_text(input->lang, "report.page.chain.none")));
    }
    int kinds = kind_width(page);
    for (int i = 0; i < input->chain_count; i++) {
        print_link(page, &input->chain[i], chain_follows(input, i), kinds);
    }
}

/* The headline of every reference is among them. */
static GapTable chosen_gaps(Terminal *page)
{
    const GapTable *gaps = page->input->gaps;
    GapTable chosen = *gaps;
    chosen.rows = list_new(page->arena, sizeof(GapRow));
    List behind = gap_rows_chosen(page->arena, gaps, GAP_BEHIND, REPLAY_SHOWN);
    for (size_t i = 0; i < behind.count; i++) {
        *(GapRow *)list_add(&chosen.rows) = **LIST_AT(&behind, const GapRow *, i);
    }
    return chosen;
}

static void print_replay(Terminal *page)
{
    static const char *const keys[] = {"indicator", "reference", "then_year",     "then_gap",
                                       "now_year",  "now_gap",   "change_points", "verdict"};
    const ReportInput *input = page->input;
    if (!input->later) {
        line(page, text_from(lang_text(input->lang, "report.page.replay.none")));
        return;
    }
    GapTable chosen = chosen_gaps(page);
    Table *table = report_replay(page->arena, input->lang, input->registry, &chosen, input->later);
    table->title =
        report_replay(page->arena, input->lang, input->registry, input->gaps, input->later)->title;
    print_short(page, table, keys, sizeof keys / sizeof *keys, REPLAY_SHOWN);
    line(page, text_from(lang_text(input->lang, "report.note.no_cause")));
}

void report_page_terminal(Arena *arena, Buf *out, const ReportInput *input, int columns)
{
    int width = columns <= 0 || columns > WIDTH_MOST ? WIDTH_MOST : columns;
    Terminal page = {arena, out, input, width < WIDTH_LEAST ? WIDTH_LEAST : width};
    print_head(&page);
    heading(&page, "report.page.position");
    print_position(&page);
    buf_add_char(out, '\n');
    print_gaps(&page);
    heading(&page, "report.page.targets");
    print_targets(&page);
    heading(&page, "report.page.chain");
    print_chain(&page);
    heading(&page, "report.page.replay");
    print_replay(&page);
    line(&page, text_from(lang_text(input->lang, "report.page.excerpt")));
}
