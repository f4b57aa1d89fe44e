/* Dates, working days, periods, the clock. */
#include "arena_test.h"

static Date date_of(const char *text)
{
    Date date = DATE_NONE;
    if (!date_parse(text_from(text), &date)) {
        print_error("\"%s\" does not parse\n", text);
        fail();
    }
    return date;
}

static void known_days(void **state)
{
    (void)state;
    assert_int_equal(date_make(1970, 1, 1), 0);
    assert_int_equal(date_make(1969, 12, 31), -1);
    assert_int_equal(date_make(2000, 3, 1), 11017);
    assert_int_equal(date_make(2016, 10, 13), 17087); /* 1476316800 seconds */
    assert_int_equal(date_make(1, 1, 1), -719162);
    assert_int_equal(date_make(9999, 12, 31), 2932896);
    assert_int_equal(date_weekday(date_make(2016, 10, 13)), 4);
    assert_int_equal(date_weekday(0), 4);
    assert_int_equal(date_weekday(-1), 3);
    assert_int_equal(date_weekday(date_make(2000, 1, 2)), 7);
}

static void days_that_are_none(void **state)
{
    (void)state;
    assert_int_equal(date_make(2015, 2, 29), DATE_NONE);
    assert_int_equal(date_make(1900, 2, 29), DATE_NONE);
    assert_int_not_equal(date_make(2000, 2, 29), DATE_NONE);
    assert_int_equal(date_make(2016, 13, 1), DATE_NONE);
    assert_int_equal(date_make(2016, 0, 1), DATE_NONE);
    assert_int_equal(date_make(2016, 4, 31), DATE_NONE);
    assert_int_equal(date_make(2016, 4, 0), DATE_NONE);
    assert_int_equal(date_make(0, 1, 1), DATE_NONE);
    assert_int_equal(date_make(10000, 1, 1), DATE_NONE);
}

static void every_day_of_ten_thousand_years_follows_the_one_before(void **state)
{
    (void)state;
    Date first = date_make(1, 1, 1), last = date_make(9999, 12, 31);
    for (Date date = first; date <= last; date++) {
        int year, month, day;
        date_split(date, &year, &month, &day);
        if (date_make(year, month, day) != date) {
            fail_msg("%d-%d-%d", year, month, day);
        }
    }
    int year = 1, month = 1, day = 1;
    date_split(DATE_NONE, &year, &month, &day);
    assert_int_equal(year + month + day, 0);
}

static void dates_in_every_form(void **state)
{
    (void)state;
    Date day = date_make(2016, 10, 13);
    static const char *const SAME[] = {
        "2016-10-13",           "2016/10/13",   "2016年10月13日",         "20161013",
        " 2016-10-13",          "2016—10—13",   "２０１６年１０月１３日", "2016年 10月 13日",
        "２０１６－１０－１３", "2016／10／13",
    };
    for (size_t i = 0; i < sizeof SAME / sizeof *SAME; i++) {
        assert_int_equal(date_of(SAME[i]), day);
    }
    assert_int_equal(date_of("2016/1/5"), date_make(2016, 1, 5));
    assert_int_equal(date_of("2016年1月5日"), date_make(2016, 1, 5));
    assert_int_equal(date_of("2016年十月一日"), date_make(2016, 10, 1));
}

static void dates_that_must_fail(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "",
        "2016",
        "2016-10",
        "2016-13-01",
        "2016-02-30",
        "2015年2月29日",
        "2016-10/13",
        "13-10-2016",
        "2016-10-13x",
        "201610130",
        "2016 1013",
        "16-10-13",
        "2016年10月",
        "2016.10.13",
        "2016--1-1",
        "2016-10-",
        "2016-100-13",
        "20160230",
        "\xFF",
        "2016-10-1 3",
        "一二月",
        "2016-10-13 and a text that is far longer than any date",
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        Date date = 77;
        if (date_parse(text_from(WRONG[i]), &date)) {
            print_error("\"%s\" must fail\n", WRONG[i]);
            fail();
        }
        assert_int_equal(date, 77);
    }
}

