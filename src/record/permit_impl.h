/* permit: what permit.c (roles) and units.c (organisations) share.
 *
 * A record belongs to the organisations in its unit fields. A unit field may refer to another
 * record instead: then to that one's, and so on. */
#ifndef DUIBIAO_RECORD_PERMIT_IMPL_H
#define DUIBIAO_RECORD_PERMIT_IMPL_H

#include "record_impl.h"

/* Whether the record lies within this reach of the actor's unit. */
Status unit_reaches(Workspace *workspace, const Record *record, Reach reach, bool *reaches,
                    Error *err);
/* Whether an organisation is that unit or stands somewhere below it. */
Status unit_is_below(Workspace *workspace, int64_t id, int64_t unit, bool *is_below, Error *err);

#endif
