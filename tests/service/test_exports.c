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

static vp_blob *written(const vp_snapshot *snapshot, char *directory, const char *layer, const char *extension,
                        bool bom, vp_error *err)
{
    return vp_exports_write(
        directory,
        &(vp_exported){.snapshot = snapshot->provenance.id, .layer = layer, .extension = extension, .bom = bom}, err);
}

START_TEST(a_file_is_bytes_and_leaves_nothing_behind)
{
    vp_error err = {0};
    char *directory = published_directory(), *drafts = temporary_directory();
    vp_snapshot *snapshot = served(directory);
    ck_assert_int_eq(setenv("TMPDIR", drafts, 1), 0);
    vp_blob *plain = written(snapshot, directory, "indicators", "csv", false, &err),
            *marked = written(snapshot, directory, "indicators", "csv", true, &err),
            *geojson = written(snapshot, directory, "facilities", "geojson", false, &err);
    ck_assert(plain && marked && geojson);
    ck_assert_ptr_null(written(snapshot, directory, "nothing", "csv", false, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert_uint_eq(marked->length, plain->length + 3);
    ck_assert_mem_eq(marked->bytes, "\xEF\xBB\xBF", 3);
    ck_assert_mem_eq(marked->bytes + 3, plain->bytes, plain->length);
    ck_assert_ptr_nonnull(memmem(plain->bytes, plain->length, "near_share", 10));
    ck_assert_ptr_nonnull(memmem(geojson->bytes, geojson->length, "\"FeatureCollection\"", 19));
    ck_assert_uint_eq(entries_of(drafts), 0);
    ck_assert_int_eq(setenv("TMPDIR", "/nonexistent", 1), 0);
    ck_assert_ptr_null(written(snapshot, directory, "indicators", "csv", false, &err));
    ck_assert_int_eq(err.kind, VP_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "/nonexistent/vungphu-export-"));
    unsetenv("TMPDIR");
    vp_blob_release(plain);
    vp_blob_release(marked);
    vp_blob_release(geojson);
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
