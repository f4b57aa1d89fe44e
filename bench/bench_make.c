/* bench_records make: a city's organisations and tasks, and the changes that they lived through. Of
 * a model that lacks one of the fields named here the rest is made; `bench_tasks` adds to a
 * workspace of the one that ships.
 *
 * A task is written as it ended, with the history of how it came there: its row, its units, its
 * words and every link of its chain by the engine's own functions, but not verb by verb, and the
 * indexes last. Verb by verb ten million changes would take most of an hour; what stands in the
 * file, and what the verifier finds, is the same. */
#include "bench_records.h"

#include "record_impl.h"

#include <string.h>

enum { COUNTIES = 12, DEPARTMENTS = 40, UNITS_OF_COUNTY = 20, THEMES = 500, TASKS_AT_ONCE = 10000 };

/* Frequent first: a word at a tenth of the list is drawn three times as often as the last. */
static const char *const WORDS[] = {
    "项目", "建设", "发展", "推进", "企业", "工业", "招商", "引资", "改革", "创新", "环境", "治理",
    "服务", "人才", "园区", "投资", "产业", "升级", "技术", "改造", "智能", "车间", "品牌", "旅游",
    "文化", "城市", "交通", "道路", "水利", "农业", "扶贫", "教育", "卫生", "医院", "学校", "养老",
    "就业", "培训", "金融", "资金", "财政", "税收", "审批", "简化", "督查", "考核", "通报", "整改",
    "落实", "完成", "提升", "加快", "扩大", "开放", "出口", "物流", "仓储", "电商", "平台", "数据",
    "节能", "减排", "污水", "处理", "绿化", "造林", "河道", "生态", "矿山", "修复", "地热", "能源",
    "汽车", "零件", "轮胎", "化工", "铝材", "造纸", "食品", "医药", "装备", "制造", "生物", "材料"};
enum { WORD_COUNT = sizeof WORDS / sizeof WORDS[0] };

Text bench_word(Bench *bench)
{
    double unit = random_unit(&bench->random);
    return text_from(WORDS[(int)(unit * unit * WORD_COUNT)]);
}

static Text words(Bench *bench, Arena *arena, int count)
{
    Buf text = buf_new(arena);
    for (int at = 0; at < count; at++) {
        buf_add(&text, bench_word(bench));
    }
    return buf_text(&text);
}

static void save(Bench *bench, Arena *arena, Record *record)
{
    Problems *problems = problems_new(arena, 1);
    Status status = record_save(arena, bench->workspace, record, TEXT(""), problems, &bench->err);
    bench_check(bench, status);
}

static void give(Record *record, const char *field, Value value)
{
    int at = record_field(record->def, text_from(field));
    if (at >= 0) {
        record->values[at] = value;
    }
}

static int64_t named(Bench *bench, const char *type, Text name, int64_t parent)
{
    Record *record = record_new(bench->arena, model_record(&bench->model, text_from(type)));
    give(record, "zh", value_text(name));
    if (parent != 0) {
        give(record, "parent", value_int(parent));
    }
    save(bench, bench->arena, record);
    return record->id;
}

typedef struct City {
    int64_t units[1 + DEPARTMENTS + COUNTIES * (1 + UNITS_OF_COUNTY)];
    int unit_count;
    int64_t themes[THEMES];
} City;

static void make_city(Bench *bench, City *city)
{
    Arena *arena = bench->arena;
    bench_check(bench, workspace_begin(bench->workspace, &bench->err));
    int64_t top = named(bench, "organisation", TEXT("市"), 0);
    city->units[city->unit_count++] = top;
    for (int d = 0; d < DEPARTMENTS; d++) {
        city->units[city->unit_count++] =
            named(bench, "organisation", text_format(arena, "部门%d", d), top);
    }
    for (int c = 0; c < COUNTIES; c++) {
        int64_t county = named(bench, "organisation", text_format(arena, "县%d", c), top);
        city->units[city->unit_count++] = county;
        for (int u = 0; u < UNITS_OF_COUNTY; u++) {
            city->units[city->unit_count++] =
                named(bench, "organisation", text_format(arena, "县%d局%d", c, u), county);
        }
    }
    bool has_themes = model_record(&bench->model, TEXT("theme")) != NULL;
    for (int t = 0; has_themes && t < THEMES; t++) {
        city->themes[t] = named(bench, "theme", text_format(arena, "专题%d", t), 0);
    }
    bench_check(bench, workspace_commit(bench->workspace, &bench->err));
}

