/* Tables. Of most of them every cell is a line. Where the head row names who answers or by when,
 * the table is a plan: each row is then one line, its cells joined to their heads, so that unit and
 * day stand beside what is to be done:
 *
 *     完成17公里改造。责任单位：市住建局；完成时限：2022年6月底前
 */
#include "text_file_impl.h"

/* What a column holds, by a word in its head. The first that fits counts. */
typedef enum Column { COLUMN_CONTENT, COLUMN_NUMBER, COLUMN_LABEL } Column;

static const struct {
    const char *word;
    Column column;
    const char *label; /* under which the line names it */
} HEADS[] = {
    {"序号", COLUMN_NUMBER, ""},
    {"编号", COLUMN_NUMBER, ""},
    {"牵头", COLUMN_LABEL, "牵头单位"},
    {"配合", COLUMN_LABEL, "配合单位"},
    {"协办", COLUMN_LABEL, "配合单位"},
    {"参与单位", COLUMN_LABEL, "配合单位"},
    {"责任单位", COLUMN_LABEL, "责任单位"},
    {"责任部门", COLUMN_LABEL, "责任单位"},
    {"责任主体", COLUMN_LABEL, "责任单位"},
    {"承办单位", COLUMN_LABEL, "责任单位"},
    {"主办单位", COLUMN_LABEL, "责任单位"},
    {"落实单位", COLUMN_LABEL, "责任单位"},
    {"责任领导", COLUMN_LABEL, "责任领导"},
    {"责任人", COLUMN_LABEL, "责任人"},
    {"时限", COLUMN_LABEL, "完成时限"},
    {"期限", COLUMN_LABEL, "完成时限"},
    {"完成时间", COLUMN_LABEL, "完成时限"},
    {"时间节点", COLUMN_LABEL, "完成时限"},
    {"完成日期", COLUMN_LABEL, "完成时限"},
};

struct TextTable {
    TextTable *outer;
    List head, row; /* Text */
    List covers;    /* Cover, by column */
    Buf cell;       /* lines */
    size_t rows;    /* ended */
    int spanned;    /* rows of the cell at work */
    bool in_cell, is_plan;
};

/* A cell that reaches down into the rows below. */
typedef struct Cover {
    Text text;
    int rows;
} Cover;

/* ---- Columns ---- */

/* 责 任 单 位: typesetters part the characters of a head. */
static Text without_blanks(Arena *arena, Text text)
{
    Buf kept = buf_new(arena);
    size_t at = 0;
    uint32_t c;
    while (text_next(text, &at, &c)) {
        if (c != ' ' && c != '\n' && c != '\t' && c != 0x3000 && c != 0xA0) {
            buf_add_code_point(&kept, c);
        }
    }
    return buf_text(&kept);
}

static Column column_of(Text head, const char **label)
{
    for (size_t i = 0; i < sizeof HEADS / sizeof HEADS[0]; i++) {
        if (!text_contains(head, text_from(HEADS[i].word))) continue;
        *label = HEADS[i].label;
        return HEADS[i].column;
    }
    *label = "";
    return COLUMN_CONTENT;
}

static Text cell_at(const List *cells, size_t i)
{
    return i < cells->count ? *LIST_AT(cells, Text, i) : TEXT("");
}

static bool names_owner_or_day(Arena *arena, const List *head)
{
    const char *label;
    for (size_t i = 0; i < head->count; i++) {
        Text word = without_blanks(arena, cell_at(head, i));
        if (column_of(word, &label) == COLUMN_LABEL) return true;
    }
    return false;
}

/* ---- Lines ---- */

static void add_line(TextMaker *maker, Text line)
{
    buf_add(&maker->block, line);
    text_maker_end_line(maker);
}

static void add_lines(TextMaker *maker, Text lines)
{
    Text line;
    while (text_split(&lines, '\n', &line))
        add_line(maker, line);
}

/* The lines of a cell behind one another, parted by `mark`. */
static void join_lines(Buf *out, Text lines, const char *mark)
{
    Text line;
    bool first = true;
    while (text_split(&lines, '\n', &line)) {
        line = text_trim(line);
        if (!line.len) continue;
        if (!first) buf_add_cstr(out, mark);
        buf_add(out, line);
        first = false;
    }
}

static bool ends_sentence(Text text)
{
    return text_ends(text, TEXT("。")) || text_ends(text, TEXT("；")) ||
           text_ends(text, TEXT("！"));
}

static void end_sentence(Buf *line)
{
    if (line->len && !ends_sentence(buf_text(line))) buf_add_cstr(line, "。");
}

