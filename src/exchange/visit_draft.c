/* The study visit that a text tells of. What the text gives is filled in,
 * the rest is for a person. */
#include "proposal_impl.h"

#include <string.h>

enum { HEAD_PARAGRAPHS = 6, LEAD_DAYS = 400, STAY_DAYS = 60, TOPIC_MOST = 60 };

static const RecordDef *def_of(const Workspace *workspace, const char *type)
{
    return model_record(workspace_model(workspace), text_from(type));
}

static const ProseProposal *proposal_at(const ProseReading *reading, size_t i)
{
    return LIST_AT(&reading->proposals, ProseProposal, i);
}

/* Where the text's head ends: a report tells of the journey before anything else. */
static size_t head_end(const ProseReading *reading)
{
    const List *paragraphs = &reading->paragraphs;
    return paragraphs->count > HEAD_PARAGRAPHS
               ? LIST_AT(paragraphs, ProseParagraph, HEAD_PARAGRAPHS)->start
               : reading->summary.characters;
}

/* ---- When ---- */

static bool is_stay(const ProseReading *reading, const ProsePeriod *period)
{
    if (period->first == DATE_NONE || period->last == DATE_NONE) return false;
    bool short_enough = period->last - period->first < STAY_DAYS;
    return short_enough &&
           (reading->date == DATE_NONE ||
            (period->first <= reading->date + 1 && reading->date - period->first < LEAD_DAYS));
}

/* The longest stay that the head names: 10月10日至13日 rather than the day of a meeting. */
static void fill_days(const ProseReading *reading, Record *visit)
{
    const ProsePeriod *best = NULL;
    size_t end = head_end(reading);
    for (size_t i = 0; i < reading->proposals.count; i++) {
        const ProseProposal *proposal = proposal_at(reading, i);
        const ProsePeriod *period = &proposal->period;
        if (proposal->kind != PROSE_PERIOD || proposal->span.start >= end) continue;
        if (!is_stay(reading, period)) continue;
        if (!best || period->last - period->first > best->last - best->first) best = period;
    }
    if (best) *record_value(visit, "days") = value_pair(best->first, best->last);
}

/* ---- Where, and what for ---- */

static bool is_journey(const ProseProposal *proposal)
{
    return proposal->kind == PROSE_BENCHMARK && text_equal(proposal->role, TEXT("visited"));
}

/* 许昌市 may be called 许昌. */
static Text short_name(Text name)
{
    static const char *const ENDS[] = {"市", "县", "区"};
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        Text end = text_from(ENDS[i]);
        if (name.len > 2 * end.len && text_ends(name, end)) {
            return text_slice(name, 0, name.len - end.len);
        }
    }
    return name;
}

static void fill_places(Arena *arena, const ProposalSource *source, Text journey, Record *visit)
{
    const Registry *registry = source->registry;
    List ids = list_new(arena, sizeof(int64_t));
    for (int i = 0; i < registry->entity_count; i++) {
        const Entity *entity = &registry->entities[i];
        if (i == source->subject || !entity->zh.len) continue;
        if (text_contains(journey, short_name(entity->zh))) {
            *(int64_t *)list_add(&ids) = entity->id;
        }
    }
    if (ids.count) *record_value(visit, "places") = value_refs(ids.items, (int)ids.count);
}

/* The sentence of its paragraph in which the proposal stands. */
static Text sentence_of(Text paragraph, Text words)
{
    size_t at, end;
    if (!text_find(paragraph, words, &at)) return words;
    size_t start = 0, stop;
    Text stops = TEXT("。");
    while (text_find(text_slice(paragraph, start, at), stops, &stop))
        start += stop + stops.len;
    Text rest = text_slice(paragraph, at, paragraph.len);
    end = text_find(rest, stops, &stop) ? at + stop : paragraph.len;
    return text_slice(paragraph, start, end);
}

static Text paragraph_around(const ProseReading *reading, size_t character)
{
    Text text = TEXT("");
    for (size_t i = 0; i < reading->paragraphs.count; i++) {
        const ProseParagraph *paragraph = LIST_AT(&reading->paragraphs, ProseParagraph, i);
        if (paragraph->start > character) break;
        text = paragraph->text;
    }
    return text;
}

/* Title and text both tell of the journey; the longest sentence tells most. */
static void fill_journey(Arena *arena, const ProposalSource *source, Record *visit)
{
    const ProseReading *reading = source->reading;
    Text told = TEXT(""), where = TEXT("");
    for (size_t i = 0; i < reading->proposals.count; i++) {
        const ProseProposal *proposal = proposal_at(reading, i);
        if (!is_journey(proposal) || proposal->span.start >= head_end(reading)) continue;
        Text sentence =
            sentence_of(paragraph_around(reading, proposal->span.start), proposal->text);
        if (sentence.len > told.len) told = sentence;
        if (proposal->text.len > where.len) where = proposal->text;
    }
    fill_places(arena, source, where, visit);
    record_fill_text(arena, visit, "purpose", told);
}

