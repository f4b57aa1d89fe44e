/* A text read by prose: piece by piece where it is plain, its lines' layout told by its beginning;
 * or kept whole, with its paragraphs, its proposals, and what was left out of it. */
#include "text_file_impl.h"

#include <string.h>

enum { HEAD_BYTES = 2 << 20, EDGE_BYTES = 8192, PIECE_BYTES = 1 << 16 };

/* ---- What the file's format left out ---- */

typedef struct Keeper {
    Arena *arena;
    const List *cuts; /* TextCut */
    size_t next_cut;
    ProseSink sink;
    void *context;
} Keeper;

/* Those before this place, as a paragraph that is no text. */
static void hand_cuts(Keeper *keeper, size_t raw_end, size_t character)
{
    List made = list_new(keeper->arena, sizeof(ProseEmendation));
    for (; keeper->next_cut < keeper->cuts->count; keeper->next_cut++) {
        const TextCut *cut = LIST_AT(keeper->cuts, TextCut, keeper->next_cut);
        if (cut->at > raw_end) break;
        *(ProseEmendation *)list_add(&made) = (ProseEmendation){.kind = cut->kind,
                                                                .raw_start = cut->at,
                                                                .raw_end = cut->at,
                                                                .line = cut->line,
                                                                .at = character,
                                                                .text = cut->text};
    }
    if (!made.count) return;
    ProseParagraph paragraph = {
        .start = character, .emendations = made.items, .emendation_count = made.count};
    keeper->sink(keeper->context, &paragraph);
}

static void hand_on(void *context, const ProseParagraph *paragraph)
{
    Keeper *keeper = context;
    if (paragraph->is_text) hand_cuts(keeper, paragraph->raw_end, paragraph->start);
    keeper->sink(keeper->context, paragraph);
}

/* ---- A file held whole ---- */

static void read_whole(Arena *arena, const ProseRules *rules, const ProseSettings *known,
                       const TextFile *file, TextStream *stream)
{
    Keeper keeper = {arena, &file->cuts, 0, stream->sink, stream->context};
    ProseSettings settings = *known;
    if (settings.text_date == DATE_NONE) settings.text_date = prose_date_of(file->text);
    /* Of HTML and DOCX every line is a paragraph: the file says so. */
    bool is_plain = text_equal(text_from(file->format), TEXT("text"));
    settings.layout = is_plain ? prose_layout_of(file->text) : (ProseLayout){0};
    stream->format = file->format;
    stream->encoding = file->encoding;
    stream->date = settings.text_date;
    ProseReader *reader = prose_open(rules, &settings, hand_on, &keeper);
    prose_add(reader, file->text);
    stream->summary = prose_finish(reader);
    hand_cuts(&keeper, SIZE_MAX, stream->summary.characters);
}

/* ---- A file read piece by piece ---- */

/* Without the character that its end cuts in two. */
static Text whole_characters(Text bytes)
{
    size_t cut = 0;
    while (cut < 3 && cut < bytes.len && !text_is_utf8(text_slice(bytes, 0, bytes.len - cut)))
        cut++;
    return text_slice(bytes, 0, bytes.len - cut);
}

static Text without_mark(Text bytes)
{
    Text mark = TEXT("\xEF\xBB\xBF");
    return text_starts(bytes, mark) ? text_slice(bytes, mark.len, bytes.len) : bytes;
}

/* A long text's day stands in its first lines or its last. */
static Date date_at_edges(Arena *arena, FILE *file, Text head)
{
    char tail[EDGE_BYTES];
    Buf edges = buf_new(arena);
    buf_add(&edges, whole_characters(text_slice(head, 0, EDGE_BYTES)));
    long here = ftell(file);
    if (here >= 0 && fseek(file, -(long)sizeof tail, SEEK_END) == 0) {
        Text end = {tail, fread(tail, 1, sizeof tail, file)}, first;
        text_split(&end, '\n', &first);
        buf_add_char(&edges, '\n');
        buf_add(&edges, end);
    }
    if (here >= 0) fseek(file, here, SEEK_SET);
    return text_is_utf8(buf_text(&edges)) ? prose_date_of(buf_text(&edges)) : DATE_NONE;
}

static Status read_in_pieces(Arena *arena, FILE *file, const ProseRules *rules,
                             const ProseSettings *known, Text head, TextStream *stream)
{
    char *piece = arena_alloc(arena, PIECE_BYTES);
    ProseSettings settings = *known;
    Text text = without_mark(head);
    size_t len;
    settings.layout = prose_layout_of(whole_characters(text));
    if (settings.text_date == DATE_NONE) settings.text_date = date_at_edges(arena, file, text);
    stream->format = "text";
    stream->encoding = "UTF-8";
    stream->date = settings.text_date;
    ProseReader *reader = prose_open(rules, &settings, stream->sink, stream->context);
    prose_add(reader, text);
    while ((len = fread(piece, 1, PIECE_BYTES, file)) > 0)
        prose_add(reader, (Text){piece, len});
    stream->summary = prose_finish(reader);
    return STATUS_OK;
}

