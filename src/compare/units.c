/* Units of measurement, read from rules: `quantity power name alias alias …`. */
#include "compare_impl.h"

struct UnitTable {
    List rows; /* UnitRow */
    Map *by_name;
};

/* Full-width forms as ASCII, spaces gone: how a unit is written does not change what it is. */
static Text unit_key(char *buffer, size_t size, Text name)
{
    enum { FULL_WIDTH_FIRST = 0xFF01, FULL_WIDTH_LAST = 0xFF5E, FULL_WIDTH_SHIFT = 0xFEE0 };
    size_t len = 0, at = 0, from = 0;
    uint32_t c;
    name = text_trim(name);
    while (text_next(name, &at, &c)) {
        size_t bytes = at - from;
        if (len + bytes > size) {
            return name;
        }
        if (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST) {
            buffer[len++] = (char)(c - FULL_WIDTH_SHIFT);
        } else if (c != ' ' && c != 0x3000) {
            for (size_t i = from; i < at; i++)
                buffer[len++] = name.ptr[i];
        }
        from = at;
    }
    return (Text){buffer, len};
}

enum { UNIT_NAME_BYTES = 128 };

static void unit_problem(Problems *problems, const char *code, int64_t row, Text name)
{
    problems_add(problems, (Problem){.severity = SEVERITY_ERROR,
                                     .code = code,
                                     .row = row,
                                     .args = (Arg[]){arg_text("name", name)},
                                     .arg_count = 1});
}

/* The next word of a line, spaces around it gone. */
static bool next_word(Text *rest, Text *word)
{
    while (text_split(rest, ' ', word)) {
        *word = text_trim(*word);
        if (word->len > 0) {
            return true;
        }
    }
    return false;
}

static void unit_names_add(Arena *arena, UnitTable *table, UnitRow row, Text names, int64_t line,
                           Problems *problems)
{
    char buffer[UNIT_NAME_BYTES];
    Text name;
    while (next_word(&names, &name)) {
        Text key = unit_key(buffer, sizeof(buffer), name);
        int64_t other;
        if (map_get(table->by_name, key, &other)) {
            unit_problem(problems, "compare.unit_twice", line, name);
            continue;
        }
        if (row.name.len == 0) {
            row.name = text_copy(arena, name);
            *(UnitRow *)list_add(&table->rows) = row;
        }
        map_put(table->by_name, key, (int64_t)table->rows.count - 1);
    }
}

UnitTable *unit_table_read(Arena *arena, Text rules, Problems *problems)
{
    UnitTable *table = ARENA_NEW(arena, UnitTable);
    table->rows = list_new(arena, sizeof(UnitRow));
    table->by_name = map_new(arena);
    Text quantity, rest, power;
    int64_t line = 0, number;
    while (rule_line(&rules, &quantity, &rest, &line)) {
        if (rule_is_heading(quantity)) {
            continue;
        }
        if (!next_word(&rest, &power) || !text_to_int(power, &number) ||
            number < -DECIMAL_SCALE_MAX || number > DECIMAL_SCALE_MAX || text_trim(rest).len == 0) {
            unit_problem(problems, "compare.unit_line", line, quantity);
            continue;
        }
        UnitRow row = {.quantity = text_copy(arena, quantity), .power = (int)number};
        unit_names_add(arena, table, row, rest, line, problems);
    }
    return table;
}

const UnitRow *unit_find(const UnitTable *units, Text name)
{
    char buffer[UNIT_NAME_BYTES];
    int64_t row;
    if (!map_get(units->by_name, unit_key(buffer, sizeof(buffer), name), &row)) {
        return NULL;
    }
    return LIST_AT(&units->rows, UnitRow, (size_t)row);
}

bool unit_convert(const UnitRow *from, const UnitRow *to, Decimal value, Decimal *result)
{
    if (from->power == to->power) {
        *result = value;
        return text_equal(from->quantity, to->quantity);
    }
    return text_equal(from->quantity, to->quantity) &&
           decimal_shift(value, from->power - to->power, result);
}
