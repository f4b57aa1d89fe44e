/* Hostile input in every field of every record, by every way in: what is not refused with a reason
 * is stored exactly. The fields come from the model, so that a new record is tried as soon as it is
 * there. */
#include "pages_impl.h"
#include "web_test.h"

#include "compiled_model.h"
#include "exchange.h"
#include "folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGE = 1 << 20, TYPES_MOST = 200 };

typedef struct Siege {
    Arena *arena, *round; /* `round` is reset for each try */
    char folder[FOLDER_PATH];
    const char *path;
    WebSetup setup;
    Site *site;
    Worker worker;
    Workspace *workspace;
    int64_t sample[TYPES_MOST]; /* of each type; 0: not made yet */
    int64_t names;              /* how many have been given */
    int thrown, kept, moves;    /* texts at forms, those that were stored, and at moves */
    int tokens, patched;        /* at the interface, and those that were taken */
    char *large;
} Siege;

/* ---- What is thrown ---- */

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const Text TEXTS[] = {
    BYTES("'; DROP TABLE task; --"),
    BYTES("\" OR 1=1 --"),
    BYTES("%_*?[^]\\"),
    BYTES("<script>alert(1)</script>"),
    BYTES("\"><img src=x onerror=alert(1)>"),
    BYTES("{{zh}} &lt; ${x} %s %n"),
    BYTES("=HYPERLINK(\"http://x\",\"y\")"),
    BYTES("@SUM(A1:A9)|cmd"),
    BYTES("a\0b"),
    BYTES("\xE2\x80\xAE"
          "abc\xE2\x80\x8F"),                   /* from right to left */
    BYTES("\xED\xA0\x80"),                      /* a lone surrogate */
    BYTES("\xED\xA0\x80\xED\xB0\x80"),          /* a pair of them */
    BYTES("\xC0\xAF\xE0\x80\xAF"),              /* overlong */
    BYTES("\xF4\x90\x80\x80"),                  /* beyond Unicode */
    BYTES("\xE7\x84"),                          /* cut */
    BYTES("\xF0\xA0\xAE\xB7\xF0\xA0\x80\x80"),  /* names of four bytes */
    BYTES("e\xCC\x81\xEF\xBB\xBF\xE2\x81\xA0"), /* marks, a BOM inside, no width */
    BYTES("\x1B[2J\x07"),
    BYTES("a\r\nb\tc"),
    BYTES("9223372036854775808"),
    BYTES("-9223372036854775809"),
    BYTES("-0"),
    BYTES("1e400"),
    BYTES("NaN"),
    BYTES("Infinity"),
    BYTES("0x7fffffff"),
    BYTES("99999999999999999999999999999999999.99"),
    BYTES("\xEF\xBC\x91\xEF\xBC\x92"), /* wide digits */
    BYTES("2016-02-30"),
    BYTES("275760-09-13"),
    BYTES("../../../../etc/passwd"),
    BYTES(" "),
};
enum { TEXT_COUNT = sizeof TEXTS / sizeof TEXTS[0] };

static Text thrown(const Siege *siege, int number)
{
    return number < TEXT_COUNT ? TEXTS[number] : (Text){siege->large, LARGE};
}

static const Value VALUES[] = {
    {.kind = VALUE_INT, .number = INT64_MAX},
    {.kind = VALUE_INT, .number = INT64_MIN},
    {.kind = VALUE_INT, .number = INT64_C(9007199254740992)},
    {.kind = VALUE_INT, .number = -1},
    {.kind = VALUE_DECIMAL, .decimal = {INT64_MAX, 0}},
    {.kind = VALUE_DECIMAL, .decimal = {INT64_MIN, 18}},
    {.kind = VALUE_DECIMAL, .decimal = {1, 127}},
    {.kind = VALUE_DECIMAL, .decimal = {1, -128}},
    {.kind = VALUE_PAIR, .number = INT64_MAX, .second = INT64_MIN},
    {.kind = VALUE_PAIR, .number = 5, .second = 4},
    {.kind = VALUE_REFS, .refs = (const int64_t[]){INT64_MAX, 0, -1}, .ref_count = 3},
};
enum { VALUE_COUNT = sizeof VALUES / sizeof VALUES[0] };

