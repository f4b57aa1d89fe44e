/* The texts that people decide on, with what is left to decide in each; and a new one, pasted or
 * uploaded. */
#include "reading_impl.h"

enum { TEXTS_MOST = 30, PROBLEMS_KEPT = 20 };

static const RecordDef *reading_def(const Visit *visit)
{
    return model_record(visit->site->setup->model, TEXT("reading"));
}

static bool may_begin(const Visit *visit)
{
    return may_create(visit, reading_def(visit));
}

/* ---- The list ---- */

static Status add_text(Visit *visit, Data *data, Record *record, Error *err)
{
    Data *row = data_item(data, "texts");
    OpenReading open;
    data_text(row, "name", record_value(record, "name")->text);
    const Value *date = record_value(record, "text_date");
    if (date->kind == VALUE_INT) {
        Buf day = buf_new(visit->arena);
        date_print(&day, (Date)date->number);
        data_text(row, "date", buf_text(&day));
    }
    if (record_value(record, "text")->text.len == 0) {
        data_text(row, "link", record_link(visit, "reading", record->id));
        return STATUS_OK;
    }
    Status status = reading_load_id(visit, record->id, &open, err);
    if (status == STATUS_OK) {
        size_t left = count_open(&open.items), all = open.items.count;
        data_text(row, "link", reading_link(visit, record->id));
        data_int(row, "all", (int64_t)all);
        data_int(row, "decided", (int64_t)(all - left));
        data_int(row, "left", (int64_t)left);
    }
    return status;
}

static Status add_texts(Visit *visit, Data *data, Error *err)
{
    RecordOrder newest = {.field = KEY_ID, .descending = true};
    RecordQuery query = {.order = &newest, .limit = TEXTS_MOST};
    List records;
    Status status = record_list(visit->arena, visit->worker->workspace, reading_def(visit), &query,
                                &records, err);
    for (size_t i = 0; status == STATUS_OK && i < records.count; i++) {
        status = add_text(visit, data, LIST_AT(&records, Record, i), err);
    }
    return status;
}

/* ---- A new one ---- */

static Status add_form(Visit *visit, Data *data, const Refused *refused, Error *err)
{
    static const char *const names[] = {"name", "text_date", "subject", "visit"};
    const RecordDef *def = reading_def(visit);
    int fields[sizeof names / sizeof *names];
    Record *record = record_new(visit->arena, def);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        fields[i] = record_field(def, text_from(names[i]));
    }
    InputForm form = {.record = record,
                      .fields = fields,
                      .field_count = sizeof names / sizeof *names,
                      .given = refused->given,
                      .problems = refused->problems,
                      .is_folded = true};
    Data *begin = data_child(data, "begin");
    data_text(begin, "refusal", refused->why);
    data_text(begin, "text", refused->given ? form_get(refused->given, "text") : TEXT(""));
    return input_form(visit, begin, &form, err);
}

static Status show(Visit *visit, const Refused *refused, Error *err)
{
    if (!visit->site->prose ||
        permit_reach(visit->worker->workspace, reading_def(visit), ACT_READ) == REACH_NONE) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    Data *data = page_data(visit, page_words(visit, "web.readings.title", NO_ARGS), "learn");
    Status status = add_texts(visit, data, err);
    if (status == STATUS_OK && may_begin(visit)) {
        status = add_form(visit, data, refused, err);
    }
    if (status == STATUS_OK) {
        answer_page(visit, "readings", data);
    }
    return status;
}

Status page_readings(Visit *visit, Error *err)
{
    Refused none = {0};
    return show(visit, &none, err);
}

/* What the form says of the text. Its name may be empty: then the text's first line is it. */
static Status describe(Visit *visit, OpenReading *open, Problems *problems, Error *err)
{
    Record *given = record_new(visit->arena, reading_def(visit));
    int name = record_field(given->def, TEXT("name"));
    Status status = input_read(visit, given, problems, err);
    if (status != STATUS_OK) {
        return status;
    }
    const Value *subject = record_value(given, "subject");
    open->source.name = given->values[name].text;
    open->source.visit = record_value(given, "visit")->number;
    if (subject->kind == VALUE_INT) {
        open->source.subject = registry_entity_of_id(visit->worker->registry, subject->number);
    }
    return STATUS_OK;
}

/* A day that the form does not name is sought in the text. */
static Date date_given(const Visit *visit)
{
    Date date;
    Text text = text_trim(form_get(&visit->request.form_parts, "text_date"));
    return date_parse(text, &date) ? date : DATE_NONE;
}

static Status is_kept_whole(const Visit *visit, const OpenReading *open, Error *err)
{
    const RecordDef *def = reading_def(visit);
    size_t most = (size_t)def->fields[record_field(def, TEXT("text"))].size;
    return open->reading.summary.characters <= most
               ? STATUS_OK
               : error_set(err, STATUS_INVALID, "web.readings.too_long",
                           ARGS(arg_int("most", (int64_t)most)));
}

static Status begin(Visit *visit, Problems *problems, Error *err)
{
    const FormPart *file = form_part(&visit->request.form_parts, "file");
    bool is_file = file && file->value.len > 0;
    Text bytes = is_file ? file->value : form_get(&visit->request.form_parts, "text");
    OpenReading open = {0};
    if (text_trim(bytes).len == 0) {
        return error_set(err, STATUS_INVALID, "web.readings.no_text", NO_ARGS);
    }
    const char *name = is_file ? text_cstr(visit->arena, file->file_name) : "";
    Status status = reading_take(visit, bytes, name, date_given(visit), &open, err);
    if (status == STATUS_OK) {
        status = describe(visit, &open, problems, err);
    }
    if (status == STATUS_OK) {
        status = is_kept_whole(visit, &open, err);
    }
    if (status == STATUS_OK) {
        open.source.path = text_from(name);
        status = reading_keep(visit->arena, visit->worker->workspace, &open.source, problems, err);
    }
    if (status == STATUS_OK) {
        answer_redirect(visit, reading_link(visit, open.source.id));
    }
    return status;
}

/* A file of another kind, a broken one, a field that was mistyped: the person can mend it. */
static bool can_be_mended(Status status)
{
    return status == STATUS_INVALID || status == STATUS_UNSUPPORTED || status == STATUS_CORRUPT ||
           status == STATUS_LIMIT;
}

Status submit_readings(Visit *visit, Error *err)
{
    Problems *problems = problems_new(visit->arena, PROBLEMS_KEPT);
    if (!visit->site->prose || !may_begin(visit)) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    Status status = begin(visit, problems, err);
    if (!can_be_mended(status)) {
        return status;
    }
    Buf why = buf_new(visit->arena);
    Error shown = {0};
    error_print(&why, visit->lang, err);
    Refused refused = {&visit->request.form_parts, problems, buf_text(&why)};
    status = show(visit, &refused, &shown);
    visit->answer.code = status_row(err->status)->http_code;
    *err = shown;
    return status;
}
