/* Figures: a numeral with a unit, with what bounds it, its period and what it counts. */
#include "prose_impl.h"

#include <string.h>

enum { INDICATOR_MOST = 30, NOUN_MOST = 12 };

typedef struct Figure {
    size_t start, end; /* with its bounds */
    size_t number_at, unit_end;
    Decimal value, value_to;
    bool is_range;
    ProseBound bound;
    Buf unit;
    bool counted; /* 十大… */
} Figure;

static ProseBound bound_of(Text note)
{
    static const struct {
        const char *sign;
        ProseBound bound;
    } SIGNS[] = {{"=", FIGURE_EXACT},     {"~", FIGURE_ABOUT}, {">", FIGURE_ABOVE},
                 {">=", FIGURE_AT_LEAST}, {"<", FIGURE_BELOW}, {"<=", FIGURE_AT_MOST}};
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
        if (text_equal(note, text_from(SIGNS[i].sign))) return SIGNS[i].bound;
    }
    return FIGURE_EXACT;
}

const char *prose_bound_sign(ProseBound bound)
{
    static const char *const SIGNS[] = {"", "=", "~", ">", ">=", "<", "<="};
    return SIGNS[bound];
}

static bool is_range_mark(uint32_t c)
{
    return c == '-' || c == U'—' || c == U'－' || c == U'–' || c == '~' || c == U'～' ||
           c == U'至' || c == U'到';
}

/* 百分之三十 */
static bool read_percent(const Para *para, size_t at, Figure *figure)
{
    size_t len, end;
    if (!para_starts(para, at, para->n, "百分之", &len) ||
        !number_read(para, at + len, para->n, &figure->value, &end)) {
        return false;
    }
    buf_add_cstr(&figure->unit, "%");
    figure->start = figure->number_at = at;
    figure->end = figure->unit_end = end;
    return true;
}

/* 三分之一: as a percentage, rounded where it does not come out even. */
static bool read_fraction(const Para *para, size_t at, Figure *figure)
{
    enum { PERCENT = 100, PLACES = 2, PARTS_MOST = 1000000000 };
    Decimal parts, count;
    size_t end, len;
    if (!number_read(para, at, para->n, &parts, &end) || parts.scale || parts.mantissa < 2 ||
        parts.mantissa > PARTS_MOST || !para_starts(para, end, para->n, "分之", &len) ||
        !number_read(para, end + len, para->n, &count, &end) || count.scale ||
        count.mantissa > parts.mantissa) {
        return false;
    }
    int64_t whole = count.mantissa * PERCENT, hundredths = whole * PERCENT;
    bool even = whole % parts.mantissa == 0;
    figure->value =
        even ? (Decimal){whole / parts.mantissa, 0}
             : (Decimal){(hundredths * 2 + parts.mantissa) / (parts.mantissa * 2), PLACES};
    figure->bound = hundredths % parts.mantissa == 0 ? FIGURE_EXACT : FIGURE_ABOUT;
    buf_add_cstr(&figure->unit, "%");
    figure->start = figure->number_at = at;
    figure->end = figure->unit_end = end;
    return true;
}

/* 一半, 半数 */
static bool read_half(const Para *para, size_t at, Figure *figure)
{
    size_t len;
    if (!para_starts(para, at, para->n, "一半", &len) &&
        !para_starts(para, at, para->n, "半数", &len)) {
        return false;
    }
    if (at && para->c[at - 1] == U'另') return false;
    figure->value = (Decimal){50, 0};
    buf_add_cstr(&figure->unit, "%");
    figure->start = figure->number_at = at;
    figure->end = figure->unit_end = at + len;
    return true;
}

/* 多 余 between number and unit. */
static size_t read_odd(const Para *para, size_t at, Figure *figure)
{
    if (at >= para->n || (para->c[at] != U'多' && para->c[at] != U'余')) return at;
    if (figure->bound == FIGURE_NONE) figure->bound = FIGURE_ABOVE;
    return at + 1;
}

