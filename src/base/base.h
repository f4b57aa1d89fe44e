/* base: the ground floor. Memory, text, errors, numbers, time, language.
 *
 * Every other room stands on this one; base knows nothing of the trade, reads no file but the
 * clock, prints nothing but the log, and never ends the program.
 *
 * Ownership, once for the whole house: a function whose first argument is an `Arena *` puts its
 * result there, and the result lives until that arena is freed. Nothing else needs freeing unless
 * the header says "close".
 */
#ifndef DUIBIAO_BASE_H
#define DUIBIAO_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* ---- Memory ---- */

/* One arena a request, command or job; given back whole. Running out of memory ends the process:
 * no caller could do anything better, and half-handled allocation failure loses data. */
typedef struct Arena Arena;

Arena *arena_new(void);
void arena_free(Arena *arena);                   /* NULL is allowed */
void arena_reset(Arena *arena);                  /* forget everything, keep the memory */
void *arena_alloc(Arena *arena, size_t size);    /* zeroed, aligned for any type */
void *arena_array(Arena *arena, size_t count, size_t item_size); /* zeroed; checks overflow */
size_t arena_used_bytes(const Arena *arena);

#define ARENA_NEW(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))
#define ARENA_ARRAY(arena, Type, count) ((Type *)arena_array((arena), (count), sizeof(Type)))

/* ---- Text ---- */

/* UTF-8 bytes somewhere else; not terminated. The empty text has len 0 and any ptr. */
typedef struct Text {
    const char *ptr;
    size_t len;
} Text;

#define TEXT(literal) ((Text){"" literal, sizeof(literal) - 1})
/* For printf: printf("%.*s", TEXT_ARGS(text)) */
#define TEXT_ARGS(text) (int)(text).len, (text).ptr

Text text_from(const char *zero_terminated); /* borrows; NULL gives the empty text */
Text text_copy(Arena *arena, Text text);
char *text_cstr(Arena *arena, Text text); /* a terminated copy */
Text text_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool text_equal(Text a, Text b);
int text_compare(Text a, Text b); /* by bytes, which is by code point */
bool text_starts(Text text, Text prefix);
bool text_ends(Text text, Text suffix);
Text text_trim(Text text);              /* ASCII space, U+00A0, U+3000, U+FEFF at both ends */
Text text_slice(Text text, size_t from, size_t to); /* clipped to the text */
bool text_find(Text text, Text needle, size_t *at);
bool text_contains(Text text, Text needle);
/* The piece before the next `separator`; `rest` moves behind it. False when nothing is left. */
bool text_split(Text *rest, char separator, Text *piece);
Text text_take(Text *rest, char separator); /* the same; the empty text when nothing is left */
uint64_t text_hash(Text text); /* for tables in memory; not for anything an enemy may choose */
bool text_to_int(Text text, int64_t *value); /* the whole text, decimal, optional sign */

/* The code point at *at, moving *at behind it; U+FFFD for a broken byte. False at the end. */
bool text_next(Text text, size_t *at, uint32_t *code_point);
bool text_is_utf8(Text text); /* strict: no overlong forms, surrogates or values above U+10FFFF */
/* Columns on a terminal: 2 for East Asian wide and full-width, 0 for combining marks. */
int text_width(Text text);
/* At most `columns` wide, cut at a character and ended by "…" where anything was cut. */
Text text_fit(Arena *arena, Text text, int columns);

/* A growing buffer on an arena. */
typedef struct Buf {
    Arena *arena;
    char *ptr;
    size_t len, cap;
} Buf;

