/* A small world for the tests of reports: nine cities, six indicators, nine years, from the
 * China City Statistical Yearbooks, and what compare would find in them, put together here with
 * measure alone. Questions that need an opened workspace are answered by the fixture itself
 * (linked with --wrap).
 */
#include "fixture.h"

#include <string.h>

enum { CITIES = 9, INDICATORS = 6, YEARS = 9, FIRST_YEAR = 2010, KNOWN_YEAR = 2015, WINDOW = 5 };
enum { PROVINCE = CITIES, OTHER_PROVINCE, ENTITIES };
enum { SUBJECT = 5, NEAR = 3, FAR = 7 };
enum { GDP = 0, PER_HEAD = 1, FDI = 5, POPULATION = INDICATORS };

static const char *const FIGURES[INDICATORS][CITIES][YEARS] = {
    {
        {"4040.8926", "4979.8455", "5549.7869", "6201.9", "6776.989", "7311.521", "8113.9666",
         "9193.78", "10143.3173"},
        {"2320.246", "2702.7571", "2981.1236", "3140.7596", "3284.5734", "3469.0273", "3820.1075",
         "4290.19", "4640.7821"},
        {"1953.3562", "2202.3132", "2340.726", "2499.2201", "2675.5709", "2866.8156", "3114.9653",
         "3345.3", "3566.7734"},
        {"1316.487", "1588.7419", "1716.1891", "1877.5574", "2087.2312", "2171.1562", "2377.7133",
         "2632.92", "2830.6218"},
        {"1189.9408", "1489.4078", "1619.7714", "1766.096", "1917.9974", "1975.0287", "2166.9705",
         "2357.76", "2526.5535"},
        {"1245.926", "1442.6241", "1551.3469", "1707.3608", "1844.3139", "1926.0785", "2095.0796",
         "2280.1", "2371.4983"},
        {"1315.589", "1486.6057", "1566.8969", "1683.6494", "1791.8143", "1884.4808", "2029.8494",
         "2249.85", "2393.2238"},
        {"2229.4884", "2630.3025", "2933.2", "3252.0078", "3697.91", "4016.84", "4449.38",
         "5064.9237", "5466.17"},
        {"3465.67", "4080.22", "4558.67", "5038.8916", "5652.69", "6148.3955", "6768.2",
         "7734.6425", "8427"},
    },
    {
        {"49947", "56855", "62054", "", "72991", "77179", "84114", "93792", "101349"},
        {"35762", "41198", "45316", "", "49417", "51692", "56410", "62982", "67707"},
        {"19145", "21590", "23086", "", "26651", "28653", "31010", "33255", "35519"},
        {"30536", "36924", "39947", "", "48471", "50162", "54522", "59911", "63996"},
        {"21196", "26198", "28598", "", "33699", "34340", "37805", "40962", "43700"},
        {"35767", "40809", "44029", "", "52421", "54590", "59183", "64173", "66328"},
        {"25330", "28806", "30624", "", "35210", "36828", "39603", "43846", "46450"},
        {"49786", "58950", "65692", "", "82654", "89647", "99151", "112862", "120944"},
        {"47419", "56005", "62506", "", "77457", "84236", "92702", "", "115320"},
    },
    {
        {"40.74", "39.64", "40.98", "41.67", "46.37", "48.64", "51.28", "", "54.67"},
        {"31.74", "31.17", "32.51", "34.34", "41.87", "44.32", "46.98", "", "50.34"},
        {"27.39", "28.13", "29.74", "31.38", "35.98", "38.25", "39.65", "", "43.95"},
        {"20.1", "21.32", "22.62", "23.32", "30.39", "33.19", "34.35", "", "37"},
        {"29.1", "28.29", "30.48", "31.39", "31.55", "38.96", "40.15", "", "43.19"},
        {"23.22", "23.2", "24.65", "24.79", "30.78", "33.13", "34.33", "", "37.73"},
        {"26.39", "29.47", "30.55", "31.09", "36.19", "38.59", "41.7", "", "45.7"},
        {"37.62", "38.7", "40.01", "41.02", "42.86", "43.89", "44.96", "", "47.01"},
        {"37.25", "38.52", "40.04", "41.08", "44.24", "45.8", "47.74", "", "48.43"},
    },
    {
        {"386.804", "502.3175", "606.6488", "723.6091", "833.8761", "942.8968", "1011.1833",
         "1056.6713", "1152.0568"},
        {"142.0232", "178.2735", "205.2637", "234.048", "260.2579", "286.6887", "302.6563",
         "325.9324", "342.6605"},
        {"69.0668", "87.0966", "103.6511", "123.6254", "141.0248", "157.0828", "167.0678",
         "174.8352", "181.898"},
        {"57.4496", "74.1664", "90.3669", "108.5019", "125.2246", "138.5496", "131.8896",
         "145.2801", "166.1371"},
        {"70.4565", "90.7313", "108.346", "129.5043", "139.1294", "144.5666", "148.0562", "159.053",
         "172.6625"},
        {"63.3384", "74.5096", "85.1332", "97.3433", "105.5746", "115.1098", "124.1772", "133.7866",
         "145.5042"},
        {"65.0501", "77.3559", "83.5701", "92.2013", "103.2639", "109.6434", "117.4474", "129.5482",
         "154.052"},
        {"167.7818", "218.0818", "224.9986", "259.2606", "295.1918", "336.75", "345.3", "320.1787",
         "340.0339"},
        {"290.8061", "373.6858", "419.7225", "485.8818", "550.0019", "625.64", "590.18", "590.6026",
         "606.1875"},
    },
    {
        {"1678.0339", "1987.1147", "2289.8717", "2586.4155", "2913.6117", "3294.7107", "3665.8275",
         "4057.2205", "4268.09"},
        {"808.8089", "963.544", "1114.7801", "1269.198", "1429.2067", "1605.0799", "1807.3767",
         "2025.4532", "2154.9186"},
        {"789.1715", "929.9787", "1075.9854", "1216.4624", "1390.0512", "1570.1903", "1756.428",
         "1950.9179", "2000.3003"},
        {"349.3229", "414.9432", "482.3804", "549.1919", "618.902", "707.1931", "794.2878",
         "891.2762", "873.7688"},
        {"388.1468", "461.6064", "540.353", "563.2319", "643.7764", "777.507", "862.395", "966.231",
         "1019.6384"},
        {"321.842", "379.024", "439.408", "497.2405", "558.0081", "624.7205", "698.9173",
         "784.3429", "788.5355"},
        {"345.3246", "406.6655", "469.106", "532.6857", "598.4567", "675.5184", "755.7854",
         "839.4834", "877.7124"},
        {"726.1249", "853.744", "973.9689", "1106.8789", "1128.0986", "1236.9601", "1358.8007",
         "1494.0055", "1557.0299"},
        {"1277.0686", "1493.2735", "1719.2728", "1940.41", "2166.0973", "2379.4579", "2632.8725",
         "2873.4118", "3088.7652"},
    },
    {
        {"190015", "310000", "342898", "332178", "363002", "382661", "403305", "404969", "421080"},
        {"120475", "176800", "199251", "222272", "241025", "255371", "268798", "269864", "294089"},
        {"20111", "38967", "41702", "50388", "63144", "62060", "65221", "60297", "62662"},
        {"21277", "35901", "43975", "53113", "59725", "68090", "71951", "73054", "75868"},
        {"32902", "53056", "63600", "74009", "86988", "95072", "102289", "108748", "114141"},
        {"28832", "48767", "60003", "66181", "72850", "78735", "82733", "82792", "85439"},
        {"15391", "", "31573", "38057", "42839", "49050", "50076", "50217", "52723"},
        {"257155", "210264", "213808", "195880", "138776", "84841", "120392", "120813", "122044"},
        {"206056", "216644", "220542", "228743", "230479", "231559", "238724", "242266", "258140"},
    },
};

