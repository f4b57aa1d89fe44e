/* accept: people decide on what was read. One proposal after another at a terminal, or as a file of
 * decisions says. Each decision is written before the next is asked for, so that whatever ends the
 * session loses nothing that was decided. */
#include "accept_impl.h"

#include <string.h>
#include <unistd.h>

enum { KEY_SHOWN = 12, LINE_MOST = 4096, AROUND_BYTES = 240 };

static Text type_label(const Session *session, ProseKind kind)
{
    const RecordDef *def = proposal_type(session->cli->workspace, kind);
    return text_from(def ? cli_label(session->cli, def->zh, def->en) : prose_kind_name(kind));
}

/* ---- One decision ---- */

static void say_made(const Session *session, const ProposalItem *item, int64_t id)
{
    if (!id) return;
    const RecordDef *def = model_record(session->cli->setup->model, item->made_type);
    cli_say(session->cli, "cli.accept_made",
            ARGS(arg_label("type", text_from(def->zh), text_from(def->en)), arg_int("id", id)));
}

Status accept_item(Session *session, ProposalItem *item, Problems *problems, Error *err)
{
    int64_t made = 0;
    Status status =
        proposal_accept(session->cli->arena, session->cli->workspace, &session->source, item,
                        session->fields, session->field_count, problems, &made, err);
    if (!status) say_made(session, item, made);
    return status;
}

Status reject_item(Session *session, ProposalItem *item, Problems *problems, Error *err)
{
    Status status = proposal_reject(session->cli->arena, session->cli->workspace, &session->source,
                                    item, problems, err);
    if (!status) cli_say(session->cli, "cli.accept_rejected", NO_ARGS);
    return status;
}

Status merge_items(Session *session, ProposalItem *item, ProposalItem *other, Problems *problems,
                   Error *err)
{
    int64_t made = 0;
    Status status = proposal_merge(session->cli->arena, session->cli->workspace, &session->source,
                                   item, other, problems, &made, err);
    if (!status) say_made(session, item, made);
    return status;
}

/* Where these words begin in the proposal; 0 where they do not stand in it. */
static size_t place_of(Text text, Text words)
{
    size_t at, characters = 0, byte = 0;
    uint32_t c;
    if (!words.len || !text_find(text, words, &at)) return 0;
    while (byte < at && text_next(text, &byte, &c))
        characters++;
    return characters;
}

Status split_item(Session *session, ProposalItem *item, Text words, Problems *problems, Error *err)
{
    int64_t made[2] = {0, 0};
    Status status =
        proposal_split(session->cli->arena, session->cli->workspace, &session->source, item,
                       place_of(item->proposal->text, words), problems, made, err);
    for (int i = 0; !status && i < 2; i++)
        say_made(session, item, made[i]);
    return status;
}

Status withdraw_item(Session *session, ProposalItem *item, Problems *problems, Error *err)
{
    Cli *cli = session->cli;
    Status status = proposal_withdraw(cli->arena, cli->workspace, item, problems, err);
    if (!status) status = proposals_refresh(cli->arena, cli->workspace, &session->items, err);
    if (!status) cli_say(cli, "cli.accept_withdrawn", NO_ARGS);
    return status;
}

bool accept_add_field(Session *session, Text pair)
{
    Text value = pair, name;
    if (!text_split(&value, '=', &name) || session->field_count == FIELDS_MOST) return false;
    name = text_trim(name);
    value = text_trim(value);
    if (!name.len || !value.len) return false;
    session->fields[session->field_count++] = (ProposalField){name, value};
    return true;
}

/* ---- At a terminal ---- */

static void flush(Cli *cli)
{
    fwrite(cli->out.ptr, 1, cli->out.len, stdout);
    fflush(stdout);
    cli->out.len = 0;
}

