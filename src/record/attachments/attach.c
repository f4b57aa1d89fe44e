/* Files as evidence of records: given with a save as the value of a field, or attached beside
 * it. */
#include "attach_impl.h"
#include "save_impl.h"

#include <string.h>

enum { NAME_CHARACTERS_MOST = 200 };

const char *attachments_folder(Arena *arena, const Workspace *workspace)
{
    return store_files_folder(arena, store_path(workspace->store));
}

/* Who attached, and when, would tell who made what is secret. */
static Status refuse_secret(const RecordDef *def, Error *err)
{
    return def->secret_through < 0 ? STATUS_OK
                                   : error_set(err, STATUS_UNSUPPORTED, "record.attach_secret",
                                               ARGS(label_arg("label", def->zh, def->en)));
}

/* ---- Coming in ---- */

/* Behind the last slash of either sort: some programs send the whole path. */
static Text plain_name(const AttachmentSource *source)
{
    Text name = source->name.len > 0 ? source->name : text_from(source->path);
    for (size_t at = name.len; at > 0; at--) {
        if (name.ptr[at - 1] == '/' || name.ptr[at - 1] == '\\') {
            return text_slice(name, at, name.len);
        }
    }
    return name;
}

static bool name_is_fit(Text name)
{
    size_t at = 0;
    int characters = 0;
    uint32_t code_point;
    while (text_next(name, &at, &code_point)) {
        if (code_point < ' ' || code_point == 0x7f) {
            return false;
        }
        characters++;
    }
    return characters > 0 && characters <= NAME_CHARACTERS_MOST && text_is_utf8(name);
}

static bool kind_is_allowed(const RecordLimits *limits, const FileKind *kind)
{
    Text rest = limits->attachment_kinds, name;
    bool is_allowed = rest.len == 0;
    while (!is_allowed && text_split(&rest, ' ', &name)) {
        is_allowed = text_equal(name, text_from(kind->name));
    }
    return is_allowed;
}

/* A file on its way in, and what is known of it. */
typedef struct Arrival {
    StoreFile file;
    const FileKind *kind;
    Text name;
} Arrival;

static Status check_kind(const RecordLimits *limits, Arrival *arrival, Error *err)
{
    Status status = file_kind_of(arrival->file.temp, &arrival->file.bytes, &arrival->kind, err);
    if (status != STATUS_OK || kind_is_allowed(limits, arrival->kind)) {
        return status;
    }
    return error_set(err, STATUS_INVALID, "record.file_kind",
                     ARGS(arg_text("name", arrival->name), arg_cstr("kind", arrival->kind->name),
                          arg_text("allowed", limits->attachment_kinds)));
}

