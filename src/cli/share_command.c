/* target share: a year's goal shared out among units, so that the parts make the whole. */
#include "cli_impl.h"

/* "NAME=WEIGHT"; the name `rest` (余数) is the part that nobody carries. */
static Status read_part(Cli *cli, const char *argument, SharePart *part, Error *err)
{
    Text weight = text_from(argument), name;
    bool is_pair = text_split(&weight, '=', &name);
    *part = (SharePart){0};
    if (!is_pair || !decimal_parse(text_trim(weight), &part->weight)) {
        return error_set(err, STATUS_USAGE, "cli.not_a_part", ARGS(arg_cstr("value", argument)));
    }
    name = text_trim(name);
    if (text_equal(name, TEXT("rest")) || text_equal(name, TEXT("余数"))) {
        return STATUS_OK;
    }
    const RecordDef *def = model_record(cli->setup->model, TEXT("organisation"));
    Status status = reference_find(cli->arena, cli->workspace, def, name, &part->organisation, err);
    if (status == STATUS_OK && part->organisation == 0) {
        return error_set(err, STATUS_NOT_FOUND, "cli.no_unit", ARGS(arg_text("name", name)));
    }
    return status;
}

/* No unit twice: the second would take the place of the first. */
static Status check_once(const char *const arguments[], const SharePart *parts, size_t count,
                         Error *err)
{
    for (size_t at = 0; at < count; at++) {
        for (size_t before = 0; before < at; before++) {
            if (parts[before].organisation == parts[at].organisation) {
                return error_set(err, STATUS_USAGE, "cli.part_twice",
                                 ARGS(arg_cstr("value", arguments[at])));
            }
        }
    }
    return STATUS_OK;
}

static Status say_parts(Cli *cli, const SharePart *parts, size_t count, Error *err)
{
    const RecordDef *def = model_record(cli->setup->model, TEXT("organisation"));
    Status status = STATUS_OK;
    for (size_t at = 0; status == STATUS_OK && at < count; at++) {
        Text name = text_from(lang_text(cli->lang, "cli.share_rest"));
        Record *unit;
        if (parts[at].organisation != 0) {
            status =
                record_get(cli->arena, cli->workspace, def, parts[at].organisation, &unit, err);
            if (status == STATUS_OK) {
                status = cli_title(cli, unit, &name, err);
            }
        }
        if (status == STATUS_OK) {
            Text amount = decimal_text(cli->arena, parts[at].amount);
            cli_say(cli, "cli.share_part",
                    ARGS(arg_text("unit", name), arg_text("amount", amount)));
        }
    }
    return status;
}

Status cli_share_target(Cli *cli, int64_t target, int year, const char *const arguments[],
                        size_t count, Text reason, SharePart **parts, Error *err)
{
    Status status = STATUS_OK;
    *parts = ARENA_ARRAY(cli->arena, SharePart, count + 1);
    for (size_t at = 0; status == STATUS_OK && at < count; at++) {
        status = read_part(cli, arguments[at], &(*parts)[at], err);
    }
    if (status == STATUS_OK) {
        status = check_once(arguments, *parts, count, err);
    }
    return status != STATUS_OK ? status
                               : target_share_out(cli->arena, cli->workspace, target, year, *parts,
                                                  count, reason, cli->problems, err);
}

static Status read_whole(const char *argument, const char *what, int64_t *number, Error *err)
{
    return text_to_int(text_from(argument), number)
               ? STATUS_OK
               : error_set(err, STATUS_USAGE, "cli.not_an_id",
                           ARGS(arg_cstr("value", argument), arg_cstr("type", what)));
}

Status command_target_share(Cli *cli, Error *err)
{
    int64_t target, year;
    SharePart *parts;
    size_t count = (size_t)cli->argument_count - 2;
    const char *reason = cli_has(cli, OPTION_REASON) ? cli->options[OPTION_REASON] : "";
    Status status = read_whole(cli->arguments[0], "target", &target, err);
    if (status == STATUS_OK) {
        status = read_whole(cli->arguments[1], "target_year", &year, err);
    }
    if (status == STATUS_OK) {
        status = cli_open(cli, STORE_WRITE, err);
    }
    if (status == STATUS_OK) {
        status = cli_share_target(cli, target, (int)year, (const char *const *)cli->arguments + 2,
                                  count, text_from(reason), &parts, err);
    }
    cli_problems(cli, cli->problems);
    return status == STATUS_OK ? say_parts(cli, parts, count, err) : status;
}
