/* Inside prose: the compiled rules, one paragraph at work, and what the reader remembers. */
#ifndef DUIBIAO_PROSE_IMPL_H
#define DUIBIAO_PROSE_IMPL_H

#include "prose.h"

#include <pthread.h>

/* ---- Words ---- */

/* Lists of words in one tree over code points. A word may stand in several lists. */
typedef struct Lexicon Lexicon;

typedef struct WordHit {
    size_t len; /* characters */
    Text note;  /* what the list says about the word: "word=note" */
} WordHit;

Lexicon *lexicon_new(Arena *arena);
/* Made when new; -1: there are too many. */
int lexicon_list(Lexicon *lexicon, Text name);
int lexicon_find_list(const Lexicon *lexicon, Text name); /* -1: none */
void lexicon_add(Lexicon *lexicon, int list, Text word, Text note);
/* The longest word of the list at `at`, not reaching behind `end`. */
bool lexicon_match(const Lexicon *lexicon, int list, const uint32_t *c, size_t at, size_t end,
                   WordHit *hit);
/* Could a word of the list begin with this character? */
bool lexicon_begins(const Lexicon *lexicon, int list, uint32_t c);

/* All words of all lists in a text. What stands at a place is asked again and again, for one list
 * after another: the tree is walked once a place, and a question looks at the few words that begin
 * there. */
enum { LIST_WORDS = 2 }; /* 64 lists each */

typedef struct FoundWord {
    uint16_t list, len;
    const Text *note;
} FoundWord;

typedef struct Words {
    size_t n;
    uint64_t (*lists)[LIST_WORDS]; /* by place: which lists have a word there */
    uint32_t *first;               /* n + 2: the place's words in `found` */
    FoundWord *found;              /* of a place, longer ones behind shorter ones */
} Words;

Words *words_of(const Lexicon *lexicon, Arena *arena, const uint32_t *c, size_t n);

/* The longest word of the list at `at`, not reaching behind `end`. */
static inline bool words_at(const Words *words, int list, size_t at, size_t end, WordHit *hit)
{
    if (list < 0 || at >= end || at >= words->n) return false;
    if (!(words->lists[at][list / 64] >> (list % 64) & 1)) return false;
    for (uint32_t i = words->first[at + 1]; i > words->first[at]; i--) {
        const FoundWord *word = &words->found[i - 1];
        if (word->list != list || at + word->len > end) continue;
        *hit = (WordHit){word->len, *word->note};
        return true;
    }
    return false;
}

/* The longest that ends at `end` and starts at or behind `from`. */
bool words_before(const Words *words, int list, size_t from, size_t end, WordHit *hit);

/* The lists that the code itself reads; the file words.rules must have them all. */
#define WORD_LISTS(X)                                                                              \
    X(act)                                                                                         \
    X(adverb)                                                                                      \
    X(ask_head)                                                                                    \
    X(aspect)                                                                                      \
    X(assign)                                                                                      \
    X(bare_owner)                                                                                  \
    X(bound_after)                                                                                 \
    X(bound_before)                                                                                \
    X(bracket_assist)                                                                              \
    X(bracket_lead)                                                                                \
    X(chapter)                                                                                     \
    X(chapter_future)                                                                              \
    X(chapter_past)                                                                                \
    X(chapter_problem)                                                                             \
    X(classifier)                                                                                  \
    X(clause_future)                                                                               \
    X(complement)                                                                                  \
    X(deadline_label)                                                                              \
    X(done)                                                                                        \
    X(everyone)                                                                                    \
    X(field)                                                                                       \
    X(furniture)                                                                                   \
    X(gap_head)                                                                                    \
    X(gap_over)                                                                                    \
    X(genre_future)                                                                                \
    X(genre_minutes)                                                                               \
    X(genre_past)                                                                                  \
    X(goal)                                                                                        \
    X(idiom)                                                                                       \
    X(is_word)                                                                                     \
    X(item_label)                                                                                  \
    X(item_name)                                                                                   \
    X(lead)                                                                                        \
    X(lead_over)                                                                                   \
    X(learn)                                                                                       \
    X(lens)                                                                                        \
    X(lens_word)                                                                                   \
    X(link)                                                                                        \
    X(modal)                                                                                       \
    X(modal_word)                                                                                  \
    X(near)                                                                                        \
    X(negative)                                                                                    \
    X(no_act)                                                                                      \
    X(no_bound)                                                                                    \
    X(no_name)                                                                                     \
    X(no_org)                                                                                      \
    X(no_owner)                                                                                    \
    X(no_verb)                                                                                     \
    X(official)                                                                                    \
    X(often)                                                                                       \
    X(ordinal_name)                                                                                \
    X(org)                                                                                         \
    X(org_core)                                                                                    \
    X(org_end)                                                                                     \
    X(org_generic)                                                                                 \
    X(org_prefix)                                                                                  \
    X(org_short)                                                                                   \
    X(org_stray)                                                                                   \
    X(others)                                                                                      \
    X(owner_end)                                                                                   \
    X(owner_label)                                                                                 \
    X(page_word)                                                                                   \
    X(past)                                                                                        \
    X(period)                                                                                      \
    X(place)                                                                                       \
    X(plan_head)                                                                                   \
    X(plan_name)                                                                                   \
    X(post)                                                                                        \
    X(preamble)                                                                                    \
    X(pronoun)                                                                                     \
    X(purpose)                                                                                     \
    X(reference)                                                                                   \
    X(remedy)                                                                                      \
    X(say)                                                                                         \
    X(sees)                                                                                        \
    X(share)                                                                                       \
    X(speech_part)                                                                                 \
    X(structural)                                                                                  \
    X(surname)                                                                                     \
    X(target_head)                                                                                 \
    X(target_verb)                                                                                 \
    X(together)                                                                                    \
    X(unit)                                                                                        \
    X(verb)                                                                                        \
    X(we)                                                                                          \
    X(yao_word)                                                                                    \
    X(zhe_word)

