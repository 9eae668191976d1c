/* Files as bytes: what the formats write, and nothing left behind. */
#include "service/exports.h"
#include "service/support_published.h"
#include "store/support_dataset.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static size_t entries_of(const char *folder)
{
    DIR *open = opendir(folder);
    ck_assert_ptr_nonnull(open);
    size_t count = 0;
    for (struct dirent *e; (e = readdir(open));) count += e->d_name[0] != '.';
    closedir(open);
    return count;
}

START_TEST(a_file_is_bytes_and_leaves_nothing_behind)
{
    vp_error err = {0};
    char *directory = published_directory(), *drafts = temporary_directory();
    vp_snapshot *snapshot = served(directory);
    vp_buffer plain = {0}, marked = {0}, geojson = {0}, none = {0};
    ck_assert_int_eq(setenv("TMPDIR", drafts, 1), 0);
    OK(vp_exports_write(
        directory,
        &(vp_exported){.snapshot = snapshot->provenance.id, .layer = "indicators", .extension = "csv", .bom = false},
        &plain, &err));
    OK(vp_exports_write(
        directory,
        &(vp_exported){.snapshot = snapshot->provenance.id, .layer = "indicators", .extension = "csv", .bom = true},
        &marked, &err));
    OK(vp_exports_write(
        directory,
        &(vp_exported){
            .snapshot = snapshot->provenance.id, .layer = "facilities", .extension = "geojson", .bom = false},
        &geojson, &err));
    ck_assert(!vp_exports_write(
        directory,
        &(vp_exported){.snapshot = snapshot->provenance.id, .layer = "nothing", .extension = "csv", .bom = false},
        &none, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert_uint_eq(none.length, 0);
    ck_assert_uint_eq(marked.length, plain.length + 3);
    ck_assert_mem_eq(marked.bytes, "\xEF\xBB\xBF", 3);
    ck_assert_mem_eq(marked.bytes + 3, plain.bytes, plain.length);
    ck_assert_ptr_nonnull(memmem(plain.bytes, plain.length, "near_share", 10));
    ck_assert_ptr_nonnull(memmem(geojson.bytes, geojson.length, "\"FeatureCollection\"", 19));
    ck_assert_uint_eq(entries_of(drafts), 0);
    ck_assert_int_eq(setenv("TMPDIR", "/nonexistent", 1), 0);
    ck_assert(!vp_exports_write(
        directory,
        &(vp_exported){.snapshot = snapshot->provenance.id, .layer = "indicators", .extension = "csv", .bom = false},
        &none, &err));
    ck_assert_int_eq(err.kind, VP_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "/nonexistent/vungphu-export-"));
    unsetenv("TMPDIR");
    vp_buffer_clear(&plain);
    vp_buffer_clear(&marked);
    vp_buffer_clear(&geojson);
    vp_snapshot_release(snapshot);
    remove_directory(drafts);
    remove_directory(directory);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exports");
    TCase *cases = tcase_create("exports");
    tcase_add_test(cases, a_file_is_bytes_and_leaves_nothing_behind);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
