/* model_emit: what is made from a model. Each function writes one file's text. */
#ifndef DUIBIAO_MODEL_EMIT_H
#define DUIBIAO_MODEL_EMIT_H

#include "model_parse.h"

void model_emit_header(Buf *out, const ModelTree *tree);  /* model_table.h */
void model_emit_tables(Buf *out, const ModelTree *tree);  /* model_table.c */
void model_emit_hooks(Buf *out, const ModelTree *tree);   /* model_hooks.c */
void model_emit_schema(Buf *out, const Model *model);     /* SQLite's schema, engine's tables too */
void model_emit_dictionary(Buf *out, const Model *model); /* data dictionary, Markdown, zh and en */

#endif
