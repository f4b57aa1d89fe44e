/* A stage for permission: a record of every type for each of three units, so that any verb can be
 * tried by any role on what is its own unit's, a lower unit's and another's. */
#ifndef DUIBIAO_PERMISSION_STAGE_H
#define DUIBIAO_PERMISSION_STAGE_H

#include "record_test.h"

#include <sqlite3.h>

typedef enum Whose { OWN, BELOW, OTHER, WHOSE_COUNT } Whose;

typedef struct Stage {
    Fixture *f;
    sqlite3 *db; /* behind the engine's back */
} Stage;

Stage stage_open(Fixture *f);
void stage_close(Stage *stage);

/* Each type has one record for each of the three units; whatever it refers to is of the same, and
 * its texts are its type's name and `whose`. */
int64_t stage_id(const Model *model, const RecordDef *def, int whose);
/* Read as the owner does: what the verbs are given, whoever acts. */
Record *stage_record(const Stage *stage, const RecordDef *def, int whose);
/* Past the engine, which is to find out anew whose they are. */
void stage_put_in_state(const Stage *stage, const RecordDef *def, int state);
/* Of the first unit, in this role of the model; -1: as owner of the file. */
void stage_act_as(const Stage *stage, int role);

#endif
