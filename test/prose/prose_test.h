/* What the tests of prose share: the rules of this tree, a whole text read, labels, scores. */
#ifndef DUIBIAO_PROSE_TEST_H
#define DUIBIAO_PROSE_TEST_H

#include "prose.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

Text test_file(Arena *arena, const char *path); /* fails the test when it is not there */
bool test_try_file(Arena *arena, const char *path, Text *text);
ProseRules *test_rules(Arena *arena, const char *source_root);

/* Everything that was read, copied to the arena. */
typedef struct Reading {
    Arena *arena;
    Buf hans, hant;   /* paragraphs parted by line feeds */
    List proposals;   /* ProseProposal */
    List emendations; /* ProseEmendation */
    List yao;         /* ProseYao */
    ProseSummary summary;
    size_t piece; /* bytes given at a time; 0: all */
} Reading;

Reading test_read(Arena *arena, const ProseRules *rules, Text text, Date date, size_t piece);
size_t test_characters(Text text);
/* Where differing characters are counted: pairs, and the surplus of the longer text. */
size_t test_differences(Text a, Text b);

/* One span that a person marked; NULL or empty: not said. */
typedef struct MarkedSpan {
    ProseKind kind;
    size_t start, end;
    Text text;
    Text lens, owner, unit, bound, nature, main;
    Text period;   /* as ISO days "2016-01-01/2016-08-31", or as written */
    Text deadline; /* ISO day */
    double values[2];
    int value_count;  /* 0 of a figure in words */
    bool has_details; /* of a figure: value, unit, bound, period are to be judged */
} MarkedSpan;

typedef struct Score {
    int marked, found;       /* recall: marked spans that a proposal overlaps */
    int proposed, confirmed; /* precision: proposals that overlap a marked span */
    int paired;              /* one proposal to one marked span */
    int detailed, right;     /* details judged, and right */
} Score;

/* Overlap of at least half of the shorter. */
bool test_overlaps(size_t a_start, size_t a_end, size_t b_start, size_t b_end);
Score test_score(const Reading *reading, const List *marked, ProseKind kind, bool verbose);
double test_recall(Score score);
double test_precision(Score score);
double test_detail(Score score);
void test_print_header(const char *title);
void test_print_score(ProseKind kind, Score score);

#endif
