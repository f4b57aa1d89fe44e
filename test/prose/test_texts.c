/* Texts of different genres about invented places, with labels: the floors of the article less a
 * tenth. */
#include "prose_test.h"

static const char *source_root;

enum { GROUP_MOST = 16 };

/* What was written at one time, by one understanding of what official prose is like. */
typedef struct Group {
    const char *title;
    const char *texts[GROUP_MOST];
} Group;

static const Group GROUPS[] = {
    {"the first thirteen",
     {"minutes", "plan", "report", "study", "interview", "notice", "congress", "supervision",
      "speech", "rectify", "county", "research", "tour"}},
    {"nine more",
     {"patrol", "flood", "farming", "forum", "tasks", "press", "bureau", "onsite", "trade"}},
    {"six more", {"economy", "reply", "fiveyear", "invest", "pledge", "dispatch"}},
    {"three more", {"dispute", "school", "walk"}},
};

typedef struct Totals {
    Score score[PROSE_KIND_COUNT];
} Totals;

static bool kind_named(Text name, ProseKind *kind)
{
    for (int i = 0; i < PROSE_KIND_COUNT; i++) {
        if (!text_equal(name, text_from(prose_kind_name((ProseKind)i)))) continue;
        *kind = (ProseKind)i;
        return true;
    }
    return false;
}

static void read_field(MarkedSpan *span, Text field)
{
    Text value = field, key;
    Decimal number;
    if (!text_split(&value, '=', &key)) return;
    if (text_equal(key, TEXT("owner"))) span->owner = value;
    if (text_equal(key, TEXT("deadline"))) span->deadline = value;
    if (text_equal(key, TEXT("lens"))) span->lens = value;
    if (text_equal(key, TEXT("unit"))) span->unit = value;
    if (text_equal(key, TEXT("bound"))) span->bound = value;
    if (text_equal(key, TEXT("period"))) span->period = value;
    if (text_equal(key, TEXT("value")) && decimal_parse(value, &number)) {
        span->values[span->value_count++] = decimal_double(number);
    }
    span->has_details = span->kind == PROSE_FIGURE;
}

/* One label a line: kind, text, key=value …; the text is sought behind the label before it of the
 * same kind. */
static List read_labels(Arena *arena, Text labels, Text hans)
{
    List marked = list_new(arena, sizeof(MarkedSpan));
    size_t from[PROSE_KIND_COUNT] = {0};
    Text rest = labels, line, field;
    while (text_split(&rest, '\n', &line)) {
        ProseKind kind;
        if (!text_split(&line, '\t', &field) || !kind_named(field, &kind)) continue;
        MarkedSpan *span = list_add(&marked);
        size_t at;
        text_split(&line, '\t', &span->text);
        span->kind = kind;
        if (!text_find(text_slice(hans, from[kind], hans.len), span->text, &at)) from[kind] = 0;
        if (!text_find(text_slice(hans, from[kind], hans.len), span->text, &at)) {
            fail_msg("no such text: %.*s", TEXT_ARGS(span->text));
        }
        at += from[kind];
        from[kind] = at + span->text.len;
        span->start = test_characters(text_slice(hans, 0, at));
        span->end = span->start + test_characters(span->text);
        while (text_split(&line, '\t', &field))
            read_field(span, field);
    }
    return marked;
}

static void add(Score *total, Score score)
{
    total->marked += score.marked;
    total->found += score.found;
    total->paired += score.paired;
    total->proposed += score.proposed;
    total->confirmed += score.confirmed;
    total->detailed += score.detailed;
    total->right += score.right;
}

static bool marks(const List *marked, ProseKind kind)
{
    for (size_t i = 0; i < marked->count; i++) {
        if (LIST_AT(marked, MarkedSpan, i)->kind == kind) return true;
    }
    return false;
}

static void score_text(Arena *arena, const ProseRules *rules, const char *name, Totals *totals)
{
    bool verbose = getenv("PROSE_VERBOSE") != NULL;
    Text path = text_format(arena, "%s/test/data/prose/%s", source_root, name);
    Text text = test_file(arena, text_format(arena, "%.*s.txt", TEXT_ARGS(path)).ptr);
    Text labels = test_file(arena, text_format(arena, "%.*s.tsv", TEXT_ARGS(path)).ptr);
    Reading reading = test_read(arena, rules, text, prose_date_of(text), 0);
    List marked = read_labels(arena, labels, buf_text(&reading.hans));
    test_print_header(name);
    for (int i = 0; i < PROSE_KIND_COUNT; i++) {
        ProseKind kind = (ProseKind)i;
        if (kind == PROSE_PERIOD) continue;
        if (kind == PROSE_ORG && !marks(&marked, kind)) continue;
        Score score = test_score(&reading, &marked, kind, verbose);
        if (!score.marked && !score.proposed) continue;
        test_print_score(kind, score);
        add(&totals->score[kind], score);
    }
    assert_true(reading.summary.is_official);
}

/* The floors hold for each group by itself. */
static bool floors_hold(Arena *arena, const ProseRules *rules, const Group *group)
{
    static const struct {
        ProseKind kind;
        double recall, precision, details;
    } FLOORS[] = {{PROSE_COMMITMENT, 0.85, 0.75, 0}, {PROSE_FIGURE, 0.85, 0, 0.8},
                  {PROSE_LESSON, 0.75, 0, 0.7},      {PROSE_BENCHMARK, 0.9, 0, 0},
                  {PROSE_MAIN, 0.9, 0, 0},           {PROSE_TASK, 0.9, 0, 0},
                  {PROSE_PERSON, 0.9, 0, 0},         {PROSE_ORG, 0.85, 0.75, 0},
                  {PROSE_GAP, 0.75, 0.75, 0},        {PROSE_STRENGTH, 0, 0, 0}};
    Totals totals = {0};
    bool good = true;
    for (size_t i = 0; i < GROUP_MOST && group->texts[i]; i++)
        score_text(arena, rules, group->texts[i], &totals);
    test_print_header(group->title);
    for (size_t i = 0; i < sizeof FLOORS / sizeof FLOORS[0]; i++) {
        Score score = totals.score[FLOORS[i].kind];
        test_print_score(FLOORS[i].kind, score);
        good = good && test_recall(score) >= FLOORS[i].recall &&
               test_precision(score) >= FLOORS[i].precision &&
               test_detail(score) >= FLOORS[i].details;
    }
    return good;
}

static void the_floors_hold_in_every_genre(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    ProseRules *rules = test_rules(arena, source_root);
    bool good = true;
    for (size_t i = 0; i < sizeof GROUPS / sizeof GROUPS[0]; i++)
        good = floors_hold(arena, rules, &GROUPS[i]) && good;
    prose_rules_free(rules);
    arena_free(arena);
    assert_true(good);
}

int main(int argc, char **argv)
{
    source_root = argc > 1 ? argv[1] : ".";
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_floors_hold_in_every_genre)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
