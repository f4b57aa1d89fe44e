/* The record of a text: found by its digest, or made; with its words, where they are not too many,
 * it can be opened again. */
#include "proposal_impl.h"

static const RecordDef *reading_def(const Workspace *workspace)
{
    return model_record(workspace_model(workspace), TEXT("reading"));
}

Text reading_name(const ProposalSource *source)
{
    if (source->name.len) return source->name;
    if (!source->reading->paragraphs.count) return source->path;
    return first_characters(LIST_AT(&source->reading->paragraphs, ProseParagraph, 0)->text, 120);
}

static size_t characters_of(Text text)
{
    size_t at = 0, count = 0;
    uint32_t c;
    while (text_next(text, &at, &c))
        count++;
    return count;
}

static void fill_words(Arena *arena, const TextFile *file, Record *record)
{
    int field = record_field(record->def, TEXT("text"));
    if (field < 0 || characters_of(file->text) > (size_t)record->def->fields[field].size) return;
    record->values[field] = value_text(text_copy(arena, file->text));
    record_fill_text(arena, record, "format", text_from(file->format));
}

static void fill_reading(Arena *arena, const ProposalSource *source, Text digest, Record *record)
{
    record_fill_text(arena, record, "name", reading_name(source));
    record_fill_text(arena, record, "file", source->path);
    record_fill_text(arena, record, "digest", digest);
    fill_words(arena, source->file, record);
    if (source->reading->date != DATE_NONE) {
        record_fill_number(record, "text_date", source->reading->date);
    }
    if (source->visit) record_fill_number(record, "visit", source->visit);
    if (source->subject >= 0) {
        record_fill_number(record, "subject", source->registry->entities[source->subject].id);
    }
}

Status reading_keep(Arena *arena, Workspace *workspace, ProposalSource *source, Problems *problems,
                    Error *err)
{
    if (source->id) return STATUS_OK;
    const RecordDef *def = reading_def(workspace);
    Buf digest = buf_new(arena);
    hash_print(&digest, &source->file->digest);
    RecordFilter filter = {.field = record_field(def, TEXT("digest")),
                           .value = value_text(buf_text(&digest))};
    Record *record;
    Status status = record_find(arena, workspace, def, &filter, 1, &record, err);
    if (!status && !record) {
        record = record_new(arena, def);
        fill_reading(arena, source, buf_text(&digest), record);
        status = record_save(arena, workspace, record, TEXT(""), problems, err);
    }
    if (!status) source->id = record->id;
    return status;
}

/* One of the names that text_file_read gives. */
static const char *format_named(Text name)
{
    static const char *const FORMATS[] = {"html", "docx"};
    for (size_t i = 0; i < sizeof FORMATS / sizeof FORMATS[0]; i++) {
        if (text_equal(name, text_from(FORMATS[i]))) return FORMATS[i];
    }
    return "text";
}

Status reading_open(Arena *arena, Workspace *workspace, int64_t id, Record **reading,
                    TextFile *file, Error *err)
{
    Status status = record_get(arena, workspace, reading_def(workspace), id, reading, err);
    if (status) return status;
    Text text = record_value(*reading, "text")->text;
    if (!text.len) {
        return error_set(err, STATUS_UNSUPPORTED, "exchange.reading_not_kept",
                         ARGS(arg_text("name", record_value(*reading, "name")->text)));
    }
    *file = (TextFile){.format = format_named(record_value(*reading, "format")->text),
                       .encoding = "",
                       .text = text,
                       .cuts = list_new(arena, sizeof(TextCut))};
    hash_parse(record_value(*reading, "digest")->text, &file->digest);
    return STATUS_OK;
}
