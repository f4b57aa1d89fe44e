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

void read_json(Cli *cli, const TextFile *file, const ProseReading *reading)
{
    Json json = json_new(&cli->out);
    json_object(&json);
    json_field(&json, "format", text_from(file->format));
    json_field(&json, "encoding", text_from(file->encoding));
    json_day(&json, "date", reading->date, cli->arena);
    json_key(&json, "emendations");
    json_array(&json);
    for (size_t i = 0; i < reading->emendations.count; i++)
        json_emendation(&json, LIST_AT(&reading->emendations, ProseEmendation, i));
    json_array_end(&json);
    json_key(&json, "proposals");
    json_array(&json);
    for (size_t i = 0; i < reading->proposals.count; i++)
        json_proposal(&json, LIST_AT(&reading->proposals, ProseProposal, i), cli->arena);
    json_array_end(&json);
    json_count(&json, "characters", reading->summary.characters);
    json_count(&json, "paragraphs", reading->summary.paragraphs);
    json_count(&json, "sentences", reading->summary.sentences);
    json_key(&json, "is_official");
    json_bool(&json, reading->summary.is_official);
    json_object_end(&json);
    buf_add_char(&cli->out, '\n');
}

void read_paragraphs_json(Cli *cli, const ProseReading *reading)
{
    Json json = json_new(&cli->out);
    json_array(&json);
    for (size_t i = 0; i < reading->paragraphs.count; i++) {
        const ProseParagraph *paragraph = LIST_AT(&reading->paragraphs, ProseParagraph, i);
        json_object(&json);
        json_count(&json, "line", paragraph->line);
        json_count(&json, "start", paragraph->start);
        json_field(&json, "text", paragraph->text);
        json_field(&json, "as_written", paragraph->source_text);
        json_object_end(&json);
    }
    json_array_end(&json);
    buf_add_char(&cli->out, '\n');
}