/* The paragraph around the proposal, which stands between 【 and 】. */
static void show_around(Cli *cli, const ProposalItem *item)
{
    size_t at;
    Text paragraph = item->paragraph, words = item->proposal->text;
    if (!text_find(paragraph, words, &at)) return;
    size_t from = at > AROUND_BYTES ? at - AROUND_BYTES : 0;
    size_t to = at + words.len + AROUND_BYTES;
    while (from > 0 && ((unsigned char)paragraph.ptr[from] & 0xC0) == 0x80)
        from--;
    while (to < paragraph.len && ((unsigned char)paragraph.ptr[to] & 0xC0) == 0x80)
        to++;
    Text before = text_slice(paragraph, from, at);
    Text after = text_slice(paragraph, at + words.len, to);
    Buf line = buf_new(cli->arena);
    buf_add_format(&line, "  %s%.*s【%.*s】%.*s%s", from ? "…" : "", TEXT_ARGS(before),
                   TEXT_ARGS(words), TEXT_ARGS(after), to < paragraph.len ? "…" : "");
    cli_wrap(&cli->out, buf_text(&line), 2, cli->columns);
    buf_add_char(&cli->out, '\n');
}

static void show_item(Session *session, size_t index)
{
    Cli *cli = session->cli;
    const ProposalItem *item = item_at(session, index);
    Buf line = buf_new(cli->arena);
    buf_add_char(&cli->out, '\n');
    cli_say(cli, "cli.accept_head",
            ARGS(arg_int("number", (int64_t)index + 1),
                 arg_int("count", (int64_t)session->items.count),
                 arg_text("kind", type_label(session, item->proposal->kind)),
                 arg_int("line", (int64_t)item->proposal->line)));
    show_around(cli, item);
    read_proposal_line(cli, &line, item->proposal);
    cli_wrap(&cli->out, buf_text(&line), 2, cli->columns);
    buf_add_char(&cli->out, '\n');
    for (size_t i = 0; i < session->field_count; i++) {
        cli_say(cli, "cli.accept_will",
                ARGS(arg_text("field", session->fields[i].name),
                     arg_text("value", session->fields[i].value)));
    }
    lang_print(&cli->out, cli->lang, "cli.accept_keys", NO_ARGS);
    buf_add_char(&cli->out, ' ');
    flush(cli);
}

static size_t next_open(const Session *session, size_t from)
{
    while (from < session->items.count && item_at(session, from)->choice != CHOICE_OPEN)
        from++;
    return from;
}

/* The last decision of this session is taken back; its proposal is asked about again. */
static size_t go_back(Session *session, size_t index, Problems *problems, Status *status,
                      Error *err)
{
    if (!session->decided.count) return index;
    size_t last = *LIST_AT(&session->decided, size_t, session->decided.count - 1);
    *status = withdraw_item(session, item_at(session, last), problems, err);
    if (*status) return index;
    session->decided.count--;
    return last;
}

/* What keeps a decision from being made is said, and the proposal asked about again. */
static void say_refusal(Cli *cli, const Problems *problems, const Error *refusal)
{
    cli_problems(cli, problems);
    error_print(&cli->out, cli->lang, refusal);
    buf_add_char(&cli->out, '\n');
    flush(cli);
}

