/* One file from its first byte to an accepted batch.
 *
 * Two ways through the rows. Where nothing beside the figures has to be written, one pass reads,
 * checks and loads into a batch that nobody sees, and the end decides. Where documents have to be
 * made (or nothing may be written), a first pass only checks. */
#include "exchange_impl.h"

#include <inttypes.h>
#include <string.h>

enum { PROBLEMS_KEPT = 20, SHEET_PROBLEMS_KEPT = 300, DOCUMENT_NAME_CHARACTERS = 400 };

/* A dry run writes nothing, so what it looks at stands in memory: so much and no more. */
enum { KEPT_FIGURES_MAX = 300000 };

/* How far the progress is after checking, after loading; the rest is looking for doubts. */
static const double CHECKED = 0.35, LOADED = 0.75;

typedef struct Import {
    Arena *arena;
    Workspace *workspace;
    const Registry *registry;
    const ImportRules *rules;
    const ImportOptions *options;
    ImportResult *result;
    Context context;
    Releases *releases;
    SheetFile *file;
    List layouts;          /* Layout */
    List problems, others; /* Problems *: of the sheets understood, and of those that are not */
    Text mapping_body;
    BatchLoad *load; /* NULL while only checking */
    Coverage coverage;
    List kept;                      /* Observation, of a dry run */
    bool too_many;                  /* figures to keep */
    Contradictions *contradictions; /* of the pass that only checks; NULL: there was none */
    Map *documents; /* name → number, of those that are not there yet, while checking */
    bool may_write; /* documents may be made now */
} Import;

/* ---- What takes the figures ---- */

/* For the doubts: of what the figures are, and on a dry run the figures themselves. */
static void keep_figure(Import *import, const Observation *observation, int entity, int indicator,
                        Period period)
{
    bool has_value = observation->status >= OBSERVATION_ESTIMATED;
    if (period.kind != PERIOD_YEAR || observation->bound != BOUND_EXACT || !has_value) {
        return;
    }
    coverage_add(&import->coverage, indicator, entity, period.year);
    if (!import->options->dry_run) {
        return;
    }
    if (import->kept.count < KEPT_FIGURES_MAX) {
        *(Observation *)list_add(&import->kept) = *observation;
    } else {
        import->too_many = true;
    }
}

/* One source that says two things is wrong about one of them; two sources may differ. */
static void tell_two_values(const Import *import, const Observation *figure,
                            const Observation *earlier)
{
    bool is_wrong = same_origin(figure, earlier);
    CellPlace place = cell_from_code(figure->cell), first = cell_from_code(earlier->cell);
    Buf cell = buf_new(import->arena);
    sheet_column_name(&cell, first.column);
    buf_add_format(&cell, "%" PRId64, first.row);
    problem_at(import->result->problems, is_wrong ? SEVERITY_ERROR : SEVERITY_WARNING,
               is_wrong ? "exchange.twice" : "exchange.competing",
               sheet_name(import->file, place.sheet), place.row, place.column, (Text){0},
               ARGS(arg_text("value", decimal_text(import->arena, figure->value)),
                    arg_text("kept", decimal_text(import->arena, earlier->value)),
                    arg_text("cell", buf_text(&cell))));
}

static Status take_figure(void *context, const Observation *observation, int entity, int indicator,
                          Period period, Error *err)
{
    Import *import = context;
    Observation earlier;
    if (import->load != NULL || import->options->dry_run) {
        keep_figure(import, observation, entity, indicator, period);
    }
    if (import->load == NULL && contradicts(import->contradictions, observation, &earlier)) {
        tell_two_values(import, observation, &earlier);
    }
    return import->load == NULL ? STATUS_OK : batch_add(import->load, observation, err);
}

static Text first_characters(Text text, int most)
{
    size_t at = 0;
    uint32_t c;
    while (most > 0 && text_next(text, &at, &c)) {
        most--;
    }
    return text_slice(text, 0, at);
}

static const RecordDef *record_def(const Import *import, const char *name)
{
    return model_record(workspace_model(import->workspace), text_from(name));
}

