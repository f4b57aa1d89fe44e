/* The labels that a word processor counts by itself. "一、" and "（一）" of a list stand in no
 * paragraph: a paragraph names a list (num) and a level, the list names its definition
 * (abstractNum), and that says for each level which numerals it counts in and what stands around
 * them: "（%2）". */
#include "text_file_impl.h"

#include <string.h>

enum { LEVELS = 9, CHINESE_MOST = 9999 };

typedef struct Level {
    Text numerals; /* "chineseCounting", "decimal", "bullet" … */
    Text pattern;  /* "%1、" */
    int64_t start;
} Level;

typedef struct Definition {
    Level levels[LEVELS];
    int64_t counts[LEVELS]; /* of the last label given; 0: none yet */
} Definition;

typedef struct ListUse {
    int64_t definition; /* its id */
} ListUse;

typedef struct StyleUse {
    Text base;
    int64_t list; /* -1: none of its own */
    int level;
} StyleUse;

struct Numbering {
    Arena *arena;
    List definitions;                     /* Definition */
    List lists;                           /* ListUse */
    List styles;                          /* StyleUse */
    Map *definition_places, *list_places; /* by id */
    Map *style_places;                    /* by name */
    int level;                            /* being read; -1: none */
    bool in_override; /* a level that one list alone has otherwise: not followed */
};

/* ---- Reading ---- */

static int64_t number_in(const char **attributes, const char *name)
{
    const char *value = document_attribute(attributes, name);
    int64_t number;
    return value && text_to_int(text_from(value), &number) ? number : -1;
}

static Text text_in(const Numbering *numbering, const char **attributes)
{
    return text_copy(numbering->arena, text_from(document_attribute(attributes, "val")));
}

static void put_id(const Numbering *numbering, Map *map, int64_t id, size_t place)
{
    map_put(map, text_format(numbering->arena, "%lld", (long long)id), (int64_t)place);
}

static void *last_of(const List *list)
{
    return list->count ? list_at(list, list->count - 1) : NULL;
}

static void read_level(const Numbering *numbering, const char *element, const char **attributes)
{
    Definition *definition = last_of(&numbering->definitions);
    if (!definition || numbering->level < 0) return;
    Level *level = &definition->levels[numbering->level];
    if (strcmp(element, "numFmt") == 0) {
        level->numerals = text_in(numbering, attributes);
    } else if (strcmp(element, "lvlText") == 0) {
        level->pattern = text_in(numbering, attributes);
    } else if (strcmp(element, "start") == 0) {
        level->start = number_in(attributes, "val");
    }
}

static void numbering_start(void *context, const char *element, const char **attributes)
{
    Numbering *numbering = context;
    if (strcmp(element, "abstractNum") == 0) {
        list_add(&numbering->definitions);
        put_id(numbering, numbering->definition_places, number_in(attributes, "abstractNumId"),
               numbering->definitions.count - 1);
    } else if (strcmp(element, "num") == 0) {
        *(ListUse *)list_add(&numbering->lists) = (ListUse){-1};
        put_id(numbering, numbering->list_places, number_in(attributes, "numId"),
               numbering->lists.count - 1);
    } else if (strcmp(element, "abstractNumId") == 0) {
        ListUse *use = last_of(&numbering->lists);
        if (use) use->definition = number_in(attributes, "val");
    } else if (strcmp(element, "lvlOverride") == 0) {
        numbering->in_override = true;
    } else if (strcmp(element, "lvl") == 0 && !numbering->in_override) {
        int64_t level = number_in(attributes, "ilvl");
        numbering->level = level >= 0 && level < LEVELS ? (int)level : -1;
    } else {
        read_level(numbering, element, attributes);
    }
}

static void numbering_end(void *context, const char *element)
{
    Numbering *numbering = context;
    if (strcmp(element, "lvl") == 0) numbering->level = -1;
    if (strcmp(element, "lvlOverride") == 0) numbering->in_override = false;
}

static void styles_start(void *context, const char *element, const char **attributes)
{
    Numbering *numbering = context;
    StyleUse *use = last_of(&numbering->styles);
    if (strcmp(element, "style") == 0) {
        use = list_add(&numbering->styles);
        *use = (StyleUse){.list = -1};
        map_put(numbering->style_places, text_from(document_attribute(attributes, "styleId")),
                (int64_t)numbering->styles.count - 1);
    } else if (use && strcmp(element, "basedOn") == 0) {
        use->base = text_in(numbering, attributes);
    } else if (use && strcmp(element, "numId") == 0) {
        use->list = number_in(attributes, "val");
    } else if (use && strcmp(element, "ilvl") == 0) {
        use->level = (int)number_in(attributes, "val");
    }
}

static void end_nothing(void *context, const char *element)
{
    (void)context, (void)element;
}

static void text_nothing(void *context, Text text)
{
    (void)context, (void)text;
}

Status numbering_read(Arena *arena, Document *document, Numbering **out, Error *err)
{
    static const DocumentVisitor LISTS = {numbering_start, numbering_end, text_nothing};
    static const DocumentVisitor STYLES = {styles_start, end_nothing, text_nothing};
    Numbering *numbering = ARENA_NEW(arena, Numbering);
    *numbering = (Numbering){.arena = arena,
                             .definitions = list_new(arena, sizeof(Definition)),
                             .lists = list_new(arena, sizeof(ListUse)),
                             .styles = list_new(arena, sizeof(StyleUse)),
                             .definition_places = map_new(arena),
                             .list_places = map_new(arena),
                             .style_places = map_new(arena),
                             .level = -1};
    *out = numbering;
    Status status = STATUS_OK;
    if (document_has_part(document, "word/numbering.xml")) {
        status = document_part(document, "word/numbering.xml", &LISTS, numbering, err);
    }
    if (!status && document_has_part(document, "word/styles.xml")) {
        status = document_part(document, "word/styles.xml", &STYLES, numbering, err);
    }
    return status;
}

