/* check: what check.c (a record) and check_value.c (one value) share. */
#ifndef DUIBIAO_RECORD_CHECK_IMPL_H
#define DUIBIAO_RECORD_CHECK_IMPL_H

#include "record_impl.h"

typedef struct Check {
    Arena *arena;
    Workspace *workspace;
    const TypeSql *type;
    const Record *record, *before;
    Problems *problems;
    CheckCounts *counts;
} Check;

/* Every problem names its field by its label; `first` and `second` are the other arguments. */
void check_report(Check *check, const FieldDef *field, const char *code, Arg first, Arg second);
void check_report_plain(Check *check, const FieldDef *field, const char *code);
/* Of a kind that fits the field, and no reference. */
void check_value(Check *check, const FieldDef *field, const Value *value);
/* Whether the first comes after the second, both of one kind; empty ones have no order. */
bool value_follows(FieldKind kind, const Value *first, const Value *second);

#endif
