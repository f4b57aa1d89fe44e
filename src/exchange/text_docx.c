/* DOCX to text: every paragraph of the document is a line, with the label that the word processor
 * counts for it. Text that was struck out as a tracked change is left out and listed; headers,
 * footers and notes stand in parts of their own and are not read. */
#include "text_file_impl.h"

#include <string.h>

enum { DEPTH_MOST = 256, PARAGRAPHS_MOST = 8 };

/* A text box stands inside the paragraph it hangs on: its paragraphs come first, each whole. */
typedef struct OpenParagraph {
    Buf text;
    Text style;
    int64_t list; /* -1: said by the style, if at all */
    int level;
} OpenParagraph;

typedef struct Docx {
    TextMaker *maker;
    Numbering *numbering;
    OpenParagraph paragraphs[PARAGRAPHS_MOST];
    int open;        /* paragraphs, one inside another */
    int too_deep;    /* paragraphs beyond the last */
    bool in_text;    /* inside <t> */
    bool in_deleted; /* inside <delText> */
    int gloss_depth; /* of <rt> in <ruby> */
    int fallback;    /* inside <Fallback>: the same once more for older programs */
    Buf aside;
} Docx;

static OpenParagraph *paragraph_of(Docx *docx)
{
    return docx->open ? &docx->paragraphs[docx->open - 1] : NULL;
}

static void begin_paragraph(Docx *docx)
{
    if (docx->open == PARAGRAPHS_MOST) {
        docx->too_deep++;
        return;
    }
    OpenParagraph *paragraph = &docx->paragraphs[docx->open++];
    *paragraph = (OpenParagraph){.text = buf_new(docx->maker->arena), .list = -1};
}

/* A paragraph without text has no label: word processors count it nevertheless. */
static void end_paragraph(Docx *docx)
{
    if (docx->too_deep) {
        docx->too_deep--;
        return;
    }
    if (!docx->open) return;
    OpenParagraph *paragraph = &docx->paragraphs[--docx->open];
    TextMaker *maker = docx->maker;
    int64_t list = paragraph->list;
    int level = paragraph->level;
    if (list < 0) numbering_of_style(docx->numbering, paragraph->style, &list, &level);
    Text label = numbering_next(docx->numbering, maker->arena, list, level);
    Text text = text_trim(buf_text(&paragraph->text));
    if (!text.len) return;
    buf_add(&maker->block, label);
    buf_add(&maker->block, text);
    text_maker_end_line(maker);
}

static void end_aside(Docx *docx, ProseEmendationKind kind)
{
    text_maker_cut(docx->maker, kind, buf_text(&docx->aside));
    docx->aside.len = 0;
}

static void put(Docx *docx, const char *text)
{
    OpenParagraph *paragraph = paragraph_of(docx);
    if (paragraph && !docx->fallback) buf_add_cstr(&paragraph->text, text);
}

static int64_t number_of(const char **attributes)
{
    const char *value = document_attribute(attributes, "val");
    int64_t number = 0;
    return value && text_to_int(text_from(value), &number) ? number : 0;
}

/* What a paragraph says of itself: its style, its list, its level. */
static void read_property(Docx *docx, const char *element, const char **attributes)
{
    OpenParagraph *paragraph = paragraph_of(docx);
    if (!paragraph) return;
    if (strcmp(element, "pStyle") == 0) {
        const char *style = document_attribute(attributes, "val");
        paragraph->style = text_copy(docx->maker->arena, text_from(style));
    } else if (strcmp(element, "numId") == 0) {
        paragraph->list = number_of(attributes);
    } else if (strcmp(element, "ilvl") == 0) {
        paragraph->level = (int)number_of(attributes);
    }
}

static void on_start(void *context, const char *element, const char **attributes)
{
    Docx *docx = context;
    if (strcmp(element, "p") == 0) {
        begin_paragraph(docx);
    } else if (strcmp(element, "t") == 0) {
        docx->in_text = true;
    } else if (strcmp(element, "delText") == 0) {
        docx->in_deleted = true;
    } else if (strcmp(element, "rt") == 0) {
        docx->gloss_depth++;
    } else if (strcmp(element, "Fallback") == 0) {
        docx->fallback++;
    } else if (strcmp(element, "tab") == 0) {
        put(docx, "\t");
    } else if (strcmp(element, "br") == 0 || strcmp(element, "cr") == 0) {
        put(docx, "\n");
    } else if (strcmp(element, "noBreakHyphen") == 0) {
        put(docx, "-");
    } else if (strcmp(element, "tbl") == 0) {
        text_table_open(docx->maker);
    } else if (strcmp(element, "tc") == 0) {
        text_table_begin_cell(docx->maker, 1);
    } else if (strcmp(element, "vMerge") == 0) {
        const char *how = document_attribute(attributes, "val");
        bool restarts = how && strcmp(how, "restart") == 0;
        if (!restarts) text_table_continue_cell(docx->maker);
    } else {
        read_property(docx, element, attributes);
    }
}

static void on_end(void *context, const char *element)
{
    Docx *docx = context;
    if (strcmp(element, "p") == 0) {
        end_paragraph(docx);
    } else if (strcmp(element, "t") == 0) {
        docx->in_text = false;
    } else if (strcmp(element, "delText") == 0) {
        docx->in_deleted = false;
        end_aside(docx, EMENDATION_DELETED);
    } else if (strcmp(element, "rt") == 0) {
        docx->gloss_depth--;
        end_aside(docx, EMENDATION_GLOSS);
    } else if (strcmp(element, "Fallback") == 0) {
        docx->fallback--;
    } else if (strcmp(element, "tc") == 0) {
        text_table_end_cell(docx->maker);
    } else if (strcmp(element, "tr") == 0) {
        text_table_end_row(docx->maker);
    } else if (strcmp(element, "tbl") == 0) {
        text_table_close(docx->maker);
    }
}

static void on_text(void *context, Text text)
{
    Docx *docx = context;
    OpenParagraph *paragraph = paragraph_of(docx);
    if (docx->fallback || !paragraph) return;
    if (docx->in_deleted || (docx->in_text && docx->gloss_depth)) {
        buf_add(&docx->aside, text);
    } else if (docx->in_text) {
        buf_add(&paragraph->text, text);
    }
}

Status docx_to_text(Text bytes, TextMaker *maker, Error *err)
{
    static const DocumentVisitor VISITOR = {on_start, on_end, on_text};
    static const char MAIN[] = "word/document.xml";
    SheetLimits limits = SHEET_LIMITS;
    limits.depth = DEPTH_MOST;
    Document *document;
    Status status = document_open(bytes, maker->name, &limits, &document, err);
    if (status != STATUS_OK) return status;
    Docx docx = {.maker = maker, .aside = buf_new(maker->arena)};
    if (!document_has_part(document, MAIN)) {
        status = error_set(err, STATUS_UNSUPPORTED, "exchange.text_foreign",
                           ARGS(arg_cstr("file", maker->name), arg_cstr("format", "ZIP")));
    }
    if (!status) status = numbering_read(maker->arena, document, &docx.numbering, err);
    if (!status) status = document_part(document, MAIN, &VISITOR, &docx, err);
    document_close(document);
    return status;
}