static Status find_by_name(const Import *import, const RecordDef *def, Text name, Record **record,
                           Error *err)
{
    RecordFilter filter = {record_field(def, TEXT("name")), value_text(name)};
    return record_find(import->arena, import->workspace, def, &filter, 1, record, err);
}

/* A document that is not there yet, while nothing may be written: told from others by a number
 * that no record has. */
static int64_t number_of_document(const Import *import, Text name)
{
    int64_t number;
    if (!map_get(import->documents, name, &number)) {
        number = -1 - (int64_t)map_count(import->documents);
        map_put(import->documents, name, number);
    }
    return number;
}

static Status take_document(void *context, Text name, int64_t *id, Date *released, Error *err)
{
    Import *import = context;
    const RecordDef *def = record_def(import, "document");
    Record *record;
    name = first_characters(name, DOCUMENT_NAME_CHARACTERS);
    *id = 0;
    *released = DATE_NONE;
    Status status = find_by_name(import, def, name, &record, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (record == NULL && import->may_write) {
        record = record_new(import->arena, def);
        *record_value(record, "name") = value_text(text_copy(import->arena, name));
        status = record_save(import->arena, import->workspace, record, import->result->format,
                             import->result->problems, err);
    }
    if (status == STATUS_OK && record == NULL) {
        *id = number_of_document(import, name);
    }
    if (status == STATUS_OK && record != NULL) {
        const Value *date = record_value(record, "released");
        *id = record->id;
        *released = date->kind == VALUE_INT ? (Date)date->number : DATE_NONE;
    }
    return status;
}

/* ---- Understanding all sheets ---- */

static Status read_mapping(Import *import, Error *err)
{
    Record *record;
    Text name = import->options->mapping;
    if (name.len == 0) {
        return STATUS_OK;
    }
    Status status = find_by_name(import, record_def(import, "mapping"), name, &record, err);
    if (status == STATUS_OK && record == NULL) {
        return error_set(err, STATUS_NOT_FOUND, "exchange.no_mapping",
                         ARGS(arg_text("mapping", name)));
    }
    if (status == STATUS_OK) {
        import->mapping_body = record_value(record, "body")->text;
    }
    return status;
}

/* The one sheet of a CSV is called like the file, and a file's name is not relied on. */
static bool has_sheet_names(const Import *import)
{
    const char *format = sheet_format(import->file);
    return strcmp(format, "csv") != 0 && strcmp(format, "json") != 0;
}

static void tell_again(const List *lists, Severity at_most, Problems *problems)
{
    for (size_t i = 0; i < lists->count; i++) {
        const Problems *list = *LIST_AT(lists, Problems *, i);
        for (size_t j = 0; j < problems_kept(list); j++) {
            Problem problem = *problems_at(list, j);
            problem.severity = problem.severity < at_most ? problem.severity : at_most;
            problems_add(problems, problem);
        }
    }
}

static Status understand_one(Import *import, int sheet, Preface *preface, Error *err)
{
    const ImportOptions *options = import->options;
    UnderstandOptions understanding = {.indicator = options->indicator,
                                       .entity = options->entity,
                                       .unit = options->unit,
                                       .period = options->period,
                                       .mapping = import->mapping_body,
                                       .mapping_name = options->mapping,
                                       .skip_unknown = options->skip_unknown,
                                       .named_sheet = has_sheet_names(import)};
    Layout layout;
    Understood understood;
    Problems *problems = problems_new(import->arena, SHEET_PROBLEMS_KEPT);
    Status status = understand_sheet(import->arena, &import->context, import->file, sheet,
                                     &understanding, preface, problems, &layout, &understood, err);
    *(Problems **)list_add(understood == UNDERSTOOD ? &import->problems : &import->others) =
        problems;
    if (status == STATUS_OK && understood == UNDERSTOOD) {
        *(Layout *)list_add(&import->layouts) = layout;
        *(Reading *)list_add(&import->result->readings) = layout.reading;
    }
    if (status == STATUS_OK && understood != UNDERSTOOD_PREFACE) {
        *preface = preface_none();
    }
    return status;
}

static Status understand(Import *import, Error *err)
{
    const ImportOptions *options = import->options;
    Preface preface = preface_none();
    Status status = STATUS_OK;
    int count = sheet_count(import->file);
    if (options->sheet >= count) {
        return error_set(err, STATUS_NOT_FOUND, "exchange.no_sheet",
                         ARGS(arg_cstr("file", options->path), arg_int("count", count)));
    }
    for (int i = 0; status == STATUS_OK && i < count; i++) {
        bool wanted = options->sheet < 0 ? !sheet_is_hidden(import->file, i) : i == options->sheet;
        if (wanted) {
            status = understand_one(import, i, &preface, err);
        }
    }
    /* A sheet that is no table hinders nobody where another one is; it is told. */
    bool any = import->layouts.count > 0;
    tell_again(&import->problems, SEVERITY_ERROR, import->result->problems);
    tell_again(&import->others, any ? SEVERITY_WARNING : SEVERITY_ERROR, import->result->problems);
    if (status == STATUS_OK && !any) {
        if (problems_count(import->result->problems, SEVERITY_ERROR) == 0) {
            problem_at(import->result->problems, SEVERITY_ERROR, "exchange.no_header", (Text){0}, 0,
                       0, (Text){0}, NO_ARGS);
        }
        return error_set(err, STATUS_INVALID, "exchange.not_understood",
                         ARGS(arg_cstr("file", options->path)));
    }
    return status;
}

/* ---- Passes over the rows ---- */

static Text origin_of(const Import *import, const Layout *layout)
{
    if (import->options->document.len > 0) {
        return import->options->document;
    }
    return layout->source.len > 0 ? layout->source : layout->reading.title;
}

static Status walk_all(Import *import, Problems *problems, double from, double share,
                       RowTally *tally, Error *err)
{
    FigureSink sink = {.figure = take_figure, .document = take_document, .context = import};
    Status status = STATUS_OK;
    double each = share / (double)import->layouts.count;
    for (size_t i = 0; status == STATUS_OK && i < import->layouts.count; i++) {
        const Layout *layout = LIST_AT(&import->layouts, Layout, i);
        RowOptions options = {.known_from = import->options->known_from,
                              .document = origin_of(import, layout),
                              .skip_unknown = import->options->skip_unknown,
                              .progress = import->options->progress,
                              .progress_context = import->options->context,
                              .progress_from = from + each * (double)i,
                              .progress_share = each};
        status = rows_walk(import->arena, &import->context, import->releases, import->file, layout,
                           &options, &sink, problems, tally, err);
    }
    return status;
}

static void set_tally(ImportResult *result, const RowTally *tally)
{
    result->rows_read = tally->rows;
    result->figures_read = tally->figures;
    result->figures_bad = tally->bad;
    result->figures_blank = tally->blank;
}

static bool is_bad(const Import *import)
{
    return problems_count(import->result->problems, SEVERITY_ERROR) > 0 &&
           !import->options->valid_rows;
}

static Status refuse(const Import *import, Error *err)
{
    return error_set(err, STATUS_INVALID, "exchange.bad_rows",
                     ARGS(arg_cstr("file", import->options->path),
                          arg_int("problems", (int64_t)problems_count(import->result->problems,
                                                                      SEVERITY_ERROR))));
}

/* The figures are in: who would leave off now is told that there is nothing to leave off. */
static void tell_progress(void *context, double done)
{
    const Import *import = context;
    Error ignored = {0};
    if (import->options->progress != NULL) {
        import->options->progress(import->options->context, LOADED + (1 - LOADED) * done, &ignored);
    }
}

/* Of the batch, or of what a dry run kept. */
static Status look_for_doubts(Import *import, int64_t batch_id, Error *err)
{
    DoubtInput input = {.workspace = import->workspace,
                        .registry = import->registry,
                        .rules = &import->rules->plausibility,
                        .words = import->context.words,
                        .coverage = &import->coverage,
                        .batch_id = batch_id,
                        .kept = &import->kept,
                        .readings = &import->result->readings,
                        .problems = import->result->problems,
                        .progress = tell_progress,
                        .progress_context = import};
    if (import->too_many) {
        problem_at(import->result->problems, SEVERITY_NOTE, "exchange.too_many_to_doubt", (Text){0},
                   0, 0, (Text){0}, ARGS(arg_int("most", KEPT_FIGURES_MAX)));
        return STATUS_OK;
    }
    kept_sort(&import->kept);
    return doubts_find(&input, err);
}

static bool makes_documents(const Import *import)
{
    for (size_t i = 0; i < import->layouts.count; i++) {
        const Layout *layout = LIST_AT(&import->layouts, Layout, i);
        if (column_of_role(&layout->reading, ROLE_DOCUMENT) >= 0 ||
            origin_of(import, layout).len > 0) {
            return true;
        }
    }
    return false;
}

/* ---- The batch ---- */

static Text file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return text_from(slash != NULL ? slash + 1 : path);
}