static void a_printed_date_reads_back(void **state)
{
    Arena *arena = *state;
    for (Date date = date_make(1, 1, 1); date <= date_make(9999, 12, 31); date += 997) {
        Buf out = buf_new(arena);
        date_print(&out, date);
        Date again;
        assert_int_equal(out.len, 10);
        assert_true(date_parse(buf_text(&out), &again));
        assert_int_equal(again, date);
    }
    Buf out = buf_new(arena);
    date_print(&out, DATE_NONE);
    assert_int_equal(out.len, 0);
}

/* The autumn of 2016: 1 to 7 October off, Saturday 8 and Sunday 9 worked instead. */
static Calendar *autumn_of_2016(Arena *arena)
{
    Calendar *calendar = calendar_new(arena);
    for (int day = 1; day <= 7; day++) {
        calendar_set(calendar, date_make(2016, 10, day), false);
    }
    calendar_set(calendar, date_make(2016, 10, 8), true);
    calendar_set(calendar, date_make(2016, 10, 9), true);
    return calendar;
}

static void working_days_over_a_holiday(void **state)
{
    Calendar *calendar = autumn_of_2016(*state);
    Date friday = date_make(2016, 9, 30), wednesday = date_make(2016, 10, 12);
    assert_int_equal(calendar_add(calendar, friday, 5), wednesday);
    assert_int_equal(calendar_add(calendar, wednesday, -5), friday);
    assert_int_equal(calendar_add(calendar, friday, 0), friday);
    assert_true(calendar_is_worked(calendar, date_make(2016, 10, 8)));
    assert_false(calendar_is_worked(calendar, date_make(2016, 10, 3)));
    assert_false(calendar_is_worked(calendar, date_make(2016, 10, 15)));
}

static void adding_and_counting_agree(void **state)
{
    Calendar *calendar = autumn_of_2016(*state);
    Date from = date_make(2016, 9, 26), date = from;
    for (int days = 1; days < 60; days++) {
        do {
            date++;
        } while (!calendar_is_worked(calendar, date));
        assert_int_equal(calendar_add(calendar, from, days), date);
        assert_int_equal(calendar_add(calendar, date, -days), from);
    }
}

static void working_days_beyond_time_are_none(void **state)
{
    Calendar *calendar = calendar_new(*state);
    assert_int_equal(calendar_add(calendar, DATE_NONE, 5), DATE_NONE);
    assert_int_equal(calendar_add(calendar, date_make(9999, 12, 30), 10), DATE_NONE);
    assert_int_equal(calendar_add(calendar, date_make(1, 1, 2), -10), DATE_NONE);
}

static void assert_period(const char *text, PeriodKind kind, int year, int index)
{
    Period period = {PERIOD_UNDATED, -1, -1};
    if (!period_parse(text_from(text), &period) || period.kind != kind || period.year != year ||
        period.index != index) {
        print_error("\"%s\" is not read as {%d, %d, %d}\n", text, (int)kind, year, index);
        fail();
    }
}

static void periods_in_every_form(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        PeriodKind kind;
        int index;
    } CASES[] = {
        {"2015", PERIOD_YEAR, 0},
        {" 2015 ", PERIOD_YEAR, 0},
        {"２０１５", PERIOD_YEAR, 0},
        {"2015年", PERIOD_YEAR, 0},
        {"2015年度", PERIOD_YEAR, 0},
        {"2015年全年", PERIOD_YEAR, 0},
        {"2015-H1", PERIOD_HALF, 1},
        {"2015-h2", PERIOD_HALF, 2},
        {"2015年上半年", PERIOD_HALF, 1},
        {"2015年下半年", PERIOD_HALF, 2},
        {"2015-Q3", PERIOD_QUARTER, 3},
        {"2015Q3", PERIOD_QUARTER, 3},
        {"2015年第三季度", PERIOD_QUARTER, 3},
        {"2015年一季度", PERIOD_QUARTER, 1},
        {"2015年2季度", PERIOD_QUARTER, 2},
        {"2015年四季度", PERIOD_QUARTER, 4},
        {"2015-08", PERIOD_MONTH, 8},
        {"2015-M08", PERIOD_MONTH, 8},
        {"2015年8月", PERIOD_MONTH, 8},
        {"2015年08月", PERIOD_MONTH, 8},
        {"2015年 8 月", PERIOD_MONTH, 8},
        {"２０１５年８月份", PERIOD_MONTH, 8},
        {"2015年十二月", PERIOD_MONTH, 12},
        {"2015-M01..M08", PERIOD_CUMULATIVE, 8},
        {"2015年1-8月", PERIOD_CUMULATIVE, 8},
        {"2015年1—8月", PERIOD_CUMULATIVE, 8},
        {"2015年1——8月", PERIOD_CUMULATIVE, 8},
        {"2015年1–8月", PERIOD_CUMULATIVE, 8},
        {"2015年1~8月", PERIOD_CUMULATIVE, 8},
        {"2015年1～8月", PERIOD_CUMULATIVE, 8},
        {"2015年1至8月", PERIOD_CUMULATIVE, 8},
        {"2015年1月至8月", PERIOD_CUMULATIVE, 8},
        {"2015年1－8月份", PERIOD_CUMULATIVE, 8},
        {"２０１５年１—８月", PERIOD_CUMULATIVE, 8},
        {"2015年前8个月", PERIOD_CUMULATIVE, 8},
        {"2015年前三季度", PERIOD_CUMULATIVE, 9},
        {"2015年1-3季度", PERIOD_CUMULATIVE, 9},
        {"2015年1-12月", PERIOD_CUMULATIVE, 12},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        assert_period(CASES[i].text, CASES[i].kind, 2015, CASES[i].index);
    }
    assert_period("undated", PERIOD_UNDATED, 0, 0);
}

