/* The report as one self-contained file. */
#include "report_impl.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What is written stands in `out` until it goes into the file. */
typedef struct Page {
    Arena *arena;
    FILE *file;
    Buf *out;
    const ReportInput *input;
    SourceList *sources;
} Page;

static void raw(Page *page, const char *html)
{
    buf_add_cstr(page->out, html);
}

static void pass_on(Page *page)
{
    fwrite(page->out->ptr, 1, page->out->len, page->file);
    page->out->len = 0;
}

/* In pieces, for a page may be long. Whether the file took them is asked once, in the end. */
static void pass_on_much(Page *page)
{
    enum { MUCH = 64 * 1024 };
    if (page->out->len >= MUCH) {
        pass_on(page);
    }
}

static void element(Page *page, const char *open, Text text, const char *close)
{
    raw(page, open);
    html_text(page->out, text);
    raw(page, close);
}

static void heading(Page *page, const char *open, const char *key, const char *close)
{
    element(page, open, text_from(lang_text(page->input->lang, key)), close);
}

static void open_chart(Page *page, Text label)
{
    pass_on_much(page);
    raw(page, "<figure>\n<div class=\"chart\" tabindex=\"0\" role=\"region\" aria-label=\"");
    html_text(page->out, label);
    raw(page, "\">\n");
}

/* The table of a chart's own figures; the chart has said the finding. */
static void close_chart(Page *page, Table *figures)
{
    pass_on_much(page);
    raw(page, "</div>\n</figure>\n<div class=\"data\">\n");
    figures->title = text_from(lang_text(page->input->lang, "report.page.data_of_chart"));
    html_table(page->out, page->input->lang, figures, page->sources);
    raw(page, "</div>\n");
}

/* ---- Head ---- */

static void write_strip(Page *page)
{
    int count;
    const Finding *findings = page_findings(page->arena, page->input, &count);
    if (count == 0) {
        return;
    }
    element(page, "<ul class=\"strip\" aria-label=\"",
            text_from(lang_text(page->input->lang, "report.page.findings")), "\">\n");
    for (int i = 0; i < count; i++) {
        buf_add_format(page->out, "<li class=\"%s\">", findings[i].kind);
        element(page, "<b>", findings[i].figure, "</b>");
        element(page, "<span>", findings[i].sentence, "</span></li>\n");
    }
    raw(page, "</ul>\n");
}

static void write_head(Page *page)
{
    const ReportInput *input = page->input;
    Text title = page_title(page->arena, input);
    buf_add_format(page->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n",
                   input->lang == LANG_ZH ? "zh-CN" : "en");
    raw(page, "<meta charset=\"utf-8\"/>\n"
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
              "style-src 'unsafe-inline'\"/>\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
              "<meta name=\"color-scheme\" content=\"light dark\"/>\n");
    element(page, "<title>", title, "</title>\n<style>\n");
    raw(page, HTML_STYLE);
    chart_style(page->out);
    raw(page, "</style>\n</head>\n<body>\n<header>\n");
    element(page, "<h1>", title, "</h1>\n");
    element(page, "<p class=\"sub\">", page_as_of(page->arena, input), "</p>\n");
    element(page, "<p class=\"sub\">", page_references(page->arena, input), "</p>\n");
    write_strip(page);
    raw(page, "</header>\n<main>\n");
}

/* ---- 1 Where we stand ---- */

static void write_ranks(Page *page)
{
    const ReportInput *input = page->input;
    heading(page, "<h3>", "report.page.ranks", "</h3>\n");
    html_table(page->out, input->lang,
               report_position(page->arena, input->lang, input->registry, input->position),
               page->sources);
    const PositionRow *row = position_headline(input);
    if (!row) {
        return;
    }
    Table *ranks = rank_table(page->arena, input->lang, input->ranks);
    open_chart(page, ranks->title);
    chart_rank(page->out, input->lang, input->ranks);
    close_chart(page, ranks);
    if (row->has_tier) {
        Table *ladder = ladder_table(page->arena, input->lang, input->ranks, input->position, row);
        open_chart(page, ladder->title);
        chart_tier_ladder(page->out, input->lang, input->ranks, input->position, row);
        close_chart(page, ladder);
    }
}

/* Columns that a narrow terminal would leave out first stand in the workbook. */
enum { SENTENCES = 8, LEAST_NEEDED = 3 };

static void write_sentences(Page *page, GapState state)
{
    const ReportInput *input = page->input;
    List rows = gap_rows_chosen(page->arena, input->gaps, state, SENTENCES);
    if (rows.count == 0) {
        return;
    }
    raw(page, "<ul class=\"says\">\n");
    for (size_t i = 0; i < rows.count; i++) {
        const GapRow *row = *LIST_AT(&rows, const GapRow *, i);
        element(page, "<li>", gap_story(page->arena, input, row), "</li>\n");
    }
    raw(page, "</ul>\n");
}

