/* Moves: a record leads its life by them alone, and what is refused says why. */
#include "record_test.h"

#include "model_table.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char JOB_MODEL[] = "record trip \"行程\" \"Trip\"\n"
                                "  title zh\n"
                                "  chain\n"
                                "  field zh text 20 required \"名\" \"Name\"\n"
                                "record job \"活\" \"Job\"\n"
                                "  title zh\n"
                                "  chain\n"
                                "  states new open done\n"
                                "    state new \"新\" \"New\"\n"
                                "    state open \"开\" \"Open\"\n"
                                "    state done \"完\" \"Done\"\n"
                                "  move start new done -> open \"始\" \"Start\"\n"
                                "  move finish open -> done needs proof share \"终\" \"Finish\"\n"
                                "  move rest open -> new \"停\" \"Rest\"\n"
                                "  field zh text 8 required \"名\" \"Name\"\n"
                                "  field proof text 8 \"据\" \"Proof\"\n"
                                "  field share decimal 0 1 \"成\" \"Share\"\n"
                                "  field trip ref trip \"行\" \"Trip\"\n"
                                "  field after refs job \"后\" \"After\"\n";

static Record *new_job(Fixture *f, const char *name)
{
    Record *job = record_new(f->arena, type(f, "job"));
    *record_value(job, "zh") = value_text(text_from(name));
    save(f, job);
    return job;
}

static Record *read_again(Fixture *f, const Record *record)
{
    Record *read = NULL;
    ok(f, record_get(f->arena, f->workspace, record->def, record->id, &read, &f->err));
    return read;
}

static Status try_move(Fixture *f, Record *record, const char *move)
{
    f->problems = problems_new(f->arena, 50);
    return record_move(f->arena, f->workspace, record, text_from(move), TEXT("because"),
                       f->problems, &f->err);
}

static const char *state_of(const Record *record)
{
    return record->def->states[record->state].name;
}

static int64_t rows(Fixture *f)
{
    AuditResult result;
    ok(f, audit_verify(f->workspace, &result, &f->err));
    assert_null(result.fault);
    return result.rows;
}

/* The refusal says each of these in this language. */
static void sentence_holds(Fixture *f, Lang lang, const char *const *texts, size_t count)
{
    Buf out = buf_new(f->arena);
    error_print(&out, lang, &f->err);
    for (size_t at = 0; at < count; at++) {
        if (!text_contains(buf_text(&out), text_from(texts[at]))) {
            fail_msg("'%.*s' does not say '%s'", TEXT_ARGS(buf_text(&out)), texts[at]);
        }
    }
}

