/* The report as a workbook: a sheet a table, typed cells, native charts, and the sources. */
#include "report_impl.h"

typedef struct Workbook {
    Arena *arena;
    const ReportInput *input;
    SheetWriter *writer;
    SourceList *sources;
} Workbook;

/* Figures enter the list of sources as they are written. */
static void note_sources(Workbook *book, const Table *table)
{
    for (size_t row = 0; row < table->rows.count; row++) {
        for (int i = 0; i < table->column_count; i++) {
            sources_add(book->sources, &table_at(table, row, i)->source);
        }
    }
}

static Status write_sheet(Workbook *book, Text name, const Table *table, SheetPlace *place,
                          Error *err)
{
    Status status = sheet_writer_sheet(book->writer, name, err);
    if (status) return status;
    note_sources(book, table);
    return table_sheet(book->writer, book->arena, book->input->lang, table, place, err);
}

static Text sheet_named(Workbook *book, const char *key)
{
    return text_from(lang_text(book->input->lang, key));
}

static Text axis_of(Workbook *book, int indicator)
{
    const Registry *registry = book->input->registry;
    Text unit = unit_short(book->arena, book->input->lang, registry->indicators[indicator].unit);
    return words(book->arena, book->input->lang, "report.axis.value",
                 ARGS(arg_text("indicator", indicator_name(registry, indicator, book->input->lang)),
                      arg_text("unit", unit)));
}

/* Columns of OutChart count from 1, as people see them. */
static Status write_gaps(Workbook *book, Error *err)
{
    const ReportInput *input = book->input;
    Table *table = report_gaps(book->arena, input->lang, input->registry, input->gaps);
    SheetPlace place;
    Status status = write_sheet(book, sheet_named(book, "report.sheet.gaps"), table, &place, err);
    if (status || table->rows.count == 0) return status;
    int column = table_column(table, "gap_relative_percent");
    OutSeries series = {table->columns[column].title, column + 1};
    OutChart chart = {
        .kind = OUT_CHART_BAR,
        .title = table->title,
        .axis_title = sheet_named(book, "report.axis.gap_percent"),
        .first_row = place.header_row + 1,
        .last_row = place.last_row,
        .category_column = 1,
        .series = &series,
        .series_count = 1,
        .at_row = place.next_row + 1,
        .at_column = 1,
    };
    return sheet_writer_chart(book->writer, &chart, err);
}

static Status write_target(Workbook *book, int index, Error *err)
{
    const ReportInput *input = book->input;
    const TargetProposal *target = input->targets[index];
    Table *table = trajectory_table(book->arena, input->lang, input->panel, input->subject, target);
    Text warning = target_warning(book->arena, input->lang, input->registry, target);
    table_note(table, warning);
    SheetPlace place;
    Text name =
        words(book->arena, input->lang, "report.sheet.target", ARGS(arg_int("number", index + 1)));
    Status status = write_sheet(book, name, table, &place, err);
    if (status || table->rows.count == 0) return status;
    OutSeries series[5];
    int count = 0;
    for (int column = 1; column < table->column_count; column++) {
        series[count++] = (OutSeries){table->columns[column].title, column + 1};
    }
    OutChart chart = {
        .kind = OUT_CHART_LINE,
        .title = table->title,
        .axis_title = axis_of(book, target->indicator),
        .first_row = place.header_row + 1,
        .last_row = place.last_row,
        .category_column = 1,
        .series = series,
        .series_count = count,
        .at_row = place.next_row + 1,
        .at_column = 1,
    };
    return sheet_writer_chart(book->writer, &chart, err);
}

static const ColumnSpec CHAIN_SPECS[] = {
    {"link", "report.col.link", COLUMN_TEXT},
    {"title", "report.col.title", COLUMN_TEXT},
    {"detail", "report.col.detail", COLUMN_TEXT},
};

static Status write_chain(Workbook *book, Error *err)
{
    const ReportInput *input = book->input;
    Table *table = table_of(book->arena, input->lang, "chain", CHAIN_SPECS,
                            sizeof CHAIN_SPECS / sizeof *CHAIN_SPECS);
    const char *key = input->chain_count ? "report.page.chain.intro" : "report.page.chain.none";
    table->title = sheet_named(book, key);
    for (int i = 0; i < input->chain_count; i++) {
        TableCell *cells = table_add_row(table);
        cells[0] = cell_text(chain_kind(book->arena, input->lang, &input->chain[i]));
        cells[1] = cell_text(input->chain[i].title);
        cells[2] = cell_text(input->chain[i].detail);
    }
    SheetPlace place;
    return write_sheet(book, sheet_named(book, "report.sheet.chain"), table, &place, err);
}

static Status write_sources(Workbook *book, Error *err)
{
    const ReportInput *input = book->input;
    Table *table;
    SheetPlace place;
    Status status = report_sources(book->arena, input->lang, input->workspace, input->registry,
                                   &book->sources->observations, &table, err);
    if (status) return status;
    return write_sheet(book, sheet_named(book, "report.sheet.sources"), table, &place, err);
}

/* A sheet of its own unless there is nothing to say. */
static Status write_table(Workbook *book, const char *key, const Table *table, Error *err)
{
    SheetPlace place;
    return table ? write_sheet(book, sheet_named(book, key), table, &place, err) : STATUS_OK;
}

/* No lead is a sentence, not a head over nothing. */
static Status write_advantages(Workbook *book, Error *err)
{
    const ReportInput *in = book->input;
    if (!gaps_compare(in->gaps)) return STATUS_OK;
    Table *ahead = report_advantages(book->arena, in->lang, in->registry, in->gaps);
    if (ahead->rows.count > 0) return write_table(book, "report.sheet.advantages", ahead, err);
    Status status =
        sheet_writer_sheet(book->writer, sheet_named(book, "report.sheet.advantages"), err);
    OutCell sentence = {.format = FORMAT_TITLE, .kind = OUT_TEXT, .text = ahead->title};
    return status ? status : sheet_writer_row(book->writer, &sentence, 1, err);
}

static Status write_all(Workbook *book, Error *err)
{
    const ReportInput *in = book->input;
    Arena *arena = book->arena;
    Table *owed = report_owed(arena, in->lang, in->registry, in->gaps);
    Table *position =
        in->position ? report_position(arena, in->lang, in->registry, in->position) : NULL;
    Table *replay =
        in->later ? report_replay(arena, in->lang, in->registry, in->gaps, in->later) : NULL;
    Status status = write_gaps(book, err);
    if (!status) status = write_advantages(book, err);
    if (!status) status = write_table(book, "report.sheet.owed", owed, err);
    if (!status) status = write_table(book, "report.sheet.position", position, err);
    for (int i = 0; !status && i < in->target_count; i++) {
        status = write_target(book, i, err);
    }
    if (!status) status = write_chain(book, err);
    if (!status) status = write_table(book, "report.sheet.replay", replay, err);
    return status ? status : write_sources(book, err);
}

Status report_page_xlsx(Arena *arena, const char *path, const ReportInput *input, Error *err)
{
    Workbook book = {arena, input, NULL, sources_new(arena)};
    Status status = sheet_writer_xlsx(path, &book.writer, err);
    if (status) return status;
    status = write_all(&book, err);
    if (status) {
        sheet_writer_abandon(book.writer);
        return status;
    }
    return sheet_writer_close(book.writer, err);
}