typedef struct Names {
    const char *zh, *en, *code;
} Names;

static const Names CITY_NAMES[ENTITIES] = {
    {"郑州", "Zhengzhou", "410100"}, {"洛阳", "Luoyang", "410300"},  {"南阳", "Nanyang", "411300"},
    {"许昌", "Xuchang", "411000"},   {"新乡", "Xinxiang", "410700"}, {"焦作", "Jiaozuo", "410800"},
    {"安阳", "Anyang", "410500"},    {"扬州", "Yangzhou", "321000"}, {"南通", "Nantong", "320600"},
    {"河南", "Henan", "410000"},     {"江苏", "Jiangsu", "320000"},
};

static const Indicator INDICATOR_ROWS[INDICATORS] = {
    {.code = {"gdp", 3}, .decimals = 1},
    {.code = {"gdp_per_capita", 14}},
    {.code = {"share_tertiary", 14}, .decimals = 1, .is_percent = true, .whole = 100},
    {.code = {"budget_rev", 10}, .decimals = 1},
    {.code = {"retail", 6}, .decimals = 1},
    {.code = {"fdi", 3}},
};

static const char *const INDICATOR_NAMES[INDICATORS][3] = {
    {"地区生产总值", "GDP", "亿元"},
    {"人均地区生产总值", "GDP per head", "元"},
    {"第三产业比重", "Share of services", "%"},
    {"一般公共预算收入", "Budget revenue", "亿元"},
    {"社会消费品零售总额", "Retail sales", "亿元"},
    {"实际使用外资", "Foreign capital used", "万美元"},
};