#define says(f, lang, ...)                                                                         \
    sentence_holds(f, lang, (const char *const[]){__VA_ARGS__},                                    \
                   sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* ---- Moves ---- */

static void a_new_record_begins_in_the_first_state(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = new_job(f, "一");
    assert_string_equal(state_of(job), "new");
    assert_string_equal(state_of(read_again(f, job)), "new");
    Record *trip = record_new(f->arena, type(f, "trip"));
    *record_value(trip, "zh") = value_text(TEXT("行"));
    save(f, trip);
    assert_int_equal(read_again(f, trip)->state, -1);
}

static void a_save_never_changes_the_state(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = new_job(f, "一");
    job->state = 2;
    *record_value(job, "proof") = value_text(TEXT("据"));
    save(f, job);
    assert_string_equal(state_of(job), "new");
    assert_string_equal(state_of(read_again(f, job)), "new");
}

static void a_move_leads_on_and_takes_values_with_it(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = new_job(f, "一");
    ok(f, try_move(f, job, "start"));
    assert_string_equal(state_of(job), "open");
    assert_int_equal(job->version, 2);
    *record_value(job, "proof") = value_text(TEXT("据"));
    *record_value(job, "share") = value_decimal((Decimal){5, 1});
    ok(f, try_move(f, job, "finish"));
    Record *read = read_again(f, job);
    assert_string_equal(state_of(read), "done");
    assert_int_equal(read->version, 3);
    assert_true(text_equal(record_value(read, "proof")->text, TEXT("据")));
    ok(f, try_move(f, read, "start")); /* what it needs was filled in before */
    ok(f, try_move(f, read, "finish"));
}

static void the_history_of_a_move_is_the_state_before_and_after(void **state)
{
    static const char *const FIELD[] = {"state", "zh", "state", "state", "proof", "share"};
    static const char *const BEFORE[] = {"", "", "new", "open", "", ""};
    static const char *const AFTER[] = {"new", "一", "open", "done", "据", "0.5"};
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = new_job(f, "一");
    ok(f, try_move(f, job, "start"));
    *record_value(job, "proof") = value_text(TEXT("据"));
    *record_value(job, "share") = value_decimal((Decimal){5, 1});
    ok(f, try_move(f, job, "finish"));
    List changes;
    ok(f, record_history(f->arena, f->workspace, job->def, job->id, &changes, &f->err));
    assert_int_equal(changes.count, 6);
    for (size_t at = 0; at < changes.count; at++) {
        const Change *change = LIST_AT(&changes, Change, at);
        assert_true(text_equal(change->field, text_from(FIELD[at])));
        assert_true(text_equal(change->before, text_from(BEFORE[at])));
        assert_true(text_equal(change->after, text_from(AFTER[at])));
        assert_true(text_equal(change->action, at < 2 ? TEXT("create") : TEXT("move")));
        assert_true(text_equal(change->reason, at < 2 ? TEXT("test") : TEXT("because")));
    }
    assert_int_equal(rows(f), 6);
}

static void open_moves_are_those_of_the_state(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    const RecordDef *def = type(f, "job");
    List open = record_moves(f->arena, def, record_state(def, TEXT("open")));
    assert_int_equal(open.count, 2);
    assert_string_equal((*LIST_AT(&open, const MoveDef *, 0))->name, "finish");
    assert_string_equal((*LIST_AT(&open, const MoveDef *, 1))->name, "rest");
    assert_int_equal(record_state(def, TEXT("none")), -1);
    assert_int_equal(record_moves(f->arena, type(f, "trip"), -1).count, 0);
}

/* ---- Refusals ---- */

static void a_move_that_is_not_open_names_the_state_and_those_that_are(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = new_job(f, "一");
    int64_t before = rows(f);
    assert_int_equal(try_move(f, job, "finish"), STATUS_INVALID);
    says(f, LANG_ZH, "现处“新”", "start（始）", "终");
    says(f, LANG_EN, "in state New", "start (Start)", "Finish");
    assert_int_equal(try_move(f, job, "vanish"), STATUS_NOT_FOUND);
    says(f, LANG_EN, "no move 'vanish'", "start (Start)");
    assert_int_equal(try_move(f, job, ""), STATUS_NOT_FOUND);
    assert_int_equal(try_move(f, job, "\xFF\xFE"), STATUS_NOT_FOUND);
    assert_int_equal(rows(f), before);
    assert_int_equal(read_again(f, job)->version, 1);
}

static void a_move_names_every_field_that_is_missing(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = new_job(f, "一");
    ok(f, try_move(f, job, "start"));
    *record_value(job, "proof") = value_text(TEXT("")); /* empty is no value */
    assert_int_equal(try_move(f, job, "finish"), STATUS_INVALID);
    assert_int_equal(problems_count_code(f->problems, "record.needed"), 2);
    says(f, LANG_ZH, "还缺", "proof（据）、share（成）");
    says(f, LANG_EN, "fields are empty", "proof (Proof), share (Share)");
    assert_string_equal(state_of(read_again(f, job)), "open");
}

static void the_values_of_a_move_pass_the_checks_of_a_save(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = new_job(f, "一");
    ok(f, try_move(f, job, "start"));
    *record_value(job, "proof") = value_text(TEXT("据\nx"));
    *record_value(job, "share") = value_decimal((Decimal){2, 0});
    *record_value(job, "trip") = value_int(999);
    assert_int_equal(try_move(f, job, "finish"), STATUS_INVALID);
    assert_int_equal(problems_count_code(f->problems, "record.line_break"), 1);
    assert_int_equal(problems_count_code(f->problems, "record.most"), 1);
    assert_int_equal(problems_count_code(f->problems, "record.no_target"), 1);
    Record *read = read_again(f, job);
    assert_string_equal(state_of(read), "open");
    assert_int_equal(record_value(read, "proof")->kind, VALUE_NONE);
}

static void what_has_no_states_or_does_not_exist_makes_no_moves(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *trip = record_new(f->arena, type(f, "trip"));
    *record_value(trip, "zh") = value_text(TEXT("行"));
    save(f, trip);
    assert_int_equal(try_move(f, trip, "start"), STATUS_UNSUPPORTED);
    Record *nobody = record_new(f->arena, type(f, "job"));
    assert_int_equal(try_move(f, nobody, "start"), STATUS_NOT_FOUND);
    nobody->id = 999;
    assert_int_equal(try_move(f, nobody, "start"), STATUS_NOT_FOUND);
}

static void an_unknown_state_in_the_file_is_damage(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = new_job(f, "一");
    meddle(f, "UPDATE job SET state = 'lost'");
    Record *read = NULL;
    assert_int_equal(record_get(f->arena, f->workspace, job->def, job->id, &read, &f->err),
                     STATUS_CORRUPT);
    says(f, LANG_EN, "'lost'");
}

static void a_move_that_is_rolled_back_never_was(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = new_job(f, "一");
    int64_t before = rows(f);
    ok(f, workspace_begin(f->workspace, &f->err));
    ok(f, try_move(f, job, "start"));
    workspace_rollback(f->workspace);
    assert_string_equal(state_of(read_again(f, job)), "new");
    assert_int_equal(rows(f), before);
}

/* ---- Several writers ---- */

static void of_two_who_move_the_same_record_one_wins(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *mine = new_job(f, "一");
    Workspace *other = NULL;
    Actor actor = {.who = TEXT("other"), .from = TEXT("test"), .is_owner = true};
    ok(f, workspace_open(f->path, STORE_WRITE, f->model, actor, &other, &f->err));
    Record *theirs = NULL;
    ok(f, record_get(f->arena, other, mine->def, mine->id, &theirs, &f->err));
    ok(f, try_move(f, mine, "start"));
    Status status =
        record_move(f->arena, other, theirs, TEXT("start"), TEXT(""), f->problems, &f->err);
    workspace_close(other);
    assert_int_equal(status, STATUS_CONFLICT);
    says(f, LANG_ZH, "第 1 版", "第 2 版");
    says(f, LANG_EN, "version 1", "version 2");
}

enum { WRITERS = 3, MOVES_EACH = 400 };

/* A refusal for another's sake: it names both versions, and the engine shows in what they
 * differ. */
static bool shows_both_versions(Arena *arena, Workspace *workspace, const Record *mine,
                                const Error *refusal)
{
    Record *stored = NULL;
    List differences;
    Error err;
    Buf said = buf_new(arena);
    error_print(&said, LANG_EN, refusal);
    if (record_differences(arena, workspace, mine, &stored, &differences, &err) != STATUS_OK) {
        return false;
    }
    Text yours = text_format(arena, "version %lld", (long long)mine->version);
    return stored->version > mine->version && strcmp(refusal->code, "record.conflict") == 0 &&
           text_contains(buf_text(&said), yours);
}

/* In a process of its own: moves the record there and back until it has done so often enough. Each
 * move that was acknowledged has a reason of its own; what is refused is tried again under the
 * same. */
static void move_to_and_fro(const char *path, const Model *model, int64_t id, int writer)
{
    Error err;
    Workspace *workspace = NULL;
    Actor actor = {.who = TEXT("child"), .from = TEXT("test"), .is_owner = true};
    if (workspace_open(path, STORE_WRITE, model, actor, &workspace, &err) != STATUS_OK) {
        _exit(1);
    }
    for (int done = 0; done < MOVES_EACH;) {
        Arena *arena = arena_new();
        Record *job = NULL;
        if (record_get(arena, workspace, model_record(model, TEXT("job")), id, &job, &err)) {
            _exit(2);
        }
        Text move = job->state == 0 ? TEXT("start") : TEXT("rest");
        Text reason = text_format(arena, "%d", writer * MOVES_EACH + done);
        Status status =
            record_move(arena, workspace, job, move, reason, problems_new(arena, 5), &err);
        done += status == STATUS_OK;
        if (status != STATUS_OK &&
            (status != STATUS_CONFLICT || !shows_both_versions(arena, workspace, job, &err))) {
            _exit(3);
        }
        arena_free(arena);
    }
    workspace_close(workspace);
    _exit(0);
}

static void wait_for_writers(void)
{
    for (int writer = 0; writer < WRITERS; writer++) {
        int how = 0;
        assert_true(wait(&how) > 0);
        assert_true(WIFEXITED(how));
        assert_int_equal(WEXITSTATUS(how), 0);
    }
}

static void of_1200_contended_moves_none_is_lost_and_none_doubled(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = new_job(f, "一");
    for (int writer = 0; writer < WRITERS; writer++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            move_to_and_fro(f->path, f->model, job->id, writer);
        }
    }
    wait_for_writers();
    assert_int_equal(read_again(f, job)->version, 1 + WRITERS * MOVES_EACH);
    List changes;
    ok(f, record_history(f->arena, f->workspace, job->def, job->id, &changes, &f->err));
    assert_int_equal(changes.count, 2 + WRITERS * MOVES_EACH);
    bool seen[WRITERS * MOVES_EACH] = {false};
    Text before = TEXT("new");
    for (size_t at = 2; at < changes.count; at++) {
        const Change *change = LIST_AT(&changes, Change, at);
        int64_t move = -1;
        assert_true(text_equal(change->before, before));
        assert_false(text_equal(change->after, before));
        before = change->after;
        assert_true(text_to_int(change->reason, &move) && move < WRITERS * MOVES_EACH);
        assert_false(seen[move]);
        seen[move] = true;
    }
    assert_int_equal(rows(f), 2 + WRITERS * MOVES_EACH);
}