static size_t read_magnitude(const Para *para, size_t at, Figure *figure)
{
    /* 8个亿 */
    if (at + 1 < para->n && para->c[at] == U'个' && para->c[at + 1] == U'亿') at++;
    while (at < para->n && (para->c[at] == U'万' || para->c[at] == U'亿' || para->c[at] == U'千' ||
                            para->c[at] == U'百')) {
        bool small = para->c[at] == U'千' || para->c[at] == U'百';
        if (small && !(at + 1 < para->n && (para->c[at + 1] == U'万' || para->c[at + 1] == U'亿' ||
                                            para->c[at + 1] == U'元'))) {
            break;
        }
        buf_add_code_point(&figure->unit, para->c[at]);
        at++;
    }
    return at;
}

static bool read_range(const Para *para, size_t *at, Figure *figure)
{
    size_t end, from = *at;
    /* "5%至8%": the first unit may stand between. */
    if (from < para->n && para->c[from] == '%') from++;
    if (from >= para->n || !is_range_mark(para->c[from])) return false;
    if (!number_read(para, from + 1, para->n, &figure->value_to, &end)) return false;
    figure->is_range = true;
    *at = end;
    return true;
}

static bool read_unit(const Para *para, size_t at, Figure *figure)
{
    WordHit hit;
    at = read_odd(para, at, figure);
    at = read_magnitude(para, at, figure);
    at = read_odd(para, at, figure);
    if (para_word(para, LIST_unit, at, para->n, &hit)) {
        buf_add(&figure->unit, para_text(para, at, at + hit.len));
        at += hit.len;
    } else if (at < para->n && para->c[at] == U'大' &&
               is_chinese_numeral(para->c[at - 1])) { /* 十大工业项目 */
        size_t where, limit = at + 14 < para->n ? at + 14 : para->n;
        if (!para_seek(para, LIST_classifier, at + 1, limit, &where, &hit)) return false;
        for (size_t i = at; i < where; i++) {
            if (!is_han(para->c[i]) || para->c[i] == U'的') return false;
        }
        buf_add(&figure->unit, hit.note);
        figure->counted = true;
        at = where + hit.len;
        while (para_word(para, LIST_classifier, at, para->n, &hit))
            at += hit.len; /* 产业基地 */
    } else if (!figure->unit.len) {
        return false;
    }
    figure->unit_end = figure->end = read_odd(para, at, figure);
    return true;
}

/* 至少办三场: the verb stands between. */
static void read_distant_bound(const Para *para, Figure *figure, size_t from)
{
    size_t len;
    for (size_t at = figure->start; figure->bound == FIGURE_NONE && at > from; at--) {
        if (!is_han(para->c[at - 1]) || para->masked[at - 1]) return;
        if (!para_starts(para, at - 1, figure->start, "至少", &len)) continue;
        figure->bound = FIGURE_AT_LEAST;
        figure->start = at - 1;
    }
}

static void read_bounds(const Para *para, Figure *figure)
{
    WordHit hit;
    size_t from = figure->number_at > 8 ? figure->number_at - 8 : 0;
    const Clause *clause = para_clause_at(para, figure->number_at);
    if (clause && from < clause->start) from = clause->start;
    if (para_word_back(para, LIST_bound_before, from, figure->number_at, &hit) &&
        !para_in_word(para, LIST_no_bound, figure->number_at - 1)) {
        /* 达20多亿元: what says more goes before what says that it was reached. */
        if (figure->bound == FIGURE_NONE || hit.note.len) figure->bound = bound_of(hit.note);
        figure->start = figure->number_at - hit.len;
    }
    read_distant_bound(para, figure, clause ? clause->start : from);
    if (para_word(para, LIST_bound_after, figure->end, para->n, &hit)) {
        figure->bound = bound_of(hit.note);
        figure->end += hit.len;
    }
    if (figure->bound == FIGURE_NONE) figure->bound = FIGURE_EXACT;
}

/* “两步申报”, “四个全面”: a name in quotation marks that begins with a number. */
static bool opens_quoted_name(const Para *para, const Figure *figure)
{
    enum { NAME_MOST = 6 };
    size_t at = figure->number_at;
    if (!at || para->c[at - 1] != U'“') return false;
    for (size_t i = at; i < para->n && i - at <= NAME_MOST; i++) {
        if (para->c[i] == U'”') return true;
    }
    return false;
}