Buf buf_new(Arena *arena);
void buf_add(Buf *buf, Text text);
void buf_add_cstr(Buf *buf, const char *text);
void buf_add_char(Buf *buf, char c);
void buf_add_code_point(Buf *buf, uint32_t code_point);
void buf_add_format(Buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
Text buf_text(const Buf *buf); /* valid until the next addition */

/* A growing array of items of one size on an arena. `items` may move when it grows. */
typedef struct List {
    Arena *arena;
    void *items;
    size_t count, cap, item_size;
} List;

List list_new(Arena *arena, size_t item_size);
void *list_add(List *list); /* a new zeroed item at the end */
void *list_at(const List *list, size_t index);
void list_sort(List *list, int (*compare)(const void *, const void *)); /* stable */
#define LIST_AT(list, Type, index) ((Type *)list_at((list), (index)))

/* Lines at most `columns` wide, ended at spaces and between Chinese characters, never before a
 * closing or behind an opening mark; a word that is wider stays whole. List of Text. */
List text_wrap(Arena *arena, Text text, int columns);

/* The names nearest to a wanted one, by characters put in, left out, replaced or swapped: at most a
 * third of them. Of several names of one target the nearest counts. Borrows the names. */
enum { NEAREST_MOST = 3, NEAREST_CHARACTERS = 48 };
typedef struct NearName {
    Text name;
    int target, distance;
} NearName;
typedef struct Nearest {
    uint32_t wanted[NEAREST_CHARACTERS];
    int wanted_count;
    NearName found[NEAREST_MOST]; /* the nearest first; among equals the first offered */
    int count;
} Nearest;

Nearest nearest_to(Text wanted);
void nearest_offer(Nearest *nearest, Text name, int target);
Text nearest_names(Arena *arena, const Nearest *nearest); /* "gap, map"; empty for none */

/* From text to a number the caller chooses: names, codes, aliases. Keys are copied. */
typedef struct Map Map;
Map *map_new(Arena *arena);
void map_put(Map *map, Text key, int64_t value); /* replaces */
bool map_get(const Map *map, Text key, int64_t *value);
size_t map_count(const Map *map);

/* ---- Language ---- */

typedef enum Lang { LANG_ZH, LANG_EN, LANG_COUNT } Lang;

bool lang_parse(Text name, Lang *lang);         /* "zh", "en", "zh_CN.UTF-8", … */
/* The wording of `key` in the catalogues in lang/, compiled in. An unknown key is given back
 * as it is: the test of catalogues keeps that from happening. */
const char *lang_text(Lang lang, const char *key);
bool lang_has(const char *key);
/* The keys that begin with `prefix`, one after another from *at = 0; NULL: there is none left. */
const char *lang_key(const char *prefix, size_t *at);

/* A named argument of a message; `name` is static. */
typedef struct Arg {
    const char *name;
    enum { ARG_TEXT, ARG_INT, ARG_LABEL } kind;
    Text text; /* of a LABEL the Chinese one */
    Text en;   /* of a LABEL */
    int64_t number;
} Arg;

Arg arg_text(const char *name, Text value);
Arg arg_cstr(const char *name, const char *value);
Arg arg_int(const char *name, int64_t value);
/* What a field or a thing is called; the message shows it in the reader's language. */
Arg arg_label(const char *name, Text zh, Text en);
/* Writes the wording of `key` with every {name} replaced; {name|one|other} writes "one" where the
 * argument is 1, else "other": "{count} {count|row|rows}". */
void lang_print(Buf *out, Lang lang, const char *key, const Arg *args, size_t arg_count);
/* Turns argument values into "args, count" for the functions that take both. */
#define ARGS(...) (const Arg[]){__VA_ARGS__}, sizeof((const Arg[]){__VA_ARGS__}) / sizeof(Arg)
#define NO_ARGS NULL, 0

/* ---- Errors ---- */

/* What kind of failure; one table (status_row) maps each to an exit code and an HTTP code. */
typedef enum Status {
    STATUS_OK,
    STATUS_USAGE,       /* the call itself is wrong: unknown option, missing argument */
    STATUS_INVALID,     /* the data given are wrong */
    STATUS_NOT_FOUND,
    STATUS_CONFLICT,    /* the thing changed meanwhile, or is there already */
    STATUS_DENIED,
    STATUS_LIMIT,       /* too large, too many, too deep */
    STATUS_UNSUPPORTED, /* understood, and not something this program does */
    STATUS_CORRUPT,     /* a file of ours that is damaged or not ours */
    STATUS_BUSY,        /* someone else holds it; try again */
    STATUS_IO,          /* the operating system refused */
    STATUS_INTERNAL,    /* our own mistake */
    STATUS_COUNT
} Status;

typedef struct StatusRow {
    const char *name; /* "not_found": in JSON and the manual */
    int exit_code;
    int http_code;
    const char *zh, *en;
} StatusRow;
const StatusRow *status_row(Status status);

enum { ERROR_ARGS_MAX = 6, ERROR_TEXT_BYTES = 768 };

/* Owned by the caller, last argument of every fallible function, never NULL. The sentence is
 * formed at the door, in the reader's language. */
typedef struct Error {
    Status status;
    const char *code; /* a key of the catalogues: "sheet.encrypted" */
    Arg args[ERROR_ARGS_MAX];
    size_t arg_count;
    char text[ERROR_TEXT_BYTES]; /* holds the argument texts, cut when too long */
    size_t text_len;
} Error;

/* Fills the error and gives `status` back: return error_set(err, STATUS_IO, "x.y", ARGS(…)); */
Status error_set(Error *err, Status status, const char *code, const Arg *args, size_t arg_count);
void error_print(Buf *out, Lang lang, const Error *err);
Arg error_arg(const Error *err, size_t at); /* its texts live as long as the error */

/* ---- Problems: what is wrong with the user's data ---- */

typedef enum Severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR } Severity;