/* ---- Traces ---- */

static const TraceStep *step(const Trace *trace, size_t at)
{
    assert_true(at < trace->steps.count);
    return LIST_AT(&trace->steps, TraceStep, at);
}

static void a_trace_goes_both_ways_and_ends_where_circles_close(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *trip = record_new(f->arena, type(f, "trip"));
    *record_value(trip, "zh") = value_text(TEXT("行"));
    save(f, trip);
    Record *first = new_job(f, "一");
    Record *second = new_job(f, "二");
    *record_value(first, "trip") = value_int(trip->id);
    *record_value(first, "after") = value_refs(&second->id, 1);
    save(f, first);
    *record_value(second, "after") = value_refs(&first->id, 1);
    save(f, second);

    Trace up, down;
    ok(f, record_trace(f->arena, f->workspace, second, TRACE_UP, &up, &f->err));
    assert_int_equal(up.steps.count, 3);
    assert_int_equal(step(&up, 0)->record->id, first->id);
    assert_string_equal(step(&up, 0)->field->name, "after");
    assert_int_equal(step(&up, 1)->record->id, trip->id);
    assert_int_equal(step(&up, 1)->depth, 2);
    assert_int_equal(step(&up, 2)->record->id, second->id);
    assert_true(step(&up, 2)->is_again);

    ok(f, record_trace(f->arena, f->workspace, trip, TRACE_DOWN, &down, &f->err));
    assert_int_equal(down.steps.count, 3);
    assert_int_equal(step(&down, 0)->record->id, first->id);
    assert_int_equal(step(&down, 1)->record->id, second->id);
    assert_true(step(&down, 2)->is_again);
    assert_false(up.goes_on || down.goes_on);
}

