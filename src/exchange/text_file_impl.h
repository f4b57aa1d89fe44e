/* Inside of exchange: how a file of prose becomes text. */
#ifndef DUIBIAO_TEXT_FILE_IMPL_H
#define DUIBIAO_TEXT_FILE_IMPL_H

#include "exchange.h"

/* Lines as they come, and what is left out on the way. */
typedef struct TextMaker {
    Arena *arena;
    const char *name; /* of the file, for errors */
    Buf text;         /* whole lines */
    Buf block;        /* the line that is being made */
    size_t lines;     /* in `text` */
    List cuts;        /* TextCut */
} TextMaker;

/* Leaves `what` out; it stood at the end of the block. */
void text_maker_cut(TextMaker *maker, ProseEmendationKind kind, Text what);
/* The block becomes a line, unless nothing but blanks stands in it. */
void text_maker_end_line(TextMaker *maker);
/* The block is left out. */
void text_maker_drop_line(TextMaker *maker);

Status html_to_text(Text html, TextMaker *maker, Error *err);
Status docx_to_text(Text bytes, TextMaker *maker, Error *err);

/* ---- docx_numbering.c: the labels that a word processor counts by itself ---- */

typedef struct Numbering Numbering;

/* Reads the lists and styles of a document; a document without any has none. */
Status numbering_read(Arena *arena, Document *document, Numbering **numbering, Error *err);
/* The list and level that a paragraph style brings along; false: none. */
bool numbering_of_style(const Numbering *numbering, Text style, int64_t *list, int *level);
/* "（一）": the label of the next paragraph of a list at a level; empty for none or a bullet. */
Text numbering_next(Numbering *numbering, Arena *arena, int64_t list, int level);

#endif