static Text T(const char *text)
{
    return text_from(text);
}

static Registry *make_registry(Arena *arena)
{
    Registry *registry = ARENA_NEW(arena, Registry);
    registry->entities = ARENA_ARRAY(arena, Entity, ENTITIES);
    registry->entity_count = ENTITIES;
    for (int i = 0; i < ENTITIES; i++) {
        int parent = i < FAR ? PROVINCE : i < CITIES ? OTHER_PROVINCE : -1;
        registry->entities[i] = (Entity){100 + i,
                                         T(CITY_NAMES[i].code),
                                         T(CITY_NAMES[i].zh),
                                         T(CITY_NAMES[i].en),
                                         T(i < CITIES ? "city" : "province"),
                                         parent};
    }
    /* The population stands behind the six that are compared: a part of GDP per head. */
    registry->indicators = ARENA_ARRAY(arena, Indicator, INDICATORS + 1);
    registry->indicators[POPULATION] =
        (Indicator){.zh = T("常住人口"), .en = T("population"), .unit = T("万人"), .decimals = 1};
    registry->indicator_count = INDICATORS;
    for (int i = 0; i < INDICATORS; i++) {
        Indicator *indicator = &registry->indicators[i];
        *indicator = INDICATOR_ROWS[i];
        indicator->id = 10 + i;
        indicator->zh = T(INDICATOR_NAMES[i][0]);
        indicator->en = T(INDICATOR_NAMES[i][1]);
        indicator->unit = T(INDICATOR_NAMES[i][2]);
        indicator->kind = T("flow");
        indicator->owner[LANG_ZH] = T("统计局");
        indicator->owner[LANG_EN] = T("Statistics Bureau");
    }
    registry->tiers = ARENA_NEW(arena, Tier);
    registry->tier_count = 1;
    *registry->tiers = (Tier){1,      T("第一方阵"), T("first tier"), T("top_n"),
                              {3, 0}, PROVINCE,      DATE_NONE,       DATE_NONE};
    return registry;
}

static void fill_panel(Panel *panel, int i, int e, int y)
{
    size_t at = ((size_t)i * CITIES + (size_t)e) * (size_t)panel->year_count + (size_t)y;
    Observation *source = (Observation *)panel->inside + at;
    if (!decimal_parse(T(FIGURES[i][e][y]), &source->value)) {
        return;
    }
    source->indicator_id = 10 + i;
    source->entity_id = 100 + e;
    source->period = period_code(period_year(FIRST_YEAR + y));
    source->status = OBSERVATION_OBSERVED;
    source->known_from = date_make(FIRST_YEAR + y + 1, 9, 30);
    source->document_id = FIRST_YEAR + y + 1;
    source->batch_id = 7;
    source->cell = (int64_t)at + 1;
    panel->values[at] = decimal_double(source->value);
    panel->known[at] = 1;
}