/* ---- Who ---- */

/* 市科学技术局 | 局长周明: with the unit that stands right before it. */
static Text role_in_full(Arena *arena, const ProseReading *reading, const ProseProposal *person)
{
    for (size_t i = 0; i < reading->proposals.count; i++) {
        const ProseProposal *org = proposal_at(reading, i);
        if (org->kind != PROSE_ORG || org->span.end != person->span.start) continue;
        return text_format(arena, "%.*s%.*s", TEXT_ARGS(org->text), TEXT_ARGS(person->role));
    }
    return person->role;
}

/* The one post whose full name ends as the text calls it:
 * 市长 may be 焦作市市长. 0: none or several. */
static int64_t post_called(const List *posts, Text role)
{
    int64_t found = 0;
    for (size_t i = 0; role.len && i < posts->count; i++) {
        Record *post = LIST_AT(posts, Record, i);
        Text name = record_value(post, "zh")->text;
        if (text_equal(name, role)) return post->id;
        if (!text_ends(name, role)) continue;
        if (found) return 0;
        found = post->id;
    }
    return found;
}

static void add_once(List *ids, int64_t id)
{
    for (size_t i = 0; i < ids->count; i++) {
        if (*LIST_AT(ids, int64_t, i) == id) return;
    }
    *(int64_t *)list_add(ids) = id;
}

static void fill_delegates(Arena *arena, const ProposalSource *source, const List *posts,
                           Record *visit)
{
    List ids = list_new(arena, sizeof(int64_t));
    const ProseReading *reading = source->reading;
    for (size_t i = 0; i < reading->proposals.count; i++) {
        const ProseProposal *person = proposal_at(reading, i);
        if (person->kind != PROSE_PERSON) continue;
        int64_t post = post_called(posts, role_in_full(arena, reading, person));
        if (post) add_once(&ids, post);
    }
    if (ids.count) *record_value(visit, "delegates") = value_refs(ids.items, (int)ids.count);
}

/* ---- Who said what ---- */

/* What somebody says is what they have seen, what they think of it, or what they intend. */
static const char *part_of(const ProseReading *reading, size_t start, size_t end)
{
    const char *part = "seen";
    for (size_t i = 0; i < reading->proposals.count; i++) {
        const ProseProposal *proposal = proposal_at(reading, i);
        if (proposal->span.start < start || proposal->span.start >= end) continue;
        if (proposal->kind == PROSE_COMMITMENT || proposal->kind == PROSE_TASK) return "intended";
        if (proposal->kind == PROSE_GAP || proposal->kind == PROSE_STRENGTH) part = "thought";
    }
    return part;
}

static void add_said(Arena *arena, Record *speech, const char *part, Text sentence)
{
    Text so_far = record_value(speech, part)->text;
    record_fill_text(arena, speech, part,
                     so_far.len
                         ? text_format(arena, "%.*s\n%.*s", TEXT_ARGS(so_far), TEXT_ARGS(sentence))
                         : sentence);
}

static size_t count_characters(Text text)
{
    size_t at = 0, count = 0;
    uint32_t c;
    while (text_next(text, &at, &c))
        count++;
    return count;
}

static void add_paragraph(Arena *arena, const ProseReading *reading,
                          const ProseParagraph *paragraph, Record *speech)
{
    Text rest = paragraph->text, stops = TEXT("。");
    size_t place = paragraph->start;
    while (rest.len) {
        size_t at, len = text_find(rest, stops, &at) ? at + stops.len : rest.len;
        Text sentence = text_slice(rest, 0, len);
        size_t end = place + count_characters(sentence);
        add_said(arena, speech, part_of(reading, place, end), sentence);
        place = end;
        rest = text_slice(rest, len, rest.len);
    }
}

/* In what post a name stands in the text; empty: in none. */
static Text role_of(Arena *arena, const ProseReading *reading, Text name)
{
    for (size_t i = 0; i < reading->proposals.count; i++) {
        const ProseProposal *person = proposal_at(reading, i);
        if (person->kind != PROSE_PERSON || !text_equal(person->name, name)) continue;
        return role_in_full(arena, reading, person);
    }
    return TEXT("");
}

typedef struct Speeches {
    Arena *arena;
    Workspace *workspace;
    const ProposalSource *source;
    const List *posts;
    Map *places; /* name to the speech's place; SIZE_MAX: unknown */
    VisitDraft *draft;
} Speeches;