/* `code` names two catalogue entries: "code" says what is wrong, "code.remedy" what to do. */
typedef struct Problem {
    Severity severity;
    const char *code;
    Text sheet;            /* empty: the whole file */
    int64_t row, column;   /* from 1; 0: not at one place */
    Text field;            /* the header or field name, if known */
    Arg *args;
    size_t arg_count;
} Problem;

/* Keeps the first `keep` of each code and counts the rest, so that ten million bad rows stay
 * readable. */
typedef struct Problems Problems;
Problems *problems_new(Arena *arena, size_t keep_per_code);
void problems_add(Problems *problems, Problem problem); /* copies texts and arguments */
size_t problems_count(const Problems *problems, Severity at_least); /* all, kept or not */
size_t problems_kept(const Problems *problems);
const Problem *problems_at(const Problems *problems, size_t index);
size_t problems_count_code(const Problems *problems, const char *code);

/* ---- Decimals ---- */

/* mantissa × 10^-scale, as published: 1926.0785 is {19260785, 4}. Scale 0..18. */
typedef struct Decimal {
    int64_t mantissa;
    int8_t scale;
} Decimal;

enum { DECIMAL_SCALE_MAX = 18 };

/* Digits with one optional point, sign and exponent; no separators, no locale. False when it is
 * not a number or does not fit. Trailing zeros after the point are kept: they were published. */
bool decimal_parse(Text text, Decimal *value);
void decimal_print(Buf *out, Decimal value); /* exact; 1926.0785, -0.5 */
Text decimal_text(Arena *arena, Decimal value);
double decimal_double(Decimal value); /* nearest */
/* The shortest decimal that reads back as `number`, or false if it is not finite or too large. */
bool decimal_from_double(double number, Decimal *value);
/* decimal_round of that, quicker; with `scale` places where the other may have fewer. */
bool decimal_round_double(double number, int scale, Decimal *value);
bool decimal_shift(Decimal value, int power, Decimal *result); /* × 10^power, exact */
Decimal decimal_round(Decimal value, int scale); /* half away from zero; never adds digits */
Decimal decimal_trim(Decimal value); /* without the zeros that end its fraction: 1.50 is 1.5 */
bool decimal_add(Decimal a, Decimal b, Decimal *sum);
bool decimal_subtract(Decimal a, Decimal b, Decimal *difference);
int decimal_compare(Decimal a, Decimal b); /* by value: 1.50 equals 1.5 */

/* ---- Civil time ---- */

/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
typedef int32_t Date;

enum { DATE_NONE = INT32_MIN };

Date date_make(int year, int month, int day); /* DATE_NONE when there is no such day */
void date_split(Date date, int *year, int *month, int *day);
int date_weekday(Date date);                  /* 1 = Monday … 7 = Sunday */
bool date_parse(Text text, Date *date);       /* 2016-10-13, 2016/10/13, 2016年10月13日, 20161013 */
void date_print(Buf *out, Date date);         /* 2016-10-13; nothing for DATE_NONE */
Date date_of_time(int64_t time_ms);           /* the local day of milliseconds since 1970 */
/* First and last day, or one that is both: 2016-10-10..2016-10-13, 2016-10-10 to 2016-10-13,
 * 2016年10月10日至13日. False too when the last is before the first. */
