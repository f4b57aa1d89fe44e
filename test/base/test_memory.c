/* Arena, list, map. */
#include "arena_test.h"

#include <stdlib.h>
#include <string.h>

static bool is_zero(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i]) {
            return false;
        }
    }
    return true;
}

static void fill_with_pieces(Arena *arena)
{
    for (size_t size = 0; size < 3000; size += 7) {
        unsigned char *piece = arena_alloc(arena, size);
        assert_non_null(piece);
        assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
        assert_true(is_zero(piece, size));
        memset(piece, 0xA5, size);
    }
}

static void arena_pieces_are_zeroed_and_aligned_also_after_a_reset(void **state)
{
    Arena *arena = *state;
    for (int round = 0; round < 3; round++) {
        fill_with_pieces(arena);
        arena_reset(arena);
        assert_int_equal(arena_used_bytes(arena), 0);
    }
}

static void arena_pieces_do_not_overlap(void **state)
{
    enum { PIECES = 2000 };
    Arena *arena = *state;
    unsigned char *pieces[PIECES];
    size_t sizes[PIECES];
    Random random = random_seeded(7, 1);
    for (size_t i = 0; i < PIECES; i++) {
        sizes[i] = random_next(&random) % (i % 100 == 0 ? 600000 : 500) + 1;
        pieces[i] = arena_alloc(arena, sizes[i]);
        pieces[i][0] = pieces[i][sizes[i] - 1] = (unsigned char)i;
    }
    for (size_t i = 0; i < PIECES; i++) {
        assert_int_equal(pieces[i][0], (unsigned char)i);
        assert_int_equal(pieces[i][sizes[i] - 1], (unsigned char)i);
    }
}

static void arena_counts_what_it_gave(void **state)
{
    Arena *arena = *state;
    assert_int_equal(arena_used_bytes(arena), 0);
    arena_alloc(arena, 100);
    arena_array(arena, 1000, 1000);
    assert_in_range(arena_used_bytes(arena), 1000100, 1000300);
}

static void arena_free_allows_null(void **state)
{
    (void)state;
    arena_free(NULL);
}

typedef struct Row {
    int32_t key;
    int32_t order;
    char padding[5];
} Row;

static int compare_rows(const void *a, const void *b)
{
    const Row *left = a, *right = b;
    return (left->key > right->key) - (left->key < right->key);
}

static void list_sort_is_sorted_and_stable_at_every_length(void **state)
{
    (void)state;
    Random random = random_seeded(1, 1);
    for (size_t count = 0; count < 300; count += count < 40 ? 1 : 37) {
        Arena *arena = arena_new();
        List list = list_new(arena, sizeof(Row));
        for (size_t i = 0; i < count; i++) {
            *(Row *)list_add(&list) =
                (Row){.key = (int32_t)(random_next(&random) % 10), .order = (int32_t)i};
        }
        list_sort(&list, compare_rows);
        assert_int_equal(list.count, count);
        for (size_t i = 1; i < count; i++) {
            const Row *before = LIST_AT(&list, Row, i - 1), *row = LIST_AT(&list, Row, i);
            assert_true(before->key < row->key ||
                        (before->key == row->key && before->order < row->order));
        }
        arena_free(arena);
    }
}

static void list_items_are_zeroed_and_survive_growth(void **state)
{
    List list = list_new(*state, sizeof(int64_t));
    for (int64_t i = 0; i < 10000; i++) {
        int64_t *item = list_add(&list);
        assert_int_equal(*item, 0);
        *item = i;
    }
    for (size_t i = 0; i < 10000; i++) {
        assert_int_equal(*LIST_AT(&list, int64_t, i), i);
    }
}

static void map_finds_every_key_through_growth(void **state)
{
    enum { KEYS = 50000 };
    Map *map = map_new(*state);
    Arena *scratch = arena_new();
    char key[32];
    for (int i = 0; i < KEYS; i++) {
        int len = snprintf(key, sizeof key, "指标%d", i); /* one buffer: the map keeps copies */
        map_put(map, (Text){key, (size_t)len}, i);
    }
    assert_int_equal(map_count(map), KEYS);
    for (int i = 0; i < KEYS; i++) {
        int64_t value = -1;
        assert_true(map_get(map, text_format(scratch, "指标%d", i), &value));
        assert_int_equal(value, i);
    }
    int64_t value;
    assert_false(map_get(map, TEXT("指标50000"), &value));
    assert_false(map_get(map, TEXT("指标"), &value));
    arena_free(scratch);
}

static void map_put_replaces(void **state)
{
    Map *map = map_new(*state);
    map_put(map, TEXT("焦作"), 1);
    map_put(map, TEXT("焦作"), INT64_MIN);
    int64_t value;
    assert_true(map_get(map, TEXT("焦作"), &value));
    assert_true(value == INT64_MIN);
    assert_int_equal(map_count(map), 1);
}

static void map_keys_may_be_empty_or_hold_zeros(void **state)
{
    Map *map = map_new(*state);
    map_put(map, TEXT(""), 1);
    map_put(map, TEXT("\0"), 2);
    map_put(map, TEXT("\0\0"), 3);
    int64_t value;
    assert_true(map_get(map, (Text){NULL, 0}, &value));
    assert_int_equal(value, 1);
    assert_true(map_get(map, TEXT("\0\0"), &value));
    assert_int_equal(value, 3);
    assert_int_equal(map_count(map), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(arena_pieces_are_zeroed_and_aligned_also_after_a_reset),
        ARENA_TEST(arena_pieces_do_not_overlap),
        ARENA_TEST(arena_counts_what_it_gave),
        cmocka_unit_test(arena_free_allows_null),
        cmocka_unit_test(list_sort_is_sorted_and_stable_at_every_length),
        ARENA_TEST(list_items_are_zeroed_and_survive_growth),
        ARENA_TEST(map_finds_every_key_through_growth),
        ARENA_TEST(map_put_replaces),
        ARENA_TEST(map_keys_may_be_empty_or_hold_zeros),
    };
    return cmocka_run_group_tests_name("base/memory", tests, NULL, NULL);
}