/* ---- Asking ---- */

static const StyleUse *style_of(const Numbering *numbering, Text name)
{
    int64_t place;
    if (!name.len || !map_get(numbering->style_places, name, &place)) return NULL;
    return LIST_AT(&numbering->styles, StyleUse, (size_t)place);
}

bool numbering_of_style(const Numbering *numbering, Text style, int64_t *list, int *level)
{
    const StyleUse *use = style_of(numbering, style);
    for (int step = 0; use && step < LEVELS; step++) {
        if (use->list >= 0) {
            *list = use->list;
            *level = use->level;
            return true;
        }
        use = style_of(numbering, use->base);
    }
    return false;
}

static bool place_of(Arena *arena, const Map *map, int64_t id, size_t *place)
{
    int64_t found;
    if (!map_get(map, text_format(arena, "%lld", (long long)id), &found)) return false;
    *place = (size_t)found;
    return true;
}

static Definition *definition_of(const Numbering *numbering, Arena *arena, int64_t list)
{
    size_t place;
    if (!place_of(arena, numbering->list_places, list, &place)) return NULL;
    int64_t id = LIST_AT(&numbering->lists, ListUse, place)->definition;
    if (!place_of(arena, numbering->definition_places, id, &place)) return NULL;
    return LIST_AT(&numbering->definitions, Definition, place);
}

/* 一 … 九十九, 一百〇五: as lists are counted. */
static void add_chinese(Buf *out, int64_t number)
{
    static const char *const DIGITS[] = {"〇", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    static const struct {
        int64_t value;
        const char *sign;
    } POWERS[] = {{1000, "千"}, {100, "百"}, {10, "十"}};
    bool some = false, skipped = false;
    for (size_t i = 0; i < sizeof POWERS / sizeof POWERS[0]; i++) {
        int64_t digit = number / POWERS[i].value % 10;
        if (!digit) {
            skipped = some;
            continue;
        }
        if (skipped) buf_add_cstr(out, DIGITS[0]);
        if (digit > 1 || POWERS[i].value > 10 || some) buf_add_cstr(out, DIGITS[digit]);
        buf_add_cstr(out, POWERS[i].sign);
        some = true;
        skipped = false;
    }
    if (number % 10 == 0) return;
    if (skipped) buf_add_cstr(out, DIGITS[0]);
    buf_add_cstr(out, DIGITS[number % 10]);
}

static void add_number(Buf *out, Text numerals, int64_t number)
{
    bool chinese = text_starts(numerals, TEXT("chinese")) ||
                   text_starts(numerals, TEXT("japaneseCounting")) ||
                   text_equal(numerals, TEXT("ideographDigital")) ||
                   text_starts(numerals, TEXT("taiwaneseCounting"));
    if (chinese && number > 0 && number <= CHINESE_MOST) {
        add_chinese(out, number);
    } else if (text_equal(numerals, TEXT("decimalEnclosedCircle")) && number <= 20) {
        buf_add_code_point(out, U'①' + (uint32_t)number - 1);
    } else if (text_ends(numerals, TEXT("Letter")) && number >= 1 && number <= 26) {
        bool lower = text_starts(numerals, TEXT("lower"));
        buf_add_char(out, (char)((lower ? 'a' : 'A') + number - 1));
    } else {
        buf_add_format(out, "%lld", (long long)number);
    }
}

/* "（%2）" with the count of each level it names. */
static Text label_of(Arena *arena, const Definition *definition, const Level *level)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < level->pattern.len; i++) {
        char c = level->pattern.ptr[i];
        bool names = c == '%' && i + 1 < level->pattern.len && level->pattern.ptr[i + 1] >= '1' &&
                     level->pattern.ptr[i + 1] <= '9';
        if (!names) {
            buf_add_char(&out, c);
            continue;
        }
        int other = level->pattern.ptr[++i] - '1';
        add_number(&out, definition->levels[other].numerals, definition->counts[other]);
    }
    return buf_text(&out);
}

static bool counts_nothing(const Level *level)
{
    return !level->numerals.len || text_equal(level->numerals, TEXT("bullet")) ||
           text_equal(level->numerals, TEXT("none"));
}

Text numbering_next(Numbering *numbering, Arena *arena, int64_t list, int level)
{
    Definition *definition = definition_of(numbering, arena, list);
    if (!definition || level < 0 || level >= LEVELS) return TEXT("");
    for (int i = 0; i <= level; i++) {
        Level *one = &definition->levels[i];
        if (i < level && definition->counts[i]) continue;
        int64_t start = one->start > 0 ? one->start : 1;
        definition->counts[i] =
            i == level && definition->counts[i] ? definition->counts[i] + 1 : start;
    }
    for (int i = level + 1; i < LEVELS; i++)
        definition->counts[i] = 0;
    const Level *own = &definition->levels[level];
    return counts_nothing(own) ? TEXT("") : label_of(arena, definition, own);
}