static Panel *make_panel(Arena *arena, const Registry *registry, int years, Date as_of)
{
    size_t count = (size_t)INDICATORS * CITIES * (size_t)years;
    Panel *panel = ARENA_NEW(arena, Panel);
    panel->registry = registry;
    panel->indicators = ARENA_ARRAY(arena, int, INDICATORS);
    panel->entities = ARENA_ARRAY(arena, int, CITIES);
    panel->indicator_count = INDICATORS;
    panel->entity_count = CITIES;
    panel->year_count = years;
    panel->first_year = FIRST_YEAR;
    panel->as_of = as_of;
    panel->values = ARENA_ARRAY(arena, double, count);
    panel->known = ARENA_ARRAY(arena, uint8_t, count);
    panel->breaks = ARENA_ARRAY(arena, uint8_t, count);
    /* The fixture answers panel_source itself, out of this. */
    panel->inside = (struct PanelInside *)ARENA_ARRAY(arena, Observation, count);
    for (int i = 0; i < INDICATORS; i++) {
        panel->indicators[i] = i;
        for (int e = 0; e < CITIES; e++) {
            panel->entities[e] = e;
            for (int y = 0; y < years; y++) {
                fill_panel(panel, i, e, y);
            }
        }
    }
    /* 焦作's foreign capital is counted anew from 2011: a break to draw and to respect. */
    panel->breaks[((size_t)FDI * CITIES + SUBJECT) * (size_t)years + 1] = 1;
    return panel;
}

/* One indicator and year over all entities. */
static void column(const Panel *panel, int indicator, int year, double *values, uint8_t *known)
{
    for (int e = 0; e < panel->entity_count; e++) {
        size_t row = (size_t)(indicator * panel->entity_count + e);
        size_t at = row * (size_t)panel->year_count + (size_t)(year - panel->first_year);
        known[e] = panel->known[at];
        values[e] = known[e] ? panel->values[at] : 0;
    }
}

static void rank_row(const Panel *panel, int indicator, int year, int unit, int *first, int *last,
                     int *ranked)
{
    double values[CITIES];
    uint8_t known[CITIES];
    column(panel, indicator, year, values, known);
    Polarity higher = {POLARITY_HIGHER, 0, 0};
    if (!rank_of(higher, values, known, FAR, unit, first, last, ranked)) {
        *first = *last = *ranked = 0;
    }
}

static void fill_rates(GapRow *row, const Series *own, const Series *other)
{
    row->has_own_rate =
        series_recent_growth(own, row->year, WINDOW, &row->own_rate, &row->own_rate_from);
    row->has_other_rate =
        series_recent_growth(other, row->year, WINDOW, &row->other_rate, &row->other_rate_from);
    if (row->has_own_rate && row->has_other_rate) {
        row->catch_up =
            catch_up(POLARITY_HIGHER, row->own, row->own_rate, row->other, row->other_rate);
    }
}

static void gap_row(GapTable *table, const Panel *panel, int indicator, int reference)
{
    Polarity higher = {POLARITY_HIGHER, 0, 0};
    Series own = panel_series(panel, indicator, SUBJECT);
    Series other = panel_series(panel, indicator, reference);
    GapRow *row = list_add(&table->rows);
    row->indicator = indicator;
    row->reference = reference;
    row->role = T(reference == NEAR ? "near" : "far");
    row->verb = T(reference == NEAR ? "overtake" : "catch_up");
    row->year = FIRST_YEAR + panel->year_count - 1;
    series_value(&own, row->year, &row->own);
    series_value(&other, row->year, &row->other);
    row->own_source = *panel_source(panel, indicator, SUBJECT, row->year);
    row->other_source = *panel_source(panel, indicator, reference, row->year);
    row->gap = gap_between(higher, row->own, row->other);
    row->state = row->gap.behind > 0 ? GAP_BEHIND : row->gap.behind < 0 ? GAP_AHEAD : GAP_LEVEL;
    row->path = gap_path(higher, GAP_RELATIVE, &own, &other, row->year, WINDOW, 0.002);
    row->distance = row->gap.behind > 0 ? time_distance(higher, &other, row->own, row->year)
                                        : time_distance(higher, &own, row->other, row->year);
    fill_rates(row, &own, &other);
    int last;
    rank_row(panel, indicator, row->year, SUBJECT, &row->own_rank, &row->own_rank_last,
             &row->ranked);
    if (reference < FAR) {
        rank_row(panel, indicator, row->year, reference, &row->other_rank, &last, &row->ranked);
    }
}

