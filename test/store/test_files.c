/* Files beside the store. */
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *folder_of(Fixture *fixture)
{
    return store_files_folder(fixture->arena, fixture->file);
}

/* Takes these bytes in and keeps them. */
static Hash kept(Fixture *fixture, const char *folder, const char *bytes)
{
    StoreFile file;
    StoreFileSource source = {.bytes = text_from(bytes)};
    assert_int_equal(store_file_take(fixture->arena, folder, &source, 1000, &file, &fixture->err),
                     STATUS_OK);
    assert_int_equal(store_file_keep(folder, &file, &fixture->err), STATUS_OK);
    return file.hash;
}

static StoreFileState state_of(Fixture *fixture, const char *folder, const Hash *hash)
{
    StoreFileState state = STORE_FILE_SOUND;
    assert_int_equal(store_file_look(folder, hash, &state, &fixture->err), STATUS_OK);
    return state;
}

static void a_file_is_named_by_its_bytes_and_there_once(void **state)
{
    Fixture *fixture = *state;
    const char *folder = folder_of(fixture);
    Hash expected = hash_text(TEXT("proof"));
    Hash first = kept(fixture, folder, "proof"), second = kept(fixture, folder, "proof");
    assert_same_hash(&first, &expected);
    assert_same_hash(&second, &expected);
    assert_int_equal(store_files(fixture->arena, folder).count, 1);
    assert_int_equal(state_of(fixture, folder, &first), STORE_FILE_SOUND);
    Hash other = kept(fixture, folder, "more");
    List files = store_files(fixture->arena, folder);
    assert_int_equal(files.count, 2);
    assert_true(memcmp(files.items, (char *)files.items + sizeof(Hash), sizeof(Hash)) < 0);
    assert_int_equal(store_file_remove(folder, &other, &fixture->err), STATUS_OK);
    assert_int_equal(state_of(fixture, folder, &other), STORE_FILE_MISSING);
}

static void what_is_not_kept_leaves_nothing(void **state)
{
    Fixture *fixture = *state;
    const char *folder = folder_of(fixture);
    StoreFile file;
    StoreFileSource source = {.bytes = TEXT("not wanted")};
    assert_int_equal(store_file_take(fixture->arena, folder, &source, 1000, &file, &fixture->err),
                     STATUS_OK);
    assert_true(file_exists(file.temp));
    assert_false(store_file_stands(folder, &file.hash));
    store_file_leave(&file);
    assert_false(file_exists(file.temp));
    assert_int_equal(store_files(fixture->arena, folder).count, 0);
}

static void the_size_is_counted_while_it_comes(void **state)
{
    Fixture *fixture = *state;
    const char *path = in_folder(fixture, "scan.bin");
    static const char bytes[1001];
    file_write(path, bytes, sizeof bytes);
    StoreFile file;
    StoreFileSource source = {.path = path};
    assert_status(
        fixture,
        store_file_take(fixture->arena, folder_of(fixture), &source, 1000, &file, &fixture->err),
        STATUS_LIMIT, "store.file_too_large");
    assert_false(file_exists(file.temp));
}

static void only_regular_files_come_in_and_never_the_store_itself(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    StoreFile file;
    StoreFileSource itself = {.path = fixture->file}, folder = {.path = fixture->folder},
                    nothing = {.path = in_folder(fixture, "nothing")};
    const char *files = folder_of(fixture);
    assert_status(fixture,
                  store_file_take(fixture->arena, files, &itself, 1 << 30, &file, &fixture->err),
                  STATUS_INVALID, "store.not_a_source");
    assert_status(fixture,
                  store_file_take(fixture->arena, files, &folder, 1 << 30, &file, &fixture->err),
                  STATUS_INVALID, "store.not_a_source");
    assert_status(fixture,
                  store_file_take(fixture->arena, files, &nothing, 1 << 30, &file, &fixture->err),
                  STATUS_NOT_FOUND, "store.no_source");
    store_close(store);
}

static void an_altered_file_is_noticed_not_copied_and_mended_by_the_same_bytes(void **state)
{
    Fixture *fixture = *state;
    const char *from = folder_of(fixture);
    const char *to = store_files_folder(fixture->arena, in_folder(fixture, "copy"));
    StoreFileState found;
    Hash sound = kept(fixture, from, "sound"), altered = kept(fixture, from, "altered");
    const char *path = store_file_path(fixture->arena, from, &altered);
    file_write(path, "Altered", 7);
    assert_int_equal(state_of(fixture, from, &altered), STORE_FILE_ALTERED);

    assert_int_equal(store_file_copy(from, to, &sound, &found, &fixture->err), STATUS_OK);
    assert_int_equal(found, STORE_FILE_SOUND);
    assert_int_equal(store_file_copy(from, to, &altered, &found, &fixture->err), STATUS_OK);
    assert_int_equal(found, STORE_FILE_ALTERED);
    assert_int_equal(store_files(fixture->arena, to).count, 1);
    assert_false(store_file_link(from, to, &altered));

    kept(fixture, from, "altered");
    assert_int_equal(state_of(fixture, from, &altered), STORE_FILE_SOUND);
    assert_true(store_file_link(from, to, &altered));
    assert_int_equal(state_of(fixture, to, &altered), STORE_FILE_SOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_named_by_its_bytes_and_there_once, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(what_is_not_kept_leaves_nothing, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(the_size_is_counted_while_it_comes, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(only_regular_files_come_in_and_never_the_store_itself,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(
            an_altered_file_is_noticed_not_copied_and_mended_by_the_same_bytes, fixture_setup,
            fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