static void write_behind(Page *page)
{
    const ReportInput *input = page->input;
    Table *gaps = report_gaps(page->arena, input->lang, input->registry, input->gaps);
    heading(page, "<h3>", "report.page.gaps", "</h3>\n");
    write_sentences(page, GAP_BEHIND);
    if (!gaps_compare(input->gaps)) {
        html_table(page->out, input->lang, table_without(page->arena, gaps, LEAST_NEEDED),
                   page->sources);
        return;
    }
    open_chart(page, gaps->title);
    chart_gap_dumbbell(page->out, input->lang, input->registry, input->gaps);
    close_chart(page, table_without(page->arena, gaps, LEAST_NEEDED));
}

static void write_ahead(Page *page)
{
    const ReportInput *input = page->input;
    heading(page, "<h3>", "report.page.advantages", "</h3>\n");
    write_sentences(page, GAP_AHEAD);
    Table *ahead = report_advantages(page->arena, input->lang, input->registry, input->gaps);
    ahead = table_without(page->arena, ahead, LEAST_NEEDED);
    ahead->notes.count = 0; /* those of the gaps above */
    html_table(page->out, input->lang, ahead, page->sources);
}

static void write_gaps(Page *page)
{
    const ReportInput *input = page->input;
    write_behind(page);
    if (gaps_compare(input->gaps)) {
        write_ahead(page);
    }
    Table *owed = report_owed(page->arena, input->lang, input->registry, input->gaps);
    if (owed->rows.count > 0) {
        heading(page, "<h3>", "report.page.owed", "</h3>\n");
        html_table(page->out, input->lang, owed, page->sources);
    }
}

/* ---- 2 What we want, 3 the chain, 4 the replay ---- */

static void write_target(Page *page, const TargetProposal *target)
{
    const ReportInput *input = page->input;
    Table *table = report_target(page->arena, input->lang, input->registry, input->subject, target);
    Text name = indicator_name(input->registry, target->indicator, input->lang);
    Text warning = target_warning(page->arena, input->lang, input->registry, target);
    element(page, "<h3>", name, "</h3>\n");
    if (warning.len) {
        element(page, "<p class=\"warn\">", warning, "</p>\n");
    }
    open_chart(page, table->title);
    chart_trajectory(page->out, input->lang, input->panel, input->subject, target);
    close_chart(page,
                trajectory_table(page->arena, input->lang, input->panel, input->subject, target));
}

static void write_targets(Page *page)
{
    const ReportInput *input = page->input;
    heading(page, "<h2>", "report.page.targets", "</h2>\n");
    if (input->target_count == 0) {
        heading(page, "<p>", "report.page.targets.none", "</p>\n");
    }
    for (int i = 0; i < input->target_count; i++) {
        write_target(page, input->targets[i]);
    }
}

static void write_chain(Page *page)
{
    const ReportInput *input = page->input;
    heading(page, "<h2>", "report.page.chain", "</h2>\n");
    if (input->chain_count == 0) {
        heading(page, "<p>", "report.page.chain.none", "</p>\n");
        return;
    }
    heading(page, "<p>", "report.page.chain.intro", "</p>\n");
    for (int i = 0; i < input->chain_count; i++) {
        const ChainLink *link = &input->chain[i];
        if (chain_begins(input, i)) {
            raw(page, i > 0 ? "</ol>\n<ol class=\"chain\">\n" : "<ol class=\"chain\">\n");
        }
        element(page, "<li><span class=\"kind\">", chain_kind(page->arena, input->lang, link),
                "</span>");
        element(page, "<span class=\"what\">", link->title, "</span>");
        element(page, "<span class=\"detail\">", link->detail, "</span></li>\n");
    }
    raw(page, "</ol>\n");
}

static void write_replay(Page *page)
{
    const ReportInput *input = page->input;
    heading(page, "<h2>", "report.page.replay", "</h2>\n");
    if (!input->later) {
        heading(page, "<p>", "report.page.replay.none", "</p>\n");
        return;
    }
    Table *table =
        report_replay(page->arena, input->lang, input->registry, input->gaps, input->later);
    open_chart(page, table->title);
    chart_replay(page->out, input->lang, input->registry, input->gaps, input->later);
    close_chart(page, table);
}

/* ---- Sources and method ---- */

/* With an anchor. */
static void write_source(Page *page, const Table *head, const TableCell *cells)
{
    raw(page, "<tr id=\"s");
    decimal_print(page->out, cells[0].exact);
    raw(page, "\">");
    for (int i = 0; i < head->column_count; i++) {
        html_open_cell(page->out, head, i);
        html_text(page->out,
                  table_cell_text(page->arena, page->input->lang, head, i, &cells[i]));
        html_close_cell(page->out, i);
    }
    raw(page, "</tr>\n");
    pass_on_much(page);
}

