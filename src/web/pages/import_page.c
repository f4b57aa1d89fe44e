/* A file of figures comes in: first it is shown what was understood of it and what is wrong with it,
 * and nothing is written; then, if its sender agrees, it is taken in as a whole. Between the two it
 * waits in a folder of its own, one file an account. */
#include "record_pages_impl.h"

#include "exchange.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROBLEMS_KEPT = 30, NAME_BYTES = 120 };

typedef struct ImportPage {
    Visit *visit;
    const List *given; /* FormPart; NULL: fresh */
    const char *folder, *path;
    Text name;
    Hash digest;
    ImportResult result;
    bool is_looked, is_taken;
    Text refusal;
} ImportPage;

/* ---- Where it waits ---- */

/* A name that cannot lead out of the folder. */
static Text plain_name(Arena *arena, Text name)
{
    Buf plain = buf_new(arena);
    for (size_t i = 0; i < name.len && plain.len < NAME_BYTES; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool is_safe = c >= ' ' && c != '/' && c != '\\' && c != 0x7F;
        if (is_safe && !(plain.len == 0 && c == '.')) {
            buf_add_char(&plain, (char)c);
        }
    }
    return plain.len > 0 && text_is_utf8(buf_text(&plain)) ? buf_text(&plain) : TEXT("file");
}

static Status cannot_write(const char *path, Error *err)
{
    return error_set(err, STATUS_IO, "web.pages_unreadable",
                     ARGS(arg_cstr("file", path), arg_cstr("cause", strerror(errno))));
}

/* Ours alone: a folder of that name that somebody else made is refused. */
static Status open_folder(ImportPage *page, Error *err)
{
    const char *temporary = getenv("TMPDIR");
    struct stat found;
    Visit *visit = page->visit;
    page->folder =
        text_cstr(visit->arena, text_format(visit->arena, "%s/duibiao-import-%u-%lld",
                                            temporary ? temporary : "/tmp", (unsigned)geteuid(),
                                            (long long)visit->entrance.actor.account));
    if (mkdir(page->folder, 0700) != 0 && errno != EEXIST) {
        return cannot_write(page->folder, err);
    }
    bool is_ours = lstat(page->folder, &found) == 0 && S_ISDIR(found.st_mode) &&
                   found.st_uid == geteuid() && (found.st_mode & 077) == 0;
    errno = EACCES;
    return is_ours ? STATUS_OK : cannot_write(page->folder, err);
}

static void name_path(ImportPage *page, Text name)
{
    page->name = plain_name(page->visit->arena, name);
    page->path = text_cstr(page->visit->arena, text_format(page->visit->arena, "%s/%.*s",
                                                           page->folder, TEXT_ARGS(page->name)));
}

static Status keep_file(ImportPage *page, Text bytes, Error *err)
{
    FILE *file = fopen(page->path, "wb");
    bool is_written = file && fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;
    is_written = (!file || fclose(file) == 0) && is_written;
    page->digest = hash_text(bytes);
    return is_written ? STATUS_OK : cannot_write(page->path, err);
}

/* The very file that was looked at, and no other. */
static Status find_file(ImportPage *page, Error *err)
{
    EmbeddedFile file;
    Hash wanted;
    Error missing = {0};
    bool is_there = hash_parse(form_get(page->given, "digest"), &wanted) &&
                    file_read(page->visit->arena, page->path, &file, &missing) == STATUS_OK;
    if (is_there) {
        page->digest = hash_text((Text){(const char *)file.bytes, file.len});
        is_there = memcmp(&page->digest, &wanted, sizeof wanted) == 0;
    }
    return is_there ? STATUS_OK : error_set(err, STATUS_CONFLICT, "web.import.gone", NO_ARGS);
}

