/* Against the results of other programs; needs DUIBIAO_DATA. */
#include "test_support.h"

#include <math.h>

enum { COUNTRIES = 23, FEATURES = 8, FIELDS_MAX = 40, SERIES_MAX = 400 };

static void peers_are_those_of_r(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const char *name = "peers_are_those_of_r";
    Text data =
        test_read_file(arena, test_data_path(arena, name, "units/tai_oecd_handbook_23.csv"));
    Text reference =
        test_read_file(arena, test_data_path(arena, name, "reference/peers/tai_zscore_euclid.csv"));
    double values[COUNTRIES * FEATURES], expected[COUNTRIES * COUNTRIES], distances[COUNTRIES];
    uint8_t known[COUNTRIES * FEATURES];
    memset(known, 1, sizeof known);
    Text line, fields[FIELDS_MAX];
    text_split(&data, '\n', &line);
    for (int i = 0; i < COUNTRIES && text_split(&data, '\n', &line); i++) {
        assert_int_equal(test_csv_fields(text_trim(line), fields, FIELDS_MAX), FEATURES + 2);
        for (int k = 0; k < FEATURES; k++) {
            values[i * FEATURES + k] = test_number(fields[k + 2]);
        }
    }
    text_split(&reference, '\n', &line);
    for (int i = 0; i < COUNTRIES && text_split(&reference, '\n', &line); i++) {
        assert_int_equal(test_csv_fields(text_trim(line), fields, FIELDS_MAX), COUNTRIES + 1);
        for (int j = 0; j < COUNTRIES; j++) {
            expected[i * COUNTRIES + j] = strtod(text_cstr(arena, fields[j + 1]), NULL);
        }
    }
    for (int i = 0; i < COUNTRIES; i++) {
        assert_true(peer_distances(values, known, COUNTRIES, FEATURES, i, distances));
        for (int j = 0; j < COUNTRIES; j++) {
            assert_near(distances[j] * sqrt(FEATURES), expected[i * COUNTRIES + j], 1e-12);
        }
    }
    arena_free(arena);
}

static int load_series(Arena *arena, Text source, Text name, double *values)
{
    Text line, fields[FIELDS_MAX];
    int count = 0;
    while (text_split(&source, '\n', &line)) {
        test_csv_fields(text_trim(line), fields, FIELDS_MAX);
        if (text_equal(fields[0], name)) {
            assert_true(count < SERIES_MAX);
            values[count++] = strtod(text_cstr(arena, fields[2]), NULL);
        }
    }
    return count;
}

static void cagr_is_that_of_r(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const char *name = "cagr_is_that_of_r";
    Text parameters =
        test_read_file(arena, test_data_path(arena, name, "reference/forecast/parameters_R.csv"));
    Text source =
        test_read_file(arena, test_data_path(arena, name, "reference/forecast/series.csv"));
    double values[SERIES_MAX];
    uint8_t known[SERIES_MAX];
    memset(known, 1, sizeof known);
    Text line, fields[FIELDS_MAX];
    int compared = 0;
    while (text_split(&parameters, '\n', &line)) {
        test_csv_fields(text_trim(line), fields, FIELDS_MAX);
        if (!text_equal(fields[1], TEXT("cagr"))) {
            continue;
        }
        int count = load_series(arena, source, fields[0], values);
        Series series = {values, known, NULL, count, 1};
        double rate;
        assert_true(series_cagr(&series, 1, count, &rate));
        assert_near(rate, strtod(text_cstr(arena, fields[3]), NULL), 1e-12);
        compared++;
    }
    assert_int_equal(compared, 7);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(peers_are_those_of_r),
        cmocka_unit_test(cagr_is_that_of_r),
    };
    return cmocka_run_group_tests_name("measure/reference", tests, NULL, NULL);
}
