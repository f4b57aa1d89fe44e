/* prose: reads Chinese official prose and proposes what it holds.
 *
 * Text goes in as UTF-8 bytes, in pieces of any size; one paragraph after another comes out:
 * cleaned (every change listed), cut into sentences and clauses, with proposals: figures, periods,
 * organisations, people, benchmarks, lessons, gaps, strengths, mains, commitments, near-term tasks.
 * Each names its place, the rule that found it and how far that rule may be trusted. A field that
 * the text does not give stays empty. Nothing is stored; a person decides what becomes a record.
 *
 * What is found stands in rules/prose/ as data: lists of words, patterns, and for every rule
 * examples that run as its tests.
 *
 * Offsets count Unicode characters of the cleaned text, in which paragraphs are parted by one line
 * feed; they hold for its Traditional and its Simplified form alike. Places in the source are bytes
 * and lines. Memory grows with the longest paragraph and with eight bytes a paragraph, no further.
 */
#ifndef DUIBIAO_PROSE_H
#define DUIBIAO_PROSE_H

#include "base.h"

/* ---- Rules ---- */

typedef struct ProseRules ProseRules;

/* Reads the *.rules of rules/prose, in any order, and opens the conversion from Traditional.
 * errors: INVALID (file and line of a rule that cannot be read, or a rule that is missing),
 *         UNSUPPORTED (no conversion data on this machine). */
Status prose_rules_load(EmbeddedFiles files, ProseRules **rules, Error *err);
void prose_rules_free(ProseRules *rules); /* NULL is allowed */

/* What a rule must find, or must not find, in a text. The examples stand in the rule files, behind
 * their rules: who writes a rule has them run with the tests, which ask here for all of both. */
typedef struct ProseExample {
    const char *rule;
    Text text;   /* "¶" parts paragraphs */
    Text expect; /* the span found; empty: the rule must find nothing here */
} ProseExample;
size_t prose_example_count(const ProseRules *rules);
ProseExample prose_example(const ProseRules *rules, size_t index);
size_t prose_rule_count(const ProseRules *rules);
const char *prose_rule_name(const ProseRules *rules, size_t index);

/* ---- What is found ---- */

typedef struct ProseSpan {
    size_t start, end; /* characters of the cleaned text, from 0; `end` is behind the last */
} ProseSpan;

typedef enum ProseKind {
    PROSE_FIGURE,
    PROSE_PERIOD,
    PROSE_ORG,
    PROSE_PERSON,
    PROSE_BENCHMARK,
    PROSE_LESSON,
    PROSE_GAP,
    PROSE_STRENGTH,
    PROSE_MAIN,
    PROSE_COMMITMENT,
    PROSE_TASK,
    PROSE_KIND_COUNT
} ProseKind;

const char *prose_kind_name(ProseKind kind); /* "figure", … */

typedef enum ProseBound {
    FIGURE_NONE, /* no number: a rank or a degree in words */
    FIGURE_EXACT,
    FIGURE_ABOUT,
    FIGURE_ABOVE,    /* more than: 多 余 超 */
    FIGURE_AT_LEAST, /* 以上 不低于 */
    FIGURE_BELOW,
    FIGURE_AT_MOST,
} ProseBound;

const char *prose_bound_sign(ProseBound bound); /* "=", ">", …; "" for none */

/* A stretch of time as written, and as resolved against the date of the text. */
typedef struct ProsePeriod {
    Text text;        /* "年底前"; empty: the text gives none */
    Date first, last; /* DATE_NONE where it cannot be resolved */
    bool undated;     /* 尽快, 近期: said without a date */
} ProsePeriod;

typedef enum ProseNature { NATURE_ACTION, NATURE_PRINCIPLE, NATURE_GOAL } ProseNature;

const char *prose_nature_name(ProseNature nature);

typedef struct ProseProposal {
    ProseKind kind;
    ProseSpan span;
    size_t raw_start, raw_end; /* bytes of the source */
    size_t line;               /* of the source, from 1 */
    Text text;                 /* Simplified */
    const char *rule;
    double confidence; /* 0 … 1, as the rule says */
    Text section;      /* heading above it */
    Text speaker;      /* who says it, where the text tells */

    /* figures: one number, or two for a range */
    ProseBound bound;
    Decimal value, value_to;
    bool is_range;
    Text unit;      /* with 万 or 亿: "亿元" */
    Text indicator; /* what is counted */
    ProsePeriod
        period; /* of a figure; of a commitment or task, its deadline; or the period itself */

    Text name;    /* person, benchmark, main, who has the lesson */
    Text role;    /* post of a person; near, far, peer, tier of a benchmark */
    Text verb;    /* of a benchmark or main */
    Text lens;    /* of a lesson: 理念 气魄 方法 精神 */
    Text field;   /* subject matter, parted by 、 */
    Text owner;   /* of a commitment or task */
    Text assist;  /* who helps, parted by 、 */
    bool is_led;  /* the owner is a leader; a unit named later takes the place */
    Text numbers; /* the figures a commitment names, parted by 、 */
    Text main;    /* the main to which a commitment belongs */
    ProseNature nature;
} ProseProposal;

/* The proposal and its texts on an arena. */
ProseProposal prose_copy(Arena *arena, const ProseProposal *proposal);

/* ---- What was cleaned ---- */

