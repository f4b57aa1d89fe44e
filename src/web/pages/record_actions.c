/* What is done to a record beside its form and its moves: taking back the last change, deleting it,
 * and the files that stand beside it. Each asks once more on a page of its own. */
#include "record_pages_impl.h"

enum { PROBLEMS_KEPT = 10 };

typedef Status DoAction(Visit *visit, Record *record, Text reason, Problems *problems, Error *err);

/* One action: what it is called on the button, what it asks, and what it does. */
typedef struct RecordAction {
    const char *name, *words, *question;
    DoAction *run;
    bool leads_to_list; /* the record is gone afterwards */
} RecordAction;

static Status take_back(Visit *visit, Record *record, Text reason, Problems *problems, Error *err)
{
    return record_undo(visit->arena, visit->worker->workspace, record, reason, problems, err);
}

static Status take_away(Visit *visit, Record *record, Text reason, Problems *problems, Error *err)
{
    return record_delete(visit->arena, visit->worker->workspace, record, reason, problems, err);
}

static const RecordAction UNDO = {"undo", "web.undo", "web.undo.ask", take_back, false};
static const RecordAction DELETE = {"delete", "web.delete", "web.delete.ask", take_away, true};

static Text action_path(Visit *visit, const Record *record, const char *name)
{
    return text_format(visit->arena, "/records/%s/%lld/%s", record->def->name,
                       (long long)record->id, name);
}

/* ---- Asking ---- */

static Status show_action(Visit *visit, const RecordAction *action, const Record *record,
                          Text refusal)
{
    Data *data = page_data(visit, page_words(visit, action->words, NO_ARGS), "");
    data_text(data, "name", record_title(visit, record));
    data_text(data, "back", record_link(visit, record->def->name, record->id));
    data_text(data, "ask", page_words(visit, action->question, NO_ARGS));
    data_text(data, "action", action_path(visit, record, action->name));
    data_int(data, "version", record->version);
    data_text(data, "reason", form_get(&visit->request.form_parts, "reason"));
    data_text(data, "refusal", refusal);
    data_text(data, "token", guard_token(visit));
    answer_page(visit, "record_action", data);
    return STATUS_OK;
}

static Status ask_action(Visit *visit, const RecordAction *action, Error *err)
{
    Record *record;
    Status status = record_of(visit, &record, err);
    return status ? status : show_action(visit, action, record, TEXT(""));
}

