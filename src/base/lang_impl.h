/* The catalogues as tools/langc.c writes them: one table, sorted by key in byte order. */
#ifndef DUIBIAO_BASE_LANG_IMPL_H
#define DUIBIAO_BASE_LANG_IMPL_H

#include <stddef.h>

typedef struct LangEntry {
    const char *key;
    const char *zh;
    const char *en;
} LangEntry;

extern const LangEntry LANG_TABLE[];
extern const size_t LANG_TABLE_COUNT;

#endif