/* ---- A right record of each type, to be spoilt in one field ---- */

static Status save(Siege *siege, Record *record, Text reason, Problems *problems, Error *err)
{
    return record_save(siege->round, siege->workspace, record, reason, problems, err);
}

static int64_t sample_of(Siege *siege, const RecordDef *def);

static Value right_value(Siege *siege, const FieldDef *field, bool is_coded)
{
    Text name = is_coded ? text_format(siege->arena, "A%017lld", (long long)siege->names++)
                         : text_format(siege->arena, "n%lld", (long long)siege->names++);
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LONG_TEXT: return value_text(name);
    case FIELD_INT: return value_int(field->has_least ? field->least.mantissa : 1);
    case FIELD_DECIMAL:
    case FIELD_MONEY:
    case FIELD_PERCENT: return value_decimal(field->has_least ? field->least : (Decimal){1, 0});
    case FIELD_DATE:
    case FIELD_TIME: return value_int(date_make(2016, 10, 13));
    case FIELD_PERIOD: return value_int(period_code(period_year(2015)));
    case FIELD_DATE_RANGE:
    case FIELD_POINT: return value_pair(17000, 17001);
    case FIELD_BOOL: return value_int(1);
    case FIELD_ONE_OF: return value_text(text_from(field->options[0].name));
    case FIELD_REF:
        return value_int(
            sample_of(siege, model_record(siege->setup.model, text_from(field->target))));
    default: return value_none();
    }
}

static Record *right_record(Siege *siege, const RecordDef *def, bool is_coded)
{
    Record *record = record_new(siege->arena, def);
    for (int f = 0; f < def->field_count; f++) {
        const FieldDef *field = &def->fields[f];
        if (field->kind == FIELD_REFS && field->required) {
            int64_t *one = ARENA_NEW(siege->arena, int64_t);
            *one = sample_of(siege, model_record(siege->setup.model, text_from(field->target)));
            record->values[f] = value_refs(one, 1);
        } else if (field->required || field->unique) {
            record->values[f] = right_value(siege, field, is_coded);
        }
    }
    return record;
}

/* A code of 18 digits and capitals, where small letters are refused. */
static bool is_coded(const RecordDef *def)
{
    return record_field(def, TEXT("credit_code")) >= 0;
}

static int64_t sample_of(Siege *siege, const RecordDef *def)
{
    Error err = {0};
    int64_t *made = &siege->sample[def - siege->setup.model->records];
    if (*made == 0) {
        Record *record = right_record(siege, def, is_coded(def));
        Problems *problems = problems_new(siege->arena, 5);
        if (save(siege, record, TEXT("sample"), problems, &err) != STATUS_OK) {
            const Problem *problem = problems_kept(problems) ? problems_at(problems, 0) : NULL;
            fail_msg("%s: %s %.*s", def->name, problem ? problem->code : err.code,
                     TEXT_ARGS(problem ? problem->field : TEXT("")));
        }
        *made = record->id;
    }
    return *made;
}

static int siege_open(void **state)
{
    Arena *arena = arena_new();
    Siege *siege = ARENA_NEW(arena, Siege);
    Error err = {0};
    siege->arena = arena;
    siege->round = arena_new();
    siege->setup = (WebSetup){"0", compiled_model(arena)};
    siege->large = arena_alloc(arena, LARGE);
    memset(siege->large, 'x', LARGE);
    assert_true(folder_make(siege->folder));
    siege->path = text_cstr(arena, text_format(arena, "%s/test.duibiao", siege->folder));
    assert_int_equal(workspace_open(siege->path, STORE_CREATE, siege->setup.model, site_owner(),
                                    &siege->workspace, &err),
                     STATUS_OK);
    assert_true(siege->setup.model->record_count <= TYPES_MOST);
    for (int r = 0; r < siege->setup.model->record_count; r++) {
        if (siege->setup.model->records[r].kind == RECORD_PLAIN) {
            sample_of(siege, &siege->setup.model->records[r]);
        }
    }
    *state = siege;
    return 0;
}

