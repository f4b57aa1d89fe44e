/* What the tests of reports share: golden files, well-formedness, the text of an XML file. */
#ifndef DUIBIAO_TEST_REPORT_SUPPORT_H
#define DUIBIAO_TEST_REPORT_SUPPORT_H

#include "fixture.h"

#include <libxml/tree.h>

/* Set once by main from its argument: the root of the sources. */
extern const char *support_root;

/* Equal to test/golden/report/<name>; with UPDATE_GOLDEN=1 the file is written instead. */
void assert_golden(const char *name, Text text);
xmlDoc *assert_well_formed(Text text); /* the caller frees it */
Text read_whole(Arena *arena, const char *path);
void assert_contains(Text text, const char *part);
void assert_lacks(Text text, const char *part);
size_t count_of(Text text, const char *part);

#endif