/* A line a sheet of the file, empty for one that is not read: figures keep the number of theirs. */
static Text sheet_lines(const Import *import)
{
    Buf lines = buf_new(import->arena);
    int line = 0;
    for (size_t i = 0; i < import->layouts.count; i++) {
        const Reading *reading = &LIST_AT(&import->layouts, Layout, i)->reading;
        for (; line < reading->sheet; line++) {
            buf_add_char(&lines, '\n');
        }
        buf_add(&lines, reading->sheet_name);
    }
    return buf_text(&lines);
}

static Status begin(Import *import, Error *err)
{
    Text title = {0};
    for (size_t i = 0; i < import->layouts.count; i++) {
        const Reading *reading = &LIST_AT(&import->layouts, Layout, i)->reading;
        title = title.len > 0 ? title : reading->title;
    }
    const ImportOptions *options = import->options;
    BatchInfo info = {.file_name = file_name(import->options->path),
                      .file_digest = sheet_digest(import->file),
                      .mapping = import->options->mapping,
                      .sheets = sheet_lines(import),
                      .title = title,
                      .settle = options->settle,
                      .context = options->context};
    return batch_begin(import->arena, import->workspace, &info, &import->load, err);
}

/* The number of the batch that the error names. */
static int64_t batch_of_error(const Error *err)
{
    for (size_t i = 0; i < err->arg_count; i++) {
        if (strcmp(err->args[i].name, "batch") == 0) {
            return err->args[i].number;
        }
    }
    return 0;
}