static int64_t one_unit(Bench *bench, const City *city)
{
    return city->units[bench_below(bench, city->unit_count)];
}

static Value some_units(Bench *bench, const City *city, Arena *arena)
{
    int count = bench_below(bench, 4);
    int64_t *ids = ARENA_ARRAY(arena, int64_t, 4);
    int kept = 0;
    for (int at = 0; at < count; at++) {
        int64_t id = one_unit(bench, city);
        bool is_there = false;
        for (int other = 0; other < kept; other++) {
            is_there = is_there || ids[other] == id;
        }
        ids[kept] = id;
        kept += !is_there;
    }
    return value_refs(ids, kept);
}

static Record *new_task(Bench *bench, const City *city, Arena *arena, int number)
{
    static const char *const URGENCY[] = {"ordinary", "ordinary", "ordinary", "complex", "urgent"};
    Record *task = record_new(arena, bench->task);
    Date begun = date_make(2012, 1, 1) + bench_below(bench, 5 * 365);
    give(task, "number", value_text(text_format(arena, "焦督〔2016〕%d号", number)));
    give(task, "zh", value_text(words(bench, arena, 6 + bench_below(bench, 8))));
    give(task, "urgency", value_text(text_from(URGENCY[bench_below(bench, 5)])));
    if (bench_below(bench, 3) > 0) {
        give(task, "theme", value_int(city->themes[bench_below(bench, THEMES)]));
    }
    give(task, "lead", value_int(one_unit(bench, city)));
    give(task, "assist", some_units(bench, city, arena));
    give(task, "due", value_int(begun + 30 + bench_below(bench, 400)));
    if (bench_below(bench, 4) > 0) {
        int64_t yuan = 10000 * (int64_t)(1 + bench_below(bench, 100000));
        give(task, "begun", value_int(begun));
        give(task, "yuan", value_decimal((Decimal){yuan, 0}));
    }
    return task;
}

/* ---- How it came there ---- */

static const char *const LIFE[] = {"draft",    "assigned", "accepted", "working",
                                   "checking", "done",     "closed"};
enum { LIFE_LAST = sizeof LIFE / sizeof LIFE[0] - 1 };

typedef struct Life {
    Bench *bench;
    const TypeSql *type;
    Record *task;
    NewChange change; /* the next one */
} Life;

static void append(Life *life, const char *field, Text before, Text after)
{
    NewChange change = life->change;
    change.field = field;
    change.before = before;
    change.after = after;
    bench_check(life->bench, chain_append(life->bench->workspace, &change, &life->bench->err));
}

static void append_creation(Life *life, Arena *arena)
{
    const RecordDef *def = life->bench->task;
    life->change.action = "create";
    append(life, "state", TEXT(""), text_from(LIFE[0]));
    for (int f = 0; f < def->field_count; f++) {
        Text value = value_text_of(arena, &def->fields[f], &life->task->values[f]);
        if (value.len > 0 && f != bench_field(life->bench, "progress")) {
            append(life, def->fields[f].name, TEXT(""), value);
        }
    }
}

/* Most tasks are over; the rest stand somewhere on the way. */
static void append_moves(Life *life, Arena *arena)
{
    Bench *bench = life->bench;
    int steps = bench_below(bench, 3) > 0 ? LIFE_LAST : bench_below(bench, LIFE_LAST + 1);
    life->change.action = "move";
    for (int state = 0; state < steps; state++) {
        life->change.record_version++;
        append(life, "state", text_from(LIFE[state]), text_from(LIFE[state + 1]));
        if (strcmp(LIFE[state], "working") == 0) {
            Text progress = words(bench, arena, 10 + bench_below(bench, 30));
            *record_value(life->task, "progress") = value_text(progress);
            append(life, "progress", TEXT(""), progress);
        }
    }
    life->task->state = record_state(bench->task, text_from(LIFE[steps]));
    life->task->version = life->change.record_version;
}