/* 翻两番, 翻了近一番 */
static bool doubles(const Para *para, size_t at)
{
    enum { BETWEEN_MOST = 4 };
    for (size_t i = at; i > 0 && at - i < BETWEEN_MOST; i--) {
        if (para->c[i - 1] == U'翻') return true;
    }
    return false;
}

/* 三个“一批”, 三个没想到, 三年行动: names by number; 十一届, 二期工程: ordinals. 一番 is a figure
 * in 翻一番 alone. */
static bool is_slogan(const Para *para, const Figure *figure)
{
    size_t at = figure->number_at, end = figure->unit_end;
    bool chinese = !is_digit(para->c[at]);
    Text unit = buf_text(&figure->unit);
    if (text_equal(unit, TEXT("届")) || text_equal(unit, TEXT("方"))) return chinese;
    bool ordinal = text_equal(unit, TEXT("期")) || text_equal(unit, TEXT("轮"));
    if (ordinal) return chinese && end - at == 2;
    WordHit hit;
    if (text_equal(unit, TEXT("年")) && para_word(para, LIST_plan_name, end, para->n, &hit)) {
        return true;
    }
    if (text_equal(unit, TEXT("番"))) return !doubles(para, at);
    bool opens = end < para->n && (para->c[end] == U'“' || para->c[end] == U'没' ||
                                   para->c[end] == U'不' || para->c[end] == U'更');
    bool named = text_equal(unit, TEXT("个")) || text_equal(unit, TEXT("步"));
    return chinese && named && (opens || opens_quoted_name(para, figure));
}

/* 一 with a common classifier counts nothing worth keeping; neither does 这两个, 每个,
 * 十一次全会. */
static bool is_idle(const Para *para, const Figure *figure)
{
    WordHit hit;
    size_t at = figure->number_at;
    bool chinese = !is_digit(para->c[at]);
    uint32_t before = at ? para->c[at - 1] : 0;
    if (before == U'第' || before == U'这' || before == U'那' || before == U'每' ||
        before == U'各' || before == U'某' || before == U'哪' || (chinese && before == U'上')) {
        return true;
    }
    if (para_word(para, LIST_ordinal_name, figure->unit_end, para->n, &hit)) return true;
    /* 我提五条要求 counts what the speaker says himself. */
    if (chinese && para_word(para, LIST_speech_part, figure->unit_end, para->n, &hit)) return true;
    if (is_slogan(para, figure)) return true;
    if (!chinese || figure->unit.len == 0) return false;
    Text unit = buf_text(&figure->unit);
    bool measured = text_starts(unit, TEXT("万")) || text_starts(unit, TEXT("亿")) ||
                    text_equal(unit, TEXT("%")) || text_equal(unit, TEXT("倍")) ||
                    text_equal(unit, TEXT("番"));
    bool bounded = figure->bound != FIGURE_EXACT; /* 不少于一年 */
    return !measured && !bounded && !figure->is_range && figure->value.mantissa <= 1;
}

/* 亿元以上项目: one 亿元 is meant. */
static bool read_unnumbered(const Para *para, size_t at, Figure *figure)
{
    uint32_t before = at ? para->c[at - 1] : 0;
    WordHit hit;
    bool is_unit = (para->c[at] == U'亿' || para->c[at] == U'万') && at + 1 < para->n &&
                   para->c[at + 1] == U'元';
    if (!is_unit || is_digit(before) || is_chinese_numeral(before) || before == U'万' ||
        before == U'多' || before == U'余' || before == U'几') {
        return false;
    }
    if (!para_word(para, LIST_bound_after, at + 2, para->n, &hit)) return false;
    figure->value = (Decimal){1, 0};
    buf_add(&figure->unit, para_text(para, at, at + 2));
    figure->unit_end = at + 2;
    figure->bound = bound_of(hit.note);
    figure->end = at + 2 + hit.len;
    return true;
}