static void periods_that_must_fail(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "",
        "20151",
        "15",
        "15年",
        "0000",
        "一季度",
        "上半年",
        "1-8月",
        "2015-13",
        "2015-00",
        "2015-H3",
        "2015-H0",
        "2015-Q5",
        "2015-Q0",
        "2015年13月",
        "2015年0月",
        "2015年2-8月",
        "2015-M02..M08",
        "2015年1-13月",
        "2015-M01..M13",
        "2015年五季度",
        "2015年1一8月",
        "2015年一二月",
        "20 15",
        "2015-2016",
        "2015.5",
        "2015年8",
        "8月",
        "2015-08-01",
        "二〇一五年",
        "2015年1-8",
        "近年来",
        "2015年1-0月",
        "\xE5\xB9",
        "2015x",
        "2015--08",
        "2015-M01..M008",
        "2015 8月",
        "2015年1-5季度",
        "2015年1——————————————————————8月",
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        Period period = {PERIOD_YEAR, 7, 7};
        if (period_parse(text_from(WRONG[i]), &period)) {
            print_error("\"%s\" must fail\n", WRONG[i]);
            fail();
        }
        assert_int_equal(period.index, 7);
    }
}

typedef void (*PeriodCheck)(Arena *arena, Period period);

static void for_every_period(Arena *arena, PeriodCheck check)
{
    static const int MOST[] = {0, 0, 2, 4, 12, 12};
    for (int kind = PERIOD_YEAR; kind <= PERIOD_CUMULATIVE; kind++) {
        for (int year = 1949; year <= 2035; year++) {
            for (int index = MOST[kind] > 0; index <= MOST[kind]; index++) {
                check(arena, (Period){(PeriodKind)kind, year, index});
            }
        }
    }
}

static void assert_same_period(Period a, Period b)
{
    assert_int_equal(a.kind, b.kind);
    assert_int_equal(a.year, b.year);
    assert_int_equal(a.index, b.index);
}

static void check_round_trips(Arena *arena, Period period)
{
    Period again;
    Buf code = buf_new(arena), chinese = buf_new(arena);
    period_code_print(&code, period);
    assert_true(period_parse(buf_text(&code), &again));
    assert_same_period(again, period);
    period_print(&chinese, LANG_ZH, period);
    assert_true(period_parse(buf_text(&chinese), &again));
    assert_same_period(again, period);
    assert_same_period(period_from_code(period_code(period)), period);
}

static void every_period_reads_back_from_its_code_and_its_chinese(void **state)
{
    for_every_period(*state, check_round_trips);
    Buf out = buf_new(*state);
    Period undated = {PERIOD_UNDATED, 0, 0}, again;
    period_code_print(&out, undated);
    assert_true(period_parse(buf_text(&out), &again));
    assert_same_period(again, undated);
    assert_int_equal(period_code(undated), 0);
    assert_same_period(period_from_code(0), undated);
}