bool date_range_parse(Text text, Date *first, Date *last);
void date_range_print(Buf *out, Lang lang, Date first, Date last); /* 2016-10-10 至 2016-10-13 */
Date date_today(void);                        /* local; the only reader of the clock beside… */
int64_t time_now_ms(void);                    /* …this: milliseconds since 1970, UTC */
/* Milliseconds since 1970, UTC, from 2016-10-13 20:00[:05], 2016年10月13日20时30分 (local time), or
 * 2016-10-13T12:00:00[.250]Z. */
bool time_parse(Text text, int64_t *time_ms);
void time_print(Buf *out, int64_t time_ms);     /* local: 2016-10-13 20:00 */
void time_print_utc(Buf *out, int64_t time_ms); /* 2016-10-13T12:00:00Z; loses nothing */
uint64_t time_monotonic_ns(void);             /* for measuring only */
uint64_t time_thread_ns(void);                /* that the processor spent on this thread */

/* Which days are worked: weekends by default, and the exceptions of a rule set (holidays, and
 * weekends worked instead, 调休). */
typedef struct Calendar Calendar;
Calendar *calendar_new(Arena *arena);
void calendar_set(Calendar *calendar, Date date, bool worked);
bool calendar_is_worked(const Calendar *calendar, Date date);
/* The date `days` working days after (or, negative, before) `from`, which itself does not count. */
Date calendar_add(const Calendar *calendar, Date from, int days);

/* A statistical period. CUMULATIVE runs from January to `index` (1–8月: index 8). Undated
 * figures ("近年来") are PERIOD_UNDATED and enter no growth and no rank. */
typedef enum PeriodKind {
    PERIOD_UNDATED,
    PERIOD_YEAR,
    PERIOD_HALF,
    PERIOD_QUARTER,
    PERIOD_MONTH,
    PERIOD_CUMULATIVE,
} PeriodKind;

typedef struct Period {
    PeriodKind kind;
    int year;
    int index; /* half 1–2, quarter 1–4, month 1–12; 0 for a year */
} Period;

Period period_year(int year);
/* 2015, 2015年, 2015-H1, 2015年上半年, 2015-Q3, 2015年第三季度, 2015-08, 2015年8月, 2015-M01..M08,
 * 2015年1-8月, 2015年1—8月. */
bool period_parse(Text text, Period *period);
void period_print(Buf *out, Lang lang, Period period);
void period_code_print(Buf *out, Period period); /* the form that every language reads back */
/* One integer a period, in order within a kind: what the store keeps. 0 is undated. */
int32_t period_code(Period period);
Period period_from_code(int32_t code);
Date period_first(Period period);
Date period_last(Period period);

/* ---- Hashes and random numbers ---- */

enum { HASH_BYTES = 32 };
typedef struct Hash {
    uint8_t bytes[HASH_BYTES];
} Hash;

typedef struct Sha256 {
    _Alignas(16) unsigned char state[128]; /* opaque; copying it copies the state */
} Sha256;

void sha256_start(Sha256 *sha);
void sha256_add(Sha256 *sha, const void *bytes, size_t len);
Hash sha256_finish(Sha256 *sha);
Hash hash_text(Text text);
void hash_print(Buf *out, const Hash *hash); /* 64 hexadecimal digits */
bool hash_parse(Text text, Hash *hash);
void random_bytes(void *out, size_t len); /* from the operating system; for salts and keys */

/* Reproducible random numbers for simulation: the seed is always an argument (PCG-XSH-RR style;
 * the same sequence on every machine). */
typedef struct Random {
    uint64_t state, increment;
} Random;
Random random_seeded(uint64_t seed, uint64_t stream);
uint32_t random_next(Random *random);
double random_unit(Random *random); /* in [0, 1) */

/* ---- JSON out ---- */

/* A streaming writer that escapes and places commas itself; two spaces of indent. */
typedef struct Json {
    Buf *out;
    int depth;
    uint64_t has_item; /* one bit a level */
    bool after_key;
} Json;

