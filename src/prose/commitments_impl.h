/* Inside prose: how a clause may begin a commitment, and the walk that keeps them. */
#ifndef DUIBIAO_COMMITMENTS_IMPL_H
#define DUIBIAO_COMMITMENTS_IMPL_H

#include "prose_impl.h"

typedef enum Start {
    START_NONE,
    START_MODAL,
    START_GOAL,
    START_LEAD,
    START_DEADLINE,
    START_VERB,
    START_TARGET,
    START_ASKED,
    START_DEFINITION,
    START_HEADING,
} Start;

typedef struct Opening {
    Start start;
    size_t at;                     /* where the commitment begins */
    size_t owner_start, owner_end; /* equal: none */
    bool obliges;                  /* 必须: may belong to a 要 before it */
    bool weighs;                   /* a goal with a number or a day */
} Opening;

/* ---- openings.c: each fills the opening and tells whether the clause, from `body` on, is one ---- */

bool by_modal(const Para *para, const Clause *clause, size_t body, Opening *opening);
bool by_lead(const Para *para, const Clause *clause, size_t body, Opening *opening);
bool by_goal(const Para *para, const Clause *clause, size_t body, Opening *opening);
bool by_deadline(const Para *para, const Clause *clause, size_t body, Opening *opening);
bool by_verb(const Para *para, const Clause *clause, size_t body, Opening *opening);
bool by_target(const Para *para, const Clause *clause, size_t body, Opening *opening);

/* 各有关部门, 市发改委和各县区: does [start, end) name who acts? */
bool is_owner(const Para *para, size_t start, size_t end);
bool is_structural(const Para *para, size_t body, size_t end); /* 要弄清…: asks a question */

/* ---- owed.c: who, how much, when ---- */

Text numbers_in(const Para *para, size_t start, size_t end);
void set_deadline(const Para *para, ProseProposal *proposal, size_t start, size_t end);
/* 责任单位：…, （市发改委牵头，市财政局配合）: what is said of the commitments before it. */
void read_owed(Para *para);

/* ---- yao.c ---- */

void account_for_yao(Para *para);

#endif