static void codes_are_what_the_store_keeps(void **state)
{
    (void)state;
    assert_int_equal(period_code(period_year(2015)), 1201500);
    assert_int_equal(period_code((Period){PERIOD_CUMULATIVE, 2015, 8}), 5201508);
    static const int32_t WRONG[] = {-1,      1,       1201501,   2201503,  4201513,
                                    6201501, 1000000, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        assert_int_equal(period_from_code(WRONG[i]).kind, PERIOD_UNDATED);
    }
    assert_int_equal(period_code((Period){PERIOD_MONTH, 2015, 13}), 0);
    assert_int_equal(period_code((Period){(PeriodKind)9, 2015, 1}), 0);
}

static void first_and_last_days(void **state)
{
    (void)state;
    Period cumulative = {PERIOD_CUMULATIVE, 2016, 2}, half = {PERIOD_HALF, 2015, 2};
    assert_int_equal(period_first(cumulative), date_make(2016, 1, 1));
    assert_int_equal(period_last(cumulative), date_make(2016, 2, 29));
    assert_int_equal(period_first(half), date_make(2015, 7, 1));
    assert_int_equal(period_last(half), date_make(2015, 12, 31));
    assert_int_equal(period_last(period_year(2015)), date_make(2015, 12, 31));
    Period undated = {PERIOD_UNDATED, 0, 0};
    assert_int_equal(period_first(undated), DATE_NONE);
    assert_int_equal(period_last(undated), DATE_NONE);
}

static void periods_in_words(void **state)
{
    static const struct {
        Period period;
        const char *zh, *en;
    } CASES[] = {
        {{PERIOD_UNDATED, 0, 0}, "时间不详", "undated"},
        {{PERIOD_YEAR, 2015, 0}, "2015年", "2015"},
        {{PERIOD_HALF, 2015, 1}, "2015年上半年", "H1 2015"},
        {{PERIOD_QUARTER, 2015, 3}, "2015年三季度", "Q3 2015"},
        {{PERIOD_MONTH, 2015, 12}, "2015年12月", "Dec 2015"},
        {{PERIOD_CUMULATIVE, 2015, 8}, "2015年1—8月", "Jan–Aug 2015"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Buf zh = buf_new(*state), en = buf_new(*state);
        period_print(&zh, LANG_ZH, CASES[i].period);
        period_print(&en, LANG_EN, CASES[i].period);
        assert_text(buf_text(&zh), CASES[i].zh);
        assert_text(buf_text(&en), CASES[i].en);
    }
}

static void the_clocks_run(void **state)
{
    (void)state;
    assert_true(date_today() > date_make(2020, 1, 1));
    int64_t days = time_now_ms() / 86400000;
    assert_in_range(date_today() - days + 1, 0, 2); /* the zone is a day away at most */
    uint64_t before = time_monotonic_ns();
    assert_true(time_monotonic_ns() >= before);
}

/* ---- Ranges and points in time ---- */

static void days_from_one_to_another_in_every_form(void **state)
{
    (void)state;
    static const char *const SAME[] = {
        "2016-10-10..2016-10-13", "2016-10-10 .. 2016-10-13",     "2016年10月10日至13日",
        "2016年10月10-13日",      "2016年10月10日—2016年10月13日", "2016/10/10-2016/10/13",
        "2016-10-10至2016-10-13", "2016年10月10日至10月13日",      "2016-10-10 to 2016-10-13",
    };
    for (size_t at = 0; at < sizeof SAME / sizeof *SAME; at++) {
        Date first = 0, last = 0;
        assert_true(date_range_parse(text_from(SAME[at]), &first, &last));
        assert_int_equal(first, date_make(2016, 10, 10));
        assert_int_equal(last, date_make(2016, 10, 13));
    }
    Date first = 0, last = 0;
    assert_true(date_range_parse(TEXT("2016年12月30日至2017年1月2日"), &first, &last));
    assert_int_equal(last, date_make(2017, 1, 2));
    assert_true(date_range_parse(TEXT("2016-10-13"), &first, &last));
    assert_int_equal(first, last);
    static const char *const NONE[] = {"",           "2016-10-13..2016-10-10", "2016-10-10..",
                                       "2016-13-10", "2016年10月10日至32日",    "2016-10-10 to",
                                       "..",         "2016年10月"};
    for (size_t at = 0; at < sizeof NONE / sizeof *NONE; at++) {
        assert_false(date_range_parse(text_from(NONE[at]), &first, &last));
    }
}

static void a_range_is_read_back_as_it_is_written(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        for (int days = 0; days < 800; days += 133) {
            Date first = 0, last = 0, from = date_make(2016, 1, 31);
            Buf out = buf_new(arena);
            date_range_print(&out, (Lang)lang, from, from + days);
            assert_true(date_range_parse(buf_text(&out), &first, &last));
            assert_int_equal(first, from);
            assert_int_equal(last, from + days);
        }
    }
    arena_free(arena);
}