/* What the store found; told already where the rows were checked before. */
static void report_conflicts(const Import *import, const List *conflicts)
{
    bool is_told =
        import->contradictions != NULL && contradictions_are_whole(import->contradictions);
    for (size_t i = 0; !is_told && i < conflicts->count; i++) {
        const BatchConflict *conflict = LIST_AT(conflicts, BatchConflict, i);
        tell_two_values(import, &conflict->left_out, &conflict->kept);
    }
}

static Status save_mapping(Import *import, Error *err)
{
    const ImportOptions *options = import->options;
    if (options->save_mapping.len == 0) {
        return STATUS_OK;
    }
    const RecordDef *def = record_def(import, "mapping");
    const Layout *layout = LIST_AT(&import->layouts, Layout, 0);
    Record *record;
    Status status = find_by_name(import, def, options->save_mapping, &record, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (record == NULL) {
        record = record_new(import->arena, def);
        *record_value(record, "name") = value_text(options->save_mapping);
    }
    *record_value(record, "body") =
        value_text(mapping_write(import->arena, import->registry, &layout->reading));
    return record_save(import->arena, import->workspace, record, file_name(options->path),
                       import->result->problems, err);
}

static Status accept(Import *import, Error *err)
{
    List conflicts = list_new(import->arena, sizeof(BatchConflict));
    int64_t total;
    Status status = batch_conflicts(import->arena, import->load, &conflicts, &total, err);
    if (status == STATUS_OK) {
        report_conflicts(import, &conflicts);
        status = is_bad(import) ? refuse(import, err) : STATUS_OK;
    }
    if (status != STATUS_OK) {
        batch_abandon(import->load);
        return status;
    }
    status = batch_accept(import->load, &import->result->tally, err);
    if (status == STATUS_OK) {
        status = save_mapping(import, err);
    }
    /* Doubts hinder nothing: the figures are in,
     * and who does not wait for the doubts keeps them. */
    return status == STATUS_OK ? look_for_doubts(import, import->result->tally.batch_id, err)
                               : status;
}

/* Reads and loads; `problems` is a list of no further use when the rows were checked before. */
static Status load(Import *import, Problems *problems, double from, Error *err)
{
    RowTally tally = {0};
    Status status = begin(import, err);
    if (status == STATUS_CONFLICT && strcmp(err->code, "compare.same_file") == 0) {
        import->result->already_there = true;
        import->result->tally.batch_id = batch_of_error(err);
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = walk_all(import, problems, from, LOADED - from, &tally, err);
    set_tally(import->result, &tally);
    if (status == STATUS_OK && is_bad(import)) {
        status = refuse(import, err);
    }
    if (status != STATUS_OK) {
        batch_abandon(import->load);
        return status;
    }
    return accept(import, err);
}

static Status check(Import *import, double share, Error *err)
{
    RowTally tally = {0};
    import->contradictions = contradictions_new(import->arena);
    Status status = walk_all(import, import->result->problems, 0, share, &tally, err);
    set_tally(import->result, &tally);
    return status == STATUS_OK && is_bad(import) ? refuse(import, err) : status;
}

static Status run(Import *import, Error *err)
{
    Status status = read_mapping(import, err);
    if (status == STATUS_OK) {
        status = understand(import, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (import->options->dry_run) {
        status = check(import, LOADED, err);
        if (status == STATUS_OK && !contradictions_are_whole(import->contradictions)) {
            problem_at(import->result->problems, SEVERITY_NOTE, "exchange.too_many_to_compare",
                       (Text){0}, 0, 0, (Text){0}, NO_ARGS);
        }
        return status == STATUS_OK ? look_for_doubts(import, 0, err) : status;
    }
    if (!makes_documents(import) && !is_bad(import)) {
        return load(import, import->result->problems, 0, err);
    }
    status = check(import, CHECKED, err);
    if (status != STATUS_OK) {
        return status;
    }
    import->may_write = true;
    return load(import, problems_new(import->arena, 0), CHECKED, err);
}

/* Rules, names and the file; on failure nothing stays open. */
static Status prepare(Import *import, Error *err)
{
    const SheetLimits *limits = import->options->limits;
    Arena *scratch = import->context.scratch;
    Words *words;
    Names *names;
    Status status = words_read(import->arena, scratch, import->rules->words, &words, err);
    if (status == STATUS_OK) {
        status = releases_read(import->arena, import->rules->releases, &import->releases, err);
    }
    if (status == STATUS_OK) {
        status = names_load(import->arena, scratch, import->workspace, import->registry, words,
                            &names, err);
    }
    if (status == STATUS_OK) {
        status = sheet_open(import->options->path, limits != NULL ? limits : &SHEET_LIMITS,
                            &import->file, err);
    }
    if (status == STATUS_OK) {
        import->context = (Context){scratch, import->registry, names, words, import->rules->units};
    }
    return status;
}

Status import_file(Arena *arena, Workspace *workspace, const Registry *registry,
                   const ImportRules *rules, const ImportOptions *options, ImportResult *result,
                   Error *err)
{
    Import import = {.arena = arena,
                     .workspace = workspace,
                     .registry = registry,
                     .rules = rules,
                     .options = options,
                     .result = result,
                     .layouts = list_new(arena, sizeof(Layout)),
                     .problems = list_new(arena, sizeof(Problems *)),
                     .others = list_new(arena, sizeof(Problems *)),
                     .coverage = coverage_new(arena, registry),
                     .documents = map_new(arena)};
    Problems *problems = result->problems;
    *result = (ImportResult){.readings = list_new(arena, sizeof(Reading)),
                             .problems =
                                 problems != NULL ? problems : problems_new(arena, PROBLEMS_KEPT)};
    Arena *kept = arena_new();
    import.kept = list_new(kept, sizeof(Observation));
    import.context.scratch = arena_new();
    Status status = prepare(&import, err);
    if (status == STATUS_OK) {
        result->format = text_from(sheet_format(import.file));
        result->encoding = text_copy(arena, text_from(sheet_encoding(import.file)));
        status = run(&import, err);
        sheet_close(import.file);
    }
    arena_free(import.context.scratch);
    arena_free(kept);
    contradictions_free(import.contradictions);
    return status;
}
