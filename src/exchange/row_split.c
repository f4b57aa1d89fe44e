/* A number that its own comma cut in two: 1,926.5 without quotes in a file whose cells commas part.
 * The row is longer than its heading then, and all behind the cut stands under another's. */
#include "rows_impl.h"

enum { GROUP_DIGITS = 3 };

static size_t digits_from(Text text, size_t at)
{
    size_t end = at;
    while (end < text.len && text.ptr[end] >= '0' && text.ptr[end] <= '9') {
        end++;
    }
    return end - at;
}

/* "1", "-12", "926": what may stand before the first comma. */
static bool is_head(Text text)
{
    size_t sign = text_starts(text, TEXT("-")) || text_starts(text, TEXT("+"));
    size_t digits = digits_from(text, sign);
    return digits >= 1 && digits <= GROUP_DIGITS && sign + digits == text.len &&
           text.ptr[sign] != '0';
}

/* "926", "926.5": three digits, and a fraction if any. */
static bool is_group(Text text)
{
    if (digits_from(text, 0) != GROUP_DIGITS) {
        return false;
    }
    bool has_point = text.len > GROUP_DIGITS && text.ptr[GROUP_DIGITS] == '.';
    return text.len == GROUP_DIGITS + has_point + digits_from(text, GROUP_DIGITS + has_point);
}

int heading_end(const Reading *reading)
{
    int end = 0;
    for (int c = 0; c < reading->column_count; c++) {
        end = reading->columns[c].header.len > 0 ? c + 1 : end;
    }
    return end;
}

bool row_splits_number(const Walk *walk, const SheetRow *row, int *column)
{
    if (!walk->commas_part || row->cell_count <= walk->heading_end) {
        return false;
    }
    for (int c = row->cell_count - 1; c > 0; c--) {
        Text head = text_trim(row->cells[c - 1].text), group = text_trim(row->cells[c].text);
        if (is_head(head) && is_group(group)) {
            *column = c - 1;
            return true;
        }
    }
    return false;
}