/* One line of the person's; gives the proposal to ask about next. */
static size_t obey(Session *session, size_t index, Text line, bool *quits)
{
    Cli *cli = session->cli;
    ProposalItem *item = item_at(session, index);
    Problems *problems = problems_new(cli->arena, 20);
    Error refusal = {0};
    Status status = STATUS_OK;
    Text rest = text_trim(text_slice(line, 1, line.len));
    size_t other = next_open(session, index + 1);
    switch (line.len ? line.ptr[0] : 'n') {
    case 'a': status = accept_item(session, item, problems, &refusal); break;
    case 'r': status = reject_item(session, item, problems, &refusal); break;
    case 's': status = split_item(session, item, rest, problems, &refusal); break;
    case 'm':
        other = other < session->items.count ? other : index;
        status = merge_items(session, item, item_at(session, other), problems, &refusal);
        break;
    case 'e':
        if (accept_add_field(session, text_copy(cli->arena, rest))) return index;
        cli_say(cli, "cli.accept_not_understood", ARGS(arg_text("line", line)));
        return index;
    case 'n': session->field_count = 0; return other;
    case 'u':
        session->field_count = 0;
        index = go_back(session, index, problems, &status, &refusal);
        if (status) say_refusal(cli, problems, &refusal);
        return index;
    case 'q': *quits = true; return index;
    default: cli_say(cli, "cli.accept_not_understood", ARGS(arg_text("line", line))); return index;
    }
    if (status) {
        bool misnamed = strcmp(refusal.code, "exchange.proposal_no_such_field") == 0;
        if (misnamed) session->field_count--;
        say_refusal(cli, problems, &refusal);
        return index;
    }
    session->field_count = 0;
    *(size_t *)list_add(&session->decided) = index;
    return next_open(session, index + 1);
}

static void ask_one_by_one(Session *session)
{
    char line[LINE_MOST];
    bool quits = false;
    size_t index = next_open(session, 0);
    while (!quits && index < session->items.count) {
        show_item(session, index);
        if (!fgets(line, sizeof line, stdin)) return;
        line[strcspn(line, "\r\n")] = 0;
        index = obey(session, index, text_trim(text_from(line)), &quits);
        flush(session->cli);
    }
}

/* A person said so: everything open of at least this confidence.
 * What lacks something stays open. */
static Status accept_above(Session *session, Error *err)
{
    Cli *cli = session->cli;
    Text given = text_from(cli->options[OPTION_ABOVE]);
    Decimal least;
    if (!decimal_parse(given, &least) || decimal_double(least) < 0 || decimal_double(least) > 1) {
        return error_set(err, STATUS_USAGE, "cli.accept_above", ARGS(arg_text("value", given)));
    }
    for (size_t i = 0; i < session->items.count; i++) {
        ProposalItem *item = item_at(session, i);
        if (item->choice != CHOICE_OPEN) continue;
        if (item->proposal->confidence < decimal_double(least)) continue;
        Error lacks = {0};
        Status status = accept_item(session, item, problems_new(cli->arena, 1), &lacks);
        if (status && status != STATUS_INVALID) {
            *err = lacks;
            return status;
        }
    }
    return STATUS_OK;
}

/* ---- What there is ---- */

static void list_items(Session *session)
{
    Cli *cli = session->cli;
    for (size_t i = 0; i < session->items.count; i++) {
        const ProposalItem *item = item_at(session, i);
        Text key = text_slice(item->key, 0, KEY_SHOWN);
        buf_add_format(&cli->out, "%.*s\t%s\t%s\t%.2f\t%.*s\n", TEXT_ARGS(key),
                       prose_kind_name(item->proposal->kind), choice_name(item->choice),
                       item->proposal->confidence, TEXT_ARGS(item->proposal->text));
    }
}