static int siege_close(void **state)
{
    Siege *siege = *state;
    AuditResult audit;
    Error err;
    assert_int_equal(audit_verify(siege->workspace, &audit, &err), STATUS_OK);
    assert_null(audit.fault);
    workspace_close(siege->workspace);
    folder_remove(siege->folder);
    arena_free(siege->round);
    arena_free(siege->arena);
    return 0;
}

/* ---- What must come of it ---- */

typedef struct Throw {
    Siege *siege;
    const RecordDef *def;
    int field;
    Text text;
} Throw;

static void failed(const Throw *throw, const char *how)
{
    fail_msg("%s.%s, %.*s: %s", throw->def->name, throw->def->fields[throw->field].name,
             (int)(throw->text.len < 40 ? throw->text.len : 40), throw->text.ptr, how);
}

/* A refusal has words in both languages, and is no mistake of the program. */
static void refused_with_a_reason(const Throw *throw, Status status, const Error *err,
                                  const Problems *problems)
{
    bool is_reason = status == STATUS_INVALID || status == STATUS_CONFLICT ||
                     status == STATUS_NOT_FOUND || status == STATUS_LIMIT ||
                     status == STATUS_USAGE || status == STATUS_DENIED ||
                     status == STATUS_UNSUPPORTED;
    if (!is_reason || !lang_has(err->code)) {
        failed(throw, err->code);
    }
    for (size_t at = 0; problems && at < problems_kept(problems); at++) {
        if (!lang_has(problems_at(problems, at)->code)) {
            failed(throw, problems_at(problems, at)->code);
        }
    }
}

static const Value *stored(const Throw *throw, const Record *record)
{
    Error err = {0};
    Record *read = NULL;
    if (record_get(throw->siege->round, throw->siege->workspace, throw->def, record->id, &read,
                   &err) != STATUS_OK) {
        failed(throw, err.code);
    }
    return &read->values[throw->field];
}

/* Left empty, a number of the program's own comes into its place. */
static bool is_numbered(const Throw *throw, Text given)
{
    return throw->def->fields[throw->field].number && text_trim(given).len == 0;
}

/* Left empty in a file, what must be filled in is taken from where it stands, if it stands
 * somewhere. */
static bool is_taken(const Throw *throw, Text stored)
{
    return throw->def->fields[throw->field].required && text_trim(throw->text).len == 0 &&
           stored.len > 0;
}

typedef Status Way(Siege *siege, Record *record, Text reason, Problems *problems, Error *err);

/* Goes that way, looks, and takes it back. */
static void go_and_look(const Throw *throw, Way *way, Record *record, Text reason)
{
    Siege *siege = throw->siege;
    Error err = {0};
    Problems *problems = problems_new(siege->round, 5);
    Value given = record->values[throw->field];
    assert_int_equal(workspace_begin(siege->workspace, &err), STATUS_OK);
    Status status = way(siege, record, reason, problems, &err);
    if (status != STATUS_OK) {
        refused_with_a_reason(throw, status, &err, problems);
    } else if (!value_equal(stored(throw, record), &given) && !is_numbered(throw, given.text)) {
        failed(throw, "is stored otherwise");
    }
    workspace_rollback(siege->workspace);
}

static Record *spoilt(const Throw *throw)
{
    Record *record = right_record(throw->siege, throw->def, is_coded(throw->def));
    record->id = record->version = 0;
    return record;
}