static void add_contents(const TextMaker *maker, const TextTable *table, Buf *line)
{
    const char *label;
    for (size_t i = 0; i < table->row.count; i++) {
        Text head = without_blanks(maker->arena, cell_at(&table->head, i));
        Text cell = text_trim(cell_at(&table->row, i));
        if (column_of(head, &label) != COLUMN_CONTENT || !cell.len) continue;
        end_sentence(line);
        join_lines(line, cell, "；");
    }
}

static void add_labels(const TextMaker *maker, const TextTable *table, Buf *line)
{
    const char *label;
    bool first = true;
    for (size_t i = 0; i < table->row.count; i++) {
        Text head = without_blanks(maker->arena, cell_at(&table->head, i));
        Text cell = text_trim(cell_at(&table->row, i));
        if (column_of(head, &label) != COLUMN_LABEL || !cell.len) continue;
        if (first) {
            end_sentence(line);
        } else {
            buf_add_cstr(line, "；");
        }
        buf_add_format(line, "%s：", label);
        join_lines(line, cell, "、");
        first = false;
    }
}

static void add_plan_row(TextMaker *maker, const TextTable *table)
{
    Buf line = buf_new(maker->arena);
    add_contents(maker, table, &line);
    add_labels(maker, table, &line);
    add_line(maker, buf_text(&line));
}

/* ---- As the file tells it ---- */

void text_table_open(TextMaker *maker)
{
    TextTable *outer = maker->table;
    if (outer && outer->in_cell) { /* a table inside a cell: the outer one only lays out the page */
        outer->is_plan = false;
        outer->in_cell = false;
        add_lines(maker, buf_text(&outer->cell));
        outer->cell.len = 0;
    }
    TextTable *table = ARENA_NEW(maker->arena, TextTable);
    *table = (TextTable){.outer = outer,
                         .head = list_new(maker->arena, sizeof(Text)),
                         .row = list_new(maker->arena, sizeof(Text)),
                         .covers = list_new(maker->arena, sizeof(Cover)),
                         .cell = buf_new(maker->arena)};
    maker->table = table;
}

void text_table_close(TextMaker *maker)
{
    if (!maker->table) return;
    text_table_end_cell(maker);
    text_table_end_row(maker);
    maker->table = maker->table->outer;
}

bool text_table_takes(TextMaker *maker, Text line)
{
    TextTable *table = maker->table;
    if (!table || !table->in_cell) return false;
    buf_add(&table->cell, line);
    buf_add_char(&table->cell, '\n');
    return true;
}

/* Cells from above that reach down to here stand before the next. */
static void take_covered(TextTable *table)
{
    while (table->row.count < table->covers.count) {
        Cover *cover = LIST_AT(&table->covers, Cover, table->row.count);
        if (cover->rows <= 0) return;
        cover->rows--;
        *(Text *)list_add(&table->row) = cover->text;
    }
}

void text_table_begin_cell(TextMaker *maker, int rows)
{
    TextTable *table = maker->table;
    if (!table) return;
    text_table_end_cell(maker);
    take_covered(table);
    table->in_cell = true;
    table->spanned = rows;
}

void text_table_continue_cell(TextMaker *maker)
{
    if (maker->table) maker->table->spanned = 0;
}

static Cover *cover_at(TextTable *table, size_t column)
{
    while (table->covers.count <= column)
        *(Cover *)list_add(&table->covers) = (Cover){TEXT(""), 0};
    return LIST_AT(&table->covers, Cover, column);
}

void text_table_end_cell(TextMaker *maker)
{
    TextTable *table = maker->table;
    if (!table || !table->in_cell) return;
    Text text = text_copy(maker->arena, buf_text(&table->cell));
    Cover *cover = cover_at(table, table->row.count);
    if (table->spanned > 0) {
        *cover = (Cover){text, table->spanned - 1};
    } else {
        text = cover->text; /* the file says: merged with the cell above */
    }
    *(Text *)list_add(&table->row) = text;
    table->cell.len = 0;
    table->in_cell = false;
}

void text_table_end_row(TextMaker *maker)
{
    TextTable *table = maker->table;
    if (!table || !table->row.count) return;
    take_covered(table);
    if (table->rows++ == 0) {
        table->head = table->row;
        table->is_plan = table->row.count > 1 && names_owner_or_day(maker->arena, &table->row);
    }
    bool joined = table->is_plan && table->rows > 1 && table->row.count == table->head.count;
    if (joined) add_plan_row(maker, table);
    for (size_t i = 0; i < table->row.count && !joined; i++)
        add_lines(maker, cell_at(&table->row, i));
    table->row = list_new(maker->arena, sizeof(Text));
}