static Record *speech_of(Speeches *speeches, const ProseParagraph *paragraph)
{
    int64_t at;
    VisitDraft *draft = speeches->draft;
    if (map_get(speeches->places, paragraph->speaker, &at)) {
        return at < 0 ? NULL : *LIST_AT(&draft->speeches, Record *, (size_t)at);
    }
    Text role = role_of(speeches->arena, speeches->source->reading, paragraph->speaker);
    int64_t post = post_called(speeches->posts, role);
    map_put(speeches->places, paragraph->speaker, post ? (int64_t)draft->speeches.count : -1);
    if (!post) {
        *(Text *)list_add(&draft->unknown) = text_format(
            speeches->arena, "%.*s%.*s", TEXT_ARGS(role), TEXT_ARGS(paragraph->speaker));
        return NULL;
    }
    Record *speech = record_new(speeches->arena, def_of(speeches->workspace, "speech"));
    record_fill_number(speech, "speaker", post);
    record_fill_text(speeches->arena, speech, "topic",
                     first_characters(paragraph->text, TOPIC_MOST));
    record_fill_text(speeches->arena, speech, "anchor",
                     first_characters(paragraph->text, ANCHOR_MOST));
    record_fill_number(speech, "position", (int64_t)paragraph->start);
    *(Record **)list_add(&draft->speeches) = speech;
    return speech;
}

static void draft_speeches(Speeches *speeches)
{
    const ProseReading *reading = speeches->source->reading;
    for (size_t i = 0; i < reading->paragraphs.count; i++) {
        const ProseParagraph *paragraph = LIST_AT(&reading->paragraphs, ProseParagraph, i);
        Record *speech = paragraph->speaker.len ? speech_of(speeches, paragraph) : NULL;
        if (speech) add_paragraph(speeches->arena, reading, paragraph, speech);
    }
}

/* ---- All of it ---- */

Status visit_draft(Arena *arena, Workspace *workspace, const ProposalSource *source,
                   VisitDraft *draft, Error *err)
{
    List posts = list_new(arena, sizeof(Record));
    *draft = (VisitDraft){.visit = record_new(arena, def_of(workspace, "visit")),
                          .speeches = list_new(arena, sizeof(Record *)),
                          .unknown = list_new(arena, sizeof(Text))};
    Status status =
        record_list(arena, workspace, def_of(workspace, "post"), &(RecordQuery){0}, &posts, err);
    if (status) return status;
    record_fill_text(arena, draft->visit, "zh", reading_name(source));
    if (source->id) record_fill_number(draft->visit, "reading", source->id);
    fill_days(source->reading, draft->visit);
    fill_journey(arena, source, draft->visit);
    fill_delegates(arena, source, &posts, draft->visit);
    Speeches speeches = {arena, workspace, source, &posts, map_new(arena), draft};
    draft_speeches(&speeches);
    return STATUS_OK;
}

static Status save_speeches(Arena *arena, Workspace *workspace, const ProposalSource *source,
                            const VisitDraft *draft, Problems *problems, Error *err)
{
    Status status = STATUS_OK;
    for (size_t i = 0; !status && i < draft->speeches.count; i++) {
        Record *speech = *LIST_AT(&draft->speeches, Record *, i);
        record_fill_number(speech, "visit", draft->visit->id);
        record_fill_number(speech, "reading", source->id);
        status = record_save(arena, workspace, speech, TEXT(""), problems, err);
    }
    return status;
}

/* The text's record says from now on which visit it is from. */
static Status tell_reading(Arena *arena, Workspace *workspace, const ProposalSource *source,
                           int64_t visit, Problems *problems, Error *err)
{
    Record *reading;
    Status status =
        record_get(arena, workspace, def_of(workspace, "reading"), source->id, &reading, err);
    if (status) return status;
    record_fill_number(reading, "visit", visit);
    return record_save(arena, workspace, reading, TEXT(""), problems, err);
}

static Status found(Arena *arena, Workspace *workspace, ProposalSource *source, VisitDraft *draft,
                    const ProposalField *fields, size_t field_count, Problems *problems, Error *err)
{
    Status status = reading_keep(arena, workspace, source, problems, err);
    for (size_t i = 0; !status && i < field_count; i++) {
        status =
            proposal_correct(arena, workspace, source, draft->visit, &fields[i], problems, err);
    }
    if (status) return status;
    if (problems_count(problems, SEVERITY_ERROR)) {
        return error_set(err, STATUS_INVALID, "exchange.proposal_lacks", NO_ARGS);
    }
    record_fill_number(draft->visit, "reading", source->id);
    status = record_save(arena, workspace, draft->visit, TEXT(""), problems, err);
    if (!status) status = save_speeches(arena, workspace, source, draft, problems, err);
    return status ? status
                  : tell_reading(arena, workspace, source, draft->visit->id, problems, err);
}

Status visit_found(Arena *arena, Workspace *workspace, ProposalSource *source, VisitDraft *draft,
                   const ProposalField *fields, size_t field_count, Problems *problems, Error *err)
{
    int64_t before = source->id;
    Status status = workspace_begin(workspace, err);
    if (status) return status;
    status = found(arena, workspace, source, draft, fields, field_count, problems, err);
    if (status) {
        workspace_rollback(workspace);
        source->id = before;
        return status;
    }
    status = workspace_commit(workspace, err);
    if (!status) source->visit = draft->visit->id;
    return status;
}
