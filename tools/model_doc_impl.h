/* What the parts of the data dictionary share.
 *
 *   model_emit_doc.c     records, one after the other
 *   model_doc_legend.c   what stands before them: roles, contents, what kinds and words mean
 */
#ifndef DUIBIAO_MODEL_DOC_IMPL_H
#define DUIBIAO_MODEL_DOC_IMPL_H

#include "model_emit.h"

typedef struct DocWord {
    const char *zh, *en;
    const char *meaning_zh, *meaning_en;
} DocWord;

/* The words that may be said of a field, in the order in which they are shown. */
typedef enum DocMark {
    DOC_REQUIRED,
    DOC_UNIQUE,
    DOC_FILTER,
    DOC_SORT,
    DOC_SEARCH,
    DOC_SEALED,
    DOC_FROM,
    DOC_ANSWERS,
    DOC_MARK_COUNT
} DocMark;

const DocWord *doc_kind(FieldKind kind);
const DocWord *doc_mark(DocMark mark);
/* Text that Markdown would otherwise read as its own marks. */
void doc_add_cell(Buf *out, const char *text);
void doc_emit_legend(Buf *out, const Model *model);

#endif