static GapTable *make_gaps(Arena *arena, const Panel *panel)
{
    GapTable *table = ARENA_NEW(arena, GapTable);
    table->subject = SUBJECT;
    table->as_of = panel->as_of;
    table->rows = list_new(arena, sizeof(GapRow));
    table->fingerprint = hash_text(T("gaps"));
    table->rules_version = T("compare-1");
    for (int i = 0; i < INDICATORS; i++) {
        gap_row(table, panel, i, NEAR);
        gap_row(table, panel, i, FAR);
    }
    GapRow *owed = list_add(&table->rows);
    *owed = (GapRow){.indicator = FDI,
                     .reference = 8,
                     .role = T("field"),
                     .verb = T("learn"),
                     .state = GAP_OWED,
                     .year = KNOWN_YEAR};
    owed->other = 231559;
    owed->other_source = *panel_source(panel, FDI, 8, KNOWN_YEAR);
    return table;
}

static PositionTable *make_position(Arena *arena, const Panel *panel)
{
    PositionTable *table = ARENA_NEW(arena, PositionTable);
    table->subject = SUBJECT;
    table->tier = 0;
    table->as_of = panel->as_of;
    table->rows = list_new(arena, sizeof(PositionRow));
    table->fingerprint = hash_text(T("position"));
    table->rules_version = T("compare-1");
    for (int i = 0; i < INDICATORS; i++) {
        double values[CITIES];
        uint8_t known[CITIES];
        Polarity higher = {POLARITY_HIGHER, 0, 0};
        PositionRow *row = list_add(&table->rows);
        row->indicator = i;
        row->year = KNOWN_YEAR;
        column(panel, i, KNOWN_YEAR, values, known);
        row->own = values[SUBJECT];
        row->own_source = *panel_source(panel, i, SUBJECT, KNOWN_YEAR);
        int ranked, last;
        rank_row(panel, i, KNOWN_YEAR, SUBJECT, &row->first, &row->last, &row->ranked);
        rank_row(panel, i, KNOWN_YEAR - 1, SUBJECT, &row->previous_first, &last, &ranked);
        row->previous_year = KNOWN_YEAR - 1;
        row->has_tier = tier_distance(higher, values, known, FAR, SUBJECT, 3, &row->tier);
    }
    return table;
}

static void fill_level(Arena *arena, const Panel *panel, TargetProposal *target, int kind,
                       double value)
{
    int years = target->due_year - target->base_year;
    TargetLevel *level = &target->levels[kind];
    FeasibilityPanel class = {
        panel->values + (size_t)target->indicator * CITIES * (size_t)panel->year_count,
        panel->known + (size_t)target->indicator * CITIES * (size_t)panel->year_count,
        NULL,
        CITIES,
        panel->year_count,
        FIRST_YEAR,
    };
    level->value = value;
    level->rate = pow(value / target->base, 1.0 / years) - 1;
    level->path = ARENA_ARRAY(arena, double, (size_t)years);
    target_path(target->base, value, years, PATH_CONSTANT_RATE, level->path);
    feasibility(POLARITY_HIGHER, &class, target->base, 0.5, &level->rate, 1, 3, KNOWN_YEAR,
                &level->feasibility);
    level->unprecedented = level->feasibility.cases > 0 && level->feasibility.achieved == 0;
    level->unrealistic = level->feasibility.share < 0.2;
}

