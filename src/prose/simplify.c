/* Traditional to Simplified by OpenCC. Asking it about every paragraph would cost most of the time,
 * and most texts need none of it: a table made once, by asking about each character, tells which
 * paragraphs hold a Traditional character; only those go through it. */
#include "prose_impl.h"

#include <opencc/opencc.h>
#include <stdlib.h>
#include <string.h>

enum { HAN_FIRST = 0x3400, HAN_LAST = 0x9FFF, TABLE_SIZE = 0x10000 };

/* Every character on its own line, converted in one call. */
static bool fill_table(ProseRules *rules, Arena *arena)
{
    Buf asked = buf_new(arena);
    for (uint32_t c = HAN_FIRST; c <= HAN_LAST; c++) {
        buf_add_code_point(&asked, c);
        buf_add_char(&asked, '\n');
    }
    char *answer = opencc_convert_utf8(rules->converter, asked.ptr, asked.len);
    if (!answer) return false;
    Text rest = text_from(answer), line;
    for (uint32_t c = HAN_FIRST; c <= HAN_LAST && text_split(&rest, '\n', &line); c++) {
        size_t at = 0;
        uint32_t other;
        if (!text_next(line, &at, &other) || at != line.len || other == c) continue;
        if (other < TABLE_SIZE) rules->simplified[c] = (uint16_t)other;
    }
    opencc_convert_utf8_free(answer);
    return true;
}

Status simplify_open(ProseRules *rules, Error *err)
{
    rules->converter = opencc_open(OPENCC_DEFAULT_CONFIG_TRAD_TO_SIMP);
    if (rules->converter == (void *)-1) {
        rules->converter = NULL;
        return error_set(err, STATUS_UNSUPPORTED, "prose.no_conversion", NO_ARGS);
    }
    rules->converting = ARENA_NEW(rules->arena, pthread_mutex_t);
    pthread_mutex_init(rules->converting, NULL);
    rules->simplified = ARENA_ARRAY(rules->arena, uint16_t, TABLE_SIZE);
    Arena *work = arena_new();
    bool good = fill_table(rules, work);
    arena_free(work);
    return good ? STATUS_OK : error_set(err, STATUS_UNSUPPORTED, "prose.no_conversion", NO_ARGS);
}

void simplify_close(ProseRules *rules)
{
    if (rules->converter) opencc_close(rules->converter);
    if (rules->converting) pthread_mutex_destroy(rules->converting);
    rules->converter = NULL;
}

uint32_t simple_of(const ProseRules *rules, uint32_t c)
{
    return c < TABLE_SIZE && rules->simplified[c] ? rules->simplified[c] : c;
}

/* Readers on several threads share the rules. With its phrases; false where the answer has another
 * length, so that offsets would not hold. */
static bool by_phrases(const ProseRules *rules, Arena *arena, uint32_t *c, size_t n)
{
    Buf asked = buf_new(arena);
    for (size_t i = 0; i < n; i++)
        buf_add_code_point(&asked, c[i]);
    pthread_mutex_lock(rules->converting);
    char *answer = opencc_convert_utf8(rules->converter, asked.ptr, asked.len);
    pthread_mutex_unlock(rules->converting);
    if (!answer) return false;
    Text text = text_from(answer);
    uint32_t *out = ARENA_ARRAY(arena, uint32_t, n ? n : 1);
    size_t at = 0, count = 0;
    while (count < n && text_next(text, &at, &out[count]))
        count++;
    bool fits = count == n && at == text.len;
    if (fits) memcpy(c, out, n * sizeof *c);
    opencc_convert_utf8_free(answer);
    return fits;
}

size_t simplify(const ProseRules *rules, Arena *arena, uint32_t *c, size_t n)
{
    size_t traditional = 0;
    for (size_t i = 0; i < n; i++)
        traditional += simple_of(rules, c[i]) != c[i];
    if (!traditional) return 0;
    uint32_t *before = ARENA_ARRAY(arena, uint32_t, n);
    memcpy(before, c, n * sizeof *c);
    if (!by_phrases(rules, arena, c, n)) {
        for (size_t i = 0; i < n; i++)
            c[i] = simple_of(rules, c[i]);
    }
    size_t changed = 0;
    for (size_t i = 0; i < n; i++) {
        WordHit hit;
        int zhe = rules->lists[LIST_zhe_word];
        /* In a Traditional text 著 is 着 unless it stands in a word such as 著名. */
        if (c[i] == U'著' && !lexicon_match(rules->lexicon, zhe, c, i, n, &hit) &&
            !(i && lexicon_match(rules->lexicon, zhe, c, i - 1, n, &hit) && hit.len > 1)) {
            c[i] = U'着';
        }
        changed += c[i] != before[i];
    }
    return changed;
}