static void as_people_write_it(const Throw *throw)
{
    Record *record = spoilt(throw);
    Problems *problems = problems_new(throw->siege->round, 5);
    if (!record_parse(throw->siege->round, record, throw->field, throw->text, problems)) {
        if (problems_kept(problems) == 0 || !lang_has(problems_at(problems, 0)->code)) {
            failed(throw, "is refused without a reason");
        }
        return;
    }
    go_and_look(throw, save, record, TEXT(""));
}

static void as_a_text(const Throw *throw)
{
    Record *record = spoilt(throw);
    record->values[throw->field] = value_text(throw->text);
    go_and_look(throw, save, record, TEXT(""));
}

static Record *as_it_stands(const Throw *throw)
{
    Siege *siege = throw->siege;
    Error err = {0};
    Record *record = NULL;
    assert_int_equal(record_get(siege->round, siege->workspace, throw->def,
                                sample_of(siege, throw->def), &record, &err),
                     STATUS_OK);
    return record;
}

static void as_a_change(const Throw *throw)
{
    Record *record = as_it_stands(throw);
    record->values[throw->field] = value_text(throw->text);
    go_and_look(throw, save, record, TEXT("why"));
}

/* Of the moves that lead on from the first state, the one that takes the most with it. */
static const MoveDef *first_move(const RecordDef *def)
{
    const MoveDef *found = NULL;
    for (int m = 0; m < def->move_count; m++) {
        const MoveDef *move = &def->moves[m];
        for (int at = 0; at < move->from_count; at++) {
            bool takes_more = found == NULL || move->need_count > found->need_count;
            found = move->from[at] == 0 && takes_more ? move : found;
        }
    }
    return found;
}

static bool is_needed(const MoveDef *move, int field)
{
    for (int at = 0; move != NULL && at < move->need_count; at++) {
        if (move->needs[at] == field) {
            return true;
        }
    }
    return false;
}

static Status move_on(Siege *siege, Record *record, Text reason, Problems *problems, Error *err)
{
    return record_move(siege->round, siege->workspace, record,
                       text_from(first_move(record->def)->name), reason, problems, err);
}

/* Given with a move, beside what the move needs: every text for that, one in so many for the
 * rest. */
static void as_a_move(const Throw *throw)
{
    enum { ONE_IN = 4 };
    Siege *siege = throw->siege;
    const MoveDef *move = first_move(throw->def);
    if (move == NULL || (!is_needed(move, throw->field) && siege->moves++ % ONE_IN != 0)) {
        return;
    }
    Record *record = as_it_stands(throw);
    for (int at = 0; at < move->need_count; at++) {
        Value *value = &record->values[move->needs[at]];
        *value = value->kind == VALUE_NONE
                     ? right_value(siege, &throw->def->fields[move->needs[at]], false)
                     : *value;
    }
    record->values[throw->field] = value_text(throw->text);
    go_and_look(throw, move_on, record, TEXT("why"));
}

/* As what lists are narrowed by. */
static void as_a_question(const Throw *throw, Value value, Compare compare)
{
    Siege *siege = throw->siege;
    Error err = {0};
    RecordCount count;
    RecordFilter filter = {.field = throw->field, .value = value, .compare = compare};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    Status status = record_count(siege->workspace, throw->def, &query, &count, &err);
    if (status != STATUS_OK) {
        refused_with_a_reason(throw, status, &err, NULL);
    }
}

typedef void Attack(const Throw *throw);

static void in_every_field(Siege *siege, Attack *attack)
{
    const Model *model = siege->setup.model;
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *def = &model->records[r];
        for (int f = 0; def->kind == RECORD_PLAIN && f < def->field_count; f++) {
            if (def->fields[f].kind == FIELD_COMPUTED) {
                continue;
            }
            Throw throw = {.siege = siege, .def = def, .field = f};
            attack(&throw);
            arena_reset(siege->round);
        }
    }
}

