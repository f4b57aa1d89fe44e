/* Wordings in two languages, and messages with named arguments. */
#include "lang_impl.h"
#include "text_impl.h"

#include <stdlib.h>
#include <string.h>

bool lang_parse(Text name, Lang *lang)
{
    static const Text NAMES[LANG_COUNT] = {{"zh", 2}, {"en", 2}};
    for (int i = 0; i < LANG_COUNT; i++) {
        if (text_starts(name, NAMES[i]) &&
            (name.len == NAMES[i].len || strchr("_-.@", name.ptr[NAMES[i].len]))) {
            *lang = (Lang)i;
            return true;
        }
    }
    return false;
}

static int compare_key(const void *key, const void *entry)
{
    return strcmp(key, ((const LangEntry *)entry)->key);
}

static const LangEntry *entry_of(const char *key)
{
    return bsearch(key, LANG_TABLE, LANG_TABLE_COUNT, sizeof *LANG_TABLE, compare_key);
}

const char *lang_text(Lang lang, const char *key)
{
    const LangEntry *entry = entry_of(key);
    if (!entry) {
        return key;
    }
    return lang == LANG_ZH ? entry->zh : entry->en;
}

bool lang_has(const char *key)
{
    return entry_of(key) != NULL;
}

const char *lang_key(const char *prefix, size_t *at)
{
    while (*at < LANG_TABLE_COUNT) {
        const char *key = LANG_TABLE[(*at)++].key;
        if (strncmp(key, prefix, strlen(prefix)) == 0) {
            return key;
        }
    }
    return NULL;
}

Arg arg_text(const char *name, Text value)
{
    return (Arg){.name = name, .kind = ARG_TEXT, .text = value};
}

Arg arg_cstr(const char *name, const char *value)
{
    return arg_text(name, text_from(value));
}

Arg arg_int(const char *name, int64_t value)
{
    return (Arg){.name = name, .kind = ARG_INT, .text = TEXT(""), .number = value};
}

Arg arg_label(const char *name, Text zh, Text en)
{
    return (Arg){.name = name, .kind = ARG_LABEL, .text = zh, .en = en};
}

static void print_arg(Buf *out, Lang lang, const Arg *arg)
{
    switch (arg->kind) {
    case ARG_INT: buf_add_int(out, arg->number); break;
    case ARG_TEXT: buf_add(out, arg->text); break;
    case ARG_LABEL: buf_add(out, lang == LANG_ZH ? arg->text : arg->en); break;
    }
}

static bool is_one(const Arg *arg)
{
    return arg->kind == ARG_INT ? arg->number == 1 : text_equal(arg->text, TEXT("1"));
}

/* "|one|other" behind a name: the words that go with the number. */
static void print_choice(Buf *out, const Arg *arg, Text words)
{
    text_take(&words, '|');
    Text one = text_take(&words, '|');
    buf_add(out, is_one(arg) ? one : words);
}

static const Arg *arg_named(Text name, const Arg *args, size_t arg_count)
{
    for (size_t i = 0; i < arg_count; i++) {
        if (text_equal(name, text_from(args[i].name))) {
            return &args[i];
        }
    }
    return NULL;
}

void lang_print(Buf *out, Lang lang, const char *key, const Arg *args, size_t arg_count)
{
    Text rest = text_from(lang_text(lang, key));
    size_t open, close;
    while (text_find(rest, TEXT("{"), &open) && text_find(rest, TEXT("}"), &close)) {
        const Arg *arg = NULL;
        Text words = open < close ? text_slice(rest, open + 1, close) : TEXT("");
        bool is_choice = text_contains(words, TEXT("|"));
        if (open < close) {
            Text name = words;
            arg = arg_named(text_take(&name, '|'), args, arg_count);
        }
        if (!arg) {
            buf_add(out, text_slice(rest, 0, close + 1));
        } else {
            buf_add(out, text_slice(rest, 0, open));
            if (is_choice) {
                print_choice(out, arg, words);
            } else {
                print_arg(out, lang, arg);
            }
        }
        rest = text_slice(rest, close + 1, rest.len);
    }
    buf_add(out, rest);
}
