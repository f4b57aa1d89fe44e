/* account add, list, claim, grant, revoke, lock, unlock: what administrators do about accounts. */
#include "cli_impl.h"

#include <string.h>

static const RecordDef *type(const Cli *cli, const char *name)
{
    return model_record(cli->setup->model, text_from(name));
}

/* The record whose field holds this text; the error says what was looked for. */
static Status find_one(Cli *cli, const char *name, const char *field, const char *text,
                       Record **record, Error *err)
{
    const RecordDef *def = type(cli, name);
    RecordFilter filter = {record_field(def, text_from(field)), value_text(text_from(text))};
    Status status = record_find(cli->arena, cli->workspace, def, &filter, 1, record, err);
    if (status || *record) return status;
    return error_set(
        err, STATUS_NOT_FOUND, "cli.none_called",
        ARGS(arg_label("label", text_from(def->zh), text_from(def->en)), arg_cstr("name", text)));
}

Status cli_account(Cli *cli, const char *login, Record **account, Error *err)
{
    return find_one(cli, "account", "login", login, account, err);
}

Text cli_time(const Cli *cli, int64_t time_ms)
{
    Buf out = buf_new(cli->arena);
    if (time_ms != 0 && cli->json) time_print_utc(&out, time_ms - time_ms % 1000);
    if (time_ms != 0 && !cli->json) time_print(&out, time_ms - time_ms % 60000);
    return buf_text(&out);
}

static Text reason(const Cli *cli)
{
    return text_from(cli->options[OPTION_REASON]);
}

static Status save(Cli *cli, Record *record, Error *err)
{
    Status status =
        record_save(cli->arena, cli->workspace, record, reason(cli), cli->problems, err);
    if (status) cli_problems(cli, cli->problems);
    return status;
}

/* ---- add, claim ---- */

static Status say_claim(Cli *cli, const Record *account, Error *err)
{
    Text claim;
    Status status = door_claim_new(cli->arena, cli->workspace, account->id, time_now_ms(), &claim,
                                   err);
    if (status) return status;
    cli_say(cli, "cli.claim_made", ARGS(arg_text("claim", claim)));
    return STATUS_OK;
}

static Status add_account(Cli *cli, Record **account, Error *err)
{
    Record *person = NULL;
    *account = record_new(cli->arena, type(cli, "account"));
    *record_value(*account, "login") = value_text(text_from(cli->arguments[0]));
    if (cli->argument_count > 1) {
        Status status = find_one(cli, "person", "name", cli->arguments[1], &person, err);
        if (status) return status;
        *record_value(*account, "person") = value_int(person->id);
    }
    return save(cli, *account, err);
}

Status command_account_add(Cli *cli, Error *err)
{
    Record *account;
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) status = add_account(cli, &account, err);
    if (status) return status;
    cli_say(cli, "cli.account_added",
            ARGS(arg_cstr("login", cli->arguments[0]), arg_int("id", account->id)));
    return say_claim(cli, account, err);
}

Status command_account_claim(Cli *cli, Error *err)
{
    Record *account;
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) status = cli_account(cli, cli->arguments[0], &account, err);
    return status ? status : say_claim(cli, account, err);
}

/* ---- grant, revoke ---- */

static Status make_grant(Cli *cli, const Record *account, Record **grant, Error *err)
{
    Date until;
    Record *unit = NULL;
    Status status = cli_option_date(cli, OPTION_UNTIL, &until, err);
    if (!status && cli->argument_count > 2) {
        status = find_one(cli, "organisation", "zh", cli->arguments[2], &unit, err);
    }
    if (status) return status;
    *grant = record_new(cli->arena, type(cli, "role_grant"));
    *record_value(*grant, "account") = value_int(account->id);
    *record_value(*grant, "role") = value_text(text_from(cli->arguments[1]));
    *record_value(*grant, "first_day") = value_int(date_today());
    if (unit) *record_value(*grant, "organisation") = value_int(unit->id);
    if (until != DATE_NONE) *record_value(*grant, "last_day") = value_int(until);
    if (reason(cli).len) *record_value(*grant, "reason") = value_text(reason(cli));
    return save(cli, *grant, err);
}

Status command_account_grant(Cli *cli, Error *err)
{
    Record *account, *grant;
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) status = cli_account(cli, cli->arguments[0], &account, err);
    if (!status) status = make_grant(cli, account, &grant, err);
    if (status) return status;
    cli_say(cli, "cli.role_granted",
            ARGS(arg_cstr("login", cli->arguments[0]), arg_cstr("role", cli->arguments[1])));
    return STATUS_OK;
}

/* The grants of the account that last beyond yesterday: List of Record. */
static Status grants_of(Cli *cli, const Record *account, List *grants, Error *err)
{
    const RecordDef *def = type(cli, "role_grant");
    RecordFilter filter = {record_field(def, TEXT("account")), value_int(account->id)};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    List all;
    *grants = list_new(cli->arena, sizeof(Record));
    Status status = record_list(cli->arena, cli->workspace, def, &query, &all, err);
    for (size_t i = 0; !status && i < all.count; i++) {
        Record *grant = LIST_AT(&all, Record, i);
        const Value *last = record_value(grant, "last_day");
        if (last->kind == VALUE_NONE || last->number >= date_today()) {
            *(Record *)list_add(grants) = *grant;
        }
    }
    return status;
}

/* One that began before today ends yesterday; one of today never was. The history has both. */
static Status end_grant(Cli *cli, Record *grant, Error *err)
{
    if (record_value(grant, "first_day")->number >= date_today()) {
        return record_delete(cli->arena, cli->workspace, grant, reason(cli), cli->problems, err);
    }
    *record_value(grant, "last_day") = value_int(date_today() - 1);
    return save(cli, grant, err);
}