static const char LIMITS_TEXT[] = "version 1\nquestion_ms 100\ncount_ms 0\ncount_exact "
                                  "0\ntrace_steps 5\nattachment_bytes 9\nattachment_kinds text\n"
                                  "request_key_hours 24\n";
static const EmbeddedFile LIMITS = {"records.rules", (const unsigned char *)LIMITS_TEXT,
                                    sizeof LIMITS_TEXT - 1};

static void a_trace_ends_at_its_limit_and_says_so(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    f->own->rules = (EmbeddedFiles){&LIMITS, 1};
    Record *first = new_job(f, "0"), *last = first;
    for (int at = 1; at <= 5; at++) { /* each after the one before */
        Record *job = new_job(f, (const char[]){(char)('0' + at), '\0'});
        *record_value(job, "after") = value_refs(&last->id, 1);
        save(f, job);
        last = job;
    }
    Trace down, up;
    ok(f, record_trace(f->arena, f->workspace, first, TRACE_DOWN, &down, &f->err));
    ok(f, record_trace(f->arena, f->workspace, last, TRACE_UP, &up, &f->err));
    assert_int_equal(step(&down, 4)->depth, 5); /* however deep */
    assert_true(down.steps.count == 5 && up.steps.count == 5);
    assert_false(down.goes_on || up.goes_on);

    Record *another = new_job(f, "6"); /* beside the second */
    *record_value(another, "after") = value_refs(&first->id, 1);
    save(f, another);
    ok(f, record_trace(f->arena, f->workspace, first, TRACE_DOWN, &down, &f->err));
    assert_true(down.steps.count == 5 && down.goes_on && down.most == 5);
    *record_value(another, "after") = value_refs(&last->id, 1);
    save(f, another);
    ok(f, record_trace(f->arena, f->workspace, another, TRACE_UP, &up, &f->err));
    assert_true(up.steps.count == 5 && up.goes_on);
}