static void points_in_time_in_every_form(void **state)
{
    (void)state;
    const int64_t noon = (int64_t)date_make(2016, 10, 13) * 86400000 + 12 * 3600000;
    int64_t time = 0, same = 0;
    assert_true(time_parse(TEXT("2016-10-13T12:00:00Z"), &time));
    assert_true(time == noon);
    assert_true(time_parse(TEXT("2016-10-13T12:00:00.250Z"), &time));
    assert_true(time == noon + 250);
    assert_true(time_parse(TEXT("1969-12-31T23:59:59.5Z"), &time));
    assert_true(time == -500);
    static const char *const SAME[] = {"2016-10-13 20:30",      "2016-10-13 20:30:00",
                                       "2016-10-13T20:30",      "2016年10月13日20时30分",
                                       "2016年10月13日 20:30",  "2016/10/13 20:30:00.000"};
    assert_true(time_parse(text_from(SAME[0]), &same));
    for (size_t at = 0; at < sizeof SAME / sizeof *SAME; at++) {
        assert_true(time_parse(text_from(SAME[at]), &time));
        assert_true(time == same);
    }
    static const char *const NONE[] = {"",
                                       "2016-10-13",
                                       "20:30",
                                       "2016-10-13 24:00",
                                       "2016-10-13 20:60",
                                       "2016-10-13 20:3x",
                                       "2016-10-13 20:30:00.",
                                       "2016-10-13 20",
                                       "2016-02-30 20:00",
                                       "2016-10-13T12:00:00ZZ"};
    for (size_t at = 0; at < sizeof NONE / sizeof *NONE; at++) {
        assert_false(time_parse(text_from(NONE[at]), &time));
    }
}

static void a_time_is_read_back_as_it_is_written(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    static const int64_t TIMES[] = {0, -1, 250, 1476360000000, 1476360005000, 1476360005007,
                                    -2208988800000, 253402300799999};
    for (size_t at = 0; at < sizeof TIMES / sizeof *TIMES; at++) {
        int64_t time = 0;
        Buf utc = buf_new(arena), local = buf_new(arena);
        time_print_utc(&utc, TIMES[at]);
        assert_true(time_parse(buf_text(&utc), &time));
        assert_true(time == TIMES[at]);
        time_print(&local, TIMES[at]);
        assert_true(time_parse(buf_text(&local), &time));
        assert_true(time == TIMES[at]);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_days),
        cmocka_unit_test(days_that_are_none),
        cmocka_unit_test(every_day_of_ten_thousand_years_follows_the_one_before),
        cmocka_unit_test(dates_in_every_form),
        cmocka_unit_test(dates_that_must_fail),
        ARENA_TEST(a_printed_date_reads_back),
        ARENA_TEST(working_days_over_a_holiday),
        ARENA_TEST(adding_and_counting_agree),
        ARENA_TEST(working_days_beyond_time_are_none),
        cmocka_unit_test(periods_in_every_form),
        cmocka_unit_test(periods_that_must_fail),
        ARENA_TEST(every_period_reads_back_from_its_code_and_its_chinese),
        cmocka_unit_test(codes_are_what_the_store_keeps),
        cmocka_unit_test(first_and_last_days),
        ARENA_TEST(periods_in_words),
        cmocka_unit_test(the_clocks_run),
        cmocka_unit_test(days_from_one_to_another_in_every_form),
        cmocka_unit_test(a_range_is_read_back_as_it_is_written),
        cmocka_unit_test(points_in_time_in_every_form),
        cmocka_unit_test(a_time_is_read_back_as_it_is_written),
    };
    return cmocka_run_group_tests_name("base/civil", tests, NULL, NULL);
}