static TargetProposal *make_target(Arena *arena, const Panel *panel, int indicator, int reference,
                                   double theta)
{
    TargetProposal *target = ARENA_NEW(arena, TargetProposal);
    Series own = panel_series(panel, indicator, SUBJECT);
    Series leader = panel_series(panel, indicator, reference);
    double leader_now;
    int from;
    target->indicator = indicator;
    target->reference = reference;
    target->verb = T(theta < 1 ? "catch_up" : "overtake");
    target->base_year = KNOWN_YEAR;
    target->due_year = 2020;
    target->theta = theta;
    series_value(&own, KNOWN_YEAR, &target->base);
    series_value(&leader, KNOWN_YEAR, &leader_now);
    target->base_source = *panel_source(panel, indicator, SUBJECT, KNOWN_YEAR);
    series_recent_growth(&leader, KNOWN_YEAR, WINDOW, &target->leader_rate, &from);
    target->leader_path = ARENA_ARRAY(arena, double, 5);
    for (int year = 0; year < 5; year++) {
        target->leader_path[year] = leader_now * pow(1 + target->leader_rate, year + 1);
    }
    double goal = theta * target->leader_path[4];
    fill_level(arena, panel, target, TARGET_FLOOR, target->base + (goal - target->base) * 0.8);
    fill_level(arena, panel, target, TARGET_GOAL, goal);
    fill_level(arena, panel, target, TARGET_STRETCH, target->base + (goal - target->base) * 1.2);
    for (int month = 0; month < 12; month++) {
        target->month_curve[month] = (month + 1) / 12.0;
    }
    return target;
}

static void make_chain(Fixture *fixture, Lang lang)
{
    static const char *const kinds[] = {"lesson", "gap", "target", "task"};
    static const char *const texts[LANG_COUNT][FIXTURE_CHAIN][2] = {
        {{"许昌：龙头企业带动产业集群", "方法 · 2016-10 学习考察 · 许昌"},
         {"地区生产总值落后许昌11.3%、1.8年", "2015年 1926.1 / 2171.2亿元"},
         {"2020年赶超许昌", "保底3249.8 目标3580.7 奋斗3911.6亿元"},
         {"制定百亿企业培育方案", "牵头：工信委 · 2016-12-31前"}},
        {{"Xuchang: lead firms pull a cluster along",
          "Method · study visit, October 2016 · Xuchang"},
         {"GDP 11.3% and 1.8 years behind Xuchang", "2015: 1,926.1 against 2,171.2 (¥100m)"},
         {"Overtake Xuchang by 2020", "Floor 3,249.8, goal 3,580.7, stretch 3,911.6 (¥100m)"},
         {"Draw up a plan to raise ten-billion-yuan firms",
          "Lead: Industry Commission · by 2016-12-31"}},
    };
    for (int i = 0; i < FIXTURE_CHAIN; i++) {
        fixture->chain[i] = (ChainLink){T(kinds[i]), T(texts[lang][i][0]), T(texts[lang][i][1])};
    }
}

Fixture *fixture_new(Lang lang)
{
    Arena *arena = arena_new();
    Fixture *fixture = ARENA_NEW(arena, Fixture);
    fixture->arena = arena;
    fixture->registry = make_registry(arena);
    Date evening = date_make(2016, 10, 13);
    fixture->panel = make_panel(arena, fixture->registry, KNOWN_YEAR - FIRST_YEAR + 1, evening);
    Panel *later = make_panel(arena, fixture->registry, YEARS, date_make(2019, 12, 31));
    fixture->gaps = make_gaps(arena, fixture->panel);
    fixture->later = make_gaps(arena, later);
    fixture->later->rows.count--; /* what was owed has not come */
    fixture->position = make_position(arena, fixture->panel);
    fixture->targets[0] = make_target(arena, fixture->panel, 0, NEAR, 1);
    fixture->targets[1] = make_target(arena, fixture->panel, 1, FAR, 0.8);
    make_chain(fixture, lang);
    fixture->input = (ReportInput){
        .lang = lang,
        .registry = fixture->registry,
        .panel = fixture->panel,
        .subject = SUBJECT,
        .as_of = evening,
        .gaps = fixture->gaps,
        .position = fixture->position,
        .targets = fixture->targets,
        .target_count = FIXTURE_TARGETS,
        .chain = fixture->chain,
        .chain_count = FIXTURE_CHAIN,
        .later = fixture->later,
    };
    const PositionRow *headline = LIST_AT(&fixture->position->rows, PositionRow, 0);
    fixture->input.ranks = sibling_ranks(arena, fixture->panel, SUBJECT, headline->indicator);
    return fixture;
}

void fixture_free(Fixture *fixture)
{
    arena_free(fixture->arena);
}

/* ---- What an opened workspace would answer ---- */