typedef enum WordList {
#define X(name) LIST_##name,
    WORD_LISTS(X)
#undef X
        LIST_COUNT
} WordList;

/* ---- Names of a workspace ---- */

enum { NAMES_ORG, NAMES_PLACE };

struct ProseNames {
    Lexicon *lexicon; /* the two lists above */
};

/* ---- Rules ---- */

/* The rules that are code; each has its entry, confidence and examples in rules/prose. */
#define CODE_RULES(X)                                                                              \
    X(COMMITMENT_HEADING, "commitment.heading")                                                    \
    X(COMMITMENT_MODAL, "commitment.modal")                                                        \
    X(COMMITMENT_GOAL, "commitment.goal")                                                          \
    X(COMMITMENT_LEAD, "commitment.lead")                                                          \
    X(COMMITMENT_DEADLINE, "commitment.deadline")                                                  \
    X(COMMITMENT_VERB, "commitment.verb")                                                          \
    X(COMMITMENT_DEFINITION, "commitment.definition")                                              \
    X(COMMITMENT_CONTINUED, "commitment.continued")                                                \
    X(COMMITMENT_TARGET, "commitment.target")                                                      \
    X(COMMITMENT_ASKED, "commitment.asked")                                                        \
    X(COMMITMENT_LABELLED, "commitment.labelled")                                                  \
    X(GAP_LISTED, "gap.listed")                                                                    \
    X(FIGURE_NUMBER, "figure.number")                                                              \
    X(FIGURE_COUNTED, "figure.counted")                                                            \
    X(LESSON_LENS, "lesson.lens")                                                                  \
    X(LESSON_OTHERS, "lesson.others")                                                              \
    X(MAIN_QUOTED, "main.quoted")                                                                  \
    X(ORG_KNOWN, "org.known")                                                                      \
    X(ORG_LISTED, "org.listed")                                                                    \
    X(ORG_REGISTERED, "org.registered")                                                            \
    X(ORG_ENDING, "org.ending")                                                                    \
    X(PERIOD_DATE, "period.date")                                                                  \
    X(PERIOD_WORD, "period.word")                                                                  \
    X(PERSON_POST, "person.post")                                                                  \
    X(TASK_LIST, "task.list")

typedef enum CodeRule {
#define X(id, name) RULE_##id,
    CODE_RULES(X)
#undef X
        RULE_COUNT
} CodeRule;

