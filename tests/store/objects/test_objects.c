/* Objects in GDAL's file system in memory stand for those of a store; a real one is in tests/publish/test_site.sh. */
#include "store/objects/objects.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *text, *path; /* path NULL: a folder of this machine */
} paths[] = {
    {"s3://maps/a/b", "/vsis3/maps/a/b"},
    {"/vsis3/maps", "/vsis3/maps"},
    {"/vsigs/maps", "/vsigs/maps"},
    {"/srv/www", NULL},
    {"s3", NULL},
};

START_TEST(stores_are_known_by_their_prefix)
{
    char *path = vp_objects_path(paths[_i].text);
    if (paths[_i].path)
        ck_assert_str_eq(path, paths[_i].path);
    else
        ck_assert_ptr_null(path);
    free(path);
}
END_TEST

START_TEST(an_object_is_put_read_and_removed)
{
    vp_error err = {0};
    char file[] = "/tmp/vp_objects_XXXXXX";
    vp_buffer bytes = {0};
    int made = mkstemp(file);
    ck_assert_int_eq(write(made, "a\0b", 3), 3);
    close(made);
    ck_assert_msg(vp_objects_put(file, "/vsimem/maps/one", "text/plain", &err), "%s", err.message);
    ck_assert(vp_objects_read("/vsimem/maps/one", &bytes));
    ck_assert_uint_eq(bytes.length, 3);
    ck_assert_mem_eq(bytes.bytes, "a\0b", 3);
    ck_assert(vp_objects_remove("/vsimem/maps/one", &err));
    ck_assert(!vp_objects_read("/vsimem/maps/one", &bytes));
    ck_assert_msg(vp_objects_remove("/vsimem/maps/one", &err), "what is not there is removed: %s", err.message);
    vp_buffer_clear(&bytes);
    unlink(file);
}
END_TEST

START_TEST(what_cannot_be_written_is_named)
{
    vp_error err = {0};
    ck_assert(!vp_objects_put("/nowhere/at/all", "/vsimem/x", "text/plain", &err));
    ck_assert_ptr_nonnull(strstr(err.message, "/nowhere/at/all"));
    ck_assert(!vp_objects_put("/proc/self/status", "/no/such/folder/x", "text/plain", &err));
    ck_assert_ptr_nonnull(strstr(err.message, "/no/such/folder/x"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("objects");
    TCase *cases = tcase_create("objects");
    tcase_add_loop_test(cases, stores_are_known_by_their_prefix, 0, (int)(sizeof paths / sizeof *paths));
    tcase_add_test(cases, an_object_is_put_read_and_removed);
    tcase_add_test(cases, what_cannot_be_written_is_named);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
