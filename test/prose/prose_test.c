#include "prose_test.h"

#include <dirent.h>
#include <math.h>

bool test_try_file(Arena *arena, const char *path, Text *text)
{
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    Buf bytes = buf_new(arena);
    char part[8192];
    size_t len;
    while ((len = fread(part, 1, sizeof part, file)) > 0)
        buf_add(&bytes, (Text){part, len});
    fclose(file);
    *text = buf_text(&bytes);
    return true;
}

Text test_file(Arena *arena, const char *path)
{
    Text text;
    if (!test_try_file(arena, path, &text)) fail_msg("%s cannot be read", path);
    return text;
}

ProseRules *test_rules(Arena *arena, const char *source_root)
{
    Text folder = text_format(arena, "%s/rules/prose", source_root);
    List files = list_new(arena, sizeof(EmbeddedFile));
    DIR *dir = opendir(folder.ptr);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (!text_ends(text_from(entry->d_name), TEXT(".rules"))) continue;
        Text path = text_format(arena, "%s/%s", folder.ptr, entry->d_name);
        Text text = test_file(arena, text_cstr(arena, path));
        *(EmbeddedFile *)list_add(&files) = (EmbeddedFile){
            text_cstr(arena, text_from(entry->d_name)), (const unsigned char *)text.ptr, text.len};
    }
    closedir(dir);
    Error err = {0};
    ProseRules *rules;
    if (prose_rules_load((EmbeddedFiles){files.items, files.count}, &rules, &err)) {
        Buf line = buf_new(arena);
        error_print(&line, LANG_EN, &err);
        fail_msg("%.*s", TEXT_ARGS(buf_text(&line)));
    }
    return rules;
}

/* ---- Reading ---- */

static void take(void *context, const ProseParagraph *paragraph)
{
    Reading *reading = context;
    for (size_t i = 0; i < paragraph->emendation_count; i++) {
        ProseEmendation *emendation = list_add(&reading->emendations);
        *emendation = paragraph->emendations[i];
        emendation->text = text_copy(reading->arena, emendation->text);
    }
    if (!paragraph->is_text) return;
    if (reading->hans.len) buf_add_char(&reading->hans, '\n');
    if (reading->hant.len) buf_add_char(&reading->hant, '\n');
    buf_add(&reading->hans, paragraph->text);
    buf_add(&reading->hant, paragraph->source_text);
    for (size_t i = 0; paragraph->owed && i < reading->proposals.count; i++) {
        prose_owe(reading->arena, LIST_AT(&reading->proposals, ProseProposal, i), paragraph->owed);
    }
    for (size_t i = 0; i < paragraph->proposal_count; i++) {
        *(ProseProposal *)list_add(&reading->proposals) =
            prose_copy(reading->arena, &paragraph->proposals[i]);
    }
    for (size_t i = 0; i < paragraph->yao_count; i++)
        *(ProseYao *)list_add(&reading->yao) = paragraph->yao[i];
}

Reading test_read(Arena *arena, const ProseRules *rules, Text text, Date date, size_t piece)
{
    Reading reading = {.arena = arena,
                       .hans = buf_new(arena),
                       .hant = buf_new(arena),
                       .proposals = list_new(arena, sizeof(ProseProposal)),
                       .emendations = list_new(arena, sizeof(ProseEmendation)),
                       .yao = list_new(arena, sizeof(ProseYao))};
    ProseSettings settings = {.text_date = date, .layout = prose_layout_of(text)};
    ProseReader *reader = prose_open(rules, &settings, take, &reading);
    while (piece && text.len > piece) {
        prose_add(reader, text_slice(text, 0, piece));
        text = text_slice(text, piece, text.len);
    }
    prose_add(reader, text);
    reading.summary = prose_finish(reader);
    return reading;
}

size_t test_characters(Text text)
{
    size_t at = 0, count = 0;
    uint32_t c;
    while (text_next(text, &at, &c))
        count++;
    return count;
}

size_t test_differences(Text a, Text b)
{
    size_t i = 0, k = 0, count = 0;
    uint32_t x, y;
    bool more_a, more_b;
    for (;;) {
        more_a = text_next(a, &i, &x);
        more_b = text_next(b, &k, &y);
        if (!more_a && !more_b) return count;
        count += more_a != more_b || x != y;
    }
}

/* ---- Scores ---- */

bool test_overlaps(size_t a_start, size_t a_end, size_t b_start, size_t b_end)
{
    size_t start = a_start > b_start ? a_start : b_start, end = a_end < b_end ? a_end : b_end;
    size_t a = a_end - a_start, b = b_end - b_start, shorter = a < b ? a : b;
    return end > start && (end - start) * 2 >= shorter;
}

static Text iso(Arena *arena, Date date)
{
    Buf out = buf_new(arena);
    date_print(&out, date);
    return buf_text(&out);
}

static bool period_is(Arena *arena, const ProsePeriod *period, Text wanted)
{
    if (text_equal(period->text, wanted)) return true;
    if (period->last == DATE_NONE) return false;
    Text first = iso(arena, period->first), last = iso(arena, period->last);
    Text both = text_format(arena, "%.*s/%.*s", TEXT_ARGS(first), TEXT_ARGS(last));
    return text_equal(both, wanted) || text_equal(last, wanted);
}