typedef enum ElementKind {
    ELEMENT_WORDS, /* one of `a|b|c` */
    ELEMENT_LIST,  /* a word of a list */
    ELEMENT_NAME,  /* a place: known, or up to four characters before what follows */
    ELEMENT_QUOTE, /* “…” */
    ELEMENT_GAP,   /* anything, within the clause */
    ELEMENT_WIDE,  /* anything, within the sentence */
    ELEMENT_OPEN,  /* the span begins */
    ELEMENT_CLOSE, /* the span ends */
    ELEMENT_START, /* of a clause */
    ELEMENT_END,   /* of a clause */
    ELEMENT_NOT,   /* none of `!a|b` stands here */
} ElementKind;

typedef struct Element {
    ElementKind kind;
    bool optional;
    int list;
    const uint32_t **words;
    size_t *word_lens;
    size_t word_count;
} Element;

typedef struct Pattern {
    Element *elements;
    size_t count;
    struct Rule *rule;
} Pattern;

typedef enum SpanScope { SCOPE_MATCH, SCOPE_CLAUSE, SCOPE_SEGMENT } SpanScope;

typedef struct Rule {
    const char *name;
    ProseKind kind;
    double confidence;
    SpanScope scope;
    Text role, lens, unit;
} Rule;

/* Which patterns may begin with a character: one bit a pattern. */
enum { PATTERNS_MOST = 256, PATTERN_WORDS = PATTERNS_MOST / 64, FIRST_CHARACTERS = 0x10000 };

struct ProseRules {
    Arena *arena;
    Lexicon *lexicon;
    int lists[LIST_COUNT];
    List rules;    /* Rule * */
    List patterns; /* Pattern * */
    List examples; /* ProseExample */
    const Rule *code[RULE_COUNT];
    uint64_t (*first)[PATTERN_WORDS];     /* by character: patterns that may begin with it */
    uint64_t clause_first[PATTERN_WORDS]; /* patterns that begin at any clause */
    void *converter;                      /* OpenCC */
    pthread_mutex_t *converting;          /* it does not promise to serve several threads at once */
    uint16_t *simplified; /* by code point below 0x10000: 0 unchanged, else the other one */
};

Status rules_read(ProseRules *rules, Text file_name, Text text, Error *err);
void patterns_index(ProseRules *rules);
Pattern *pattern_read(ProseRules *rules, Rule *rule, Text text);

Status simplify_open(ProseRules *rules, Error *err);
void simplify_close(ProseRules *rules);

/* ---- One paragraph ---- */

typedef struct Clause {
    size_t start, end;  /* without the mark behind it */
    size_t segment_end; /* of the ；-segment it stands in */
    size_t sentence_end;
    size_t segment_start;
    size_t sentence_start;
    bool first, opens_segment; /* in its sentence; in its segment */
    uint32_t mark;             /* behind it; 0 at the paragraph's end */
} Clause;

typedef struct PeriodHit {
    size_t start, end;
    ProsePeriod period;
    bool is_deadline; /* 前 内 底: by then */
    bool is_manner;   /* 尽快: says how soon one acts, not when a figure holds */
    bool is_span;     /* 今后五年: a figure too */
    bool is_plan;     /* 十三五: a stretch of years by name */
    bool is_whole;    /* 全年: by its end, and all through it */
    bool is_within;   /* 3日内: a length, of its own clause alone */
    bool is_since;    /* 2019年以来, 6月份起 */
    bool is_day;      /* named to the day */
} PeriodHit;

/* 一是, 二要, 首先, （三）, 4. */
typedef enum LabelForm { LABEL_NONE, LABEL_IS, LABEL_MUST, LABEL_ORDER, LABEL_CHAPTER } LabelForm;

typedef struct Label {
    LabelForm form;
    int number; /* 0: none */
    size_t len; /* characters; without the 要 of 一要 */
} Label;

typedef enum Mode { MODE_PLAIN, MODE_FUTURE, MODE_PAST } Mode;

/* What lasts longer than a paragraph. */
typedef struct Memory {
    Text section, speaker, main, lens; /* in `store` */
    Mode chapter, document;
    int list_number;
    LabelForm list_form;
    bool lens_chapter, gap_chapter;
    bool is_minutes; /* 会议纪要 */
    bool gap_list;   /* a list of gaps was announced at the end of the last paragraph */
    Date text_date;
    const Calendar *calendar; /* NULL: working days stay unresolved */
    size_t item_start;        /* character where the last （一） began; 0: there was none */
    int chapter_year;         /* that the chapter's heading names; 0: none */
    char section_store[256], speaker_store[64], main_store[128], lens_store[32];
    Text visited; /* 赴许昌、扬州学习考察: where the text says one went */
    bool
        is_report; /* its head says so: what it tells in chapters on experience is told of others */
    Text item_lens; /* by the heading of the item */
    char visited_store[256], item_lens_store[32];
} Memory;

