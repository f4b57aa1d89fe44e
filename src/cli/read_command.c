/* read: what a text of official prose holds, each with its place, and what is owed. Nothing is
 * written anywhere. */
#include "cli_impl.h"
#include "prose.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

enum { READ_MOST_BYTES = 256 << 20, FIRST_BYTES = 1 << 16, TEXT_COLUMNS = 64, LOST_SHOWN = 20 };

typedef struct Found {
    Cli *cli;
    List proposals; /* ProseProposal */
    List lost;      /* ProseEmendation: characters the source has lost */
    size_t glosses, furniture, repetitions, widths, simplified;
    Json *json; /* emendations are written as they come */
} Found;

/* ---- The text ---- */

static Status read_bytes(Cli *cli, FILE *file, Text *text, Error *err)
{
    Buf bytes = buf_new(cli->arena);
    char *part = arena_alloc(cli->arena, FIRST_BYTES);
    size_t len;
    while ((len = fread(part, 1, FIRST_BYTES, file)) > 0) {
        buf_add(&bytes, (Text){part, len});
        if (bytes.len > READ_MOST_BYTES) {
            return error_set(err, STATUS_LIMIT, "cli.read_too_large",
                             ARGS(arg_int("most", READ_MOST_BYTES >> 20)));
        }
    }
    *text = buf_text(&bytes);
    return STATUS_OK;
}

static Status open_text(Cli *cli, const char *path, Text *text, Error *err)
{
    if (strcmp(path, "-") == 0) return read_bytes(cli, stdin, text, err);
    FILE *file = fopen(path, "rb");
    if (!file) {
        return error_set(err, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO, "cli.read_unreadable",
                         ARGS(arg_cstr("file", path), arg_cstr("why", strerror(errno))));
    }
    Status status = read_bytes(cli, file, text, err);
    fclose(file);
    return status;
}

static bool begins_with(Text text, const char *bytes, size_t len)
{
    return text.len >= len && memcmp(text.ptr, bytes, len) == 0;
}

/* Everything that is no plain text is named and refused. */
static Status refuse_formats(const char *path, Text text, Error *err)
{
    const char *format = NULL;
    Text head = text_trim(text_slice(text, 0, 256));
    if (begins_with(text, "PK\3\4", 4)) format = "DOCX, XLSX, ZIP";
    if (begins_with(text, "%PDF", 4)) format = "PDF";
    if (begins_with(text, "\xD0\xCF\x11\xE0", 4)) format = "DOC, XLS";
    if (begins_with(head, "<!", 2) || begins_with(head, "<html", 5) ||
        begins_with(head, "<HTML", 5))
        format = "HTML";
    if (!format) return STATUS_OK;
    return error_set(err, STATUS_UNSUPPORTED, "cli.read_format",
                     ARGS(arg_cstr("file", path), arg_cstr("format", format)));
}

/* UTF-8 over the whole file, else GB18030. */
static Status to_utf8(Cli *cli, const char *path, Text *text, Error *err)
{
    if (text_is_utf8(*text)) return STATUS_OK;
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    size_t cap = text->len * 3 + 4, in_left = text->len, out_left = cap;
    char *out = arena_alloc(cli->arena, cap), *to = out;
    char *in = text_cstr(cli->arena, *text);
    bool good =
        converter != (iconv_t)-1 && iconv(converter, &in, &in_left, &to, &out_left) != (size_t)-1;
    if (converter != (iconv_t)-1) iconv_close(converter);
    if (!good) {
        return error_set(err, STATUS_UNSUPPORTED, "cli.read_encoding",
                         ARGS(arg_cstr("file", path)));
    }
    *text = (Text){out, cap - out_left};
    return STATUS_OK;
}

/* ---- Collecting ---- */

static void keep_texts(Arena *arena, ProseProposal *proposal)
{
    Text *texts[] = {&proposal->text,    &proposal->section,   &proposal->speaker,
                     &proposal->unit,    &proposal->indicator, &proposal->period.text,
                     &proposal->name,    &proposal->role,      &proposal->verb,
                     &proposal->lens,    &proposal->field,     &proposal->owner,
                     &proposal->numbers, &proposal->main};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = text_copy(arena, *texts[i]);
}