Json json_new(Buf *out);
void json_object(Json *json);
void json_object_end(Json *json);
void json_array(Json *json);
void json_array_end(Json *json);
void json_key(Json *json, const char *key);
void json_text(Json *json, Text value);
void json_int(Json *json, int64_t value);
void json_double(Json *json, double value); /* shortest that reads back; null if not finite */
void json_decimal(Json *json, Decimal value);
void json_bool(Json *json, bool value);
void json_null(Json *json);
void json_raw(Json *json, Text value); /* a whole value that is JSON already */
/* A member of an object: its key and its value. */
void json_key_text(Json *json, const char *key, Text value);
void json_key_int(Json *json, const char *key, int64_t value);
void json_key_bool(Json *json, const char *key, bool value);

/* An array of {severity, code, sheet, row, column, field, message, remedy}. */
void json_problems(Json *json, Lang lang, const Problems *problems);

/* ---- JSON in ---- */

/* A strict scanner over JSON text (RFC 8259) that leaves numbers as they were written; the text
 * must be UTF-8. Each function is false at the first character that does not fit,
 * and leaves `at` there. */
typedef struct JsonScan {
    Text text;
    size_t at;
    int depth_left; /* of nesting */
    bool too_deep;
} JsonScan;

void json_skip_space(JsonScan *scan);
bool json_take(JsonScan *scan, char c); /* takes it, with white space before it */
bool json_at(const JsonScan *scan, char c); /* is it the next character? */
bool json_at_end(JsonScan *scan);           /* behind white space */
/* A string, appended to `out` without its escapes; `out` may be NULL. */
bool json_scan_string(JsonScan *scan, Buf *out);
bool json_scan_value(JsonScan *scan, Text *raw); /* any value; `raw` is how it was written */
void json_place(const JsonScan *scan, int64_t *line, int64_t *column); /* from 1, in characters */

/* Of JSON that the program wrote itself. The value of a member as it was written;
 * empty: there is none. */
Text json_member(Text object, const char *name);
/* The next value of an array that `scan` stands in or before. False: there is none left. */
bool json_scan_item(JsonScan *scan, Text *raw);
/* A string without its quotes and escapes, anything else as it was written. */
Text json_plain(Arena *arena, Text raw);
Text json_member_text(Arena *arena, Text object, const char *name);
int64_t json_member_int(Text object, const char *name); /* 0: none */
bool json_member_bool(Text object, const char *name);

/* ---- Files compiled into the program ---- */

/* One file that tools/embed.c turned into bytes:
 * rules, registers, migrations, the demonstration. */
typedef struct EmbeddedFile {
    const char *name; /* without its folder */
    const unsigned char *bytes;
    size_t len;
} EmbeddedFile;

typedef struct EmbeddedFiles {
    const EmbeddedFile *items;
    size_t count;
} EmbeddedFiles;

bool embedded_text(EmbeddedFiles files, const char *name, Text *text); /* false: not there */

/* The folder for files that do not outlast the program: TMPDIR, else /tmp. */
const char *scratch_place(void);

/* ---- Rules: `name value` lines of a rules file; a # between spaces begins a comment ---- */

/* The next line that says something; *row is its number in the file, from 1. */
bool rule_line(Text *rest, Text *name, Text *value, int64_t *row);
/* `version` and `effective`, with which every rule file may begin: no rules themselves. */
bool rule_is_heading(Text name);

/* Where the value of a rule goes in a struct of its room: a Text, an int or a double. */
typedef struct RuleField {
    const char *name;
    enum { RULE_TEXT, RULE_WHOLE, RULE_RATIO } kind;
    size_t offset;
    double least, most;
} RuleField;

const RuleField *rule_field(const RuleField *fields, size_t count, Text name); /* NULL: none */
bool rule_set(Arena *arena, const RuleField *field, void *into, Text value); /* false: not fit */
/* The whole file: every rule is asked for.
 * What is unknown, missing or out of range is a problem. */
void rule_fields_read(Arena *arena, Text rules, const RuleField *fields, size_t count, void *into,
                      Problems *problems);

/* ---- Log ---- */

typedef enum LogLevel { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR } LogLevel;

/* One line to the stream: time, level, what, then name=value pairs. Passed where it is wanted. */
typedef struct Log {
    FILE *stream; /* NULL: silent */
    LogLevel least;
} Log;
void log_line(const Log *log, LogLevel level, const char *what, const Arg *args, size_t arg_count);

#endif