typedef enum ProseEmendationKind {
    EMENDATION_GLOSS,      /* pinyin in brackets behind a character */
    EMENDATION_FURNITURE,  /* what belongs to the page and not to the text */
    EMENDATION_REPETITION, /* a paragraph that was there before */
    EMENDATION_WIDTH,      /* full-width letters and digits */
    EMENDATION_BLANK,      /* indents, and what a typesetter puts between Chinese and digits */
    EMENDATION_LINE_BREAK, /* a line that the page broke, joined again */
    EMENDATION_DELETED,    /* what its author struck out; found by those who unpack files */
    EMENDATION_SIMPLIFIED, /* converted from Traditional: one entry a paragraph, with its count */
    EMENDATION_LOST,       /* a character the source has lost: left as it is, only reported */
    EMENDATION_KIND_COUNT
} ProseEmendationKind;

const char *prose_emendation_name(ProseEmendationKind kind);

typedef struct ProseEmendation {
    ProseEmendationKind kind;
    size_t raw_start, raw_end; /* bytes of the source */
    size_t line;
    size_t at;    /* character of the cleaned text where it stood */
    size_t count; /* characters concerned */
    Text text;    /* what stood there */
} ProseEmendation;

/* One 要 and what became of it. */
typedef enum ProseYaoState {
    YAO_COMMITMENT, /* inside a commitment */
    YAO_HEADING,    /* asks a question or names a section */
    YAO_WORD,       /* part of a word: 重要, 需要 */
    YAO_LEFT,       /* a modal the reader did not take for a commitment */
} ProseYaoState;

typedef struct ProseYao {
    size_t at;
    ProseYaoState state;
} ProseYao;

/* 责任单位：…, 完成时限：… on lines of their own: said of all that its item lays down. */
typedef struct ProseOwed {
    size_t from;        /* character where the item begins */
    Text owner, assist; /* empty: not said here */
    bool is_leader;     /* 牵头领导：…: answers where no line names a unit */
    ProsePeriod period;
} ProseOwed;

/* What the line says, where the commitment stands in the item and does not say it itself. Texts are
 * copied to the arena. */
void prose_owe(Arena *arena, ProseProposal *proposal, const ProseOwed *owed);

typedef struct ProseParagraph {
    size_t start;              /* character of the cleaned text */
    size_t raw_start, raw_end; /* bytes of the source */
    size_t line;               /* its first */
    Text text;                 /* cleaned, Simplified */
    Text source_text;          /* cleaned, as it was written */
    Text speaker;              /* who says it, where the text tells */
    const ProseOwed *owed;     /* NULL: the paragraph is no such line */
    bool is_text; /* false: furniture or a repetition; only its emendations are there */
    const ProseEmendation *emendations;
    size_t emendation_count;
    const ProseSpan *sentences;
    size_t sentence_count;
    const ProseProposal *proposals; /* by place */
    size_t proposal_count;
    const ProseYao *yao;
    size_t yao_count;
} ProseParagraph;

/* ---- Reading ---- */

/* Called once a paragraph; what it points to is gone when it returns. */
typedef void (*ProseSink)(void *context, const ProseParagraph *paragraph);

/* What the whole text turned out to be. */
typedef struct ProseSummary {
    size_t characters, han_characters, paragraphs, sentences;
    size_t proposals[PROSE_KIND_COUNT];
    size_t emendations[EMENDATION_KIND_COUNT]; /* places */
    bool is_official; /* false: hardly any of what marks Chinese official prose was met */
} ProseSummary;

/* The date the text itself gives, in its first or last lines; DATE_NONE where it gives none. */
Date prose_date_of(Text text);

/* How the lines of a text run, as its first megabytes show. Text out of a PDF, or typed to a
 * margin, breaks paragraphs into lines, which are joined again. */
enum { PROSE_HEADS_MOST = 16 };
typedef struct ProseLayout {
    size_t width;  /* columns of a full line; 0: a line is a paragraph */
    size_t indent; /* columns that begin a paragraph; 0: paragraphs are not indented */
    bool is_paged; /* form feeds part pages */
    uint64_t heads[PROSE_HEADS_MOST]; /* what stands at the edges of pages */
    size_t head_count;
} ProseLayout;
ProseLayout prose_layout_of(Text text);

/* Names that a workspace knows beside the rules: its units, and those it measures. They are fixed
 * once the first reader is open. */
typedef struct ProseNames ProseNames;
ProseNames *prose_names_new(Arena *arena);
void prose_names_add_unit(ProseNames *names, Text name); /* shorter than two characters: ignored */
void prose_names_add_place(ProseNames *names, Text name);

typedef struct ProseSettings {
    Date text_date;          /* resolves 年底前 and 今年; DATE_NONE leaves them unresolved */
    ProseLayout layout;      /* {0}: a line is a paragraph */
    const ProseNames *names; /* must outlive the reader; NULL: none */
    const Calendar
        *calendar; /* resolves 10个工作日内; must outlive the reader; NULL: leaves it so */
} ProseSettings;

typedef struct ProseReader ProseReader;

ProseReader *prose_open(const ProseRules *rules, const ProseSettings *settings, ProseSink sink,
                        void *context);
void prose_add(ProseReader *reader, Text bytes);
ProseSummary prose_finish(ProseReader *reader); /* the last paragraph, then closes */

#endif