Status command_account_revoke(Cli *cli, Error *err)
{
    Record *account;
    List grants;
    int ended = 0;
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) status = cli_account(cli, cli->arguments[0], &account, err);
    if (!status) status = grants_of(cli, account, &grants, err);
    for (size_t i = 0; !status && i < grants.count; i++) {
        Record *grant = LIST_AT(&grants, Record, i);
        if (text_equal(record_value(grant, "role")->text, text_from(cli->arguments[1]))) {
            status = end_grant(cli, grant, err);
            ended++;
        }
    }
    if (status) return status;
    Text login = text_from(cli->arguments[0]), role = text_from(cli->arguments[1]);
    if (!ended) {
        return error_set(err, STATUS_NOT_FOUND, "cli.role_not_held",
                         ARGS(arg_text("login", login), arg_text("role", role)));
    }
    cli_say(cli, "cli.role_revoked", ARGS(arg_text("login", login), arg_text("role", role)));
    return STATUS_OK;
}

/* ---- lock, unlock ---- */

static bool is_in_state(const Record *record, const char *state)
{
    return record->state == record_state(record->def, text_from(state));
}

static Status move(Cli *cli, Record *account, const char *name, Error *err)
{
    Status status = record_move(cli->arena, cli->workspace, account, text_from(name), reason(cli),
                                cli->problems, err);
    if (status) cli_problems(cli, cli->problems);
    return status;
}

Status command_account_lock(Cli *cli, Error *err)
{
    Record *account;
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) status = cli_account(cli, cli->arguments[0], &account, err);
    if (status) return status;
    if (reason(cli).len) *record_value(account, "why") = value_text(reason(cli));
    status = move(cli, account, "lock", err);
    if (!status) cli_say(cli, "cli.account_locked", ARGS(arg_cstr("login", cli->arguments[0])));
    return status;
}

Status command_account_unlock(Cli *cli, Error *err)
{
    Record *account = NULL;
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) status = cli_account(cli, cli->arguments[0], &account, err);
    if (!status) status = door_unlock(cli->workspace, account->id, time_now_ms(), err);
    if (!status && is_in_state(account, "locked")) status = move(cli, account, "unlock", err);
    if (!status) cli_say(cli, "cli.account_unlocked", ARGS(arg_cstr("login", cli->arguments[0])));
    return status;
}

/* ---- list ---- */

enum { LOGIN, PERSON, STATE, ROLES, PASSWORD, AUTHENTICATOR, LOCKED, COLUMN_COUNT };

static Table *account_table(Cli *cli)
{
    static const CliColumn COLUMNS[COLUMN_COUNT] = {
        [LOGIN] = {"login", "cli.account_login"},
        [PERSON] = {"person", "cli.account_person"},
        [STATE] = {"state", "cli.state"},
        [ROLES] = {"roles", "cli.account_roles"},
        [PASSWORD] = {"password_set", "cli.account_password"},
        [AUTHENTICATOR] = {"authenticator", "cli.account_authenticator"},
        [LOCKED] = {"locked_until", "cli.account_locked_until"},
    };
    return cli_table_new(cli, "accounts", COLUMNS, COLUMN_COUNT);
}

static Text roles_text(Cli *cli, const List *grants)
{
    Buf out = buf_new(cli->arena);
    for (size_t i = 0; i < grants->count; i++) {
        Text name = record_value(LIST_AT(grants, Record, i), "role")->text;
        int role = model_role(cli->setup->model, name);
        if (i > 0) buf_add_cstr(&out, cli->lang == LANG_ZH ? "、" : ", ");
        if (cli->json || role < 0) {
            buf_add(&out, name);
        } else {
            const RoleDef *def = &cli->setup->model->roles[role];
            buf_add_cstr(&out, cli_label(cli, def->zh, def->en));
        }
    }
    return buf_text(&out);
}

static Text yes_or_no(const Cli *cli, bool yes)
{
    return text_from(lang_text(cli->lang, yes ? "record.yes" : "record.no"));
}

static Status add_account_row(Cli *cli, Table *table, Record *account, Error *err)
{
    DoorStanding standing;
    List grants;
    Buf person = buf_new(cli->arena);
    int field = record_field(account->def, TEXT("person"));
    Status status = door_standing(cli->workspace, account->id, time_now_ms(), &standing, err);
    if (!status) status = grants_of(cli, account, &grants, err);
    if (!status) status = record_print(cli->workspace, &person, cli->lang, account, field, err);
    if (status) return status;
    TableCell *row = table_add_row(table);
    row[LOGIN] = cell_text(record_value(account, "login")->text);
    row[PERSON] = cell_text(buf_text(&person));
    row[STATE] = cell_text(cli_state(cli, account));
    row[ROLES] = cell_text(roles_text(cli, &grants));
    row[PASSWORD] = cell_text(cli_time(cli, standing.password_ms));
    row[AUTHENTICATOR] = cell_text(yes_or_no(cli, standing.has_authenticator));
    row[LOCKED] = cell_text(cli_time(cli, standing.locked_ms));
    return STATUS_OK;
}

Status command_account_list(Cli *cli, Error *err)
{
    RecordQuery query = {0};
    List accounts;
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) {
        status = record_list(cli->arena, cli->workspace, type(cli, "account"), &query, &accounts,
                             err);
    }
    if (status) return status;
    Table *table = account_table(cli);
    for (size_t i = 0; !status && i < accounts.count; i++) {
        status = add_account_row(cli, table, LIST_AT(&accounts, Record, i), err);
    }
    if (status) return status;
    if (cli_has(cli, OPTION_CSV)) return table_csv(table, cli->options[OPTION_CSV], err);
    cli_table(cli, table);
    return STATUS_OK;
}
