/* Bodies of forms, whole and hostile. */
#include "web_test.h"

static const char MULTIPART[] = "multipart/form-data; boundary=XX";

static Status read(Arena *arena, const char *body, const char *type, List *parts)
{
    Error err = {0};
    return form_read(arena, text_from(body), text_from(type), parts, &err);
}

static const FormPart *part(const List *parts, size_t index)
{
    return LIST_AT(parts, FormPart, index);
}

static void a_form_that_is_urlencoded(void **state)
{
    List parts;
    const char *type = "application/x-www-form-urlencoded; charset=UTF-8";
    assert_int_equal(
        read(*state, "zh=%E4%BB%BB%E5%8A%A1+1&due=2016-12-31&due=&empty", type, &parts), STATUS_OK);
    assert_int_equal(parts.count, 4);
    assert_text(part(&parts, 0)->value, "任务 1");
    assert_text(part(&parts, 1)->value, "2016-12-31");
    assert_text(part(&parts, 2)->value, "");
    assert_text(part(&parts, 3)->name, "empty");
    assert_int_equal(read(*state, "a=%zz", type, &parts), STATUS_INVALID);
    assert_int_equal(read(*state, "a=%ff", type, &parts), STATUS_INVALID);
    assert_int_equal(read(*state, "", type, &parts), STATUS_OK);
    assert_int_equal(parts.count, 0);
}

static void a_form_in_parts(void **state)
{
    List parts;
    const char *body = "--XX\r\n"
                       "Content-Disposition: form-data; name=\"zh\"\r\n\r\n"
                       "第一行\r\n--X第二行\r\n"
                       "--XX\r\n"
                       "content-disposition: form-data; filename=\"a;b=c.csv\"; name=\"file\"\r\n"
                       "Content-Type: text/csv\r\n\r\n"
                       "\xFF\xFE\r\n"
                       "--XX--\r\n";
    assert_int_equal(read(*state, body, MULTIPART, &parts), STATUS_OK);
    assert_int_equal(parts.count, 2);
    assert_text(part(&parts, 0)->name, "zh");
    assert_text(part(&parts, 0)->value, "第一行\r\n--X第二行");
    assert_text(part(&parts, 0)->file_name, "");
    assert_text(part(&parts, 1)->name, "file");
    assert_text(part(&parts, 1)->file_name, "a;b=c.csv");
    assert_text(part(&parts, 1)->type, "text/csv");
    assert_text(part(&parts, 1)->value, "\xFF\xFE");
}

static void a_boundary_may_stand_in_quotes(void **state)
{
    List parts;
    assert_int_equal(read(*state,
                          "--a b\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n--a b--",
                          "Multipart/Form-Data; Boundary=\"a b\"", &parts),
                     STATUS_OK);
    assert_int_equal(parts.count, 1);
    assert_text(part(&parts, 0)->value, "1");
}

static void a_broken_form_is_refused_whole(void **state)
{
    static const char *const bodies[] = {
        "",
        "--XX",
        "--XX\r\n",
        "--YY\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--YY--",
        "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1",
        "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--XX",
        "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n1\r\n--XX--",
        "--XX\r\nContent-Type: text/plain\r\n\r\n1\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; title=\"a\"\r\n\r\n1\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xFF\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=\"\xFF\"\r\n\r\n1\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--XXjunk--",
    };
    List parts;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        if (read(*state, bodies[i], MULTIPART, &parts) != STATUS_INVALID) {
            print_error("body %zu was taken\n", i);
            fail();
        }
    }
    assert_int_equal(read(*state, "x", "multipart/form-data; boundary=", &parts), STATUS_INVALID);
    assert_int_equal(read(*state, "x", "multipart/form-data", &parts), STATUS_UNSUPPORTED);
    assert_int_equal(read(*state, "x", "text/plain", &parts), STATUS_UNSUPPORTED);
    assert_int_equal(read(*state, "x", "", &parts), STATUS_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(a_form_that_is_urlencoded),
        ARENA_TEST(a_form_in_parts),
        ARENA_TEST(a_boundary_may_stand_in_quotes),
        ARENA_TEST(a_broken_form_is_refused_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