typedef struct Para {
    Arena *arena;
    const ProseRules *rules;
    Memory *memory;
    const uint32_t *c; /* Simplified; behind the last stands 0 */
    size_t n;
    const Words *words, *named; /* of the rules; of the workspace, NULL: none */
    size_t base;                /* character of the cleaned text at c[0] */
    Text text;
    const uint32_t *byte_at; /* n + 1: byte of `text` */
    List clauses;            /* Clause */
    uint32_t *clause_of;     /* n + 1: the clause at a place, from 1; 0: none */
    List periods;            /* PeriodHit */
    List proposals;          /* ProseProposal; spans within the paragraph until it is handed over */
    List yao;                /* ProseYao */
    Text section, speaker;   /* as the last proposal has them, on `arena` */
    bool is_title;           /* names the text or a chapter: owes nothing */
    bool is_label;   /* 整改措施：, 责任单位：市水务局: owes nothing by itself */
    ProseOwed owed;  /* of such a line */
    uint8_t *masked; /* 1: inside a date or an idiom */
} Para;

Text para_text(const Para *para, size_t start, size_t end);
ProseProposal *para_propose(Para *para, const Rule *rule, size_t start, size_t end);
const Rule *para_rule(const Para *para, CodeRule rule);
/* A name of the workspace, where `list` is one of those it adds to. */
bool para_named(const Para *para, WordList list, size_t at, size_t end, WordHit *hit);

static inline bool para_word(const Para *para, WordList list, size_t at, size_t end, WordHit *hit)
{
    bool known = words_at(para->words, para->rules->lists[list], at, end, hit);
    if (!para->named || (list != LIST_org && list != LIST_place)) return known;
    WordHit own;
    if (!para_named(para, list, at, end, &own) || (known && own.len <= hit->len)) return known;
    *hit = own;
    return true;
}

bool para_word_back(const Para *para, WordList list, size_t from, size_t end, WordHit *hit);
/* The first word of the list that starts in [from, end). */
bool para_seek(const Para *para, WordList list, size_t from, size_t end, size_t *at, WordHit *hit);
bool para_has(const Para *para, WordList list, size_t from, size_t end);
/* Does a word of the list cover the character? */
bool para_in_word(const Para *para, WordList list, size_t at);
/* Does the literal stand at `at`, before `end`? Its characters are counted. */
static inline bool para_starts(const Para *para, size_t at, size_t end, const char *literal,
                               size_t *len)
{
    if (at >= end) return false;
    const char *byte = para->text.ptr + para->byte_at[at];
    const char *behind = para->text.ptr + para->byte_at[end];
    size_t count = 0;
    for (; *literal; literal++, byte++) {
        if (byte == behind || *byte != *literal) return false;
        count += ((unsigned char)*literal & 0xC0) != 0x80;
    }
    *len = count;
    return true;
}
const Clause *para_clause_at(const Para *para, size_t at);
void memory_keep(char *store, size_t size, Text *kept, Text text);

static inline bool is_han(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == U'〇' ||
           (c >= 0x20000 && c <= 0x3FFFD);
}
static inline bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}
bool is_sentence_mark(uint32_t c);
bool is_clause_mark(uint32_t c);

/* A numeral, Arabic or Chinese, at `at`; *end behind it. 万 and 亿 at its end are left to the
 * unit. */
bool number_read(const Para *para, size_t at, size_t limit, Decimal *value, size_t *end);

/* Asked of every character. */
static inline int chinese_digit(uint32_t c) /* -1 */
{
    switch (c) {
    case U'〇':
    case U'○':
    case U'零': return 0;
    case U'一': return 1;
    case U'二':
    case U'两': return 2;
    case U'三': return 3;
    case U'四': return 4;
    case U'五': return 5;
    case U'六': return 6;
    case U'七': return 7;
    case U'八': return 8;
    case U'九': return 9;
    default: return -1;
    }
}

static inline int64_t power_of(uint32_t c)
{
    switch (c) {
    case U'十': return 10;
    case U'百': return 100;
    case U'千': return 1000;
    default: return 0;
    }
}

