/* A strict scanner over JSON text (RFC 8259) that leaves numbers as they were written. */
#ifndef DUIBIAO_JSON_SCAN_IMPL_H
#define DUIBIAO_JSON_SCAN_IMPL_H

#include "base.h"

typedef struct JsonScan {
    Text text;
    size_t at;
    int depth_left; /* of nesting */
    bool too_deep;
} JsonScan;

/* Every function below is false at the first character that does not fit, and leaves `at` there. */

void json_skip_space(JsonScan *scan);
/* Takes `c`, with white space before it. */
bool json_take(JsonScan *scan, char c);
bool json_at(const JsonScan *scan, char c); /* is it the next character? */
bool json_at_end(JsonScan *scan);
/* A string, appended to `out` without its escapes; `out` may be NULL. */
bool json_scan_string(JsonScan *scan, Buf *out);
/* Any value; `raw` is how it was written. */
bool json_scan_value(JsonScan *scan, Text *raw);
void json_place(const JsonScan *scan, int64_t *line, int64_t *column);

#endif