/* PM2.5, G20, 5G: the digits belong to a name. */
static bool is_in_name(const Para *para, size_t at)
{
    uint32_t before = at ? para->c[at - 1] | 0x20 : 0;
    bool ratio = at > 1 && (para->c[at - 1] == ':' || para->c[at - 1] == U'：') &&
                 is_digit(para->c[at - 2]); /* 6:4 */
    return (before >= 'a' && before <= 'z') || ratio;
}

static bool read_figure(const Para *para, size_t at, Figure *figure)
{
    *figure = (Figure){.start = at, .number_at = at, .unit = buf_new(para->arena)};
    if (read_percent(para, at, figure) || read_fraction(para, at, figure) ||
        read_half(para, at, figure)) {
        read_bounds(para, figure);
        return true;
    }
    size_t end;
    if (read_unnumbered(para, at, figure)) return true;
    if (!number_read(para, at, para->n, &figure->value, &end)) return false;
    read_range(para, &end, figure);
    figure->unit_end = end;
    if (!read_unit(para, end, figure)) return false;
    read_bounds(para, figure);
    return !is_idle(para, figure);
}

/* ---- What is counted, and when ---- */

/* 比2011年增长, 上年的1.6倍: what is compared with, and not when. */
static bool is_base(const Para *para, const PeriodHit *hit)
{
    static const char *const BEHIND[] = {"的", "同期", "相比", "基数", "水平"};
    size_t len;
    uint32_t before = hit->start ? para->c[hit->start - 1] : 0;
    for (size_t i = 0; i < sizeof BEHIND / sizeof BEHIND[0]; i++) {
        if (!para_starts(para, hit->end, para->n, BEHIND[i], &len)) continue;
        size_t next = hit->end + len;
        bool number = is_digit(para->c[next]) || is_chinese_numeral(para->c[next]);
        if (i > 0 || number) return true;
    }
    return before == U'比' || before == U'较' || before == U'同';
}

/* 2012年10月18日建成: the day of an event; 截至10月18日 is when a figure holds. */
static bool is_event(const Para *para, const Clause *clause, const PeriodHit *hit)
{
    size_t len;
    bool as_of = hit->start >= 2 && (para_starts(para, hit->start - 2, hit->start, "截至", &len) ||
                                     para_starts(para, hit->start - 2, hit->start, "截止", &len));
    /* 将于10月份开工,建成后… */
    bool begins = hit->end < clause->start && hit->start && para->c[hit->start - 1] == U'于';
    /* 2009年建成,共有…: when it was built, and not when it has so many. */
    static const char *const BUILT[] = {"建成", "成立", "竣工", "建厂", "设立", "撤县"};
    size_t behind;
    for (size_t i = 0; i < sizeof BUILT / sizeof BUILT[0]; i++) {
        bool built = para_starts(para, hit->end, para->n, BUILT[i], &behind);
        begins = begins || (built && is_clause_mark(para->c[hit->end + behind]));
    }
    return (hit->is_day || begins) && !hit->is_deadline && !as_of;
}

/* 每季抽检不少于200批次: holds again and again. */
static bool recurs_between(const Para *para, size_t from, size_t to)
{
    return para_has(para, LIST_often, from, to);
}

static bool holds_for(const Para *para, const Clause *clause, const PeriodHit *hit,
                      const Figure *figure)
{
    if (hit->is_manner || is_base(para, hit) || is_event(para, clause, hit)) return false;
    if (hit->start < clause->start && recurs_between(para, hit->end, figure->start)) return false;
    if (hit->is_within) return hit->start >= clause->start;
    if (hit->is_since) return hit->start >= clause->segment_start;
    /* 9月15日前…;: a deadline holds for its own part of the sentence. */
    bool ahead = hit->start == clause->sentence_start + 1 && para->c[hit->start - 1] == U'到';
    /* 全年…;…: what opens the sentence holds for all of it. */
    const Clause *first = para_clause_at(para, clause->sentence_start);
    bool opens = !hit->is_deadline && first && hit->end <= first->end;
    return hit->start >= clause->segment_start || opens || hit->is_whole ||
           ahead; /* 到2022年底,…;…: said of the whole sentence */
}

/* The last period before the figure in its sentence, or a deadline behind it in its clause:
 * 其余7个在 明年6月前竣工. */