static Status arrive(Arena *arena, Workspace *workspace, const AttachmentSource *source,
                     Arrival *arrival, Error *err)
{
    const RecordLimits *limits;
    *arrival = (Arrival){.name = text_copy(arena, plain_name(source))};
    if (!name_is_fit(arrival->name)) {
        return error_set(err, STATUS_INVALID, "record.file_name",
                         ARGS(arg_int("most", NAME_CHARACTERS_MOST)));
    }
    Status status = limits_in_force(workspace, &limits, err);
    if (status == STATUS_OK) {
        int64_t most = limits->attachment_bytes > 0 ? limits->attachment_bytes : INT64_MAX;
        StoreFileSource bytes = {source->path, source->bytes};
        status = store_file_take(arena, attachments_folder(arena, workspace), &bytes, most,
                                 &arrival->file, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = check_kind(limits, arrival, err);
    if (status != STATUS_OK) {
        store_file_leave(&arrival->file);
    }
    return status;
}

static Text digits_of(Arena *arena, const Hash *hash)
{
    Buf digits = buf_new(arena);
    hash_print(&digits, hash);
    return buf_text(&digits);
}

/* ---- As the value of a field ---- */

Status record_give_file(Arena *arena, Workspace *workspace, Record *record, int field,
                        const AttachmentSource *source, Error *err)
{
    const FieldDef *def = &record->def->fields[field];
    Arrival arrival;
    if (def->kind != FIELD_FILE) {
        return error_set(err, STATUS_UNSUPPORTED, "record.no_file_field",
                         ARGS(label_arg("label", def->zh, def->en)));
    }
    Status status = refuse_secret(record->def, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = arrive(arena, workspace, source, &arrival, err);
    if (status != STATUS_OK) {
        return status;
    }
    IncomingFile *incoming = ARENA_NEW(arena, IncomingFile);
    *incoming = (IncomingFile){arrival.file, arrival.name, record->incoming};
    record->incoming = incoming;
    record->values[field] = value_text(digits_of(arena, &arrival.file.hash));
    return STATUS_OK;
}

void record_leave_files(const Record *record)
{
    for (const IncomingFile *file = record->incoming; file != NULL; file = file->next) {
        store_file_leave(&file->file);
    }
}

static const IncomingFile *incoming_of(const Record *record, const Hash *hash)
{
    for (const IncomingFile *file = record->incoming; file != NULL; file = file->next) {
        if (memcmp(&file->file.hash, hash, sizeof *hash) == 0) {
            return file;
        }
    }
    return NULL;
}

static Status readable(Arena *arena, Workspace *workspace, const Hash *hash, bool *is_readable,
                       Error *err)
{
    List holders;
    Status status = attachment_holders(arena, workspace, hash, &holders, err);
    for (size_t at = 0; status == STATUS_OK && !*is_readable && at < holders.count; at++) {
        const Attachment *one = LIST_AT(&holders, Attachment, at);
        Record *record;
        Status read = record_get(arena, workspace, one->def, one->record_id, &record, err);
        *is_readable = read == STATUS_OK;
        status = read == STATUS_NOT_FOUND ? STATUS_OK : read;
    }
    return status;
}

Status attachment_is_known(Workspace *workspace, const Record *record, const Hash *hash,
                           bool *is_known, Error *err)
{
    Arena *scratch = arena_new();
    Status status = STATUS_OK;
    *is_known = incoming_of(record, hash) != NULL;
    if (!*is_known && store_file_stands(attachments_folder(scratch, workspace), hash)) {
        status = readable(scratch, workspace, hash, is_known, err);
    }
    arena_free(scratch);
    return status;
}

/* How a file was called when it came last; that of no attachment is called by its hash. */
static Status describe(Arena *arena, Workspace *workspace, const Record *record,
                       Attachment *attachment, Error *err)
{
    const FileKind *kind;
    const char *folder = attachments_folder(arena, workspace);
    const IncomingFile *incoming = incoming_of(record, &attachment->hash);
    Status status = STATUS_OK;
    if (incoming != NULL) {
        status = store_file_keep(folder, &incoming->file, err);
        attachment->name = incoming->name;
    } else {
        status = attachment_last_name(arena, workspace, &attachment->hash, &attachment->name, err);
    }
    if (status == STATUS_OK) {
        const char *path = store_file_path(arena, folder, &attachment->hash);
        status = file_kind_of(path, &attachment->bytes, &kind, err);
        attachment->media = text_from(kind->media);
    }
    return status;
}

static Status follow_field(const Save *save, int field, Error *err)
{
    const Record *record = &save->written;
    Arena *arena = save->arena;
    Workspace *workspace = save->workspace;
    int64_t now_ms = time_now_ms();
    List standing = list_new(arena, sizeof(Attachment));
    Status status = attachment_rows_of(arena, workspace, record, &standing, err);
    for (size_t at = 0; status == STATUS_OK && at < standing.count; at++) {
        const Attachment *old = LIST_AT(&standing, Attachment, at);
        if (old->field == field) {
            status = attachment_row_end(workspace, old->id, now_ms, err);
        }
    }
    Attachment made = {.def = record->def,
                       .record_id = record->id,
                       .field = field,
                       .who = workspace->actor.who,
                       .at_ms = now_ms};
    if (status != STATUS_OK || !hash_parse(record->values[field].text, &made.hash)) {
        return status; /* the field is empty now */
    }
    status = describe(arena, workspace, save->record, &made, err);
    return status == STATUS_OK ? attachment_row_add(workspace, &made, err) : status;
}

Status attachments_follow(const Save *save, Error *err)
{
    const RecordDef *def = save->written.def;
    Status status = STATUS_OK;
    for (int f = 0; status == STATUS_OK && f < def->field_count; f++) {
        const Value *now = &save->written.values[f];
        bool differs = save->before == NULL ? now->kind != VALUE_NONE
                                            : !value_equal(now, &save->before->values[f]);
        if (def->fields[f].kind == FIELD_FILE && differs) {
            status = follow_field(save, f, err);
        }
    }
    return status;
}

/* ---- Beside a record ---- */

/* Who may change a record, or was to create it: proof is often handed in after the report. */
static Status permit_attach(Workspace *workspace, const Record *record, Error *err)
{
    Error ignored;
    Status status = permit_record(workspace, record, ACT_CHANGE, err);
    if (status == STATUS_DENIED &&
        permit_record(workspace, record, ACT_CREATE, &ignored) == STATUS_OK) {
        return STATUS_OK;
    }
    return status;
}

/* The record as it is stored, where the actor may attach something to it. */
static Status attach_read(Arena *arena, Workspace *workspace, const Record *record, Record **now,
                          Error *err)
{
    Status status = row_get(arena, workspace, record->def, record->id, now, err);
    if (status == STATUS_OK && *now == NULL) {
        return row_missing(record->def, record->id, err);
    }
    if (status == STATUS_OK) {
        status = permit_attach(workspace, *now, err);
    }
    return status == STATUS_OK ? refuse_secret(record->def, err) : status;
}

/* What the history says of one: its hash, and how it is called. */
static Status append(Arena *arena, Workspace *workspace, const Record *record, const char *action,
                     const Attachment *attachment, Text reason, Error *err)
{
    Text digits = digits_of(arena, &attachment->hash);
    Text value = text_format(arena, "%.*s %.*s", TEXT_ARGS(digits), TEXT_ARGS(attachment->name));
    bool is_end = strcmp(action, CHANGE_DETACH) == 0;
    NewChange change = {.at_ms = time_now_ms(),
                        .reason = reason,
                        .record_type = record->def->name,
                        .record_id = record->id,
                        .record_version = record->version,
                        .action = action,
                        .field = "",
                        .before = is_end ? value : TEXT(""),
                        .after = is_end ? TEXT("") : value};
    return chain_append(workspace, &change, err);
}

/* The same bytes under the same name are there already. */
static Status find_same(Arena *arena, Workspace *workspace, const Record *record,
                        const Arrival *arrival, Attachment *made, bool *is_there, Error *err)
{
    List standing;
    *is_there = false;
    Status status = attachment_rows_of(arena, workspace, record, &standing, err);
    for (size_t at = 0; status == STATUS_OK && at < standing.count; at++) {
        const Attachment *one = LIST_AT(&standing, Attachment, at);
        if (one->field < 0 && text_equal(one->name, arrival->name) &&
            memcmp(&one->hash, &arrival->file.hash, sizeof one->hash) == 0) {
            *made = *one;
            *is_there = true;
        }
    }
    return status;
}

typedef struct Attaching {
    Arena *arena;
    Workspace *workspace;
    const Record *record;
    const Arrival *arrival;
    Text reason;
    Attachment *made;
    bool has_written;
} Attaching;

static Status attach_inside(Attaching *attaching, Error *err)
{
    Arena *arena = attaching->arena;
    Workspace *workspace = attaching->workspace;
    const Arrival *arrival = attaching->arrival;
    Record *now = NULL;
    bool is_there = false;
    Status status = attach_read(arena, workspace, attaching->record, &now, err);
    if (status == STATUS_OK) {
        status = find_same(arena, workspace, now, arrival, attaching->made, &is_there, err);
    }
    if (status != STATUS_OK || is_there) {
        return status;
    }
    attaching->has_written = true;
    *attaching->made = (Attachment){.def = now->def,
                                    .record_id = now->id,
                                    .field = -1,
                                    .name = arrival->name,
                                    .media = text_from(arrival->kind->media),
                                    .bytes = arrival->file.bytes,
                                    .hash = arrival->file.hash,
                                    .who = text_copy(arena, workspace->actor.who),
                                    .at_ms = time_now_ms()};
    status = store_file_keep(attachments_folder(arena, workspace), &arrival->file, err);
    if (status == STATUS_OK) {
        status = attachment_row_add(workspace, attaching->made, err);
    }
    return status == STATUS_OK ? append(arena, workspace, now, CHANGE_ATTACH, attaching->made,
                                        attaching->reason, err)
                               : status;
}

Status record_attach(Arena *arena, Workspace *workspace, const Record *record,
                     const AttachmentSource *source, Text reason, Attachment *made, Error *err)
{
    Record *now = NULL;
    Arrival arrival;
    bool begun = false;
    Status status = reason_check(reason, err);
    if (status == STATUS_OK) { /* before the bytes are copied, and again when they are there */
        status = attach_read(arena, workspace, record, &now, err);
    }
    if (status == STATUS_OK) {
        status = arrive(arena, workspace, source, &arrival, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Attaching attaching = {arena, workspace, record, &arrival, reason, made, false};
    status = workspace_join(workspace, &begun, err);
    if (status == STATUS_OK) {
        status = attach_inside(&attaching, err);
        status = workspace_part(workspace, begun, attaching.has_written, status, err);
    }
    store_file_leave(&arrival.file);
    return status;
}

/* ---- Taking away ---- */

/* What somebody attached by mistake they take away themselves. */
static Status permit_detach(Workspace *workspace, const Record *record,
                            const Attachment *attachment, Error *err)
{
    return text_equal(attachment->who, workspace->actor.who)
               ? permit_attach(workspace, record, err)
               : permit_record(workspace, record, ACT_CHANGE, err);
}

/* What keeps a record keeps the files beside it; the first that is said against it is the error. */
static Status may_go(Arena *arena, Workspace *workspace, const Record *record, Error *err)
{
    Problems *problems = problems_new(arena, SIZE_MAX);
    Status status = hooks_ask_delete(arena, workspace, record, problems, err);
    for (size_t at = 0; status == STATUS_INVALID && at < problems_kept(problems); at++) {
        const Problem *problem = problems_at(problems, at);
        if (problem->severity == SEVERITY_ERROR) {
            return error_set(err, STATUS_INVALID, problem->code, problem->args, problem->arg_count);
        }
    }
    return status;
}

static Status detach_inside(Arena *arena, Workspace *workspace, int64_t id, Text reason,
                            bool *has_written, Error *err)
{
    Attachment attachment;
    Record *now = NULL;
    Status status = attachment_row_get(arena, workspace, id, &attachment, err);
    if (status == STATUS_OK) {
        status = record_get(arena, workspace, attachment.def, attachment.record_id, &now, err);
    }
    if (status == STATUS_OK && attachment.field >= 0) {
        const FieldDef *field = &attachment.def->fields[attachment.field];
        return error_set(err, STATUS_UNSUPPORTED, "record.attachment_of_field",
                         ARGS(label_arg("field", field->zh, field->en)));
    }
    if (status == STATUS_OK) {
        status = permit_detach(workspace, now, &attachment, err);
    }
    if (status == STATUS_OK) {
        status = may_go(arena, workspace, now, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *has_written = true;
    status = attachment_row_end(workspace, id, time_now_ms(), err);
    return status == STATUS_OK
               ? append(arena, workspace, now, CHANGE_DETACH, &attachment, reason, err)
               : status;
}

Status record_detach(Arena *arena, Workspace *workspace, int64_t id, Text reason, Error *err)
{
    bool begun = false, has_written = false;
    Status status = reason_check(reason, err);
    if (status == STATUS_OK) {
        status = workspace_join(workspace, &begun, err);
    }
    if (status == STATUS_OK) {
        status = detach_inside(arena, workspace, id, reason, &has_written, err);
        status = workspace_part(workspace, begun, has_written, status, err);
    }
    return status;
}

Status attachments_end(Arena *arena, Workspace *workspace, const Record *record, Error *err)
{
    List standing;
    Status status = attachment_rows_of(arena, workspace, record, &standing, err);
    for (size_t at = 0; status == STATUS_OK && at < standing.count; at++) {
        int64_t id = LIST_AT(&standing, Attachment, at)->id;
        status = attachment_row_end(workspace, id, time_now_ms(), err);
    }
    return status;
}