static void write_release(Page *page, const Table *head, SourceTeller *teller,
                          const SourceRelease *release, const FigureSource *sources)
{
    const List *observations = &page->sources->observations;
    buf_add_format(page->out, "<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"%d\">",
                   head->column_count);
    html_text(page->out, release_title(page->arena, page->input->lang, release->source));
    raw(page, "</th></tr>\n");
    for (size_t i = 0; i < release->figures.count; i++) {
        size_t at = *LIST_AT(&release->figures, size_t, i);
        TableCell cells[SOURCE_LIST_COLUMNS];
        source_cells(teller, cells, at + 1, LIST_AT(observations, Observation, at), &sources[at]);
        write_source(page, head, cells);
    }
    raw(page, "</tbody>\n");
}

/* What many figures came with is said once above them. */
static void write_source_list(Page *page, const FigureSource *sources)
{
    const ReportInput *input = page->input;
    Table *head = sources_head(page->arena, input->lang);
    SourceTeller teller = source_teller(page->arena, input->lang, input->registry);
    List releases = sources_by_release(page->arena, &page->sources->observations, sources);
    element(page, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"",
            head->title, "\">\n<table>\n");
    element(page, "<caption><span>", head->title, "</span></caption>\n");
    html_head(page->out, head);
    for (size_t i = 0; i < releases.count; i++) {
        write_release(page, head, &teller, LIST_AT(&releases, SourceRelease, i), sources);
    }
    raw(page, "</table>\n</div>\n");
}

static Status write_sources(Page *page, Error *err)
{
    const List *observations = &page->sources->observations;
    FigureSource *sources;
    Status status =
        figure_sources(page->arena, page->input->workspace, observations, &sources, err);
    if (status) return status;
    heading(page, "<section class=\"sources\">\n<h2>", "report.page.sources", "</h2>\n");
    if (observations->count > 0) {
        write_source_list(page, sources);
    }
    raw(page, "</section>\n");
    return STATUS_OK;
}

static void write_method(Page *page)
{
    static const char *const notes[] = {
        "report.page.method.gap",      "report.page.method.years", "report.page.method.catch_up",
        "report.page.method.feasible", "report.note.rank",         "report.note.missing"};
    const ReportInput *input = page->input;
    Buf mark = buf_new(page->arena);
    hash_print(&mark, &input->gaps->fingerprint);
    heading(page, "</main>\n<footer>\n<h2>", "report.page.method", "</h2>\n");
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        heading(page, "<p class=\"note\">", notes[i], "</p>\n");
    }
    Text rules = words(page->arena, input->lang, "report.page.method.rules",
                       ARGS(arg_text("rules", input->gaps->rules_version),
                            arg_text("fingerprint", buf_text(&mark))));
    element(page, "<p class=\"note\">", rules, "</p>\n</footer>\n</body>\n</html>\n");
}

static Status write_all(Page *page, Error *err)
{
    write_head(page);
    heading(page, "<section>\n<h2>", "report.page.position", "</h2>\n");
    if (page->input->position) {
        write_ranks(page);
    }
    write_gaps(page);
    raw(page, "</section>\n<section>\n");
    write_targets(page);
    raw(page, "</section>\n<section>\n");
    write_chain(page);
    raw(page, "</section>\n<section>\n");
    write_replay(page);
    raw(page, "</section>\n");
    Status status = write_sources(page, err);
    if (status) return status;
    write_method(page);
    pass_on(page);
    return STATUS_OK;
}

/* ---- The file ---- */

static Status failed(Error *err, const char *path, const char *temporary)
{
    int cause = errno;
    unlink(temporary);
    return error_set(err, STATUS_IO, "report.write",
                     ARGS(arg_cstr("file", path), arg_cstr("cause", strerror(cause))));
}

/* Under a temporary name first, so that no reader sees half a file. */
Status report_page_html(Arena *arena, const char *path, const ReportInput *input, Error *err)
{
    char *temporary = text_cstr(arena, text_format(arena, "%s.part", path));
    Buf out = buf_new(arena);
    Page page = {arena, fopen(temporary, "wb"), &out, input, sources_new(arena)};
    if (!page.file) {
        return failed(err, path, temporary);
    }
    Status status = write_all(&page, err);
    bool is_written = !ferror(page.file);
    is_written = fclose(page.file) == 0 && is_written;
    if (status) {
        unlink(temporary);
        return status;
    }
    return is_written && rename(temporary, path) == 0 ? STATUS_OK : failed(err, path, temporary);
}
