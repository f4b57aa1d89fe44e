/* Workbooks made by hand, part by part. */
#ifndef DUIBIAO_TEST_SHEET_PACKAGE_H
#define DUIBIAO_TEST_SHEET_PACKAGE_H

#include "support.h"

typedef struct PackagePart {
    const char *name;
    Text bytes;
} PackagePart;

/* A workbook with one sheet, and other parts in place of or beside the usual ones. */
const char *write_workbook(Arena *arena, const char *sheet_data, const PackagePart *parts,
                           size_t count);
const char *write_package(Arena *arena, const PackagePart *parts, size_t count);

#endif