static inline bool is_chinese_numeral(uint32_t c)
{
    return chinese_digit(c) >= 0 || power_of(c) > 0;
}

Label label_read(const Para *para, size_t at, size_t end);
Label chapter_label(const Para *para, size_t at,
                    size_t end); /* （三）, 4. and no other; needs no words */

void para_split(Para *para);
void para_find_periods(Para *para);
void para_find_figures(Para *para);
void para_find_people(Para *para);
void para_find_orgs(Para *para);
void para_read_label(Para *para); /* before headings are looked for */
void para_find_patterns(Para *para);
void para_find_listed_gaps(Para *para);
void para_find_commitments(Para *para);
void para_find_tasks(Para *para);
/* In the segment that the clause opens; false: there is none. */
bool para_find_lesson(Para *para, const Clause *clause);
void para_note_visit(Para *para, bool in_head);
Text para_fields(const Para *para, size_t start, size_t end);
Text para_join(const Para *para, Text so_far, Text more);
/* 加强, 大力推进: does somebody act here? Adverbs before the verb are skipped. */
bool para_acts(const Para *para, size_t at, size_t end);
/* The period said for [start, end): a deadline before any other. */
const PeriodHit *para_period_in(const Para *para, size_t start, size_t end);

/* ---- Cleaning ---- */

typedef struct SourceLine {
    size_t at; /* its first character in the paragraph */
    size_t number, raw_start;
    Text text;
} SourceLine;

/* One line of the source, cleaned; or several, joined. */
typedef struct CleanLine {
    List characters; /* uint32_t: cleaned, as written */
    List raw_at;     /* size_t: byte of the source for each */
    size_t raw_end;
    List emendations; /* ProseEmendation; `at` within the line */
    List lines;       /* SourceLine */
} CleanLine;

void clean_line(const ProseRules *rules, Arena *arena, Text line, size_t raw_start, size_t number,
                CleanLine *clean);
bool clean_is_furniture(const ProseRules *rules, const CleanLine *line);
bool clean_is_number(const ProseLayout *layout, const CleanLine *line); /* of a page */
void clean_drop(CleanLine *line); /* the whole line is furniture */
void clean_join(CleanLine *joined, const CleanLine *line);
void clean_absorb(CleanLine *joined, const CleanLine *line); /* only its emendations */
/* Replaces characters by Simplified ones in place; how many changed. */
size_t simplify(const ProseRules *rules, Arena *arena, uint32_t *c, size_t n);
uint32_t simple_of(const ProseRules *rules, uint32_t c);

/* ---- Layout ---- */

typedef struct LineShape {
    size_t indent, width; /* columns: before the text, and of it */
    uint32_t last;        /* its last character */
    bool opens_page;      /* a form feed stands in it */
} LineShape;

LineShape line_shape(Text line);
bool is_page_number(const uint32_t *c, size_t n);
bool is_bare_number(const uint32_t *c, size_t n);
bool layout_is_head(const ProseLayout *layout, Text line);
/* Does the line `c` go on with the paragraph whose last line had the shape `before`? */
bool layout_continues(const ProseLayout *layout, LineShape before, LineShape next,
                      const uint32_t *c, size_t n);

/* ---- The reader ---- */

/* Hashes of paragraphs, open addressing. */
typedef struct Seen {
    uint64_t *hashes;
    size_t count, cap;
} Seen;

bool seen_before(Seen *seen, Text text); /* remembers it */

struct ProseReader {
    const ProseRules *rules;
    ProseLayout layout;
    const ProseNames *names;
    ProseSink sink;
    void *context;
    Arena *keeping;    /* as long as the reader */
    Arena *arena;      /* of the paragraph at work */
    Arena *line_arena; /* of the line behind it */
    Memory memory;
    char *line;
    size_t line_len, line_cap;
    size_t raw_at; /* bytes taken, up to the line's start */
    size_t line_number;
    CleanLine joined; /* the paragraph at work; nothing where not is_open */
    LineShape last_shape;
    bool is_open, has_text;
    Seen seen;
    size_t characters; /* of the cleaned text so far */
    size_t official;   /* words that mark official prose */
    size_t paragraphs;
    ProseSummary summary;
};

void read_paragraph(ProseReader *reader, CleanLine *clean);
void hand_over(ProseReader *reader, ProseParagraph *paragraph, List *emendations);

#endif
