/* What the pages of texts share: one text that people decide on, read afresh for each visit. */
#ifndef DUIBIAO_READING_IMPL_H
#define DUIBIAO_READING_IMPL_H

#include "exchange.h"
#include "record_pages_impl.h"

/* A text that the workspace keeps, and what was read in it. */
typedef struct OpenReading {
    Record *record;
    TextFile file;
    ProseReading reading;
    ProposalSource source;
    List items; /* ProposalItem */
} OpenReading;

/* The text whose id the address names. errors: NOT_FOUND, UNSUPPORTED (its words were not kept) */
Status reading_load(Visit *visit, OpenReading *open, Error *err);
/* The same by its id. */
Status reading_load_id(Visit *visit, int64_t id, OpenReading *open, Error *err);
/* Reads a file as it came; `name` is what errors call it. */
Status reading_take(Visit *visit, Text bytes, const char *name, Date date, OpenReading *open,
                    Error *err);
Text reading_link(Visit *visit, int64_t id);
/* Where that proposal is decided on; NULL: where nothing is left to decide. */
Text decide_link(Visit *visit, int64_t id, const ProposalItem *item);
bool may_decide(const Visit *visit);
size_t count_open(const List *items);
/* The first that is open at or behind a place, from the start again; NULL: none. */
ProposalItem *next_open(const List *items, size_t from);
/* By the beginning of its key; NULL: none. */
ProposalItem *item_keyed(const List *items, Text key);
size_t item_index(const List *items, const ProposalItem *item);
Text kind_label(const Visit *visit, ProseKind kind);

/* What a form was filled in with, where it could not be done. */
typedef struct Refused {
    const List *given; /* FormPart; NULL: the form is fresh */
    const Problems *problems;
    Text why;
} Refused;

/* The page of a text, with one proposal (NULL: none is left) to decide on. */
Status show_reading(Visit *visit, OpenReading *open, ProposalItem *item, const Refused *refused,
                    Error *err);
/* The fields of a record that a person sees before it is made:
 * not those that tell where it is from. */
int *made_fields(Visit *visit, const Record *draft, int *count);
/* In what the form differs from the draft: corrections. */
Status read_corrections(Visit *visit, const Record *draft, List *fields, Problems *problems,
                        Error *err);

#endif
