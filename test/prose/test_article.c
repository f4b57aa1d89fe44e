/* The requirement's own text, against labels made by hand. Needs the developers' data. */
#include "labels.h"
#include "prose_test.h"

enum { DIFFERENCES_MOST = 5 };

static const char *source_root;

typedef struct Article {
    Arena *arena;
    ProseRules *rules;
    Reading reading;
    Text hans, hant;
    const Node *labels;
    List marked; /* MarkedSpan */
} Article;

static Text string_of(const Node *object, const char *key)
{
    const Node *node = labels_get(object, key);
    return node->kind == NODE_TEXT ? node->text : (Text){"", 0};
}

static MarkedSpan *mark(Article *article, ProseKind kind, const Node *object)
{
    MarkedSpan *span = list_add(&article->marked);
    span->kind = kind;
    span->start = (size_t)labels_get(object, "start")->number;
    span->end = (size_t)labels_get(object, "end")->number;
    span->text = string_of(object, "text_hans");
    return span;
}

static const Node *list_of(const Article *article, const char *name)
{
    return labels_get(article->labels, name);
}

/* "2016-01/2016-08" and "2016" as days. */
static Text period_of(Arena *arena, Text label)
{
    if (text_equal(label, TEXT("2016-01/2016-08"))) return TEXT("2016-01-01/2016-08-31");
    if (label.len != 4) return label;
    return text_format(arena, "%.*s-01-01/%.*s-12-31", TEXT_ARGS(label), TEXT_ARGS(label));
}

static void mark_figures(Article *article)
{
    for (const Node *item = list_of(article, "evidence")->first; item; item = item->next) {
        MarkedSpan *span = mark(article, PROSE_FIGURE, item);
        const Node *value = labels_get(item, "value");
        span->has_details = true;
        span->unit = string_of(item, "unit");
        span->bound = string_of(item, "operator");
        span->period = period_of(article->arena, string_of(item, "period"));
        if (value->kind == NODE_NUMBER) span->values[span->value_count++] = value->number;
        for (const Node *one = value->first; one && span->value_count < 2; one = one->next)
            span->values[span->value_count++] = one->number;
        /* The text names the titles; that they are two is the labeller's count. */
        if (text_equal(string_of(item, "kind"), TEXT("title"))) span->value_count = 0;
    }
}

static void mark_all(Article *article)
{
    static const struct {
        const char *list;
        ProseKind kind;
    } LISTS[] = {{"commitments", PROSE_COMMITMENT}, {"practices", PROSE_LESSON},
                 {"seven_mains", PROSE_MAIN},       {"near_term_tasks", PROSE_TASK},
                 {"self_diagnosis", PROSE_GAP},     {"advantages", PROSE_STRENGTH},
                 {"participants", PROSE_PERSON},    {"organisations", PROSE_ORG}};
    for (size_t list = 0; list < sizeof LISTS / sizeof LISTS[0]; list++) {
        const Node *item = list_of(article, LISTS[list].list)->first;
        for (; item; item = item->next) {
            MarkedSpan *span = mark(article, LISTS[list].kind, item);
            span->lens = string_of(item, "lens");
            if (span->kind != PROSE_COMMITMENT) continue;
            span->owner = string_of(item, "owner");
            Text day = string_of(item, "deadline_iso");
            span->deadline = day.len ? day : string_of(item, "deadline_text");
        }
    }
    for (const Node *item = list_of(article, "benchmarks")->first; item; item = item->next) {
        const Node *evidence = labels_get(item, "evidence")->first;
        for (; evidence; evidence = evidence->next)
            mark(article, PROSE_BENCHMARK, evidence);
    }
    /* Where a participant's post is named. */
    for (const Node *item = list_of(article, "participants")->first; item; item = item->next) {
        const Node *post = labels_get(item, "role_span");
        if (post->first) mark(article, PROSE_PERSON, post);
    }
    mark_figures(article);
}

static Text data_file(Article *article, const char *data, const char *name)
{
    return test_file(article->arena, text_format(article->arena, "%s/article/%s", data, name).ptr);
}

static int open_article(void **state)
{
    const char *data = getenv("DUIBIAO_DATA");
    *state = NULL;
    if (!data) return 0;
    Arena *arena = arena_new();
    Article *article = ARENA_NEW(arena, Article);
    article->arena = arena;
    article->rules = test_rules(arena, source_root);
    article->hans = data_file(article, data, "hans.txt");
    article->hant = data_file(article, data, "hant.txt");
    Text labels = data_file(article, data, "labels.json");
    article->labels = labels_parse(arena, labels);
    assert_non_null(article->labels);
    article->marked = list_new(arena, sizeof(MarkedSpan));
    mark_all(article);
    article->reading = test_read(arena, article->rules, data_file(article, data, "raw.txt"),
                                 date_make(2016, 10, 13), 0);
    *state = article;
    return 0;
}

static int close_article(void **state)
{
    Article *article = *state;
    if (!article) return 0;
    prose_rules_free(article->rules);
    arena_free(article->arena);
    return 0;
}

static Article *need(void **state, const char *name)
{
    if (*state) return *state;
    print_message("skipped: %s (DUIBIAO_DATA is not set)\n", name);
    skip();
    return NULL;
}