static const PeriodHit *period_of(const Para *para, const Clause *clause, const Figure *figure)
{
    const PeriodHit *found = NULL;
    for (size_t i = 0; clause && i < para->periods.count; i++) {
        const PeriodHit *hit = LIST_AT(&para->periods, PeriodHit, i);
        if (hit->start < clause->sentence_start) continue;
        if (hit->end <= figure->start) {
            if (holds_for(para, clause, hit, figure)) found = hit;
        } else if (hit->start >= figure->end && hit->end <= clause->end && hit->is_deadline &&
                   !hit->is_within && !(found && found->start >= clause->start)) {
            return hit;
        }
    }
    return found;
}

static bool ends_noun(uint32_t c)
{
    return !is_han(c) || c == U'的' || c == U'和' || c == U'与' || c == U'在' || c == U'为' ||
           c == U'、';
}

/* 十大工业项目 counts 工业项目. */
static Text counted_noun(const Para *para, const Figure *figure)
{
    size_t at = figure->number_at;
    while (at < figure->unit_end && para->c[at] != U'大')
        at++;
    return at + 1 < figure->unit_end ? para_text(para, at + 1, figure->unit_end) : (Text){"", 0};
}

/* Behind the unit: 公里的高架路网; else before the number: 完成投资531亿元. */
static Text indicator_of(const Para *para, const Clause *clause, const Figure *figure)
{
    if (!clause) return (Text){"", 0};
    size_t from = figure->end, to;
    if (from < clause->end && para->c[from] == U'的') from++;
    for (to = from; to < clause->end && to - from < NOUN_MOST && !ends_noun(para->c[to]);)
        to++;
    bool money = text_ends(buf_text(&figure->unit), TEXT("元")) ||
                 text_ends(buf_text(&figure->unit), TEXT("%")) ||
                 text_ends(buf_text(&figure->unit), TEXT("百分点"));
    if (figure->counted) return counted_noun(para, figure);
    if (to - from >= 2 && !money) return para_text(para, from, to);
    size_t start = figure->start;
    while (start > clause->start && figure->start - start < INDICATOR_MOST &&
           (is_han(para->c[start - 1]) || is_digit(para->c[start - 1])) && !para->masked[start - 1])
        start--;
    return para_text(para, start, figure->start);
}

static void propose(Para *para, const Figure *figure)
{
    const Rule *rule = para_rule(para, figure->counted ? RULE_FIGURE_COUNTED : RULE_FIGURE_NUMBER);
    const Clause *clause = para_clause_at(para, figure->number_at);
    ProseProposal *proposal = para_propose(para, rule, figure->start, figure->end);
    proposal->bound = figure->bound;
    proposal->value = figure->value;
    proposal->value_to = figure->value_to;
    proposal->is_range = figure->is_range;
    proposal->unit = buf_text(&figure->unit);
    proposal->indicator = indicator_of(para, clause, figure);
    const PeriodHit *period = period_of(para, clause, figure);
    if (period) proposal->period = period->period;
}

/* 一步一个脚印 and 五位一体 hold numerals and no figures. */
static void mask_idioms(Para *para)
{
    WordHit hit;
    for (size_t at = 0; at < para->n; at++) {
        if (!para_word(para, LIST_idiom, at, para->n, &hit)) continue;
        memset(para->masked + at, 1, hit.len);
        at += hit.len - 1;
    }
}

void para_find_figures(Para *para)
{
    mask_idioms(para);
    for (size_t at = 0; at < para->n; at++) {
        uint32_t c = para->c[at];
        bool counts =
            is_digit(c) || is_chinese_numeral(c) || c == U'亿' || c == U'万' || c == U'半';
        if (para->masked[at] || !counts || is_in_name(para, at)) continue;
        bool inside = at > 0 && !para->masked[at - 1] &&
                      ((is_digit(c) && (is_digit(para->c[at - 1]) || para->c[at - 1] == '.')) ||
                       (is_chinese_numeral(c) && is_chinese_numeral(para->c[at - 1])));
        Figure figure;
        if (inside || !read_figure(para, at, &figure)) continue;
        propose(para, &figure);
        at = figure.unit_end > at ? figure.unit_end - 1 : at;
    }
}
