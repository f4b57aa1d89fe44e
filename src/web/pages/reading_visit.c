/* The study visit that a text tells of, before it is kept:
 * when, where, what for, who, and what each one said. */
#include "reading_impl.h"

enum { PROBLEMS_KEPT = 20 };

static Status add_speech(Visit *visit, Data *data, Record *speech, Error *err)
{
    static const char *const parts[] = {"seen", "thought", "intended"};
    Data *row = data_item(data, "speeches");
    int speaker = record_field(speech->def, TEXT("speaker"));
    Text who = TEXT("");
    Status status = report_field(visit->arena, visit->lang, visit->worker->workspace, speech,
                                 speaker, &who, err);
    data_text(row, "who", who);
    for (size_t i = 0; status == STATUS_OK && i < sizeof parts / sizeof *parts; i++) {
        int f = record_field(speech->def, text_from(parts[i]));
        const FieldDef *field = &speech->def->fields[f];
        if (speech->values[f].kind == VALUE_NONE) {
            continue;
        }
        Data *part = data_item(row, "parts");
        data_text(part, "name", label_of(visit, field->zh, field->en));
        data_text(part, "said", speech->values[f].text);
    }
    return status;
}

static Status show(Visit *visit, const OpenReading *open, const VisitDraft *draft,
                   const Refused *refused, Error *err)
{
    Data *data = page_data(visit, page_words(visit, "web.reading.visit", NO_ARGS), "learn");
    InputForm form = {
        .record = draft->visit, .given = refused->given, .problems = refused->problems};
    form.fields = made_fields(visit, draft->visit, &form.field_count);
    Status status = input_form(visit, data, &form, err);
    for (size_t i = 0; status == STATUS_OK && i < draft->speeches.count; i++) {
        status = add_speech(visit, data, *LIST_AT(&draft->speeches, Record *, i), err);
    }
    for (size_t i = 0; i < draft->unknown.count; i++) {
        data_text(data_item(data, "unknown"), "who", *LIST_AT(&draft->unknown, Text, i));
    }
    data_text(data, "refusal", refused->why);
    data_text(data, "back", reading_link(visit, open->record->id));
    data_text(data, "back_name", record_value(open->record, "name")->text);
    data_text(data, "action",
              text_format(visit->arena, "/readings/%lld/visit", (long long)open->record->id));
    if (status == STATUS_OK) {
        answer_page(visit, "reading_visit", data);
    }
    return status;
}

/* Once it is founded there is nothing more to found. */
static Status open_draft(Visit *visit, OpenReading *open, VisitDraft *draft, Error *err)
{
    Status status = reading_load(visit, open, err);
    if (status == STATUS_OK && (open->source.visit != 0 || !may_decide(visit))) {
        status = error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    return status ? status
                  : visit_draft(visit->arena, visit->worker->workspace, &open->source, draft, err);
}

Status page_reading_visit(Visit *visit, Error *err)
{
    OpenReading open;
    VisitDraft draft;
    Refused none = {0};
    Status status = open_draft(visit, &open, &draft, err);
    return status ? status : show(visit, &open, &draft, &none, err);
}

static Status found(Visit *visit, OpenReading *open, VisitDraft *draft, Problems *problems,
                    Error *err)
{
    List fields = {0};
    Status status = read_corrections(visit, draft->visit, &fields, problems, err);
    return status ? status
                  : visit_found(visit->arena, visit->worker->workspace, &open->source, draft,
                                fields.items, fields.count, problems, err);
}

Status submit_reading_visit(Visit *visit, Error *err)
{
    OpenReading open;
    VisitDraft draft;
    Problems *problems = problems_new(visit->arena, PROBLEMS_KEPT);
    Status status = open_draft(visit, &open, &draft, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = found(visit, &open, &draft, problems, err);
    if (status == STATUS_OK) {
        answer_redirect(visit, reading_link(visit, open.record->id));
    }
    if (status != STATUS_INVALID && status != STATUS_CONFLICT) {
        return status;
    }
    Buf why = buf_new(visit->arena);
    Error shown = {0};
    error_print(&why, visit->lang, err);
    Refused refused = {&visit->request.form_parts, problems, buf_text(&why)};
    status = show(visit, &open, &draft, &refused, &shown);
    visit->answer.code = status_row(err->status)->http_code;
    *err = shown;
    return status;
}