static void json_emendation(Json *json, const ProseEmendation *emendation)
{
    json_object(json);
    json_key(json, "kind");
    json_text(json, text_from(prose_emendation_name(emendation->kind)));
    json_key(json, "line");
    json_int(json, (int64_t)emendation->line);
    json_key(json, "byte_start");
    json_int(json, (int64_t)emendation->raw_start);
    json_key(json, "byte_end");
    json_int(json, (int64_t)emendation->raw_end);
    json_key(json, "at");
    json_int(json, (int64_t)emendation->at);
    json_key(json, "characters");
    json_int(json, (int64_t)emendation->count);
    json_key(json, "text");
    json_text(json, emendation->text);
    json_object_end(json);
}

static void count_emendation(Found *found, const ProseEmendation *emendation)
{
    switch (emendation->kind) {
    case EMENDATION_GLOSS: found->glosses++; break;
    case EMENDATION_FURNITURE: found->furniture++; break;
    case EMENDATION_REPETITION: found->repetitions++; break;
    case EMENDATION_WIDTH: found->widths++; break;
    case EMENDATION_SIMPLIFIED: found->simplified += emendation->count; break;
    case EMENDATION_LOST: {
        ProseEmendation *lost = list_add(&found->lost);
        *lost = *emendation;
        lost->text = text_copy(found->cli->arena, emendation->text);
        break;
    }
    case EMENDATION_KIND_COUNT: break;
    }
}

static void collect(void *context, const ProseParagraph *paragraph)
{
    Found *found = context;
    for (size_t i = 0; i < paragraph->emendation_count; i++) {
        count_emendation(found, &paragraph->emendations[i]);
        if (found->json) json_emendation(found->json, &paragraph->emendations[i]);
    }
    for (size_t i = 0; i < paragraph->proposal_count; i++) {
        ProseProposal *proposal = list_add(&found->proposals);
        *proposal = paragraph->proposals[i];
        keep_texts(found->cli->arena, proposal);
    }
}

/* ---- In words ---- */

static void add_part(Buf *line, Lang lang, const char *key, Text value)
{
    if (!value.len) return;
    buf_add_cstr(line, "  ");
    lang_print(line, lang, key, ARGS(arg_text("value", value)));
}

/* A deadline is its last day. */
static Text period_shown(Arena *arena, const ProsePeriod *period, ProseKind kind)
{
    Buf out = buf_new(arena);
    bool by_then = kind == PROSE_COMMITMENT || kind == PROSE_TASK;
    buf_add(&out, period->text);
    if (period->last == DATE_NONE) return buf_text(&out);
    buf_add_cstr(&out, " (");
    if (!by_then && period->first != period->last) {
        date_print(&out, period->first);
        buf_add_cstr(&out, " – ");
    }
    date_print(&out, period->last);
    buf_add_cstr(&out, ")");
    return buf_text(&out);
}

static Text value_shown(Arena *arena, const ProseProposal *figure)
{
    Buf out = buf_new(arena);
    if (figure->bound == FIGURE_NONE) return buf_text(&out);
    if (figure->bound != FIGURE_EXACT) buf_add_cstr(&out, prose_bound_sign(figure->bound));
    decimal_print(&out, figure->value);
    if (figure->is_range) {
        buf_add_cstr(&out, "–");
        decimal_print(&out, figure->value_to);
    }
    buf_add_cstr(&out, " ");
    buf_add(&out, figure->unit);
    return buf_text(&out);
}

/* Of a commitment everything it should owe is named, missing or not: that is the point. */
static void add_owed(Cli *cli, Buf *line, const ProseProposal *proposal)
{
    Text none = text_from(lang_text(cli->lang, "cli.read_nothing"));
    Text day = period_shown(cli->arena, &proposal->period, proposal->kind);
    if (proposal->period.undated) {
        day = text_format(cli->arena, "%.*s %s", TEXT_ARGS(day),
                          lang_text(cli->lang, "cli.read_undated"));
    }
    add_part(line, cli->lang, "cli.read_owner", proposal->owner.len ? proposal->owner : none);
    add_part(line, cli->lang, "cli.read_number", proposal->numbers.len ? proposal->numbers : none);
    add_part(line, cli->lang, "cli.read_deadline", day.len ? day : none);
    add_part(line, cli->lang, "cli.read_main", proposal->main);
}

static void add_details(Cli *cli, Buf *line, const ProseProposal *proposal)
{
    if (proposal->kind == PROSE_COMMITMENT) {
        add_owed(cli, line, proposal);
    } else {
        Text day = period_shown(cli->arena, &proposal->period, proposal->kind);
        if (text_equal(day, proposal->text)) day.len = 0;
        add_part(line, cli->lang, "cli.read_value", value_shown(cli->arena, proposal));
        add_part(line, cli->lang, "cli.read_indicator", proposal->indicator);
        add_part(line, cli->lang, "cli.read_period", day);
        add_part(line, cli->lang, "cli.read_lens", proposal->lens);
        add_part(line, cli->lang, "cli.read_role", proposal->role);
        if (!text_equal(proposal->name, proposal->text)) {
            add_part(line, cli->lang, "cli.read_name", proposal->name);
        }
    }
}

