/* The health of a workspace as a table: what its file, its history, its figures and its attachments
 * say when they are asked. */
#include "report_impl.h"

typedef struct Doctor {
    Arena *arena;
    Lang lang;
    Workspace *workspace;
    Table *table;
    bool is_sound;
} Doctor;

static const ColumnSpec DOCTOR[] = {
    {"check", "report.doctor.check", COLUMN_TEXT},
    {"result", "report.doctor.result", COLUMN_TEXT},
    {"detail", "report.doctor.detail", COLUMN_TEXT},
};

static void add_check(Doctor *doctor, const char *name, bool passed, Text detail)
{
    TableCell *row = table_add_row(doctor->table);
    row[0] = cell_text(text_from(lang_text(doctor->lang, name)));
    row[1] = cell_text(text_from(
        lang_text(doctor->lang, passed ? "report.doctor.passed" : "report.doctor.failed")));
    row[2] = cell_text(detail);
    doctor->is_sound = doctor->is_sound && passed;
}

/* What was found stands in the row; what to know or do about it, below the table. */
static Status check_store(Doctor *doctor, Error *err)
{
    List checks = list_new(doctor->arena, sizeof(StoreCheck));
    Status status = store_check(doctor->arena, workspace_store(doctor->workspace), &checks, err);
    for (size_t i = 0; status == STATUS_OK && i < checks.count; i++) {
        const StoreCheck *check = LIST_AT(&checks, StoreCheck, i);
        add_check(doctor, text_cstr(doctor->arena, check->name), check->passed, check->detail);
        if (check->note.len > 0) {
            const char *note = lang_text(doctor->lang, text_cstr(doctor->arena, check->note));
            table_note(doctor->table, text_from(note));
        }
    }
    return status;
}

static Text hash_text_of(Doctor *doctor, const Hash *hash)
{
    Buf digits = buf_new(doctor->arena);
    hash_print(&digits, hash);
    return buf_text(&digits);
}

static Status check_audit(Doctor *doctor, Error *err)
{
    AuditResult audit;
    Status status = audit_verify(doctor->workspace, &audit, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool holds = audit.first_bad_seq == 0;
    Text detail = holds ? words(doctor->arena, doctor->lang, "report.doctor.chain_holds",
                                ARGS(arg_int("rows", audit.rows)))
                        : words(doctor->arena, doctor->lang, "report.doctor.chain_broken",
                                ARGS(arg_int("seq", audit.first_bad_seq),
                                     arg_cstr("fault", lang_text(doctor->lang, audit.fault))));
    add_check(doctor, "report.doctor.audit", holds, detail);
    if (holds) {
        table_note(doctor->table, words(doctor->arena, doctor->lang, "report.doctor.chain_head",
                                        ARGS(arg_text("head", hash_text_of(doctor, &audit.head)))));
    }
    return STATUS_OK;
}

static Status check_batches(Doctor *doctor, Error *err)
{
    const RecordDef *def = model_record(workspace_model(doctor->workspace), TEXT("batch"));
    RecordFilter accepted = {.field = record_field(def, TEXT("state")),
                             .value = value_text(TEXT("accepted"))};
    RecordQuery query = {.filters = &accepted, .filter_count = 1};
    List batches;
    int64_t broken = 0;
    Status status = record_list(doctor->arena, doctor->workspace, def, &query, &batches, err);
    for (size_t i = 0; status == STATUS_OK && i < batches.count; i++) {
        bool holds = true;
        int64_t id = LIST_AT(&batches, Record, i)->id;
        status = batch_verify(doctor->workspace, id, &holds, err);
        broken = holds ? broken : id;
    }
    if (status == STATUS_OK) {
        add_check(doctor, "report.doctor.batches", broken == 0,
                  words(doctor->arena, doctor->lang,
                        broken ? "report.doctor.batch_broken" : "report.doctor.batches_hold",
                        ARGS(arg_int("batch", broken), arg_int("count", (int64_t)batches.count))));
    }
    return status;
}

static Status check_files(Doctor *doctor, Error *err)
{
    AttachmentTally tally;
    Status status = attachments_check(doctor->workspace, &tally, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool holds = tally.missing + tally.altered == 0;
    add_check(doctor, "report.doctor.files", holds,
              words(doctor->arena, doctor->lang,
                    holds ? "report.doctor.files_hold" : "report.doctor.files_broken",
                    ARGS(arg_int("files", tally.files), arg_int("missing", tally.missing),
                         arg_int("altered", tally.altered), arg_int("left_over", tally.left_over),
                         arg_text("first", hash_text_of(doctor, &tally.first)))));
    return STATUS_OK;
}

/* Nobody whose key is closed can sign in with a code; there may be no authenticators at all. */
static Status check_authenticators(Doctor *doctor, Error *err)
{
    int64_t count, closed;
    Status status = door_authenticators_check(doctor->workspace, &count, &closed, err);
    if (status == STATUS_OK && count > 0) {
        const char *path = store_path(workspace_store(doctor->workspace));
        add_check(doctor, "report.doctor.authenticators", closed == 0,
                  words(doctor->arena, doctor->lang,
                        closed == 0 ? "report.doctor.authenticators_open"
                                    : "report.doctor.authenticators_closed",
                        ARGS(arg_int("count", count), arg_int("closed", closed),
                             arg_cstr("file", store_key_path(doctor->arena, path)))));
    }
    return status;
}

Status report_doctor(Arena *arena, Lang lang, Workspace *workspace, Table **table, bool *is_sound,
                     Error *err)
{
    Doctor doctor = {.arena = arena, .lang = lang, .workspace = workspace, .is_sound = true};
    doctor.table = table_of(arena, lang, "doctor", DOCTOR, sizeof DOCTOR / sizeof *DOCTOR);
    Status status = check_store(&doctor, err);
    status = status ? status : check_audit(&doctor, err);
    status = status ? status : check_batches(&doctor, err);
    status = status ? status : check_files(&doctor, err);
    status = status ? status : check_authenticators(&doctor, err);
    doctor.table->title = text_from(
        lang_text(lang, doctor.is_sound ? "report.doctor.sound" : "report.doctor.unsound"));
    *table = doctor.table;
    *is_sound = doctor.is_sound;
    return status;
}