/* Of the version that was seen; a newer one is refused and shown. */
static Status do_action(Visit *visit, const RecordAction *action, Error *err)
{
    Record *record;
    int64_t version;
    Problems *problems = problems_new(visit->arena, PROBLEMS_KEPT);
    Status status = record_of(visit, &record, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (text_to_int(form_get(&visit->request.form_parts, "version"), &version)) {
        record->version = version;
    }
    Text back = action->leads_to_list ? text_format(visit->arena, "/records/%s", record->def->name)
                                      : record_link(visit, record->def->name, record->id);
    status = action->run(visit, record, text_trim(form_get(&visit->request.form_parts, "reason")),
                         problems, err);
    if (status == STATUS_OK) {
        answer_redirect(visit, back);
        return STATUS_OK;
    }
    if (status == STATUS_NOT_FOUND) {
        return status;
    }
    Buf refusal = buf_new(visit->arena);
    error_print(&refusal, visit->lang, err);
    for (size_t i = 0; i < problems_kept(problems); i++) {
        buf_add_char(&refusal, ' ');
        buf_add(&refusal, problem_sentence(visit, problems_at(problems, i)));
    }
    show_action(visit, action, record, buf_text(&refusal));
    visit->answer.code = status_row(status)->http_code;
    return STATUS_OK;
}

Status page_undo(Visit *visit, Error *err)
{
    return ask_action(visit, &UNDO, err);
}

Status submit_undo(Visit *visit, Error *err)
{
    return do_action(visit, &UNDO, err);
}

Status page_delete(Visit *visit, Error *err)
{
    return ask_action(visit, &DELETE, err);
}

Status submit_delete(Visit *visit, Error *err)
{
    return do_action(visit, &DELETE, err);
}

/* ---- Files ---- */

static void add_size(Visit *visit, Data *item, int64_t bytes)
{
    enum { KILO = 1000 };
    Buf size = buf_new(visit->arena);
    if (bytes < KILO) {
        data_text(item, "size", text_format(visit->arena, "%lld B", (long long)bytes));
        return;
    }
    bool is_large = bytes >= (int64_t)KILO * KILO;
    report_number(&size, visit->lang, (double)bytes / (is_large ? KILO * KILO : KILO), is_large);
    buf_add_cstr(&size, is_large ? " MB" : " kB");
    data_text(item, "size", buf_text(&size));
}

Status record_files(Visit *visit, Data *data, const Record *record, Error *err)
{
    List files;
    Status status = record_attachments(visit->arena, visit->worker->workspace, record, &files, err);
    for (size_t i = 0; status == STATUS_OK && i < files.count; i++) {
        const Attachment *file = LIST_AT(&files, Attachment, i);
        Data *item = data_item(data, "files");
        data_text(item, "name", file->name);
        data_text(item, "link", text_format(visit->arena, "/files/%lld", (long long)file->id));
        data_int(item, "id", file->id);
        data_text(item, "media", file->media);
        data_text(item, "who", file->who);
        data_text(item, "at", page_time(visit, file->at_ms));
        data_flag(item, "is_beside", file->field < 0);
        add_size(visit, item, file->bytes);
    }
    data_flag(data, "has_files", status == STATUS_OK && files.count > 0);
    return status;
}

static Status show_files(Visit *visit, const Record *record, Text refusal, Error *err)
{
    Data *data = page_data(visit, page_words(visit, "web.files", NO_ARGS), "");
    Status status = record_files(visit, data, record, err);
    if (status != STATUS_OK) {
        return status;
    }
    data_text(data, "name", record_title(visit, record));
    data_text(data, "back", record_link(visit, record->def->name, record->id));
    data_text(data, "action", action_path(visit, record, "files"));
    data_text(data, "refusal", refusal);
    data_text(data, "token", guard_token(visit));
    answer_page(visit, "record_files", data);
    return STATUS_OK;
}

Status page_record_files(Visit *visit, Error *err)
{
    Record *record;
    Status status = record_of(visit, &record, err);
    return status ? status : show_files(visit, record, TEXT(""), err);
}

static Status attach(Visit *visit, const Record *record, Error *err)
{
    const FormPart *part = form_part(&visit->request.form_parts, "file");
    Attachment made;
    if (!part || part->file_name.len == 0) {
        return error_set(err, STATUS_INVALID, "web.files.none", NO_ARGS);
    }
    AttachmentSource source = {.bytes = part->value, .name = part->file_name};
    return record_attach(visit->arena, visit->worker->workspace, record, &source,
                         text_trim(form_get(&visit->request.form_parts, "reason")), &made, err);
}

/* A file comes, or one that stands beside the record goes. */
Status submit_record_files(Visit *visit, Error *err)
{
    Record *record;
    int64_t removed;
    Status status = record_of(visit, &record, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool removes = text_to_int(form_get(&visit->request.form_parts, "remove"), &removed);
    status = removes ? record_detach(visit->arena, visit->worker->workspace, removed, TEXT(""), err)
                     : attach(visit, record, err);
    if (status == STATUS_OK) {
        answer_redirect(visit, action_path(visit, record, "files"));
        return STATUS_OK;
    }
    if (status == STATUS_NOT_FOUND || status == STATUS_IO) {
        return status;
    }
    Error shown = {0};
    Buf refusal = buf_new(visit->arena);
    error_print(&refusal, visit->lang, err);
    Status told = show_files(visit, record, buf_text(&refusal), &shown);
    visit->answer.code = status_row(status)->http_code;
    *err = shown;
    return told;
}

/* Always to be saved, never shown in our own name: what a file says of itself is not trusted. */
Status page_file(Visit *visit, Error *err)
{
    Attachment attachment;
    const char *path;
    EmbeddedFile file;
    int64_t id;
    if (!text_to_int(params_get(&visit->request.captures, "file"), &id)) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    Status status =
        attachment_get(visit->arena, visit->worker->workspace, id, &attachment, &path, err);
    if (status == STATUS_OK) {
        status = file_read(visit->arena, path, &file, err);
    }
    if (status == STATUS_OK) {
        answer_bytes(visit, 200, text_cstr(visit->arena, attachment.media),
                     (Text){(const char *)file.bytes, file.len});
        visit->answer.file_name = attachment.name;
    }
    return status;
}