static void show_proposal(Cli *cli, const ProseProposal *proposal)
{
    Buf line = buf_new(cli->arena);
    Text text = cli->columns ? text_fit(cli->arena, proposal->text, TEXT_COLUMNS) : proposal->text;
    buf_add_format(&line, "  %zu:%zu  %.*s", proposal->line, proposal->span.start, TEXT_ARGS(text));
    add_details(cli, &line, proposal);
    buf_add_format(&line, "  [%s %.2f]", proposal->rule, proposal->confidence);
    cli_wrap(&cli->out, buf_text(&line), 4, cli->columns);
    buf_add_char(&cli->out, '\n');
}

static void show_kind(Cli *cli, const Found *found, ProseKind kind, size_t count)
{
    if (count == 0) return;
    Text key = text_format(cli->arena, "cli.read_kind_%s", prose_kind_name(kind));
    buf_add_char(&cli->out, '\n');
    cli_say(cli, text_cstr(cli->arena, key), ARGS(arg_int("count", (int64_t)count)));
    for (size_t i = 0; i < found->proposals.count; i++) {
        const ProseProposal *proposal = LIST_AT(&found->proposals, ProseProposal, i);
        if (proposal->kind == kind) show_proposal(cli, proposal);
    }
}

static void show_cleaning(Cli *cli, const Found *found, const ProseSummary *summary)
{
    cli_say(cli, "cli.read_cleaned",
            ARGS(arg_int("characters", (int64_t)summary->characters),
                 arg_int("paragraphs", (int64_t)summary->paragraphs),
                 arg_int("glosses", (int64_t)found->glosses),
                 arg_int("furniture", (int64_t)found->furniture),
                 arg_int("repetitions", (int64_t)found->repetitions),
                 arg_int("simplified", (int64_t)found->simplified)));
    for (size_t i = 0; i < found->lost.count && i < LOST_SHOWN; i++) {
        const ProseEmendation *lost = LIST_AT(&found->lost, ProseEmendation, i);
        cli_say(cli, "cli.read_lost",
                ARGS(arg_int("line", (int64_t)lost->line), arg_int("at", (int64_t)lost->at),
                     arg_text("text", lost->text)));
    }
    if (!summary->is_official) cli_say(cli, "cli.read_not_official", NO_ARGS);
}

static void show_all(Cli *cli, const Found *found, const ProseSummary *summary)
{
    static const ProseKind ORDER[] = {
        PROSE_COMMITMENT, PROSE_TASK,   PROSE_MAIN,   PROSE_BENCHMARK, PROSE_LESSON, PROSE_GAP,
        PROSE_STRENGTH,   PROSE_FIGURE, PROSE_PERIOD, PROSE_PERSON,    PROSE_ORG};
    size_t owed = 0, owner = 0, number = 0, day = 0;
    show_cleaning(cli, found, summary);
    for (size_t i = 0; i < sizeof ORDER / sizeof ORDER[0]; i++)
        show_kind(cli, found, ORDER[i], summary->proposals[ORDER[i]]);
    for (size_t i = 0; i < found->proposals.count; i++) {
        const ProseProposal *proposal = LIST_AT(&found->proposals, ProseProposal, i);
        if (proposal->kind != PROSE_COMMITMENT) continue;
        owed++;
        owner += proposal->owner.len > 0;
        number += proposal->numbers.len > 0;
        day += proposal->period.last != DATE_NONE;
    }
    if (!owed) return;
    buf_add_char(&cli->out, '\n');
    cli_say(cli, "cli.read_owed",
            ARGS(arg_int("commitments", (int64_t)owed), arg_int("owner", (int64_t)owner),
                 arg_int("number", (int64_t)number), arg_int("day", (int64_t)day)));
}

/* ---- In JSON ---- */

static void json_field(Json *json, const char *key, Text value)
{
    if (!value.len) return;
    json_key(json, key);
    json_text(json, value);
}

static void json_day(Json *json, const char *key, Date date, Arena *arena)
{
    if (date == DATE_NONE) return;
    Buf out = buf_new(arena);
    date_print(&out, date);
    json_field(json, key, buf_text(&out));
}

static void json_count(Json *json, const char *key, size_t value)
{
    json_key(json, key);
    json_int(json, (int64_t)value);
}

