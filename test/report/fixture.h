/* See fixture.c. */
#ifndef DUIBIAO_TEST_REPORT_FIXTURE_H
#define DUIBIAO_TEST_REPORT_FIXTURE_H

#include "report.h"

#include <math.h>

enum { FIXTURE_TARGETS = 2, FIXTURE_CHAIN = 4 };

typedef struct Fixture {
    Arena *arena;
    Registry *registry;
    Panel *panel;
    GapTable *gaps, *later;
    PositionTable *position;
    TargetProposal *targets[FIXTURE_TARGETS];
    ChainLink chain[FIXTURE_CHAIN];
    ReportInput input;
} Fixture;

Fixture *fixture_new(Lang lang);
void fixture_free(Fixture *fixture);

#endif