/* ---- The shipped model ---- */

static void every_state_of_the_shipped_records_can_be_reached(void **state)
{
    Fixture *f = *state;
    for (int r = 0; r < f->model->record_count; r++) {
        const RecordDef *def = &f->model->records[r];
        uint64_t reached = 1;
        for (int round = 0; round < def->state_count; round++) {
            for (int m = 0; m < def->move_count; m++) {
                for (int at = 0; at < def->moves[m].from_count; at++) {
                    bool is_from = (reached >> def->moves[m].from[at]) & 1;
                    reached |= is_from ? UINT64_C(1) << def->moves[m].to : 0;
                }
            }
        }
        if (def->state_count > 0 && reached != (UINT64_C(1) << def->state_count) - 1) {
            fail_msg("%s has states that no way leads to", def->name);
        }
    }
    assert_true(RECORD_TASK.state_count >= 9);
}

/* Two readers of the chain's last link agree, and every row is handed over. */
static Status count_row(void *context, const AuditRow *row, Error *err)
{
    int64_t *count = context;
    (void)err;
    *count += row->seq == *count + 1 && row->hash.len == HASH_BYTES;
    return STATUS_OK;
}

static void the_head_is_the_last_row_and_all_rows_are_handed_over(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    int64_t seq = -1;
    int64_t count = 0;
    Hash head;
    ok(f, audit_head(f->workspace, &seq, &head, &f->err));
    assert_int_equal(seq, 0);
    ok(f, try_move(f, new_job(f, "一"), "start"));
    AuditResult result;
    ok(f, audit_verify(f->workspace, &result, &f->err));
    ok(f, audit_head(f->workspace, &seq, &head, &f->err));
    assert_int_equal(seq, result.rows);
    assert_memory_equal(head.bytes, result.head.bytes, HASH_BYTES);
    ok(f, audit_each(f->workspace, count_row, &count, &f->err));
    assert_int_equal(count, seq);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(a_new_record_begins_in_the_first_state),
        record_test(a_save_never_changes_the_state),
        record_test(a_move_leads_on_and_takes_values_with_it),
        record_test(the_history_of_a_move_is_the_state_before_and_after),
        record_test(open_moves_are_those_of_the_state),
        record_test(a_move_that_is_not_open_names_the_state_and_those_that_are),
        record_test(a_move_names_every_field_that_is_missing),
        record_test(the_values_of_a_move_pass_the_checks_of_a_save),
        record_test(what_has_no_states_or_does_not_exist_makes_no_moves),
        record_test(an_unknown_state_in_the_file_is_damage),
        record_test(a_move_that_is_rolled_back_never_was),
        record_test(of_two_who_move_the_same_record_one_wins),
        record_test(of_1200_contended_moves_none_is_lost_and_none_doubled),
        record_test(a_trace_goes_both_ways_and_ends_where_circles_close),
        record_test(a_trace_ends_at_its_limit_and_says_so),
        record_test(every_state_of_the_shipped_records_can_be_reached),
        record_test(the_head_is_the_last_row_and_all_rows_are_handed_over),
    };
    return cmocka_run_group_tests_name("move", tests, NULL, NULL);
}
