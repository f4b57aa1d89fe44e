/* What a text is found by: each two neighbouring Chinese characters, since Chinese has no spaces
 * and nearly all of its words have two or more; and the words of everything else, in small letters.
 * Width makes no difference. */
#include "record_impl.h"

typedef enum Letter {
    LETTER_NONE,    /* parts words */
    LETTER_CHINESE, /* and kana and hangul */
    LETTER_OTHER
} Letter;

typedef struct Block {
    uint32_t first, last;
    Letter letter;
} Block;

/* In order; what stands in none of them is a letter. */
static const Block BLOCKS[] = {
    {0x00, '0' - 1, LETTER_NONE},       {'9' + 1, 'a' - 1, LETTER_NONE}, /* capitals are folded */
    {'z' + 1, 0xBF, LETTER_NONE},       {0xD7, 0xD7, LETTER_NONE},
    {0xF7, 0xF7, LETTER_NONE},          {0x2000, 0x2BFF, LETTER_NONE}, /* marks and symbols */
    {0x2E00, 0x2E7F, LETTER_NONE},      {0x2E80, 0x2FDF, LETTER_CHINESE},
    {0x2FE0, 0x3004, LETTER_NONE},      {0x3005, 0x3007, LETTER_CHINESE}, /* 々〆〇 */
    {0x3008, 0x303F, LETTER_NONE},      {0x3040, 0x9FFF, LETTER_CHINESE},
    {0xAC00, 0xD7AF, LETTER_CHINESE},   {0xD800, 0xF8FF, LETTER_NONE}, /* private use */
    {0xF900, 0xFAFF, LETTER_CHINESE},   {0xFE00, 0xFE6F, LETTER_NONE},
    {0xFEFF, 0xFF0F, LETTER_NONE},      {0xFFE0, 0xFFFF, LETTER_NONE},
    {0x1F000, 0x1FFFF, LETTER_NONE}, /* pictures */
    {0x20000, 0x3FFFF, LETTER_CHINESE}, {0xE0000, 0x10FFFF, LETTER_NONE},
};

static uint32_t folded(uint32_t code_point)
{
    uint32_t narrow =
        code_point >= 0xFF01 && code_point <= 0xFF5E ? code_point - 0xFEE0 : code_point;
    return narrow >= 'A' && narrow <= 'Z' ? narrow + ('a' - 'A') : narrow;
}

static Letter letter_of(uint32_t code_point)
{
    for (size_t at = 0; at < sizeof BLOCKS / sizeof BLOCKS[0]; at++) {
        if (code_point <= BLOCKS[at].last) {
            return code_point >= BLOCKS[at].first ? BLOCKS[at].letter : LETTER_OTHER;
        }
    }
    return LETTER_OTHER;
}

/* A run of letters of one sort, folded; false at the end of the text. */
static bool next_run(Text text, size_t *at, Buf *run, Letter *letter)
{
    uint32_t code_point = 0;
    run->len = 0;
    *letter = LETTER_NONE;
    for (size_t next = *at; text_next(text, &next, &code_point); *at = next) {
        Letter here = letter_of(folded(code_point));
        if (run->len > 0 && here != *letter) {
            return true;
        }
        if (here != LETTER_NONE) {
            *letter = here;
            buf_add_code_point(run, folded(code_point));
        }
    }
    return run->len > 0;
}

static void add_word(Words *words, Text word)
{
    int64_t ignored = 0;
    if (!map_get(words->seen, word, &ignored)) {
        map_put(words->seen, word, 1);
        *(Text *)list_add(&words->list) = text_copy(words->list.arena, word);
    }
}

/* A character that stands alone is kept as it is. */
static void add_pairs(Words *words, Text run)
{
    uint32_t code_point = 0;
    size_t first = 0, second = 0;
    text_next(run, &second, &code_point);
    if (second == run.len) {
        add_word(words, run);
    }
    for (size_t end = second; text_next(run, &end, &code_point); second = end) {
        add_word(words, text_slice(run, first, end));
        first = second;
    }
}

Words words_new(Arena *arena)
{
    return (Words){list_new(arena, sizeof(Text)), map_new(arena)};
}

void words_add(Words *words, Text text)
{
    Buf run = buf_new(words->list.arena);
    Letter letter;
    for (size_t at = 0; next_run(text, &at, &run, &letter);) {
        if (letter == LETTER_CHINESE) {
            add_pairs(words, buf_text(&run));
        } else {
            add_word(words, buf_text(&run));
        }
    }
}

void words_add_tag(Words *words, const char *tag, Text value)
{
    add_word(words, text_format(words->list.arena, "%s:%.*s", tag, TEXT_ARGS(value)));
}

Text words_text(const Words *words)
{
    Buf text = buf_new(words->list.arena);
    for (size_t at = 0; at < words->list.count; at++) {
        buf_add_cstr(&text, at > 0 ? " " : "");
        buf_add(&text, *LIST_AT(&words->list, Text, at));
    }
    return buf_text(&text);
}

static size_t letter_count(Text run)
{
    size_t at = 0, count = 0;
    for (uint32_t code_point; text_next(run, &at, &code_point);) {
        count++;
    }
    return count;
}

bool word_is_single(Text word)
{
    size_t at = 0;
    uint32_t code_point = 0;
    return letter_count(word) == 1 && text_next(word, &at, &code_point) &&
           letter_of(code_point) == LETTER_CHINESE;
}

List words_phrases(Arena *arena, Text text)
{
    enum { PAIR = 2 };
    List phrases = list_new(arena, sizeof(Text));
    Buf run = buf_new(arena);
    Letter letter;
    for (size_t at = 0; next_run(text, &at, &run, &letter);) {
        if (letter == LETTER_CHINESE && letter_count(buf_text(&run)) > PAIR) {
            *(Text *)list_add(&phrases) = text_copy(arena, buf_text(&run));
        }
    }
    return phrases;
}
