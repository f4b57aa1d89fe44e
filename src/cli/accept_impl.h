/* Inside of cli: one text whose proposals are decided on. */
#ifndef DUIBIAO_ACCEPT_IMPL_H
#define DUIBIAO_ACCEPT_IMPL_H

#include "read_impl.h"

enum { FIELDS_MOST = 16 };

typedef struct Session {
    Cli *cli;
    ProposalSource source;
    List items;                        /* ProposalItem */
    ProposalField fields[FIELDS_MOST]; /* corrections of the proposal at hand */
    size_t field_count;
    List decided; /* size_t: items decided on in this session, in that order */
} Session;

static inline ProposalItem *item_at(const Session *session, size_t index)
{
    return LIST_AT(&session->items, ProposalItem, index);
}

/* Each says what came of it. */
Status accept_item(Session *session, ProposalItem *item, Problems *problems, Error *err);
Status reject_item(Session *session, ProposalItem *item, Problems *problems, Error *err);
Status merge_items(Session *session, ProposalItem *item, ProposalItem *other, Problems *problems,
                   Error *err);
/* Parted where these words begin. */
Status split_item(Session *session, ProposalItem *item, Text words, Problems *problems, Error *err);
Status withdraw_item(Session *session, ProposalItem *item, Problems *problems, Error *err);
bool accept_add_field(Session *session,
                      Text pair); /* "field=value"; false: not that, or too many */

/* As a file of decisions says. */
Status accept_as_said(Session *session, const char *path, Error *err);

#endif
