/* claim, sessions, tokens, one's own password and authenticator. */
#include "cli_impl.h"

#include <string.h>

/* ---- claim ---- */

static void say_first(Cli *cli, const Claimed *claimed)
{
    cli_say(cli, "cli.first_claimed", ARGS(arg_text("secadmin", claimed->secadmin_claim),
                                           arg_text("auditor", claimed->auditor_claim)));
}

/* Who has the claim needs no account: nobody is signed in. */
Status command_claim(Cli *cli, Error *err)
{
    Claimed claimed;
    Text claim = text_from(cli->arguments[0]);
    SignIn sign_in = {.from = TEXT("cli")};
    Status status = cli_open_as_public(cli, STORE_WRITE, err);
    if (!status) {
        status = door_claim_of(cli->arena, cli->workspace, claim, time_now_ms(), &claimed, err);
    }
    if (status) return status;
    if (claimed.is_first && cli->argument_count < 2) {
        return error_set(err, STATUS_USAGE, "cli.claim_needs_login", NO_ARGS);
    }
    sign_in.login = text_from(cli->argument_count > 1 ? cli->arguments[1] : "");
    status = cli_new_secret(cli, 1, &sign_in.password, err);
    if (status) return status;
    status = door_claim(cli->arena, cli->workspace, claim, &sign_in, time_now_ms(), &claimed,
                        cli->problems, err);
    if (status) {
        cli_problems(cli, cli->problems);
        return status;
    }
    cli_say(cli, "cli.claimed", ARGS(arg_text("login", claimed.login)));
    if (claimed.secadmin_claim.len) say_first(cli, &claimed);
    return STATUS_OK;
}

/* ---- One's own password and authenticator ---- */

static Status require_account(const Cli *cli, Error *err)
{
    if (workspace_actor(cli->workspace)->account) return STATUS_OK;
    return error_set(err, STATUS_USAGE, "cli.needs_account", NO_ARGS);
}

Status command_account_password(Cli *cli, Error *err)
{
    Text present, next;
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) status = require_account(cli, err);
    if (!status) status = cli_secret(cli, "cli.ask_password", 1, &present, err);
    if (!status) status = cli_new_secret(cli, 2, &next, err);
    if (status) return status;
    status = door_set_password(cli->arena, cli->workspace, present, next, 0, time_now_ms(),
                               cli->problems, err);
    if (status) {
        cli_problems(cli, cli->problems);
        return status;
    }
    cli_say(cli, "cli.password_set", NO_ARGS);
    return STATUS_OK;
}

Status command_account_totp(Cli *cli, Error *err)
{
    Text key, address;
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) status = require_account(cli, err);
    if (!status) {
        status = door_authenticator_new(cli->arena, cli->workspace, &key, &address, err);
    }
    if (status) return status;
    cli_say(cli, "cli.authenticator_key", ARGS(arg_text("key", key), arg_text("address", address)));
    return STATUS_OK;
}

Status command_account_totp_confirm(Cli *cli, Error *err)
{
    Text code = {0};
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) status = require_account(cli, err);
    if (!status) status = cli_code(cli, &code, err);
    if (!status) {
        status = door_authenticator_confirm(cli->workspace, code, time_now_ms(), err);
    }
    if (!status) cli_say(cli, "cli.authenticator_on", NO_ARGS);
    return status;
}

Status command_account_totp_drop(Cli *cli, Error *err)
{
    Text code = TEXT("");
    Record *account;
    Status status = cli_open(cli, STORE_WRITE, err);
    if (status) return status;
    int64_t id = workspace_actor(cli->workspace)->account;
    if (cli->argument_count > 0) {
        status = cli_account(cli, cli->arguments[0], &account, err);
        if (!status) id = account->id;
    } else {
        status = require_account(cli, err);
        if (!status) status = cli_code(cli, &code, err);
    }
    if (!status) status = door_authenticator_drop(cli->workspace, id, code, time_now_ms(), err);
    if (!status) cli_say(cli, "cli.authenticator_off", NO_ARGS);
    return status;
}

/* ---- Sessions ---- */

/* The account that the first argument names, or one's own. */
static Status account_meant(Cli *cli, int64_t *id, Error *err)
{
    Record *account;
    *id = workspace_actor(cli->workspace)->account;
    if (cli->argument_count == 0) return require_account(cli, err);
    if (*id && text_equal(workspace_actor(cli->workspace)->who, text_from(cli->arguments[0]))) {
        return STATUS_OK;
    }
    Status status = cli_account(cli, cli->arguments[0], &account, err);
    if (!status) *id = account->id;
    return status;
}

