/* Inside of exchange: how a proposal fills a record. */
#ifndef DUIBIAO_PROPOSAL_IMPL_H
#define DUIBIAO_PROPOSAL_IMPL_H

#include "exchange_impl.h"

enum { ANCHOR_MOST = 12 };

const RecordDef *choice_def(const Workspace *workspace);
/* Sets a text or a number where the record has such a field; a text that is too long is cut. */
void record_fill_text(Arena *arena, Record *record, const char *field, Text text);
void record_fill_number(Record *record, const char *field, int64_t number);
Text first_characters(Text text, size_t most);

/* What the proposal says of itself, in the words given. */
Status proposal_fill(Arena *arena, Workspace *workspace, const ProposalSource *source,
                     const ProposalItem *item, Text words, size_t position, Record *record,
                     Error *err);
Text reading_name(const ProposalSource *source);
/* The unit, or the entity, of that name; 0 where none, or more than one, is called so. */
Status proposal_unit(Arena *arena, Workspace *workspace, Text name, int64_t *id, Error *err);
int64_t proposal_entity(const ProposalSource *source, Text name);
/* The entry of that name, or that begins with it and a colon, on whatever list; 0: none. */
Status entry_named(Arena *arena, Workspace *workspace, Text name, int64_t *id, Error *err);
/* The option of the model for a role as read: near, far, peer; "" for others. */
const char *benchmark_role(Text role);
/* The benchmark of the same place, role and area; 0: none, or none that this person may see. */
Status benchmark_known(Arena *arena, Workspace *workspace, const ProseProposal *proposal,
                       int64_t *id, Error *err);
/* An entry that stands on no list yet stands on the one of its text,
 * which is made with its first. */
Status entry_complete(Arena *arena, Workspace *workspace, const ProposalSource *source,
                      Record *record, Problems *problems, Error *err);
/* What a person says of it: references by name, the rest as people write it. */
Status proposal_correct(Arena *arena, Workspace *workspace, const ProposalSource *source,
                        Record *record, const ProposalField *field, Problems *problems, Error *err);

#endif
