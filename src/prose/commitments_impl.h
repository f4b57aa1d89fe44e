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
    size_t assist_start, assist_end;
    bool obliges;       /* 必须: may belong to a 要 before it */
    bool weighs;        /* a goal with a number or a day */
    bool is_bare;       /* nobody stands before it: who acted last goes on */
    bool is_link;       /* 对未完成的单位,…: what is done stands behind it */
    bool is_brief;      /* …,年底前完成: too little to stand for itself */
    bool is_pronoun;    /* 由其…: by whom stands before */
    bool is_led;        /* by whom was said behind it; a day may follow */
    bool only_leads;    /* 由市发改委牵头 and no more: says who does what stands before */
    bool refers;        /* 此项工作由…: the owner of what stands before, */
    bool refers_to_all; /* of all of it */
} Opening;

/* The walk over the clauses of a paragraph. */
typedef struct Walk {
    Para *para;
    size_t open_start, open_end; /* equal: none open */
    Opening opening;
    size_t clauses;       /* in the open commitment */
    bool future;          /* of this list or paragraph: bare verbs count */
    bool sentence_future; /* 会议要求: until the sentence ends */
    bool asked;           /* 会议要求 stands in this very clause */
    bool after_main;      /* 就是 may follow */
    bool had_commitment;  /* in the sentence before */
    bool segment_had;     /* in the segment before */
    bool preamble;        /* 为…,制定本方案: the sentence says why, and lays nothing down */
    bool introduces;      /* the paragraph ends with …如下: bare verbs tell what was done */
    bool numbered;        /* the paragraph is an item */
    size_t actor_start, actor_end; /* who was named last */
    size_t behind;                 /* clauses before it are dealt with */
    bool done;                     /* the paragraph is dealt with */
} Walk;

/* ---- commitments.c ---- */

Mode mode_of(const Walk *walk);
void open_at(Walk *walk, const Clause *clause, Opening opening);
void close_open(Walk *walk);

/* ---- part_headings.c: each tells whether it has dealt with the clause ---- */

bool asks_question(Walk *walk, const Clause *clause, size_t body);
bool read_list_heading(Walk *walk, const Clause *clause, Label label, size_t body);

/* ---- acts.c ---- */

const PeriodHit *period_starting(const Para *para, size_t at);
size_t skip_light(const Para *para, size_t at, size_t end); /* adverbs, 我们, periods */
bool acts_or_links(const Para *para, size_t at,
                   size_t end); /* a verb, or what opens an instruction */
bool has_number(const Para *para, size_t start, size_t end);
bool names_gap(const Para *para, size_t start, size_t end);
bool is_past(const Para *para, size_t start, size_t end); /* reports, or names a gap */

/* ---- owners.c ---- */

enum { OWNER_MOST = 24 };

/* 各有关部门, 市发改委和各县区, 未完成任务的单位: does [start, end) name who acts? */
bool is_owner(const Para *para, size_t start, size_t end);
bool is_name(const Para *para, size_t start, size_t end);  /* and without 的 */
bool is_thing(const Para *para, size_t start, size_t end); /* 企业开办: nobody who acts */
bool never_in_owner(uint32_t c);
void take_owner(const Para *para, Opening *opening, size_t start, size_t end);
/* [start, end), without what may stand before and behind a name; nothing where it is none. */
void set_owner(const Para *para, Opening *opening, size_t start, size_t end);

/* ---- modals.c, openings.c: each fills the opening and tells whether the clause, from `body` on,
 * is one ---- */

bool by_modal(const Para *para, const Clause *clause, size_t body, Mode mode, Opening *opening);
bool by_whoever(const Para *para, const Clause *clause, size_t body, Opening *opening);
bool by_lead(const Para *para, const Clause *clause, size_t body, Opening *opening);
bool by_assist(const Para *para, const Clause *clause, size_t body, Opening *opening);
bool by_goal(const Para *para, const Clause *clause, size_t body, Opening *opening);
bool by_deadline(const Para *para, const Clause *clause, size_t body, Opening *opening);
bool by_step(const Para *para, const Clause *clause, size_t body, Opening *opening);
bool by_schedule(const Para *para, const Clause *clause, size_t body, Opening *opening);
bool by_verb(const Para *para, const Clause *clause, size_t body, Opening *opening);
bool by_target(const Para *para, const Clause *clause, size_t body, Opening *opening);

bool is_structural(const Para *para, size_t body, size_t end); /* 要弄清…: asks a question */

/* ---- owed.c: who, how much, when ---- */

Text numbers_in(const Para *para, size_t start, size_t end);
void set_deadline(const Para *para, ProseProposal *proposal, size_t start, size_t end);
/* 责任单位：…, （市发改委牵头，市财政局配合）: what is said of the commitments before it. */
void read_owed(Para *para);
bool is_bracket_open(uint32_t c);
bool is_bracket_close(uint32_t c);
/* The last of "教育部、财政部" must be somebody; lists may be long. */
bool ends_in_owner(const Para *para, size_t start, size_t end);

/* ---- labelled.c ---- */

/* What the labels of one run say: （牵头领导：…；责任单位：…；完成时限：…）. */
typedef struct Said {
    Text owner, leader, assist; /* the leader answers where no unit is named */
    ProsePeriod period;
} Said;

bool is_label_at(const Para *para, size_t at, WordHit *hit, bool *owner);
size_t read_run(const Para *para, size_t at, Said *said); /* gives where the run ends */
/* To the commitments that begin in [from, at), where they do not say it themselves. */
void apply_said(Para *para, const Said *said, size_t from, size_t at);

/* ---- yao.c ---- */

void account_for_yao(Para *para);

#endif
