/* save: what the files that change records share.
 *
 *   save.c     creating, changing and moving
 *   undo.c     taking the last of these back
 *   write.c    the row, its words and its history, once all is well
 *   move.c     which moves are open, and why one is refused
 *   explain.c  all that stands in the way of a move
 *   secret.c   what is made in secret enters the history later
 *   taken.c    what was taken from other records, in the history
 *   numbers.c  numbers that the program gives
 *   hooks.c    judgement in C
 */
#ifndef DUIBIAO_RECORD_SAVE_IMPL_H
#define DUIBIAO_RECORD_SAVE_IMPL_H

#include "record_impl.h"

typedef enum SaveKind { SAVE_VALUES, SAVE_MOVE, SAVE_UNDO } SaveKind;

typedef struct Save {
    Arena *arena;
    Workspace *workspace;
    const TypeSql *type;
    SaveKind kind;
    Record *record; /* the caller's, normalised; id and version are set at the end */
    Record *before; /* NULL: it is new */
    Record written; /* as it will be */
    Text move_name; /* of SAVE_MOVE */
    const MoveDef *move;
    int undo_state; /* of SAVE_UNDO: where it was */
    Text reason;
    bool has_written;
} Save;

/* ---- save.c ---- */

/* In a transaction of its own when none is open. On success the caller's record is as it is now. */
Status save_run(Save *save, Problems *problems, Error *err);
/* What is stored now, where the actor may read it and nobody has changed it since. */
Status save_read(Save *save, Error *err);
void save_foresee(Save *save); /* save->written, before it has an id */
Status reason_check(Text reason, Error *err);
Status version_check(const Record *record, const Record *before, Error *err);

/* ---- move.c ---- */

Status move_find(Arena *arena, const Record *before, Text name, const MoveDef **move, Error *err);
/* Whether the actor may make it, it is open to the record as it is stored in `before`, and nothing
 * that it needs is missing; what is missing goes to `problems`. */
Status move_check(Arena *arena, Workspace *workspace, const Record *record, const Record *before,
                  const MoveDef *move, Problems *problems, Error *err);
/* The same, one by one. */
Status move_check_open(Arena *arena, const Record *before, const MoveDef *move, Error *err);
Status move_check_given(Workspace *workspace, const Record *record, const Record *before,
                        const MoveDef *move, Error *err);
Status move_check_needs(Arena *arena, const Record *record, const MoveDef *move, Problems *problems,
                        Error *err);

/* ---- write.c ---- */

bool save_differs(const Save *save);
bool save_changes(const Save *save, int field);
/* save->written, with its new id where it is new. */
Status save_write(Save *save, Error *err);
/* What was written enters the history, as done by `actor`. */
Status save_remember(const Save *save, const Actor *actor, Error *err);

/* ---- secret.c ---- */

int64_t secret_id(void);
/* All that was made in secret about the record that has moved. */
Status secret_enter(const Save *move, Error *err);

/* ---- numbers.c ---- */

/* The numbers that this save brings, into save->written. */
Status numbers_give(Save *save, Error *err);

/* ---- taken.c ---- */

/* What the save takes from other records enters the history. */
Status taken_remember(const Save *save, NewChange change, Error *err);

/* ---- attach.c ---- */

/* The rows of files that a save gives to fields or takes from them. */
Status attachments_follow(const Save *save, Error *err);

/* ---- hooks.c ---- */

/* What the hooks of the type and of the move find wrong goes to `problems`; INVALID when they
 * do. */
Status hooks_ask(Save *save, Problems *problems, Error *err);
/* The same of the hook that is asked before `record`, as it is stored, is taken away. */
Status hooks_ask_delete(Arena *arena, Workspace *workspace, const Record *record,
                        Problems *problems, Error *err);

#endif
