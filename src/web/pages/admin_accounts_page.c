/* Accounts: made by the system administrator, given roles by the security administrator, seen by
 * the auditor. Whoever gets one sets the password by a link for one use. */
#include "admin_impl.h"

static const char PATH[] = "/admin/accounts";

static const RecordDef *type_of(const Visit *visit, const char *type)
{
    return model_record(visit->site->setup->model, text_from(type));
}

static Text account_path(Visit *visit, int64_t id)
{
    return text_format(visit->arena, "%s/%lld", PATH, (long long)id);
}

static Text time_or_dash(Visit *visit, int64_t at_ms)
{
    return at_ms ? page_time(visit, at_ms) : TEXT("—");
}

/* ---- What is shown of one ---- */

/* Grants that last, one after the other; those that ended are in the account's history. */
static Status add_grants(Visit *visit, Data *item, const Record *account, Error *err)
{
    const RecordDef *def = type_of(visit, "role_grant");
    List grants;
    Status status = records_of(visit, "role_grant", "account", account->id, &grants, err);
    for (size_t i = 0; status == STATUS_OK && i < grants.count; i++) {
        Record *grant = LIST_AT(&grants, Record, i);
        const Value *last = record_value(grant, "last_day");
        if (last->kind == VALUE_INT && last->number < date_today()) {
            continue;
        }
        Text role = TEXT(""), unit = TEXT("");
        status = report_field(visit->arena, visit->lang, visit->worker->workspace, grant,
                              record_field(def, TEXT("role")), &role, err);
        if (status == STATUS_OK) {
            status = report_field(visit->arena, visit->lang, visit->worker->workspace, grant,
                                  record_field(def, TEXT("organisation")), &unit, err);
        }
        Data *shown = data_item(item, "grants");
        data_text(shown, "role", role);
        data_text(shown, "unit", unit);
        data_text(shown, "link", record_link(visit, "role_grant", grant->id));
    }
    return status;
}

/* How the account stands is for those who look after it; an auditor sees that there is one. */
static Status add_standing(Visit *visit, Data *item, const Record *account, Error *err)
{
    DoorStanding standing = {0};
    Error refusal = {0};
    Status status =
        door_standing(visit->worker->workspace, account->id, time_now_ms(), &standing, &refusal);
    if (status == STATUS_DENIED) {
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        *err = refusal;
        return status;
    }
    data_flag(item, "has_standing", true);
    data_text(item, "password", time_or_dash(visit, standing.password_ms));
    data_flag(item, "has_authenticator", standing.has_authenticator);
    data_flag(item, "has_claim", standing.has_claim);
    data_text(item, "locked", standing.locked_ms ? page_time(visit, standing.locked_ms) : TEXT(""));
    return STATUS_OK;
}

static Status add_account(Visit *visit, Data *item, Record *account, Error *err)
{
    Text person;
    Status status = report_field(visit->arena, visit->lang, visit->worker->workspace, account,
                                 record_field(account->def, TEXT("person")), &person, err);
    if (status != STATUS_OK) {
        return status;
    }
    data_text(item, "login", record_value(account, "login")->text);
    data_text(item, "person", person);
    data_text(item, "state", report_state(visit->lang, account));
    data_text(item, "link", account_path(visit, account->id));
    status = add_grants(visit, item, account, err);
    return status ? status : add_standing(visit, item, account, err);
}

/* ---- All ---- */