static bool value_is(const Reading *reading, const MarkedSpan *span, double wanted)
{
    for (size_t i = 0; i < reading->proposals.count; i++) {
        const ProseProposal *figure = LIST_AT(&reading->proposals, ProseProposal, i);
        if (figure->kind != PROSE_FIGURE ||
            !test_overlaps(span->start, span->end, figure->span.start, figure->span.end)) {
            continue;
        }
        if (figure->bound != FIGURE_NONE && fabs(decimal_double(figure->value) - wanted) < 1e-9 &&
            text_equal(figure->unit, span->unit) &&
            text_equal(text_from(prose_bound_sign(figure->bound)), span->bound) &&
            period_is(reading->arena, &figure->period, span->period)) {
            return true;
        }
        if (figure->is_range && fabs(decimal_double(figure->value_to) - wanted) < 1e-9) return true;
    }
    return false;
}

static bool details_right(const Reading *reading, const MarkedSpan *span,
                          const ProseProposal *proposal)
{
    if (span->kind == PROSE_LESSON) return text_equal(span->lens, proposal->lens);
    if (span->kind == PROSE_COMMITMENT || span->kind == PROSE_TASK) {
        if (span->deadline.len && !period_is(reading->arena, &proposal->period, span->deadline)) {
            return false;
        }
        return !span->owner.len || text_equal(span->owner, proposal->owner);
    }
    if (span->value_count == 0) return proposal->bound == FIGURE_NONE;
    for (int i = 0; i < span->value_count; i++) {
        if (!value_is(reading, span, span->values[i])) return false;
    }
    return true;
}

static bool judges_details(const MarkedSpan *span)
{
    return span->has_details || span->lens.len || span->owner.len || span->deadline.len;
}

static void judge(const Reading *reading, const MarkedSpan *span, Score *score, bool *used,
                  bool verbose)
{
    const ProseProposal *best = NULL;
    size_t best_shared = 0, best_index = 0;
    for (size_t i = 0; i < reading->proposals.count; i++) {
        const ProseProposal *proposal = LIST_AT(&reading->proposals, ProseProposal, i);
        if (proposal->kind != span->kind) continue;
        size_t a = proposal->span.start, b = proposal->span.end;
        if (!test_overlaps(span->start, span->end, a, b)) continue;
        size_t shared = (b < span->end ? b : span->end) - (a > span->start ? a : span->start);
        if (shared <= best_shared) continue;
        best = proposal;
        best_shared = shared;
        best_index = i;
    }
    score->marked++;
    score->found += best != NULL;
    if (!best) {
        if (verbose) print_message("      missed: %.*s\n", TEXT_ARGS(span->text));
    } else if (!used[best_index]) {
        used[best_index] = true;
        score->paired++;
    }
    if (!judges_details(span)) return;
    score->detailed++;
    bool right = best && details_right(reading, span, best);
    score->right += right;
    if (best && !right && verbose) {
        print_message("      details: %.*s: unit %.*s bound %s period %.*s lens %.*s owner %.*s\n",
                      TEXT_ARGS(span->text), TEXT_ARGS(best->unit), prose_bound_sign(best->bound),
                      TEXT_ARGS(best->period.text), TEXT_ARGS(best->lens), TEXT_ARGS(best->owner));
    }
}

Score test_score(const Reading *reading, const List *marked, ProseKind kind, bool verbose)
{
    Score score = {0};
    bool *used = arena_array(reading->arena, reading->proposals.count + 1, sizeof *used);
    for (size_t i = 0; i < marked->count; i++) {
        const MarkedSpan *span = LIST_AT(marked, MarkedSpan, i);
        if (span->kind == kind) judge(reading, span, &score, used, verbose);
    }
    for (size_t i = 0; i < reading->proposals.count; i++) {
        const ProseProposal *proposal = LIST_AT(&reading->proposals, ProseProposal, i);
        if (proposal->kind != kind) continue;
        bool confirmed = false;
        for (size_t k = 0; k < marked->count && !confirmed; k++) {
            const MarkedSpan *span = LIST_AT(marked, MarkedSpan, k);
            confirmed =
                span->kind == kind &&
                test_overlaps(span->start, span->end, proposal->span.start, proposal->span.end);
        }
        score.proposed++;
        score.confirmed += confirmed;
        if (!confirmed && verbose) {
            print_message("      beyond the labels: %.*s (%s)\n", TEXT_ARGS(proposal->text),
                          proposal->rule);
        }
    }
    return score;
}

static double share(int part, int whole)
{
    return whole ? (double)part / whole : 1.0;
}

double test_recall(Score score)
{
    return share(score.found, score.marked);
}

double test_precision(Score score)
{
    return share(score.confirmed, score.proposed);
}

double test_detail(Score score)
{
    return share(score.right, score.detailed);
}

void test_print_header(const char *title)
{
    print_message("\n  %s\n  %-12s %6s %6s %6s %7s %9s %7s %7s\n", title, "kind", "marked", "found",
                  "paired", "recall", "proposed", "precis.", "details");
}

void test_print_score(ProseKind kind, Score score)
{
    print_message("  %-12s %6d %6d %6d %7.3f %9d %7.3f ", prose_kind_name(kind), score.marked,
                  score.found, score.paired, test_recall(score), score.proposed,
                  test_precision(score));
    if (score.detailed) {
        print_message("%4d/%d\n", score.right, score.detailed);
    } else {
        print_message("%6s\n", "");
    }
}
