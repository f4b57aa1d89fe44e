/* What the pages for the public share. They are read and written as the public, whoever signed
 * in. */
#ifndef DUIBIAO_PUBLIC_IMPL_H
#define DUIBIAO_PUBLIC_IMPL_H

#include "record_pages_impl.h"

/* From here on the reader is the public. */
void public_enter(Visit *visit);
/* Records in their public states, newest first. */
Status public_list(Visit *visit, const char *type, int limit, List *records, Error *err);
/* NOT_FOUND in the words of a page that is not there, where it is not public. */
Status public_get(Visit *visit, const char *type, Text id_text, Record **record, Error *err);

/* ---- public_data.c ---- */

/* Of each theme how many promises were kept, run, are late, were broken. */
Status public_progress(Visit *visit, Table **table, Error *err);
/* The figures that published gaps (List of Record) rest on, each with its source and its date. */
Status public_figures(Visit *visit, const List *gaps, Table **table, Error *err);

#endif
