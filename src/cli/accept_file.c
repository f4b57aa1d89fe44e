/* Decisions as a file gives them, one a line: key, verb, fields, parted by tabs. */
#include "accept_impl.h"

enum { KEY_LEAST = 6 };

static ProposalItem *item_of_key(const Session *session, Text key)
{
    for (size_t i = 0; key.len >= KEY_LEAST && i < session->items.count; i++) {
        if (text_starts(item_at(session, i)->key, key)) return item_at(session, i);
    }
    return NULL;
}

typedef struct DecisionLine {
    const char *file;
    int64_t number;
    Text key, verb, rest;
} DecisionLine;

static Status refuse_line(const DecisionLine *line, const char *code, Error *err)
{
    return error_set(err, STATUS_INVALID, code,
                     ARGS(arg_cstr("file", line->file), arg_int("line", line->number),
                          arg_text("key", line->key)));
}

static Status decide_line(Session *session, DecisionLine *line, Error *err)
{
    Cli *cli = session->cli;
    ProposalItem *item = item_of_key(session, line->key);
    if (!item) return refuse_line(line, "cli.accept_no_key", err);
    if (text_equal(line->verb, TEXT("reject"))) {
        return reject_item(session, item, cli->problems, err);
    }
    if (text_equal(line->verb, TEXT("withdraw"))) {
        return withdraw_item(session, item, cli->problems, err);
    }
    if (text_equal(line->verb, TEXT("merge"))) {
        ProposalItem *other = item_of_key(session, text_trim(line->rest));
        if (!other) return refuse_line(line, "cli.accept_no_key", err);
        return merge_items(session, item, other, cli->problems, err);
    }
    if (text_equal(line->verb, TEXT("split"))) {
        return split_item(session, item, text_trim(line->rest), cli->problems, err);
    }
    if (!text_equal(line->verb, TEXT("accept"))) {
        return refuse_line(line, "cli.accept_bad_line", err);
    }
    Text pair;
    session->field_count = 0;
    while (text_split(&line->rest, '\t', &pair)) {
        if (!accept_add_field(session, pair)) return refuse_line(line, "cli.accept_bad_line", err);
    }
    Status status = accept_item(session, item, cli->problems, err);
    session->field_count = 0;
    return status;
}

Status accept_as_said(Session *session, const char *path, Error *err)
{
    Cli *cli = session->cli;
    Text rest;
    DecisionLine line = {.file = path};
    Status status = read_bytes_of(cli, path, &rest, err);
    Text text;
    while (!status && text_split(&rest, '\n', &text)) {
        line.number++;
        text = text_trim(text);
        if (!text.len || text.ptr[0] == '#') continue;
        line.rest = text;
        text_split(&line.rest, '\t', &line.key);
        if (!text_split(&line.rest, '\t', &line.verb)) {
            return refuse_line(&line, "cli.accept_bad_line", err);
        }
        status = decide_line(session, &line, err);
    }
    return status;
}