static void the_raw_text_is_cleaned(void **state)
{
    Article *article = need(state, __func__);
    Text hans = text_trim(buf_text(&article->reading.hans));
    Text hant = text_trim(buf_text(&article->reading.hant));
    size_t simplified = test_differences(hans, text_slice(article->hans, 0, article->hans.len - 1));
    size_t traditional =
        test_differences(hant, text_slice(article->hant, 0, article->hant.len - 1));
    const ProseSummary *summary = &article->reading.summary;
    print_message("\n  characters that differ: %zu Simplified, %zu Traditional\n"
                  "  emendations: %zu glosses, %zu pieces of page, %zu repetitions, %zu lost\n",
                  simplified, traditional, summary->emendations[EMENDATION_GLOSS],
                  summary->emendations[EMENDATION_FURNITURE],
                  summary->emendations[EMENDATION_REPETITION],
                  summary->emendations[EMENDATION_LOST]);
    if (getenv("PROSE_VERBOSE")) fprintf(stderr, "%.*s\n", TEXT_ARGS(hans));
    assert_true(simplified <= DIFFERENCES_MOST);
    assert_true(traditional <= DIFFERENCES_MOST);
    assert_int_equal(summary->emendations[EMENDATION_LOST], 1);
}

static void the_labels_are_found(void **state)
{
    Article *article = need(state, __func__);
    static const struct {
        ProseKind kind;
        double recall, precision, details;
    } FLOORS[] = {{PROSE_COMMITMENT, 0.95, 0.85, 0},
                  {PROSE_FIGURE, 0.95, 0, 0.9},
                  {PROSE_LESSON, 0.85, 0, 0.8},
                  {PROSE_BENCHMARK, 1, 0, 0},
                  {PROSE_MAIN, 1, 0, 0},
                  {PROSE_TASK, 1, 0, 0},
                  {PROSE_PERSON, 1, 0, 0},
                  {PROSE_GAP, 0, 0, 0},
                  {PROSE_STRENGTH, 0, 0, 0}};
    bool verbose = getenv("PROSE_VERBOSE") != NULL, good = true;
    test_print_header("the article");
    for (size_t i = 0; i < sizeof FLOORS / sizeof FLOORS[0]; i++) {
        Score score = test_score(&article->reading, &article->marked, FLOORS[i].kind, verbose);
        test_print_score(FLOORS[i].kind, score);
        good = good && test_recall(score) >= FLOORS[i].recall &&
               test_precision(score) >= FLOORS[i].precision &&
               test_detail(score) >= FLOORS[i].details;
    }
    assert_true(good);
}

/* The labels name seven organisations and not all: 市委 and 省委、省政府 are organisations too. So
 * they measure recall; what is found beyond them must at least be a known one and no guess by its
 * ending. */
static void organisations_are_found_and_not_guessed(void **state)
{
    Article *article = need(state, __func__);
    Score score = test_score(&article->reading, &article->marked, PROSE_ORG, false);
    int guessed = 0;
    print_message("\n  organisations: %d of %d labelled; beyond the labels:", score.found,
                  score.marked);
    for (size_t i = 0; i < article->reading.proposals.count; i++) {
        const ProseProposal *org = LIST_AT(&article->reading.proposals, ProseProposal, i);
        bool labelled = org->kind != PROSE_ORG;
        for (size_t k = 0; k < article->marked.count && !labelled; k++) {
            const MarkedSpan *span = LIST_AT(&article->marked, MarkedSpan, k);
            labelled = span->kind == PROSE_ORG &&
                       test_overlaps(span->start, span->end, org->span.start, org->span.end);
        }
        if (labelled) continue;
        print_message(" %.*s (%s)", TEXT_ARGS(org->text), org->rule);
        guessed += strcmp(org->rule, "org.known") != 0;
    }
    print_message("\n");
    assert_int_equal(score.found, score.marked);
    assert_int_equal(guessed, 0);
}

static void each_yao_is_accounted_for(void **state)
{
    Article *article = need(state, __func__);
    const Node *audit = list_of(article, "yao_audit");
    int states[4] = {0}, wrong = 0;
    assert_int_equal(article->reading.yao.count, labels_count(audit));
    const Node *label = audit->first;
    for (size_t i = 0; i < article->reading.yao.count; i++, label = label->next) {
        const ProseYao *yao = LIST_AT(&article->reading.yao, ProseYao, i);
        Text status = string_of(label, "status");
        ProseYaoState wanted = text_starts(status, TEXT("in C"))      ? YAO_COMMITMENT
                               : text_starts(status, TEXT("structu")) ? YAO_HEADING
                                                                      : YAO_WORD;
        states[yao->state]++;
        if (yao->state == wanted) continue;
        wrong++;
        Text context = string_of(label, "context");
        print_message("  要 at %zu: %.*s\n", yao->at, TEXT_ARGS(context));
    }
    print_message("\n  要: %d in commitments, %d in headings, %d in words, %d left\n", states[0],
                  states[1], states[2], states[3]);
    assert_int_equal(wrong, 0);
}

static void places_hold_in_the_cleaned_text(void **state)
{
    Article *article = need(state, __func__);
    Text hans = buf_text(&article->reading.hans);
    uint32_t c;
    size_t *bytes = arena_array(article->arena, hans.len + 2, sizeof *bytes), at = 0, n = 0;
    while (text_next(hans, &at, &c))
        bytes[++n] = at;
    for (size_t i = 0; i < article->reading.proposals.count; i++) {
        const ProseProposal *proposal = LIST_AT(&article->reading.proposals, ProseProposal, i);
        Text there = text_slice(hans, bytes[proposal->span.start], bytes[proposal->span.end]);
        assert_true(text_equal(there, proposal->text));
    }
}

int main(int argc, char **argv)
{
    source_root = argc > 1 ? argv[1] : ".";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_raw_text_is_cleaned),
        cmocka_unit_test(the_labels_are_found),
        cmocka_unit_test(organisations_are_found_and_not_guessed),
        cmocka_unit_test(each_yao_is_accounted_for),
        cmocka_unit_test(places_hold_in_the_cleaned_text),
    };
    return cmocka_run_group_tests(tests, open_article, close_article);
}
