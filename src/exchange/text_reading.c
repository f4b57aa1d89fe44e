/* A text read by prose, kept: its paragraphs, its proposals, and what was left out of it. */
#include "exchange_impl.h"

typedef struct Keeper {
    Arena *arena;
    const List *cuts; /* TextCut */
    size_t next_cut;
    ProseReading *reading;
} Keeper;

static void keep_emendation(Keeper *keeper, const ProseEmendation *emendation)
{
    ProseEmendation *kept = list_add(&keeper->reading->emendations);
    *kept = *emendation;
    kept->text = text_copy(keeper->arena, emendation->text);
}

/* What the file's format left out before this place. */
static void keep_cuts(Keeper *keeper, size_t raw_end, size_t character)
{
    for (; keeper->next_cut < keeper->cuts->count; keeper->next_cut++) {
        const TextCut *cut = LIST_AT(keeper->cuts, TextCut, keeper->next_cut);
        if (cut->at > raw_end) return;
        keep_emendation(keeper, &(ProseEmendation){.kind = cut->kind,
                                                   .raw_start = cut->at,
                                                   .raw_end = cut->at,
                                                   .line = cut->line,
                                                   .at = character,
                                                   .text = cut->text});
    }
}

static void keep(void *context, const ProseParagraph *paragraph)
{
    Keeper *keeper = context;
    ProseReading *reading = keeper->reading;
    if (paragraph->is_text) keep_cuts(keeper, paragraph->raw_end, paragraph->start);
    for (size_t i = 0; i < paragraph->emendation_count; i++)
        keep_emendation(keeper, &paragraph->emendations[i]);
    if (!paragraph->is_text) return;
    *(ProseParagraph *)list_add(&reading->paragraphs) =
        (ProseParagraph){.start = paragraph->start,
                         .raw_start = paragraph->raw_start,
                         .raw_end = paragraph->raw_end,
                         .line = paragraph->line,
                         .text = text_copy(keeper->arena, paragraph->text),
                         .source_text = text_copy(keeper->arena, paragraph->source_text),
                         .speaker = text_copy(keeper->arena, paragraph->speaker),
                         .is_text = true};
    for (size_t i = reading->proposals.count; paragraph->owed && i > 0; i--) {
        ProseProposal *owing = LIST_AT(&reading->proposals, ProseProposal, i - 1);
        if (owing->span.start < paragraph->owed->from) break;
        prose_owe(keeper->arena, owing, paragraph->owed);
    }
    for (size_t i = 0; i < paragraph->proposal_count; i++) {
        *(ProseProposal *)list_add(&reading->proposals) =
            prose_copy(keeper->arena, &paragraph->proposals[i]);
    }
}

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

Status workspace_names(Arena *arena, Workspace *workspace, const Registry *registry,
                       ProseNames **names, Error *err)
{
    *names = prose_names_new(arena);
    for (int i = 0; i < registry->entity_count; i++)
        prose_names_add_place(*names, registry->entities[i].zh);
    return add_units(arena, workspace, *names, err);
}

void text_file_propose(Arena *arena, const ProseRules *rules, const ProseNames *names,
                       const TextFile *file, Date date, ProseReading *reading)
{
    *reading = (ProseReading){.date = date == DATE_NONE ? prose_date_of(file->text) : date,
                              .paragraphs = list_new(arena, sizeof(ProseParagraph)),
                              .proposals = list_new(arena, sizeof(ProseProposal)),
                              .emendations = list_new(arena, sizeof(ProseEmendation))};
    Keeper keeper = {arena, &file->cuts, 0, reading};
    ProseSettings settings = {.text_date = reading->date, .names = names};
    /* Of HTML and DOCX every line is a paragraph: the file says so. */
    if (text_equal(text_from(file->format), TEXT("text"))) {
        settings.layout = prose_layout_of(file->text);
    }
    ProseReader *reader = prose_open(rules, &settings, keep, &keeper);
    prose_add(reader, file->text);
    reading->summary = prose_finish(reader);
    keep_cuts(&keeper, SIZE_MAX, reading->summary.characters);
}
