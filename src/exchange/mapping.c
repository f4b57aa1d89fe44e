/* A mapping: how one kind of file was understood, as text that people can read and correct.
 *
 * One line a column, "heading → role indicator=… entity=… unit=… period=…", and one line for the
 * sheet. Columns are found again by their heading. */
#include "exchange_impl.h"

#define ARROW      " → "
#define SHEET_LINE "*"

static void add_word(Buf *buf, const char *name, Text value)
{
    if (value.len > 0) {
        buf_add_format(buf, " %s=\"%.*s\"", name, TEXT_ARGS(value));
    }
}

static Text period_text(Arena *arena, Period period)
{
    Buf buf = buf_new(arena);
    if (period.kind != PERIOD_UNDATED) {
        period_code_print(&buf, period);
    }
    return buf_text(&buf);
}

static void write_line(Arena *arena, const Registry *registry, Buf *buf, Text name,
                       const char *role, const ColumnReading *column)
{
    buf_add(buf, name);
    buf_add_format(buf, ARROW "%s", role);
    if (column->indicator >= 0) {
        add_word(buf, "indicator", registry->indicators[column->indicator].code);
    }
    if (column->entity >= 0) {
        add_word(buf, "entity", registry->entities[column->entity].code);
    }
    add_word(buf, "aspect", column->aspect == ASPECT_GROWTH ? TEXT("growth") : TEXT(""));
    add_word(buf, "unit", column->unit);
    add_word(buf, "period", period_text(arena, column->period));
    buf_add_char(buf, '\n');
}

Text mapping_write(Arena *arena, const Registry *registry, const Reading *reading)
{
    Buf buf = buf_new(arena);
    ColumnReading sheet = {
        .indicator = reading->indicator, .entity = reading->entity, .unit = reading->unit};
    write_line(arena, registry, &buf, TEXT(SHEET_LINE), "sheet", &sheet);
    for (int c = 0; c < reading->column_count; c++) {
        const ColumnReading *column = &reading->columns[c];
        if (column->header.len > 0) {
            write_line(arena, registry, &buf, column->header, role_name(column->role), column);
        }
    }
    return buf_text(&buf);
}

/* ---- Reading it back ---- */

static bool role_named(Text name, ColumnRole *role)
{
    for (int i = 0; i < ROLE_COUNT; i++) {
        if (text_equal(name, text_from(role_name((ColumnRole)i)))) {
            *role = (ColumnRole)i;
            return true;
        }
    }
    return false;
}

/* The value behind name=" up to the next quote; empty when it is not there. */
static Text word_of(Arena *arena, Text line, const char *name)
{
    Text lead = text_format(arena, " %s=\"", name);
    size_t at, end;
    if (!text_find(line, lead, &at)) {
        return (Text){0};
    }
    Text rest = text_slice(line, at + lead.len, line.len);
    return text_find(rest, TEXT("\""), &end) ? text_slice(rest, 0, end) : (Text){0};
}

/* The last arrow: a heading may hold one itself. */
static bool split_line(Text line, Text *heading, Text *rest)
{
    size_t from = 0, at;
    bool found = false;
    while (text_find(text_slice(line, from, line.len), TEXT(ARROW), &at)) {
        *heading = text_slice(line, 0, from + at);
        from += at + sizeof ARROW - 1;
        *rest = text_slice(line, from, line.len);
        found = true;
    }
    return found;
}

static bool read_words(Arena *arena, const Context *context, Text rest, ColumnReading *column)
{
    Text indicator = word_of(arena, rest, "indicator");
    Text entity = word_of(arena, rest, "entity");
    Text period = word_of(arena, rest, "period");
    column->indicator = -1;
    column->entity = -1;
    bool is_growth = text_equal(word_of(arena, rest, "aspect"), TEXT("growth"));
    column->aspect = is_growth ? ASPECT_GROWTH : ASPECT_NONE;
    column->unit = word_of(arena, rest, "unit");
    column->period = (Period){0};
    return (indicator.len == 0 ||
            names_indicator(context->names, indicator, &column->indicator) == NAME_FOUND) &&
           (entity.len == 0 ||
            names_entity(context->names, entity, -1, &column->entity) == NAME_FOUND) &&
           (period.len == 0 || period_read(period, &column->period));
}

static bool apply_line(Arena *arena, const Context *context, Text name, Text line, bool *used,
                       Reading *reading, Problems *problems)
{
    Text heading, rest, role_text;
    ColumnReading read = {0};
    if (!split_line(line, &heading, &rest) || !read_words(arena, context, rest, &read)) {
        problem_at(problems, SEVERITY_ERROR, "exchange.mapping_line", reading->sheet_name, 0, 0,
                   (Text){0}, ARGS(arg_text("mapping", name), arg_text("line", line)));
        return false;
    }
    if (text_equal(heading, TEXT(SHEET_LINE))) {
        reading->indicator = read.indicator;
        reading->entity = read.entity;
        reading->unit = read.unit;
        return true;
    }
    Text words = rest;
    text_split(&words, ' ', &role_text);
    for (int c = 0; c < reading->column_count; c++) {
        if (!used[c] && text_equal(reading->columns[c].header, heading)) {
            used[c] = true;
            read.header = reading->columns[c].header;
            reading->columns[c] = read;
            return role_named(role_text, &reading->columns[c].role);
        }
    }
    problem_at(problems, SEVERITY_ERROR, "exchange.mapping_heading", reading->sheet_name,
               reading->header_last, 0, heading,
               ARGS(arg_text("mapping", name), arg_text("heading", heading)));
    return false;
}

bool mapping_apply(Arena *arena, const Context *context, Text body, Text name, Reading *reading,
                   Problems *problems)
{
    bool *used = ARENA_ARRAY(arena, bool, (size_t)reading->column_count + 1);
    bool fits = true;
    Text line;
    while (text_split(&body, '\n', &line)) {
        if (text_trim(line).len > 0) {
            fits &= apply_line(arena, context, name, line, used, reading, problems);
        }
    }
    for (int c = 0; fits && c < reading->column_count; c++) {
        if (!used[c] && reading->columns[c].header.len > 0) {
            problem_at(problems, SEVERITY_NOTE, "exchange.column_left", reading->sheet_name,
                       reading->header_last, c + 1, reading->columns[c].header,
                       ARGS(arg_text("name", reading->columns[c].header)));
        }
    }
    return fits;
}