static Status take_upload(ImportPage *page, Error *err)
{
    const FormPart *part = form_part(page->given, "file");
    Status status = open_folder(page, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (part && part->file_name.len > 0) {
        name_path(page, part->file_name);
        return keep_file(page, part->value, err);
    }
    name_path(page, form_get(page->given, "name"));
    return form_get(page->given, "digest").len > 0
               ? find_file(page, err)
               : error_set(err, STATUS_INVALID, "web.files.none", NO_ARGS);
}

/* ---- Looking and taking ---- */

static Status run_import(ImportPage *page, bool takes, Error *err)
{
    Visit *visit = page->visit;
    Worker *worker = visit->worker;
    ImportRules rules = {0};
    Text known_from = text_trim(form_get(page->given, "known_from"));
    ImportOptions options = {.path = page->path,
                             .sheet = -1,
                             .period = text_trim(form_get(page->given, "period")),
                             .document = text_trim(form_get(page->given, "document")),
                             .known_from = DATE_NONE,
                             .dry_run = !takes,
                             .valid_rows = form_get(page->given, "valid_rows").len > 0,
                             .skip_unknown = form_get(page->given, "skip_unknown").len > 0,
                             .limits = &SHEET_LIMITS};
    page->result.problems = problems_new(visit->arena, PROBLEMS_KEPT);
    if (known_from.len > 0 && !date_parse(known_from, &options.known_from)) {
        return error_set(err, STATUS_INVALID, "web.not_a_date",
                         ARGS(arg_text("value", known_from)));
    }
    Status status = import_rules_read(visit->arena, worker->workspace, date_today(), &rules, err);
    return status ? status
                  : import_file(visit->arena, worker->workspace, worker->registry, &rules, &options,
                                &page->result, err);
}

/* ---- Showing ---- */

static Data *add_column(Visit *visit, Data *sheet, int number, const ColumnReading *column)
{
    const Registry *registry = visit->worker->registry;
    Buf letter = buf_new(visit->arena), period = buf_new(visit->arena);
    Data *item = data_item(sheet, "columns");
    sheet_column_name(&letter, number);
    if (column->period.kind != PERIOD_UNDATED) {
        period_print(&period, visit->lang, column->period);
    }
    data_text(item, "letter", buf_text(&letter));
    data_text(item, "header", column->header);
    data_text(item, "role", text_from(lang_text(visit->lang, column_role_key(column))));
    data_text(item, "indicator",
              column->indicator >= 0 ? indicator_name(registry, column->indicator, visit->lang)
                                     : TEXT(""));
    data_text(item, "unit", report_unit(visit->arena, visit->lang, column->unit));
    data_text(item, "period", buf_text(&period));
    return item;
}

static void add_readings(ImportPage *page, Data *data)
{
    for (size_t i = 0; i < page->result.readings.count; i++) {
        const Reading *reading = LIST_AT(&page->result.readings, Reading, i);
        Data *sheet = data_item(data, "sheets");
        data_text(sheet, "name", reading->sheet_name);
        data_text(sheet, "heading", reading->title);
        for (int c = 0; c < reading->column_count; c++) {
            const ColumnReading *column = &reading->columns[c];
            if (column->role != ROLE_IGNORED || column->header.len > 0) {
                add_column(page->visit, sheet, c + 1, column);
            }
        }
    }
}

static void add_problems(ImportPage *page, Data *data)
{
    const Problems *problems = page->result.problems;
    for (size_t i = 0; i < problems_kept(problems); i++) {
        const Problem *problem = problems_at(problems, i);
        Data *item = data_item(data, "problems");
        Buf place = buf_new(page->visit->arena);
        if (problem->row > 0) {
            buf_add_format(&place, "%.*s!", TEXT_ARGS(problem->sheet));
            if (problem->column > 0) {
                sheet_column_name(&place, (int)problem->column);
            }
            buf_add_format(&place, "%lld", (long long)problem->row);
        }
        data_text(item, "place", buf_text(&place));
        data_text(item, "sentence", problem_sentence(page->visit, problem));
        data_flag(item, "is_error", problem->severity == SEVERITY_ERROR);
    }
    data_flag(data, "has_problems", problems_kept(problems) > 0);
}

static void add_found(ImportPage *page, Data *data)
{
    Visit *visit = page->visit;
    const ImportResult *result = &page->result;
    Data *found = data_child(data, "found");
    Buf digest = buf_new(visit->arena);
    hash_print(&digest, &page->digest);
    data_text(found, "name", page->name);
    data_text(found, "digest", buf_text(&digest));
    data_int(found, "rows", result->rows_read);
    data_int(found, "figures", result->figures_read);
    data_int(found, "bad", result->figures_bad);
    data_int(found, "blank", result->figures_blank);
    data_flag(found, "already_there", result->already_there);
    data_int(found, "batch", result->tally.batch_id);
    data_text(found, "batch_link", record_link(visit, "batch", result->tally.batch_id));
    data_int(found, "added", result->tally.added);
    data_flag(found, "is_taken", page->is_taken && !result->already_there);
    data_flag(found, "may_take",
              !page->is_taken && !result->already_there && result->readings.count > 0 &&
                  page->refusal.len == 0);
    add_readings(page, found);
    add_problems(page, found);
}

static Status show(ImportPage *page)
{
    static const char *const fields[] = {"period", "document", "known_from"};
    static const char *const boxes[] = {"valid_rows", "skip_unknown"};
    Visit *visit = page->visit;
    Data *data = page_data(visit, page_words(visit, "web.import", NO_ARGS), "");
    data_text(data, "refusal", page->refusal);
    for (size_t i = 0; page->given && i < sizeof fields / sizeof *fields; i++) {
        data_text(data, fields[i], form_get(page->given, fields[i]));
    }
    for (size_t i = 0; page->given && i < sizeof boxes / sizeof *boxes; i++) {
        data_flag(data, boxes[i], form_get(page->given, boxes[i]).len > 0);
    }
    data_text(data, "token", guard_token(visit));
    if (page->is_looked) {
        add_found(page, data);
    }
    answer_page(visit, "import", data);
    return STATUS_OK;
}

/* ---- The address ---- */

static Status enter(Visit *visit, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("batch"));
    return may_create(visit, def)
               ? STATUS_OK
               : error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

Status page_import(Visit *visit, Error *err)
{
    ImportPage page = {.visit = visit};
    Status status = enter(visit, err);
    return status ? status : show(&page);
}

/* The file by its own name: where it waits here says nothing to its sender. */
static Text refusal_words(const ImportPage *page, const Error *err)
{
    Arena *arena = page->visit->arena;
    Buf words = buf_new(arena);
    Text folder = text_format(arena, "%s/", page->folder ? page->folder : "");
    Text rest = error_sentence(page->visit, err);
    size_t at;
    while (page->folder && text_find(rest, folder, &at)) {
        buf_add(&words, text_slice(rest, 0, at));
        rest = text_slice(rest, at + folder.len, rest.len);
    }
    buf_add(&words, rest);
    return buf_text(&words);
}

/* What is wrong with the file is shown with what was understood of it. */
static bool can_be_told(Status status)
{
    return status == STATUS_INVALID || status == STATUS_CONFLICT || status == STATUS_NOT_FOUND ||
           status == STATUS_UNSUPPORTED || status == STATUS_CORRUPT || status == STATUS_LIMIT ||
           status == STATUS_BUSY;
}

Status submit_import(Visit *visit, Error *err)
{
    ImportPage page = {.visit = visit, .given = &visit->request.form_parts};
    Status status = enter(visit, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool takes = text_equal(form_get(page.given, "do"), TEXT("take"));
    status = take_upload(&page, err);
    if (status == STATUS_OK) {
        status = run_import(&page, takes, err);
        page.is_looked = true;
        page.is_taken = takes && status == STATUS_OK;
    }
    if (page.is_taken) {
        unlink(page.path);
        rmdir(page.folder);
    }
    if (status != STATUS_OK && !can_be_told(status)) {
        return status;
    }
    if (status != STATUS_OK) {
        page.refusal = refusal_words(&page, err);
    }
    Status told = show(&page);
    if (status != STATUS_OK) {
        visit->answer.code = status_row(status)->http_code;
        *err = (Error){0};
    }
    return told;
}
