/* One line of a model file → indentation and tokens. */
#include "model_parse_impl.h"

#include <string.h>

/* Words that SQLite or standard SQL would not take as a bare name. */
static const char *const SQL_WORDS[] = {
    "add",     "all",     "alter",      "and",       "any",     "as",       "asc",
    "between", "both",    "by",         "case",      "cast",    "check",    "collate",
    "column",  "commit",  "constraint", "create",    "cross",   "default",  "deferrable",
    "delete",  "desc",    "distinct",   "do",        "drop",    "else",     "end",
    "escape",  "except",  "exists",     "false",     "fetch",   "for",      "foreign",
    "from",    "full",    "grant",      "group",     "having",  "in",       "index",
    "inner",   "insert",  "intersect",  "into",      "is",      "isnull",   "join",
    "leading", "left",    "like",       "limit",     "natural", "not",      "nothing",
    "notnull", "null",    "offset",     "on",        "only",    "or",       "order",
    "outer",   "primary", "references", "returning", "right",   "rowid",    "select",
    "set",     "some",    "table",      "then",      "to",      "trailing", "transaction",
    "true",    "union",   "unique",     "update",    "user",    "using",    "values",
    "view",    "when",    "where",      "window",    "with",
};

void model_fault(Parser *parser, Place place, const char *format, ...)
{
    char message[400];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    ModelFault *fault = list_add(parser->faults);
    fault->file = text_copy(parser->arena, place.file);
    fault->line = place.line;
    fault->column = place.column;
    fault->message = text_copy(parser->arena, text_from(message));
}

static Place place_at(Text file, int number, Text line, size_t at)
{
    return (Place){file, number, 1 + (int)character_count(text_slice(line, 0, at))};
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == ':';
}

/* Reads the label that begins at the quote `*at`; labels hold no escapes. */
static bool read_quoted(Parser *parser, Text line, size_t *at, Token *token)
{
    size_t from = *at + 1;
    size_t to = from;
    while (to < line.len && line.ptr[to] != '"') {
        to++;
    }
    if (to == line.len) {
        model_fault(parser, token->place, "this label is not closed: add \" at its end");
        return false;
    }
    token->text = text_slice(line, from, to);
    token->quoted = true;
    *at = to + 1;
    return true;
}

static bool read_token(Parser *parser, Text line, size_t *at, Token *token)
{
    if (line.ptr[*at] == '"') {
        return read_quoted(parser, line, at, token);
    }
    size_t to = *at;
    bool is_arrow = text_starts(text_slice(line, to, line.len), TEXT("->"));
    to += is_arrow ? 2 : 0;
    while (!is_arrow && to < line.len && is_word_byte(line.ptr[to])) {
        to++;
    }
    if (to == *at) {
        model_fault(parser, token->place, "only words, numbers and \"labels\" may stand here");
        return false;
    }
    token->text = text_slice(line, *at, to);
    token->quoted = false;
    *at = to;
    return true;
}

static bool line_is_clean(Parser *parser, Text file, int number, Text line)
{
    if (!text_is_utf8(line)) {
        model_fault(parser, (Place){file, number, 1}, "this line is not UTF-8");
        return false;
    }
    for (size_t at = 0; at < line.len; at++) {
        if ((unsigned char)line.ptr[at] < ' ' || line.ptr[at] == 0x7f) {
            model_fault(parser, place_at(file, number, line, at),
                        "control characters and tabs are not allowed: indent with spaces");
            return false;
        }
    }
    return true;
}

bool model_split(Parser *parser, Text file, int number, Text line)
{
    if (line.len > 0 && line.ptr[line.len - 1] == '\r') {
        line.len--;
    }
    parser->line.count = 0;
    parser->line.indent = 0;
    parser->next = 0;
    if (!line_is_clean(parser, file, number, line)) {
        return false;
    }
    size_t at = 0;
    while (at < line.len && line.ptr[at] == ' ') {
        at++;
    }
    parser->line.indent = (int)at;
    while (at < line.len && line.ptr[at] != '#') {
        Token token = {.place = place_at(file, number, line, at)};
        if (parser->line.count == MODEL_TOKENS_MAX) {
            model_fault(parser, token.place, "more than %d words on one line", MODEL_TOKENS_MAX);
            return false;
        }
        if (!read_token(parser, line, &at, &token)) {
            return false;
        }
        parser->line.tokens[parser->line.count++] = token;
        if (at < line.len && line.ptr[at] != ' ' && line.ptr[at] != '#') {
            model_fault(parser, place_at(file, number, line, at), "a space is missing here");
            return false;
        }
        while (at < line.len && line.ptr[at] == ' ') {
            at++;
        }
    }
    return true;
}

static bool is_name(Text text)
{
    if (text.len == 0 || text.ptr[0] < 'a' || text.ptr[0] > 'z') {
        return false;
    }
    for (size_t at = 0; at < text.len; at++) {
        char c = text.ptr[at];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        bool joint = c == '_' && at + 1 < text.len && text.ptr[at + 1] != '_';
        if (!letter && !joint) {
            return false;
        }
    }
    return true;
}

bool model_check_name(Parser *parser, const Token *name, const char *what)
{
    if (name->quoted || !is_name(name->text)) {
        model_fault(parser, name->place,
                    "%s is named by small letters, digits and single underscores, a letter first",
                    what);
        return false;
    }
    if (name->text.len > MODEL_NAME_BYTES_MAX) {
        model_fault(parser, name->place, "%s has a name longer than %d characters", what,
                    MODEL_NAME_BYTES_MAX);
        return false;
    }
    for (size_t word = 0; word < sizeof SQL_WORDS / sizeof SQL_WORDS[0]; word++) {
        if (text_equal(name->text, text_from(SQL_WORDS[word]))) {
            model_fault(parser, name->place, "'%s' means something in SQL: choose another name",
                        SQL_WORDS[word]);
            return false;
        }
    }
    return true;
}
