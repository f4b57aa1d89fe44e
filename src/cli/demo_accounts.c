/* An account for each role of the demonstration, with a password that is drawn by lot and printed
 * once. Only the demonstration makes accounts like that. */
#include "cli_impl.h"

#include <string.h>

/* Roles that act for a unit: in the demonstration, its example county and enterprise, and the
 * office that supervises. */
static const char *unit_of(const char *role)
{
    static const char *const units[][2] = {
        {"officer", "示例县"}, {"liaison", "示例县"}, {"enterprise", "示例重工有限公司"},
        {"supervisor", "市政府督查室"}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(units[i][0], role) == 0) {
            return units[i][1];
        }
    }
    return NULL;
}

/* Three groups of four, without letters that look alike. */
static Text random_password(Arena *arena)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
    enum { LETTERS = sizeof letters - 1, GROUPS = 3, GROUP = 4, EVEN = 256 / LETTERS * LETTERS };
    Buf password = buf_new(arena);
    for (int at = 0; at < GROUPS * GROUP;) {
        uint8_t byte;
        random_bytes(&byte, 1);
        if (byte < EVEN) { /* otherwise the first letters would come more often */
            buf_add_cstr(&password, at > 0 && at % GROUP == 0 ? "-" : "");
            buf_add_char(&password, letters[byte % LETTERS]);
            at++;
        }
    }
    /* Whatever was drawn, it has of each kind that rules ask for. */
    buf_add_cstr(&password, "-A7a");
    return buf_text(&password);
}

static Status save(Cli *cli, Record *record, Error *err)
{
    Text reason = text_from(lang_text(cli->lang, "cli.demo_reason"));
    return record_save(cli->arena, cli->workspace, record, reason, cli->problems, err);
}

static Status unit_id(Cli *cli, const char *role, int64_t *id, Error *err)
{
    const RecordDef *def = model_record(cli->setup->model, TEXT("organisation"));
    const char *name = unit_of(role);
    *id = 0;
    return name ? reference_find(cli->arena, cli->workspace, def, text_from(name), id, err)
                : STATUS_OK;
}

static Status make_account(Cli *cli, const RoleDef *role, Text password, Error *err)
{
    const Model *model = cli->setup->model;
    Record *account = record_new(cli->arena, model_record(model, TEXT("account")));
    Record *grant = record_new(cli->arena, model_record(model, TEXT("role_grant")));
    SignIn proof = {.login = text_from(role->name),
                    .password = password,
                    .from = TEXT("demo"),
                    .device = TEXT("demo")};
    int64_t unit;
    Text claim;
    Claimed claimed;
    *record_value(account, "login") = value_text(proof.login);
    Status status = unit_id(cli, role->name, &unit, err);
    if (!status && unit != 0) *record_value(account, "organisation") = value_int(unit);
    if (!status) status = save(cli, account, err);
    if (status) return status;
    *record_value(grant, "account") = value_int(account->id);
    *record_value(grant, "role") = value_text(proof.login);
    *record_value(grant, "first_day") = value_int(date_today());
    status = save(cli, grant, err);
    if (!status) {
        status =
            door_claim_new(cli->arena, cli->workspace, account->id, time_now_ms(), &claim, err);
    }
    return status ? status
                  : door_claim(cli->arena, cli->workspace, claim, &proof, time_now_ms(), &claimed,
                               cli->problems, err);
}

Status cli_demo_accounts(Cli *cli, Error *err)
{
    const Model *model = cli->setup->model;
    static const CliColumn COLUMNS[] = {{"login", "cli.account_login"},
                                        {"role", "cli.account_roles"},
                                        {"password", "cli.demo_password"}};
    enum { COLUMN_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };
    Table *table = cli_table_new(cli, "accounts", COLUMNS, COLUMN_COUNT);
    Status status = STATUS_OK;
    for (int r = 0; !status && r < model->role_count; r++) {
        const RoleDef *role = &model->roles[r];
        Text password = random_password(cli->arena);
        if (strcmp(role->name, "public") == 0) {
            continue;
        }
        status = make_account(cli, role, password, err);
        TableCell *row = table_add_row(table);
        row[0] = cell_text(text_from(role->name));
        row[1] = cell_text(text_from(cli_label(cli, role->zh, role->en)));
        row[2] = cell_text(password);
    }
    if (status) {
        cli_problems(cli, cli->problems);
        return status;
    }
    table->title = text_from(lang_text(cli->lang, "cli.demo_accounts"));
    cli_table(cli, table);
    return STATUS_OK;
}
