/* bench_records make: a city's organisations and tasks, and the changes that they lived through. */
#include "bench_records.h"

#include <stdlib.h>

enum { COUNTIES = 12, DEPARTMENTS = 40, UNITS_OF_COUNTY = 20, THEMES = 500, TASKS_AT_ONCE = 2000 };

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

static int64_t named(Bench *bench, const char *type, Text name, int64_t parent)
{
    Record *record = record_new(bench->arena, model_record(&bench->model, text_from(type)));
    *record_value(record, "zh") = value_text(name);
    if (parent != 0) {
        *record_value(record, "parent") = value_int(parent);
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
    for (int t = 0; t < THEMES; t++) {
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
    *record_value(task, "number") = value_text(text_format(arena, "焦督〔2016〕%d号", number));
    *record_value(task, "zh") = value_text(words(bench, arena, 6 + bench_below(bench, 8)));
    *record_value(task, "urgency") = value_text(text_from(URGENCY[bench_below(bench, 5)]));
    if (bench_below(bench, 3) > 0) {
        *record_value(task, "theme") = value_int(city->themes[bench_below(bench, THEMES)]);
    }
    *record_value(task, "lead") = value_int(one_unit(bench, city));
    *record_value(task, "assist") = some_units(bench, city, arena);
    *record_value(task, "due") = value_int(begun + 30 + bench_below(bench, 400));
    if (bench_below(bench, 4) > 0) {
        *record_value(task, "begun") = value_int(begun);
        *record_value(task, "yuan") =
            value_decimal((Decimal){10000 * (int64_t)(1 + bench_below(bench, 100000)), 0});
    }
    return task;
}

/* Most tasks are over; the rest stand somewhere on the way. */
static void live(Bench *bench, Arena *arena, Record *task)
{
    static const char *const MOVES[] = {"assign", "accept", "start", "submit", "confirm", "close"};
    int steps = bench_below(bench, 3) > 0 ? 6 : bench_below(bench, 7);
    for (int at = 0; at < steps; at++) {
        Problems *problems = problems_new(arena, 1);
        if (task->state == record_state(bench->task, TEXT("working"))) {
            *record_value(task, "progress") =
                value_text(words(bench, arena, 10 + bench_below(bench, 30)));
        }
        bench_check(bench, record_move(arena, bench->workspace, task, text_from(MOVES[at]),
                                       TEXT(""), problems, &bench->err));
    }
}

static int64_t change_count(Bench *bench)
{
    int64_t seq = 0;
    Hash head;
    bench_check(bench, audit_head(bench->workspace, &seq, &head, &bench->err));
    return seq;
}

/* Further changes, of texts that are not searched, until there are as many as are asked for. */
static void change_more(Bench *bench, int64_t changes)
{
    Arena *arena = arena_new();
    List tasks;
    RecordQuery query = {.limit = TASKS_AT_ONCE};
    while (change_count(bench) < changes) {
        arena_reset(arena);
        bench_check(bench,
                    record_list(arena, bench->workspace, bench->task, &query, &tasks, &bench->err));
        if (tasks.count == 0) {
            query.after = TEXT("");
            continue;
        }
        Record *last = LIST_AT(&tasks, Record, tasks.count - 1);
        query.after = text_copy(bench->arena, record_cursor(arena, &query, last));
        bench_check(bench, workspace_begin(bench->workspace, &bench->err));
        for (size_t at = 0; at < tasks.count; at++) {
            Record *task = LIST_AT(&tasks, Record, at);
            *record_value(task, "due") = value_int(record_value(task, "due")->number + 1);
            *record_value(task, "urgency") = value_text(TEXT("urgent"));
            save(bench, arena, task);
        }
        bench_check(bench, workspace_commit(bench->workspace, &bench->err));
    }
    arena_free(arena);
}

void bench_make(Bench *bench, int tasks, int64_t changes)
{
    City *city = ARENA_NEW(bench->arena, City);
    Arena *arena = arena_new();
    uint64_t started = time_monotonic_ns();
    bench_open(bench, STORE_CREATE);
    make_city(bench, city);
    for (int made = 0; made < tasks;) {
        arena_reset(arena);
        bench_check(bench, workspace_begin(bench->workspace, &bench->err));
        for (int at = 0; at < TASKS_AT_ONCE && made < tasks; at++, made++) {
            Record *task = new_task(bench, city, arena, made);
            save(bench, arena, task);
            live(bench, arena, task);
        }
        bench_check(bench, workspace_commit(bench->workspace, &bench->err));
        fprintf(stderr, "\r%d tasks", made);
    }
    change_more(bench, changes);
    double seconds = bench_ms_since(started) / 1000;
    int64_t count = change_count(bench);
    printf("\r  %d tasks, %lld changes through the engine in %.0f s: %.0f changes/s\n", tasks,
           (long long)count, seconds, (double)count / seconds);
    arena_free(arena);
}