static void every_text(const Throw *throw)
{
    for (int number = 0; number <= TEXT_COUNT; number++) {
        Throw one = *throw;
        one.text = thrown(throw->siege, number);
        as_people_write_it(&one);
        as_a_text(&one);
        as_a_change(&one);
        as_a_move(&one);
        as_a_question(&one, value_text(one.text), COMPARE_EQUAL);
        as_a_question(&one, value_text(one.text), COMPARE_LIKE);
    }
}

static void every_value(const Throw *throw)
{
    for (int number = 0; number < VALUE_COUNT; number++) {
        Record *record = spoilt(throw);
        record->values[throw->field] = VALUES[number];
        go_and_look(throw, save, record, TEXT(""));
        as_a_question(throw, VALUES[number], COMPARE_EQUAL);
        as_a_question(throw, VALUES[number], COMPARE_LESS);
    }
}

static void texts_are_stored_exactly_or_refused(void **state)
{
    in_every_field(*state, every_text);
}

static void values_are_stored_exactly_or_refused(void **state)
{
    in_every_field(*state, every_value);
}

/* ---- What stands beside the fields ---- */

static void reasons_and_words_are_kept_exactly_or_refused(void **state)
{
    Siege *siege = *state;
    const RecordDef *def = model_record(siege->setup.model, TEXT("task"));
    for (int number = 0; number <= TEXT_COUNT; number++) {
        Throw throw = {siege, def, 0, thrown(siege, number)};
        Error err = {0};
        List found, changes;
        Record *record = right_record(siege, def, false);
        assert_int_equal(workspace_begin(siege->workspace, &err), STATUS_OK);
        Status status = save(siege, record, throw.text, problems_new(siege->round, 5), &err);
        if (status != STATUS_OK) {
            refused_with_a_reason(&throw, status, &err, NULL);
        } else {
            assert_int_equal(
                record_history(siege->round, siege->workspace, def, record->id, &changes, &err),
                STATUS_OK);
            assert_true(text_equal(LIST_AT(&changes, Change, 0)->reason, throw.text));
            status = record_move(siege->round, siege->workspace, record, throw.text, throw.text,
                                 problems_new(siege->round, 5), &err);
            refused_with_a_reason(&throw, status, &err, NULL);
            status = record_move(siege->round, siege->workspace, record, TEXT("assign"), throw.text,
                                 problems_new(siege->round, 5), &err);
            assert_int_equal(status, STATUS_OK);
        }
        workspace_rollback(siege->workspace);
        status = record_search(siege->round, siege->workspace, throw.text, 10, &found, &err);
        if (status != STATUS_OK) {
            refused_with_a_reason(&throw, status, &err, NULL);
        }
        arena_reset(siege->round);
    }
}

/* ---- Files ---- */

/* The name of each field and, below it, the value as people read it; that of one field is
 * thrown. */
static void write_table(const Throw *throw, const Record *record, const char *path, bool is_json)
{
    Siege *siege = throw->siege;
    Buf head = buf_new(siege->round), row = buf_new(siege->round);
    Json json = json_new(&row);
    if (is_json) {
        json_array(&json);
        json_object(&json);
    }
    for (int f = 0; f < throw->def->field_count; f++) {
        Buf cell = buf_new(siege->round);
        Error err = {0};
        if (f != throw->field && record->values[f].kind == VALUE_NONE) {
            continue;
        }
        assert_int_equal(record_print(siege->workspace, &cell, LANG_ZH, record, f, &err),
                         STATUS_OK);
        Text text = f == throw->field ? throw->text : buf_text(&cell);
        if (is_json) {
            json_key(&json, throw->def->fields[f].name);
            json_text(&json, text);
            continue;
        }
        buf_add_format(&head, "%s%s", head.len ? "," : "", throw->def->fields[f].name);
        buf_add_cstr(&row, head.len > strlen(throw->def->fields[f].name) ? ",\"" : "\"");
        for (size_t at = 0; at < text.len; at++) {
            buf_add_cstr(&row, text.ptr[at] == '"' ? "\"" : "");
            buf_add_char(&row, text.ptr[at]);
        }
        buf_add_char(&row, '"');
    }
    if (is_json) {
        json_object_end(&json);
        json_array_end(&json);
    } else {
        buf_add_char(&head, '\n');
    }
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    buf_add(&head, buf_text(&row));
    fwrite(head.ptr, 1, head.len, file);
    fclose(file);
}