const Observation *__wrap_panel_source(const Panel *panel, int indicator, int entity, int year);
const Observation *__wrap_panel_source(const Panel *panel, int indicator, int entity, int year)
{
    int y = year - panel->first_year;
    size_t at = ((size_t)indicator * CITIES + (size_t)entity) * (size_t)panel->year_count;
    const Observation *sources = (const Observation *)panel->inside;
    return y < 0 || y >= panel->year_count ? NULL : &sources[at + (size_t)y];
}

int __wrap_panel_indicator(const Panel *panel, int registry_index);
int __wrap_panel_indicator(const Panel *panel, int registry_index)
{
    return registry_index < panel->indicator_count ? registry_index : -1;
}

int __wrap_panel_entity(const Panel *panel, int registry_index);
int __wrap_panel_entity(const Panel *panel, int registry_index)
{
    return registry_index < panel->entity_count ? registry_index : -1;
}

int __wrap_registry_siblings(const Registry *registry, int entity, int *members);
int __wrap_registry_siblings(const Registry *registry, int entity, int *members)
{
    int count = 0;
    for (int i = 0; i < registry->entity_count; i++) {
        if (registry->entities[i].parent == registry->entities[entity].parent) {
            members[count++] = i;
        }
    }
    return count;
}

int __wrap_registry_entity_of_id(const Registry *registry, int64_t id);
int __wrap_registry_entity_of_id(const Registry *registry, int64_t id)
{
    return id >= 100 && id < 100 + registry->entity_count ? (int)id - 100 : -1;
}

int __wrap_registry_indicator_of_id(const Registry *registry, int64_t id);
int __wrap_registry_indicator_of_id(const Registry *registry, int64_t id)
{
    return id >= 10 && id < 10 + registry->indicator_count ? (int)id - 10 : -1;
}

static FigureSource source_of(Arena *arena, const Observation *observation)
{
    return (FigureSource){
        .document = text_format(arena, "中国城市统计年鉴%lld", (long long)observation->document_id),
        .publisher = T("国家统计局"),
        .file = T("figures.csv"),
        .sheet_cell = text_format(arena, "1!B%lld", (long long)observation->cell),
        .known_from = observation->known_from,
        .batch_id = observation->batch_id,
    };
}

Status __wrap_figure_sources(Arena *arena, Workspace *workspace, const List *observations,
                             FigureSource **sources, Error *err);
Status __wrap_figure_sources(Arena *arena, Workspace *workspace, const List *observations,
                             FigureSource **sources, Error *err)
{
    (void)workspace;
    (void)err;
    *sources = ARENA_ARRAY(arena, FigureSource, observations->count);
    for (size_t i = 0; i < observations->count; i++) {
        (*sources)[i] = source_of(arena, LIST_AT(observations, Observation, i));
    }
    return STATUS_OK;
}

/* GDP per head by its parts: the total as published, the population that follows from both. */
Status __wrap_compare_explain(Arena *arena, const Panel *panel, int subject, int reference,
                              int indicator, int year, List *parts, Error *err);
Status __wrap_compare_explain(Arena *arena, const Panel *panel, int subject, int reference,
                              int indicator, int year, List *parts, Error *err)
{
    (void)err;
    *parts = list_new(arena, sizeof(ExplainPart));
    double top[2], head[2];
    int units[] = {subject, reference};
    for (int i = 0; i < 2 && indicator == PER_HEAD; i++) {
        Series total = panel_series(panel, GDP, units[i]);
        Series each = panel_series(panel, PER_HEAD, units[i]);
        if (!series_value(&total, year, &top[i]) || !series_value(&each, year, &head[i])) {
            return STATUS_OK;
        }
    }
    if (indicator == PER_HEAD) {
        *(ExplainPart *)list_add(parts) =
            (ExplainPart){.indicator = GDP, .role = PART_NUMERATOR, .own = top[0], .other = top[1]};
        *(ExplainPart *)list_add(parts) = (ExplainPart){.indicator = POPULATION,
                                                        .role = PART_DENOMINATOR,
                                                        .own = top[0] / head[0] * 10000,
                                                        .other = top[1] / head[1] * 10000};
    }
    return STATUS_OK;
}