static Status show_accounts(Visit *visit, Text refusal, Error *err)
{
    const RecordDef *def = type_of(visit, "account");
    RecordQuery all = {0};
    List accounts;
    Data *data = admin_page_data(visit, PATH);
    Status status = record_list(visit->arena, visit->worker->workspace, def, &all, &accounts, err);
    for (size_t i = 0; status == STATUS_OK && i < accounts.count; i++) {
        status =
            add_account(visit, data_item(data, "accounts"), LIST_AT(&accounts, Record, i), err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    data_flag(data, "has_accounts", accounts.count > 0);
    data_text(data, "refusal", refusal);
    data_flag(data, "may_create",
              may_create(visit, def));
    data_text(data, "token", guard_token(visit));
    answer_page(visit, "admin_accounts", data);
    visit->answer.lifetime = "no-store";
    return STATUS_OK;
}

Status page_admin_accounts(Visit *visit, Error *err)
{
    Status status = admin_enter(visit, PATH, err);
    return status ? status : show_accounts(visit, TEXT(""), err);
}

/* ---- One ---- */

static Status account_of(Visit *visit, Record **account, Error *err)
{
    int64_t id;
    Status status = admin_enter(visit, PATH, err);
    if (status == STATUS_OK && !text_to_int(params_get(&visit->request.captures, "account"), &id)) {
        status = error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    return status ? status
                  : record_get(visit->arena, visit->worker->workspace, type_of(visit, "account"),
                               id, account, err);
}

static Status add_sessions(Visit *visit, Data *data, int64_t account, Error *err)
{
    List sessions;
    if (!admin_has_role(visit, "secadmin")) {
        return STATUS_OK;
    }
    Status status = door_sessions(visit->arena, visit->worker->workspace, account, time_now_ms(),
                                  &sessions, err);
    for (size_t i = 0; status == STATUS_OK && i < sessions.count; i++) {
        session_item(visit, data, LIST_AT(&sessions, DoorSession, i));
    }
    data_flag(data, "has_sessions", status == STATUS_OK && sessions.count > 0);
    return status;
}

static Status show_account(Visit *visit, Record *account, Text claim, Text refusal, Error *err)
{
    Data *data = admin_page_data(visit, PATH);
    bool is_sysadmin = admin_has_role(visit, "sysadmin"),
         is_secadmin = admin_has_role(visit, "secadmin");
    Status status = add_account(visit, data, account, err);
    status = status ? status : record_facts(visit, data, account, err);
    status = status ? status : record_open_moves(visit, data, account, err);
    status = status ? status : add_sessions(visit, data, account->id, err);
    if (status != STATUS_OK) {
        return status;
    }
    data_text(data, "title", record_title(visit, account));
    data_text(data, "refusal", refusal);
    data_text(data, "claim", claim.len ? claim_address(visit, claim) : TEXT(""));
    data_text(data, "record", record_link(visit, "account", account->id));
    data_text(data, "action", account_path(visit, account->id));
    data_flag(data, "may_claim", is_sysadmin);
    data_flag(data, "may_unlock", is_secadmin);
    data_text(data, "grant_link",
              may_create(visit, type_of(visit, "role_grant"))
                  ? text_format(visit->arena, "/records/role_grant/new?account=%lld",
                                (long long)account->id)
                  : TEXT(""));
    data_text(data, "token", guard_token(visit));
    answer_page(visit, "admin_account", data);
    visit->answer.lifetime = "no-store";
    return STATUS_OK;
}

Status page_admin_account(Visit *visit, Error *err)
{
    Record *account;
    Status status = account_of(visit, &account, err);
    return status ? status : show_account(visit, account, TEXT(""), TEXT(""), err);
}

/* ---- What is done ---- */

static Status read_account(Visit *visit, Record *account, Problems *problems, Error *err)
{
    const List *parts = &visit->request.form_parts;
    const RecordDef *def = account->def;
    static const char *const refs[] = {"person", "organisation"};
    *record_value(account, "login") = value_text(text_trim(form_get(parts, "login")));
    for (size_t i = 0; i < sizeof refs / sizeof *refs; i++) {
        Text name = text_trim(form_get(parts, refs[i]));
        int64_t id;
        if (name.len == 0) {
            continue;
        }
        Status status =
            ref_resolve(visit, &def->fields[record_field(def, text_from(refs[i]))], name, &id, err);
        if (status != STATUS_OK) {
            return error_set(err, STATUS_INVALID, "web.no_such_reference",
                             ARGS(arg_text("value", name)));
        }
        *record_value(account, refs[i]) = value_int(id);
    }
    return record_save(visit->arena, visit->worker->workspace, account, TEXT(""), problems, err);
}

/* The account, and at once the link by which it is taken: shown this once. */
Status submit_admin_accounts(Visit *visit, Error *err)
{
    Record *account = record_new(visit->arena, type_of(visit, "account"));
    Problems *problems = problems_new(visit->arena, 5);
    Text claim = TEXT("");
    Status status = admin_enter(visit, PATH, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = read_account(visit, account, problems, err);
    if (status != STATUS_OK) {
        return admin_refuse(visit, status, show_accounts, problems, err);
    }
    status = door_claim_new(visit->arena, visit->worker->workspace, account->id, time_now_ms(),
                            &claim, err);
    return status ? status : show_account(visit, account, claim, TEXT(""), err);
}

/* Each verb asks record, which refuses whoever may not. */
Status submit_admin_account(Visit *visit, Error *err)
{
    Workspace *workspace = visit->worker->workspace;
    const List *parts = &visit->request.form_parts;
    Text what = form_get(parts, "do"), claim = TEXT("");
    Record *account;
    int64_t session = 0, now_ms = time_now_ms();
    Status status = account_of(visit, &account, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (text_equal(what, TEXT("claim"))) {
        status = door_claim_new(visit->arena, workspace, account->id, now_ms, &claim, err);
    } else if (text_equal(what, TEXT("unlock"))) {
        status = door_unlock(workspace, account->id, now_ms, err);
    } else if (text_equal(what, TEXT("drop"))) {
        status = door_authenticator_drop(workspace, account->id, TEXT(""), now_ms, err);
    } else if (text_equal(what, TEXT("end"))) {
        text_to_int(form_get(parts, "id"), &session);
        status = door_end_session(workspace, account->id, session, now_ms, err);
    }
    if (status == STATUS_OK && claim.len == 0) {
        answer_redirect(visit, account_path(visit, account->id));
        return STATUS_OK;
    }
    return status ? status : show_account(visit, account, claim, TEXT(""), err);
}