/* The newest record of the type. */
static Record *newest(const Throw *throw)
{
    Siege *siege = throw->siege;
    Error err = {0};
    List found;
    RecordOrder order = {.field = KEY_ID, .descending = true};
    RecordQuery query = {.order = &order, .limit = 1};
    assert_int_equal(record_list(siege->round, siege->workspace, throw->def, &query, &found, &err),
                     STATUS_OK);
    return found.count ? LIST_AT(&found, Record, 0) : NULL;
}

static void as_a_file(const Throw *throw, const char *name, bool is_json)
{
    Siege *siege = throw->siege;
    Error err = {0};
    RegisterTally tally;
    Problems *problems = problems_new(siege->round, 5);
    Record *record = spoilt(throw);
    const char *path =
        text_cstr(siege->round, text_format(siege->round, "%s/%s", siege->folder, name));
    write_table(throw, record, path, is_json);
    RegisterOptions options = {.path = path};
    Status status = import_records(siege->round, siege->workspace, throw->def, &options, problems,
                                   &tally, &err);
    if (status == STATUS_CORRUPT && strncmp(err.code, "sheet.", 6) == 0 && lang_has(err.code)) {
        return; /* no file of its format at all */
    }
    if (status != STATUS_OK) {
        refused_with_a_reason(throw, status, &err, problems);
        return;
    }
    const FieldDef *field = &throw->def->fields[throw->field];
    /* Bytes that are no UTF-8 make a file of another encoding. */
    bool is_text =
        text_is_utf8(throw->text) && (field->kind == FIELD_TEXT || field->kind == FIELD_LONG_TEXT);
    const Record *made =
        tally.created == 1 && throw->def->secret_through < 0 ? newest(throw) : NULL;
    if (made && is_text && !is_numbered(throw, throw->text) &&
        !is_taken(throw, made->values[throw->field].text) &&
        !text_equal(made->values[throw->field].text, text_trim(throw->text)) &&
        !text_equal(made->values[throw->field].text, throw->text)) {
        failed(throw, "is stored otherwise out of a file");
    }
}

/* The first field of each kind in each type: files are read field by field in one way. */
static bool is_first_of_kind(const Throw *throw)
{
    for (int f = 0; f < throw->field; f++) {
        if (throw->def->fields[f].kind == throw->def->fields[throw->field].kind) {
            return false;
        }
    }
    return true;
}

static void every_file(const Throw *throw)
{
    for (int number = 0; is_first_of_kind(throw) && number < TEXT_COUNT; number++) {
        Throw one = *throw;
        one.text = thrown(throw->siege, number);
        as_a_file(&one, "thrown.csv", false);
        if (text_is_utf8(one.text)) {
            as_a_file(&one, "thrown.json", true);
        }
    }
}

static void files_are_taken_in_exactly_or_refused(void **state)
{
    in_every_field(*state, every_file);
}

/* ---- Forms of the web, as pages of ours send them ---- */

static void add_encoded(Buf *out, Text text)
{
    for (size_t at = 0; at < text.len; at++) {
        buf_add_format(out, "%%%02X", (unsigned char)text.ptr[at]);
    }
}

/* Without accounts whoever is there counts as the owner. */
static Visit *visit_new(Siege *siege, Method method, Text target)
{
    Arena *arena = siege->round;
    Visit *visit = ARENA_NEW(arena, Visit);
    *visit = (Visit){.arena = arena, .site = siege->site, .worker = &siege->worker};
    visit->answer.cookies = list_new(arena, sizeof(Text));
    visit->answer.headers = list_new(arena, sizeof(Param));
    visit->request.method = method;
    visit->request.host = TEXT("localhost");
    visit->request.caller = TEXT("127.0.0.1");
    visit->request.cookies = TEXT("visitor=0123456789abcdef0123456789abcdef");
    assert_true(request_read_target(arena, &visit->request, target));
    return visit;
}

