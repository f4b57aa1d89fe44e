/* job_table: the kinds of jobs of this program, from the rooms that do them. */
#ifndef DUIBIAO_JOB_TABLE_H
#define DUIBIAO_JOB_TABLE_H

#include "record.h"

JobKinds job_table(void);

#endif
