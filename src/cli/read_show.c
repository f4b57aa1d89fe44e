/* What a text of prose holds, in words. */
#include "read_impl.h"

enum { TEXT_COLUMNS = 64, LOST_SHOWN = 20 };

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
    add_part(line, cli->lang, "cli.read_assist", proposal->assist);
    add_part(line, cli->lang, "cli.read_number", proposal->numbers.len ? proposal->numbers : none);
    add_part(line, cli->lang, "cli.read_deadline", day.len ? day : none);
    add_part(line, cli->lang, "cli.read_main", proposal->main);
}

/* The role of a benchmark is one of a few; that of a person is a post as the text has it. */
static Text role_shown(Cli *cli, const ProseProposal *proposal)
{
    if (proposal->kind != PROSE_BENCHMARK || !proposal->role.len) return proposal->role;
    Text key = text_format(cli->arena, "cli.read_role_%.*s", TEXT_ARGS(proposal->role));
    return text_from(lang_text(cli->lang, key.ptr));
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
        add_part(line, cli->lang, "cli.read_role", role_shown(cli, proposal));
        if (!text_equal(proposal->name, proposal->text)) {
            add_part(line, cli->lang, "cli.read_name", proposal->name);
        }
    }
}

void read_proposal_line(Cli *cli, Buf *line, const ProseProposal *proposal)
{
    add_details(cli, line, proposal);
    buf_add_format(line, "  [%s %.2f]", proposal->rule, proposal->confidence);
}

static void show_proposal(Cli *cli, const ProseProposal *proposal)
{
    Buf line = buf_new(cli->arena);
    Text text = cli->columns ? text_fit(cli->arena, proposal->text, TEXT_COLUMNS) : proposal->text;
    buf_add_format(&line, "  %zu:%zu  %.*s", proposal->line, proposal->span.start, TEXT_ARGS(text));
    read_proposal_line(cli, &line, proposal);
    cli_wrap(&cli->out, buf_text(&line), 4, cli->columns);
    buf_add_char(&cli->out, '\n');
}

/* ---- As it comes ---- */

typedef struct Shown {
    int64_t emended[EMENDATION_KIND_COUNT];
    int64_t commitments, owners, numbers, days;
    int lost_count;
    Buf lost; /* lines */
} Shown;

static void take_emendation(Cli *cli, void *context, const ProseEmendation *emendation)
{
    Shown *shown = context;
    bool by_character = emendation->kind == EMENDATION_SIMPLIFIED;
    shown->emended[emendation->kind] += by_character ? (int64_t)emendation->count : 1;
    if (emendation->kind != EMENDATION_LOST || shown->lost_count++ >= LOST_SHOWN) return;
    lang_print(&shown->lost, cli->lang, "cli.read_lost",
               ARGS(arg_int("line", (int64_t)emendation->line),
                    arg_int("at", (int64_t)emendation->at), arg_text("text", emendation->text)));
    buf_add_char(&shown->lost, '\n');
}

static void take_proposal(Cli *cli, void *context, const ProseProposal *proposal)
{
    Shown *shown = context;
    show_proposal(cli, proposal);
    if (proposal->kind != PROSE_COMMITMENT) return;
    shown->commitments++;
    shown->owners += proposal->owner.len > 0;
    shown->numbers += proposal->numbers.len > 0;
    shown->days += proposal->period.last != DATE_NONE;
}

/* ---- The whole ---- */

/* Only what happened to this text is said. */
static void show_cleaning(Cli *cli, const Shown *shown, const ProseSummary *summary)
{
    static const struct {
        ProseEmendationKind kind;
        const char *key;
    } SAID[] = {{EMENDATION_GLOSS, "cli.read_glosses"},
                {EMENDATION_FURNITURE, "cli.read_furniture"},
                {EMENDATION_REPETITION, "cli.read_repetitions"},
                {EMENDATION_LINE_BREAK, "cli.read_breaks"},
                {EMENDATION_DELETED, "cli.read_deleted"},
                {EMENDATION_SIMPLIFIED, "cli.read_simplified"}};
    Buf line = buf_new(cli->arena);
    lang_print(&line, cli->lang, "cli.read_cleaned",
               ARGS(arg_int("characters", (int64_t)summary->characters),
                    arg_int("paragraphs", (int64_t)summary->paragraphs)));
    for (size_t i = 0; i < sizeof SAID / sizeof SAID[0]; i++) {
        int64_t count = shown->emended[SAID[i].kind];
        if (!count) continue;
        buf_add_cstr(&line, "  ");
        lang_print(&line, cli->lang, SAID[i].key, ARGS(arg_int("count", count)));
    }
    cli_wrap(&cli->out, buf_text(&line), 2, cli->columns);
    buf_add_char(&cli->out, '\n');
    buf_add(&cli->out, buf_text(&shown->lost));
    if (!summary->is_official) cli_say(cli, "cli.read_not_official", NO_ARGS);
}

/* How many commitments name what they owe: the list of what is missing is the point. */
static void show_owed(Cli *cli, const Shown *shown)
{
    if (!shown->commitments) return;
    buf_add_char(&cli->out, '\n');
    cli_say(cli, "cli.read_owed",
            ARGS(arg_int("commitments", shown->commitments), arg_int("owner", shown->owners),
                 arg_int("number", shown->numbers), arg_int("day", shown->days)));
}

static void show_date(Cli *cli, Date date)
{
    if (date == DATE_NONE) {
        cli_say(cli, "cli.read_no_date", NO_ARGS);
        return;
    }
    Buf day = buf_new(cli->arena);
    date_print(&day, date);
    cli_say(cli, "cli.read_date", ARGS(arg_text("date", buf_text(&day))));
}

static void show_kind(Cli *cli, ReadSpool *spool, const ProseSummary *summary, ProseKind kind)
{
    size_t count = summary->proposals[kind];
    if (count == 0) return;
    Text key = text_format(cli->arena, "cli.read_kind_%s", prose_kind_name(kind));
    buf_add_char(&cli->out, '\n');
    cli_say(cli, text_cstr(cli->arena, key), ARGS(arg_int("count", (int64_t)count)));
    read_spool_copy(spool, kind);
}

Status read_show(Cli *cli, FILE *file, const ProseRules *rules, const ProseSettings *known,
                 Error *err)
{
    static const ProseKind ORDER[] = {
        PROSE_COMMITMENT, PROSE_TASK,   PROSE_MAIN,   PROSE_BENCHMARK, PROSE_LESSON, PROSE_GAP,
        PROSE_STRENGTH,   PROSE_FIGURE, PROSE_PERIOD, PROSE_PERSON,    PROSE_ORG};
    Shown shown = {.lost = buf_new(cli->arena)};
    ReadSpool *spool =
        read_spool_new(cli, (ReadPrint){&shown, take_emendation, take_proposal, true});
    TextStream stream = {.sink = read_spool_take, .context = spool};
    Status status = text_stream(cli->arena, file, cli->arguments[0], rules, known, &stream, err);
    if (!status) {
        read_spool_end(spool);
        show_date(cli, stream.date);
        show_cleaning(cli, &shown, &stream.summary);
        for (size_t i = 0; i < sizeof ORDER / sizeof ORDER[0]; i++)
            show_kind(cli, spool, &stream.summary, ORDER[i]);
        show_owed(cli, &shown);
    }
    read_spool_free(spool);
    return status;
}
