/* Inside of exchange: how a file of prose becomes text. */
#ifndef DUIBIAO_TEXT_FILE_IMPL_H
#define DUIBIAO_TEXT_FILE_IMPL_H

#include "exchange.h"

/* Lines as they come, and what is left out on the way. */
typedef struct TextMaker {
    Arena *arena;
    const char *name;        /* of the file, for errors */
    Buf text;                /* whole lines */
    Buf block;               /* the line that is being made */
    size_t lines;            /* in `text` */
    List cuts;               /* TextCut */
    struct TextTable *table; /* innermost that is open; NULL: none */
} TextMaker;

/* Leaves `what` out; it stood at the end of the block. */
void text_maker_cut(TextMaker *maker, ProseEmendationKind kind, Text what);
/* The block becomes a line, unless nothing but blanks stands in it. */
void text_maker_end_line(TextMaker *maker);
/* The block is left out. */
void text_maker_drop_line(TextMaker *maker);

/* Plain UTF-8 that is neither a page nor another format: it can be read piece by piece.
 * `head` is how it begins. */
bool text_is_plain(Text head);

/* ---- text_table.c ---- */

typedef struct TextTable TextTable;

void text_table_open(TextMaker *maker);
void text_table_close(TextMaker *maker);
void text_table_begin_cell(TextMaker *maker, int rows); /* `rows`: how many it covers */
void text_table_continue_cell(TextMaker *maker);        /* it is merged with the one above */
void text_table_end_cell(TextMaker *maker);
void text_table_end_row(TextMaker *maker);
/* A line inside a cell is the table's until its row ends; false: it is not inside one. */
bool text_table_takes(TextMaker *maker, Text line);

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