static Status read_rest(Arena *arena, FILE *file, Text head, Text *bytes, Error *err)
{
    Buf all = buf_new(arena);
    char *piece = arena_alloc(arena, PIECE_BYTES);
    size_t len;
    buf_add(&all, head);
    while ((len = fread(piece, 1, PIECE_BYTES, file)) > 0) {
        buf_add(&all, (Text){piece, len});
        if (all.len > TEXT_MOST_BYTES) {
            return error_set(err, STATUS_LIMIT, "exchange.text_too_large",
                             ARGS(arg_int("most", TEXT_MOST_BYTES >> 20)));
        }
    }
    *bytes = buf_text(&all);
    return STATUS_OK;
}

Status text_stream(Arena *arena, FILE *file, const char *name, const ProseRules *rules,
                   const ProseSettings *known, TextStream *stream, Error *err)
{
    char *first = arena_alloc(arena, HEAD_BYTES);
    Text head = {first, fread(first, 1, HEAD_BYTES, file)}, bytes = head;
    bool is_long = head.len == HEAD_BYTES;
    if (is_long && text_is_plain(whole_characters(head))) {
        return read_in_pieces(arena, file, rules, known, head, stream);
    }
    TextFile whole;
    Status status = is_long ? read_rest(arena, file, head, &bytes, err) : STATUS_OK;
    if (!status) status = text_file_read(arena, bytes, name, &whole, err);
    if (!status) read_whole(arena, rules, known, &whole, stream);
    return status;
}

/* ---- Kept ---- */

typedef struct Keeping {
    Arena *arena;
    ProseReading *reading;
} Keeping;

static void keep_paragraph(const Keeping *keeping, const ProseParagraph *paragraph)
{
    *(ProseParagraph *)list_add(&keeping->reading->paragraphs) =
        (ProseParagraph){.start = paragraph->start,
                         .raw_start = paragraph->raw_start,
                         .raw_end = paragraph->raw_end,
                         .line = paragraph->line,
                         .text = text_copy(keeping->arena, paragraph->text),
                         .source_text = text_copy(keeping->arena, paragraph->source_text),
                         .speaker = text_copy(keeping->arena, paragraph->speaker),
                         .is_text = true};
}

static void keep(void *context, const ProseParagraph *paragraph)
{
    const Keeping *keeping = context;
    ProseReading *reading = keeping->reading;
    for (size_t i = 0; i < paragraph->emendation_count; i++) {
        ProseEmendation *kept = list_add(&reading->emendations);
        *kept = paragraph->emendations[i];
        kept->text = text_copy(keeping->arena, kept->text);
    }
    if (!paragraph->is_text) return;
    keep_paragraph(keeping, paragraph);
    for (size_t i = reading->proposals.count; paragraph->owed && i > 0; i--) {
        ProseProposal *owing = LIST_AT(&reading->proposals, ProseProposal, i - 1);
        if (owing->span.start < paragraph->owed->from) break;
        prose_owe(keeping->arena, owing, paragraph->owed);
    }
    for (size_t i = 0; i < paragraph->proposal_count; i++) {
        *(ProseProposal *)list_add(&reading->proposals) =
            prose_copy(keeping->arena, &paragraph->proposals[i]);
    }
}

void text_file_propose(Arena *arena, const ProseRules *rules, const ProseSettings *known,
                       const TextFile *file, ProseReading *reading)
{
    *reading = (ProseReading){.paragraphs = list_new(arena, sizeof(ProseParagraph)),
                              .proposals = list_new(arena, sizeof(ProseProposal)),
                              .emendations = list_new(arena, sizeof(ProseEmendation))};
    Keeping keeping = {arena, reading};
    TextStream stream = {.sink = keep, .context = &keeping};
    read_whole(arena, rules, known, file, &stream);
    reading->date = stream.date;
    reading->summary = stream.summary;
}

/* ---- What a workspace knows ---- */

static Status add_units(Arena *arena, Workspace *workspace, ProseNames *names, Error *err)
{
    const RecordDef *def = model_record(workspace_model(workspace), TEXT("organisation"));
    if (!def || !permit_reach(workspace, def, ACT_READ)) return STATUS_OK;
    int zh = record_field(def, TEXT("zh")), brief = record_field(def, TEXT("short"));
    List units;
    Status status = record_list(arena, workspace, def, &(RecordQuery){0}, &units, err);
    for (size_t i = 0; !status && i < units.count; i++) {
        const Record *unit = LIST_AT(&units, Record, i);
        if (zh >= 0) prose_names_add_unit(names, unit->values[zh].text);
        if (brief >= 0) prose_names_add_unit(names, unit->values[brief].text);
    }
    return status;
}

Status workspace_knows(Arena *arena, Workspace *workspace, const Registry *registry,
                       ProseSettings *known, Error *err)
{
    ProseNames *names = prose_names_new(arena);
    Calendar *calendar = NULL;
    for (int i = 0; i < registry->entity_count; i++)
        prose_names_add_place(names, registry->entities[i].zh);
    Status status = add_units(arena, workspace, names, err);
    if (!status) status = rules_calendar(arena, workspace, &calendar, err);
    known->names = names;
    known->calendar = calendar;
    return status;
}