static void list_items_json(Session *session)
{
    Json json = json_new(&session->cli->out);
    json_array(&json);
    for (size_t i = 0; i < session->items.count; i++) {
        const ProposalItem *item = item_at(session, i);
        json_object(&json);
        json_key(&json, "key");
        json_text(&json, item->key);
        json_key(&json, "kind");
        json_text(&json, text_from(prose_kind_name(item->proposal->kind)));
        json_key(&json, "choice");
        json_text(&json, text_from(choice_name(item->choice)));
        json_key(&json, "text");
        json_text(&json, item->proposal->text);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_add_char(&session->cli->out, '\n');
}

static void say_tally(Session *session)
{
    int64_t counts[CHOICE_REJECTED + 1] = {0};
    for (size_t i = 0; i < session->items.count; i++)
        counts[item_at(session, i)->choice]++;
    cli_say(session->cli, "cli.accept_done",
            ARGS(arg_int("accepted", counts[CHOICE_ACCEPTED]),
                 arg_int("corrected", counts[CHOICE_CORRECTED]),
                 arg_int("merged", counts[CHOICE_MERGED]), arg_int("split", counts[CHOICE_SPLIT]),
                 arg_int("rejected", counts[CHOICE_REJECTED]),
                 arg_int("open", counts[CHOICE_OPEN])));
}

/* ---- The command ---- */

/* --visit new: the text itself tells of a visit that nobody has registered yet. */
static bool founds_visit(const Cli *cli)
{
    return cli_has(cli, OPTION_VISIT) && strcmp(cli->options[OPTION_VISIT], "new") == 0;
}

static Status found_visit(Session *session, Error *err)
{
    Cli *cli = session->cli;
    VisitDraft draft;
    Status status = visit_draft(cli->arena, cli->workspace, &session->source, &draft, err);
    if (!status) {
        status = visit_found(cli->arena, cli->workspace, &session->source, &draft, NULL, 0,
                             cli->problems, err);
    }
    if (status) return status;
    cli_say(
        cli, "cli.accept_visit",
        ARGS(arg_int("id", draft.visit->id), arg_int("speeches", (int64_t)draft.speeches.count)));
    for (size_t i = 0; i < draft.unknown.count; i++)
        cli_say(cli, "cli.accept_no_post",
                ARGS(arg_text("who", *LIST_AT(&draft.unknown, Text, i))));
    return STATUS_OK;
}

static Status open_session(Session *session, const TextFile *file, const ProseReading *reading,
                           Error *err)
{
    Cli *cli = session->cli;
    int64_t visit = 0;
    Status status = founds_visit(cli) ? STATUS_OK : cli_option_int(cli, OPTION_VISIT, &visit, err);
    session->source = (ProposalSource){.file = file,
                                       .reading = reading,
                                       .registry = cli->registry,
                                       .path = hand_wording(cli, text_from(cli->arguments[0])),
                                       .visit = visit,
                                       .subject = -1};
    if (!status && cli_has(cli, OPTION_SUBJECT)) {
        status = registry_entity(cli->registry, text_from(cli->options[OPTION_SUBJECT]),
                                 reading->date, &session->source.subject, err);
    }
    if (!status && founds_visit(cli) && !cli_has(cli, OPTION_DRY_RUN)) {
        status = found_visit(session, err);
    }
    if (status) return status;
    return proposals_list(cli->arena, cli->workspace, reading, &session->items, err);
}

static Status decide(Session *session, Error *err)
{
    Cli *cli = session->cli;
    if (cli_has(cli, OPTION_DRY_RUN)) {
        if (cli->json) {
            list_items_json(session);
        } else {
            list_items(session);
        }
        return STATUS_OK;
    }
    Status status = STATUS_OK;
    if (cli_has(cli, OPTION_DECISIONS)) {
        status = accept_as_said(session, cli->options[OPTION_DECISIONS], err);
    } else if (cli_has(cli, OPTION_ABOVE)) {
        status = accept_above(session, err);
    } else if (strcmp(cli->arguments[0], "-") == 0) {
        return error_set(err, STATUS_USAGE, "cli.accept_stdin", NO_ARGS);
    } else {
        ask_one_by_one(session);
    }
    if (!status) say_tally(session);
    return status;
}

Status command_accept(Cli *cli, Error *err)
{
    ProseRules *rules = NULL;
    TextFile file;
    ProseReading reading;
    Session session = {.cli = cli, .decided = list_new(cli->arena, sizeof(size_t))};
    Status status = cli_open(cli, cli_has(cli, OPTION_DRY_RUN) ? STORE_READ : STORE_WRITE, err);
    if (!status) status = read_file(cli, &rules, &file, &reading, err);
    if (!status) status = open_session(&session, &file, &reading, err);
    if (!status) status = decide(&session, err);
    prose_rules_free(rules);
    return status;
}
