/* What a text of prose holds, for another program. */
#include "read_impl.h"

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
    json_field(json, "assist", proposal->assist);
    json_field(json, "numbers", proposal->numbers);
    json_field(json, "main", proposal->main);
    json_field(json, "section", proposal->section);
    json_field(json, "speaker", proposal->speaker);
    if (proposal->kind == PROSE_COMMITMENT) {
        json_field(json, "nature", text_from(prose_nature_name(proposal->nature)));
    }
    json_object_end(json);
}

/* ---- As it comes ---- */

typedef struct Written {
    Json json, items; /* the whole; the proposals, which stand behind the emendations in it */
} Written;

static void take_emendation(Cli *cli, void *context, const ProseEmendation *emendation)
{
    Written *written = context;
    json_emendation(&written->json, emendation);
    cli_flush_long(cli);
}

static void take_proposal(Cli *cli, void *context, const ProseProposal *proposal)
{
    Written *written = context;
    written->items.out = &cli->out;
    json_proposal(&written->items, proposal, cli->arena);
}

static void write_end(Cli *cli, Written *written, ReadSpool *spool, const TextStream *stream)
{
    Json *json = &written->json;
    json_array_end(json);
    json_key(json, "proposals");
    json_array(json);
    json->has_item |= written->items.has_item;
    read_spool_copy(spool, 0);
    json_array_end(json);
    json_field(json, "format", text_from(stream->format));
    json_field(json, "encoding", text_from(stream->encoding));
    json_day(json, "date", stream->date, cli->arena);
    json_count(json, "characters", stream->summary.characters);
    json_count(json, "paragraphs", stream->summary.paragraphs);
    json_count(json, "sentences", stream->summary.sentences);
    json_key(json, "is_official");
    json_bool(json, stream->summary.is_official);
    json_object_end(json);
    buf_add_char(&cli->out, '\n');
}

Status read_json(Cli *cli, FILE *file, const ProseRules *rules, const ProseSettings *known,
                 Error *err)
{
    Written written = {.json = json_new(&cli->out)};
    json_object(&written.json);
    json_key(&written.json, "emendations");
    json_array(&written.json);
    written.items = written.json; /* an array at the same depth */
    ReadSpool *spool =
        read_spool_new(cli, (ReadPrint){&written, take_emendation, take_proposal, false});
    TextStream stream = {.sink = read_spool_take, .context = spool};
    Status status = text_stream(cli->arena, file, cli->arguments[0], rules, known, &stream, err);
    if (!status) {
        read_spool_end(spool);
        write_end(cli, &written, spool, &stream);
    } else {
        cli->out.len = 0;
    }
    read_spool_free(spool);
    return status;
}

/* ---- The text itself ---- */

typedef struct Paragraphs {
    Cli *cli;
    Json json;
} Paragraphs;

static void take_paragraph(void *context, const ProseParagraph *paragraph)
{
    Paragraphs *paragraphs = context;
    Json *json = &paragraphs->json;
    if (!paragraph->is_text) return;
    json_object(json);
    json_count(json, "line", paragraph->line);
    json_count(json, "start", paragraph->start);
    json_field(json, "text", paragraph->text);
    json_field(json, "as_written", paragraph->source_text);
    json_object_end(json);
    cli_flush_long(paragraphs->cli);
}

Status read_paragraphs_json(Cli *cli, FILE *file, const ProseRules *rules,
                            const ProseSettings *known, Error *err)
{
    Paragraphs paragraphs = {cli, json_new(&cli->out)};
    TextStream stream = {.sink = take_paragraph, .context = &paragraphs};
    json_array(&paragraphs.json);
    Status status = text_stream(cli->arena, file, cli->arguments[0], rules, known, &stream, err);
    json_array_end(&paragraphs.json);
    buf_add_char(&cli->out, '\n');
    if (status) cli->out.len = 0;
    return status;
}