static void write_task(Life *life, Arena *arena)
{
    Bench *bench = life->bench;
    Workspace *workspace = bench->workspace;
    Stmt *stmt;
    bench_check(bench,
                store_prepare(workspace_store(workspace), life->type->insert, &stmt, &bench->err));
    row_bind(stmt, life->type, life->task);
    bench_check(bench, stmt_run(stmt, &bench->err));
    bench_check(bench, row_refs_write(workspace, life->type, life->task,
                                      bench_field(bench, "assist"), &bench->err));
    bench_check(bench, derived_keep(arena, workspace, life->type, NULL, life->task, &bench->err));
}

static void make_task(Bench *bench, const City *city, Arena *arena, int number)
{
    Life life = {.bench = bench, .task = new_task(bench, city, arena, number)};
    bench_check(bench, type_of(bench->workspace, bench->task, &life.type, &bench->err));
    bench_check(bench,
                store_new_ids(workspace_store(bench->workspace), 1, &life.task->id, &bench->err));
    life.change = (NewChange){.at_ms = time_now_ms(),
                              .reason = TEXT(""),
                              .record_type = bench->task->name,
                              .record_id = life.task->id,
                              .record_version = 1};
    append_creation(&life, arena);
    append_moves(&life, arena);
    write_task(&life, arena);
}

static int64_t change_count(Bench *bench)
{
    int64_t seq = 0;
    Hash head;
    bench_check(bench, audit_head(bench->workspace, &seq, &head, &bench->err));
    return seq;
}

/* ---- All of them ---- */

/* The statements that make the indexes of `tables` again; they are dropped. */
static Text drop_indexes(Bench *bench, const char *tables)
{
    Stmt *stmt;
    bool row;
    Buf drop = buf_new(bench->arena), make = buf_new(bench->arena);
    Store *store = workspace_store(bench->workspace);
    Text sql = text_format(bench->arena,
                           "SELECT name, sql FROM sqlite_schema WHERE type = 'index'"
                           " AND sql IS NOT NULL AND tbl_name IN (%s)",
                           tables);
    bench_check(bench, store_prepare(store, text_cstr(bench->arena, sql), &stmt, &bench->err));
    while (bench_check(bench, stmt_step(stmt, &row, &bench->err)), row) {
        buf_add_format(&drop, "DROP INDEX \"%.*s\";", TEXT_ARGS(stmt_text(stmt, 0)));
        buf_add_format(&make, "%.*s;", TEXT_ARGS(stmt_text(stmt, 1)));
    }
    bench_check(bench,
                store_run_script(store, text_cstr(bench->arena, buf_text(&drop)), &bench->err));
    return buf_text(&make);
}

static void make_tasks(Bench *bench, const City *city, int tasks)
{
    Arena *arena = arena_new();
    for (int made = 0; made < tasks;) {
        arena_reset(arena);
        bench_check(bench, workspace_begin(bench->workspace, &bench->err));
        for (int at = 0; at < TASKS_AT_ONCE && made < tasks; at++, made++) {
            make_task(bench, city, arena, made);
        }
        bench_check(bench, workspace_commit(bench->workspace, &bench->err));
        fprintf(stderr, "\r%d tasks", made);
    }
    arena_free(arena);
}

void bench_make(Bench *bench, StoreMode mode, int tasks)
{
    City *city = ARENA_NEW(bench->arena, City);
    BenchTime started = bench_start();
    bench_open(bench, mode);
    make_city(bench, city);
    Text indexes = drop_indexes(bench, "'task', 'task__unit', 'task_assist', 'change'");
    make_tasks(bench, city, tasks);
    bench_check(bench, store_run_script(workspace_store(bench->workspace),
                                        text_cstr(bench->arena, indexes), &bench->err));
    BenchTime taken = bench_stop(started);
    printf("\r  %d tasks, %lld changes written in %.0f s (processor %.0f s)\n", tasks,
           (long long)change_count(bench), taken.ms / 1000, taken.processor_ms / 1000);
}