/* The number in the second argument. */
static Status number_meant(const Cli *cli, int64_t *number, Error *err)
{
    *number = 0;
    if (cli->argument_count < 2 || text_to_int(text_from(cli->arguments[1]), number)) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_USAGE, "cli.not_its_number",
                     ARGS(arg_cstr("value", cli->arguments[1])));
}

Status command_sessions(Cli *cli, Error *err)
{
    static const CliColumn COLUMNS[] = {
        {"id", "cli.door_id", COLUMN_YEAR},
        {"from", "cli.door_from"},
        {"device", "cli.door_device"},
        {"begun", "cli.door_begun"},
        {"used", "cli.door_used"},
        {"ends", "cli.door_ends"}};
    enum { COLUMN_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };
    int64_t account;
    List sessions;
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) status = account_meant(cli, &account, err);
    if (!status) {
        status = door_sessions(cli->arena, cli->workspace, account, time_now_ms(), &sessions, err);
    }
    if (status) return status;
    Table *table = cli_table_new(cli, "sessions", COLUMNS, COLUMN_COUNT);
    for (size_t i = 0; i < sessions.count; i++) {
        const DoorSession *session = LIST_AT(&sessions, DoorSession, i);
        TableCell *row = table_add_row(table);
        row[0] = cell_number((double)session->id);
        row[1] = cell_text(session->from);
        row[2] = cell_text(session->device);
        row[3] = cell_text(cli_time(cli, session->begun_ms));
        row[4] = cell_text(cli_time(cli, session->used_ms));
        row[5] = cell_text(cli_time(cli, session->ends_ms));
    }
    cli_table(cli, table);
    return STATUS_OK;
}

Status command_sessions_end(Cli *cli, Error *err)
{
    int64_t account, session;
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) status = account_meant(cli, &account, err);
    if (!status) status = number_meant(cli, &session, err);
    if (!status) {
        status = door_end_session(cli->workspace, account, session, time_now_ms(), err);
    }
    if (!status) cli_say(cli, "cli.session_ended", NO_ARGS);
    return status;
}

/* ---- Tokens of the API ---- */

enum { DAYS_DEFAULT = 30 };

Status command_token_add(Cli *cli, Error *err)
{
    int64_t days, now_ms = time_now_ms();
    Text token, scope = text_from(cli_has(cli, OPTION_SCOPE) ? cli->options[OPTION_SCOPE] : "read");
    Status status = cli_option_int(cli, OPTION_DAYS, &days, err);
    if (!status) status = cli_open(cli, STORE_WRITE, err);
    if (status) return status;
    int64_t ends_ms = now_ms + (days ? days : DAYS_DEFAULT) * 24 * 60 * 60 * 1000;
    status = door_token_new(cli->arena, cli->workspace, text_from(cli->arguments[0]), scope,
                            ends_ms, now_ms, &token, err);
    if (status) return status;
    cli_say(cli, "cli.token_made",
            ARGS(arg_text("token", token), arg_text("ends", cli_time(cli, ends_ms))));
    return STATUS_OK;
}

Status command_token_list(Cli *cli, Error *err)
{
    static const CliColumn COLUMNS[] = {{"id", "cli.door_id", COLUMN_YEAR},
                                       {"name", "cli.token_name"},
                                       {"scope", "cli.token_scope"},
                                       {"made", "cli.door_begun"},
                                       {"ends", "cli.door_ends"}};
    enum { COLUMN_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };
    int64_t account;
    List tokens;
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) status = account_meant(cli, &account, err);
    if (!status) status = door_tokens(cli->arena, cli->workspace, account, &tokens, err);
    if (status) return status;
    Table *table = cli_table_new(cli, "tokens", COLUMNS, COLUMN_COUNT);
    for (size_t i = 0; i < tokens.count; i++) {
        const DoorToken *token = LIST_AT(&tokens, DoorToken, i);
        TableCell *row = table_add_row(table);
        row[0] = cell_number((double)token->id);
        row[1] = cell_text(token->name);
        row[2] = cell_text(token->scope);
        row[3] = cell_text(cli_time(cli, token->made_ms));
        row[4] = cell_text(cli_time(cli, token->ends_ms));
    }
    cli_table(cli, table);
    return STATUS_OK;
}

Status command_token_end(Cli *cli, Error *err)
{
    int64_t account, token;
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) status = account_meant(cli, &account, err);
    if (!status) status = number_meant(cli, &token, err);
    if (!status) status = door_token_end(cli->workspace, account, token, time_now_ms(), err);
    if (!status) cli_say(cli, "cli.token_ended", NO_ARGS);
    return status;
}