/* With the token of this visitor's forms, and the version that was shown in them. */
static Visit *visit_with(const Throw *throw, Text target)
{
    Siege *siege = throw->siege;
    Buf body = buf_new(siege->round);
    Visit *visit = visit_new(siege, METHOD_POST, target);
    visit->request.body_type = TEXT("application/x-www-form-urlencoded");
    buf_add_format(&body, "token=%.*s&version=%lld&change:reason=%%E7%%94%%B1&%s=",
                   TEXT_ARGS(guard_token(visit)), (long long)as_it_stands(throw)->version,
                   throw->def->fields[throw->field].name);
    add_encoded(&body, throw->text);
    visit->request.body = buf_text(&body);
    return visit;
}

static bool runs(Text page)
{
    return text_contains(page, TEXT("<script>alert")) || text_contains(page, TEXT("<img src=x"));
}

/* A form trims what is typed, and ends lines as they end here. */
static bool is_as_typed(const Throw *throw)
{
    FieldKind kind = throw->def->fields[throw->field].kind;
    Record *now = as_it_stands(throw);
    return (kind != FIELD_TEXT && kind != FIELD_LONG_TEXT) ||
           text_equal(now->values[throw->field].text, text_trim(throw->text)) ||
           text_contains(throw->text, TEXT("\r"));
}

/* Not at the door, nor for want of a form's token: what nobody may change at all is refused by
 * right. */
static bool is_refusal(const Throw *throw, int code)
{
    bool is_nobodys = throw->def->allow[ACT_CHANGE].count == 0;
    return code >= 400 && code < 500 && code != 401 && (code != 403 || is_nobodys);
}

static void post_and_look(const Throw *throw, const char *address)
{
    Siege *siege = throw->siege;
    Error err = {0};
    Text target = text_format(siege->round, "/records/%s/%lld/%s", throw->def->name,
                              (long long)sample_of(siege, throw->def), address);
    Visit *visit = visit_with(throw, target);
    assert_int_equal(workspace_begin(siege->workspace, &err), STATUS_OK);
    visit_answer(visit);
    int code = visit->answer.code;
    bool is_kept = code == 303, is_refused = is_refusal(throw, code);
    if ((!is_kept && !is_refused) || runs(visit->answer.body)) {
        print_error("%d\n", code);
        failed(throw, "is not answered well in a form");
    }
    siege->kept += is_kept;
    if (is_kept && !is_as_typed(throw)) {
        failed(throw, "is stored otherwise out of a form");
    }
    workspace_rollback(siege->workspace);
    shared_body_drop(visit->answer.shared);
}

/* Whether the form of a record, or of its first move, has an input for it. */
static bool is_in_form(const RecordDef *def, int field)
{
    FieldKind kind = def->fields[field].kind;
    return kind != FIELD_COMPUTED && kind != FIELD_FILE && def->fields[field].number == NULL;
}

/* All forms are read in one way: each field is thrown some of the texts, and all together every
 * text. */
static void some_texts(const Throw *throw)
{
    enum { EACH = 3, STRIDE = 11 };
    Siege *siege = throw->siege;
    const MoveDef *move = first_move(throw->def);
    for (int turn = 0; turn < EACH && is_in_form(throw->def, throw->field); turn++) {
        Throw one = *throw;
        one.text = TEXTS[siege->thrown++ * STRIDE % TEXT_COUNT];
        post_and_look(&one, "edit");
        if (is_needed(move, throw->field)) {
            Text address = text_format(siege->round, "move/%s", move->name);
            post_and_look(&one, text_cstr(siege->round, address));
        }
    }
}

/* ---- Changes by programs ---- */

