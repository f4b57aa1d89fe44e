/* Inside of exchange: how a proposal fills a record. */
#ifndef DUIBIAO_PROPOSAL_IMPL_H
#define DUIBIAO_PROPOSAL_IMPL_H

#include "exchange_impl.h"

enum { ANCHOR_MOST = 12 };

/* The type that a kind becomes; NULL: the model has none. */
const RecordDef *proposal_type(const Workspace *workspace, ProseKind kind);
/* Sets a text or a number where the record has such a field; a text that is too long is cut. */
void record_fill_text(Arena *arena, Record *record, const char *field, Text text);
void record_fill_number(Record *record, const char *field, int64_t number);
Text first_characters(Text text, size_t most);

/* What the proposal says of itself, in the words given. */
Status proposal_fill(Arena *arena, Workspace *workspace, const ProposalSource *source,
                     const ProposalItem *item, Text words, size_t position, Record *record,
                     Error *err);
/* What a person says of it: references by name, the rest as people write it. */
Status proposal_correct(Arena *arena, Workspace *workspace, const ProposalSource *source,
                        Record *record, const ProposalField *field, Problems *problems, Error *err);

#endif