static void json_figure(Json *json, const ProseProposal *proposal)
{
    if (proposal->bound == FIGURE_NONE) return;
    json_field(json, "bound", text_from(prose_bound_sign(proposal->bound)));
    json_key(json, "value");
    json_decimal(json, proposal->value);
    if (!proposal->is_range) return;
    json_key(json, "value_to");
    json_decimal(json, proposal->value_to);
}

static void json_proposal(Json *json, const ProseProposal *proposal, Arena *arena)
{
    json_object(json);
    json_field(json, "kind", text_from(prose_kind_name(proposal->kind)));
    json_field(json, "text", proposal->text);
    json_count(json, "start", proposal->span.start);
    json_count(json, "end", proposal->span.end);
    json_count(json, "byte_start", proposal->raw_start);
    json_count(json, "byte_end", proposal->raw_end);
    json_count(json, "line", proposal->line);
    json_field(json, "rule", text_from(proposal->rule));
    json_key(json, "confidence");
    json_double(json, proposal->confidence);
    json_figure(json, proposal);
    json_field(json, "unit", proposal->unit);
    json_field(json, "indicator", proposal->indicator);
    bool owes = proposal->kind == PROSE_COMMITMENT || proposal->kind == PROSE_TASK;
    json_field(json, owes ? "deadline" : "period", proposal->period.text);
    json_day(json, "first_day", proposal->period.first, arena);
    json_day(json, "last_day", proposal->period.last, arena);
    if (proposal->period.undated) {
        json_key(json, "undated");
        json_bool(json, true);
    }
    json_field(json, "name", proposal->name);
    json_field(json, "role", proposal->role);
    json_field(json, "verb", proposal->verb);
    json_field(json, "lens", proposal->lens);
    json_field(json, "field", proposal->field);
    json_field(json, "owner", proposal->owner);
    json_field(json, "numbers", proposal->numbers);
    json_field(json, "main", proposal->main);
    json_field(json, "section", proposal->section);
    json_field(json, "speaker", proposal->speaker);
    if (proposal->kind == PROSE_COMMITMENT) {
        json_field(json, "nature", text_from(prose_nature_name(proposal->nature)));
    }
    json_object_end(json);
}

static void json_rest(Cli *cli, Json *json, const Found *found, const ProseSummary *summary)
{
    json_key(json, "proposals");
    json_array(json);
    for (size_t i = 0; i < found->proposals.count; i++)
        json_proposal(json, LIST_AT(&found->proposals, ProseProposal, i), cli->arena);
    json_array_end(json);
    json_count(json, "characters", summary->characters);
    json_count(json, "paragraphs", summary->paragraphs);
    json_count(json, "sentences", summary->sentences);
    json_key(json, "is_official");
    json_bool(json, summary->is_official);
}

/* ---- The command ---- */

static void read_text(Cli *cli, const ProseRules *rules, Text text, Date date)
{
    Found found = {.cli = cli,
                   .proposals = list_new(cli->arena, sizeof(ProseProposal)),
                   .lost = list_new(cli->arena, sizeof(ProseEmendation))};
    Json json = json_new(&cli->out);
    if (cli->json) {
        found.json = &json;
        json_object(&json);
        json_day(&json, "date", date, cli->arena);
        json_key(&json, "emendations");
        json_array(&json);
    }
    ProseReader *reader = prose_open(rules, date, collect, &found);
    prose_add(reader, text);
    ProseSummary summary = prose_finish(reader);
    if (!cli->json) {
        if (date == DATE_NONE) cli_say(cli, "cli.read_no_date", NO_ARGS);
        show_all(cli, &found, &summary);
        return;
    }
    json_array_end(&json);
    json_rest(cli, &json, &found, &summary);
    json_object_end(&json);
    buf_add_char(&cli->out, '\n');
}

Status command_read(Cli *cli, Error *err)
{
    const char *path = cli->arguments[0];
    Text text = {"", 0};
    Date date = DATE_NONE;
    ProseRules *rules = NULL;
    Status status = cli_option_date(cli, OPTION_DATE, &date, err);
    if (!status) status = open_text(cli, path, &text, err);
    if (!status) status = refuse_formats(path, text, err);
    if (!status) status = to_utf8(cli, path, &text, err);
    if (!status) status = prose_rules_load(cli->setup->prose, &rules, err);
    if (status) return status;
    if (date == DATE_NONE) date = prose_date_of(text);
    read_text(cli, rules, text, date);
    prose_rules_free(rules);
    return STATUS_OK;
}