static const char *const TOKENS[] = {"\"\\ud800\"",
                                     "\"a\\u0000b\"",
                                     "\"\xC0\xAF\"",
                                     "1e400",
                                     "-0",
                                     "NaN",
                                     "9223372036854775808",
                                     "[[[[[[[[",
                                     "{\"from\":1}",
                                     "\"=1+1\"",
                                     "true",
                                     "[1,[2]]",
                                     "\"\\u202Eabc\"",
                                     "\"<script>alert(1)</script>\"",
                                     "\"'; DROP TABLE task; --\""};
enum { TOKEN_COUNT = sizeof TOKENS / sizeof *TOKENS };

static void patch_and_look(const Throw *throw)
{
    Siege *siege = throw->siege;
    Text target = text_format(siege->round, "/api/%s?id=eq.%lld", throw->def->name,
                              (long long)sample_of(siege, throw->def));
    Visit *visit = visit_new(siege, METHOD_PATCH, target);
    visit->request.body_type = TEXT("application/json");
    visit->request.if_match =
        text_format(siege->round, "\"%lld\"", (long long)as_it_stands(throw)->version);
    visit->request.prefer = TEXT("tx=rollback");
    visit->request.body =
        text_format(siege->round, "{\"%s\": %.*s}", throw->def->fields[throw->field].name,
                    TEXT_ARGS(throw->text));
    visit_answer(visit);
    int code = visit->answer.code;
    bool is_refused =
        is_refusal(throw, code) && text_contains(visit->answer.body, TEXT("\"code\""));
    if (!(code >= 200 && code < 300) && !is_refused) {
        print_error("%d\n", code);
        failed(throw, "is not answered well");
    }
    siege->patched += code < 300;
    shared_body_drop(visit->answer.shared);
}

static void some_tokens(const Throw *throw)
{
    enum { EACH = 3, STRIDE = 4 };
    Siege *siege = throw->siege;
    for (int turn = 0; turn < EACH; turn++) {
        Throw one = *throw;
        one.text = text_from(TOKENS[siege->tokens++ * STRIDE % TOKEN_COUNT]);
        patch_and_look(&one);
    }
}

/* ---- Both ---- */

static void web_open(Siege *siege)
{
    Error err = {0};
    WebOptions options = {.workspace = siege->path, .listen = "127.0.0.1:0"};
    assert_int_equal(site_open(&siege->setup, &options, &siege->site, &err), STATUS_OK);
    siege->worker = (Worker){.site = siege->site,
                             .mode = STORE_WRITE,
                             .workspace = siege->workspace,
                             .registry_arena = arena_new(),
                             .kept = kept_new(siege->site->arena)};
    assert_int_equal(worker_refresh(&siege->worker, &err), STATUS_OK);
    siege->worker.has_accounts = false; /* the sample of one is nobody's to sign in with */
}

static void web_close(Siege *siege)
{
    arena_free(siege->worker.registry_arena);
    site_close(siege->site);
}

static void forms_are_taken_in_exactly_or_refused(void **state)
{
    Siege *siege = *state;
    web_open(siege);
    in_every_field(siege, some_texts);
    assert_true(siege->kept * 4 > siege->thrown); /* the forms are those that pages send */
    web_close(siege);
}

static void changes_by_programs_are_answered_with_a_reason(void **state)
{
    Siege *siege = *state;
    web_open(siege);
    in_every_field(siege, some_tokens);
    assert_true(siege->patched > 0);
    web_close(siege);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_stored_exactly_or_refused),
        cmocka_unit_test(values_are_stored_exactly_or_refused),
        cmocka_unit_test(reasons_and_words_are_kept_exactly_or_refused),
        cmocka_unit_test(files_are_taken_in_exactly_or_refused),
        cmocka_unit_test(forms_are_taken_in_exactly_or_refused),
        cmocka_unit_test(changes_by_programs_are_answered_with_a_reason),
    };
    return cmocka_run_group_tests(tests, siege_open, siege_close);
}
