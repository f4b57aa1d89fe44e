/* Every rule has examples, and each holds; every kind of wrong rule file is refused with its
 * line. */
#include "prose_test.h"

static const char *source_root;

/* "¶" parts the paragraphs of an example. */
static Text with_paragraphs(Arena *arena, Text text)
{
    Buf out = buf_new(arena);
    size_t at;
    while (text_find(text, TEXT("¶"), &at)) {
        buf_add(&out, text_slice(text, 0, at));
        buf_add_char(&out, '\n');
        text = text_slice(text, at + 2, text.len);
    }
    buf_add(&out, text);
    return buf_text(&out);
}

static bool holds(Arena *arena, const ProseRules *rules, ProseExample example)
{
    Text text = with_paragraphs(arena, example.text);
    Reading reading = test_read(arena, rules, text, date_make(2016, 10, 13), 0);
    bool fires = false, matches = false;
    for (size_t i = 0; i < reading.proposals.count; i++) {
        const ProseProposal *proposal = LIST_AT(&reading.proposals, ProseProposal, i);
        if (strcmp(proposal->rule, example.rule) != 0) continue;
        fires = true;
        matches = matches || text_equal(proposal->text, example.expect);
    }
    bool good = example.expect.len ? matches : !fires;
    if (good) return true;
    print_message("%s: %.*s => %.*s\n", example.rule, TEXT_ARGS(example.text),
                  TEXT_ARGS(example.expect));
    for (size_t i = 0; i < reading.proposals.count; i++) {
        const ProseProposal *proposal = LIST_AT(&reading.proposals, ProseProposal, i);
        print_message("    %s: %.*s\n", proposal->rule, TEXT_ARGS(proposal->text));
    }
    return false;
}

static void every_example_of_a_rule_holds(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    ProseRules *rules = test_rules(arena, source_root);
    int failed = 0;
    for (size_t i = 0; i < prose_example_count(rules); i++)
        failed += !holds(arena, rules, prose_example(rules, i));
    prose_rules_free(rules);
    arena_free(arena);
    assert_int_equal(failed, 0);
}

static void every_rule_has_an_example(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    ProseRules *rules = test_rules(arena, source_root);
    for (size_t i = 0; i < prose_rule_count(rules); i++) {
        /* Needs the names of a workspace: test_clean.c, names_of_a_workspace_are_known. */
        bool has = strcmp(prose_rule_name(rules, i), "org.registered") == 0;
        for (size_t k = 0; k < prose_example_count(rules) && !has; k++) {
            ProseExample example = prose_example(rules, k);
            has = example.expect.len && strcmp(example.rule, prose_rule_name(rules, i)) == 0;
        }
        if (!has) fail_msg("%s has no example", prose_rule_name(rules, i));
    }
    prose_rules_free(rules);
    arena_free(arena);
}

static void refuse(const char *text, const char *code)
{
    Error err = {0};
    ProseRules *rules;
    EmbeddedFile file = {"some.rules", (const unsigned char *)text, strlen(text)};
    Status status = prose_rules_load((EmbeddedFiles){&file, 1}, &rules, &err);
    assert_int_equal(status, STATUS_INVALID);
    assert_string_equal(err.code, code);
    assert_null(rules);
}

static void wrong_rule_files_are_refused(void **state)
{
    (void)state;
    refuse("nonsense here\n", "prose.rule_unreadable");
    refuse("rule gap.x high\n", "prose.rule_unreadable");
    refuse("rule weather.x 0.5\n", "prose.rule_unreadable");
    refuse("  words without a head\n", "prose.rule_unreadable");
    refuse("rule gap.x 0.5\n  span everywhere\n", "prose.rule_unreadable");
    refuse("rule gap.x 0.5\n  pattern <unclosed\n", "prose.rule_unreadable");
    refuse("rule gap.x 0.5\n  example no arrow\n", "prose.rule_unreadable");
    refuse("rule gap.x 0.5\n  colour blue\n", "prose.rule_unreadable");
    refuse("words unit\n  个\n", "prose.list_missing");
    refuse("", "prose.list_missing");
}

int main(int argc, char **argv)
{
    source_root = argc > 1 ? argv[1] : ".";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_of_a_rule_holds),
        cmocka_unit_test(every_rule_has_an_example),
        cmocka_unit_test(wrong_rule_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
