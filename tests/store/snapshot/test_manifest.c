/* snapshot.json lists every source, setting and file, or is not written. */
#include "store/files/file_bytes.h"
#include "store/snapshot/manifest.h"
#include "store/support_region.h"
#include "support/short_memory.h"
#include <string.h>
#include <unistd.h>

/* Two of each. */
static vp_manifest_setting settings[] = {{"as_of", "2026-01-01"}, {"cell_metres", "100"}};
static vp_source sources[] = {{.role = "units", .path = "units.gpkg"}, {.role = "people", .path = "people.tif"}};
static vp_manifest_file files[] = {{"facts/region.bin", 5, "aa", "bb"}, {"facts/people.bin", 6, "cc", "dd"}};
static const vp_manifest manifest = {.id = "20260101T000000Z-abcdef",
                                     .made_at = "2026-01-01T00:00:00Z",
                                     .software = "0",
                                     .settings = settings,
                                     .setting_count = 2,
                                     .sources = sources,
                                     .source_count = 2,
                                     .dataset = {"dataset.sqlite", 7, "ee", "ff"},
                                     .files = files,
                                     .file_count = 2};

static void unlink_in(const char *directory, const char *name)
{
    char *path = path_in(directory, name);
    unlink(path);
    free(path);
}

/* What is written, as a text; NULL with an error that says why. */
static char *written(void *directory)
{
    vp_error err = {0};
    unlink_in(directory, "snapshot.json");
    unlink_in(directory, "snapshot.json.sha256");
    if (!vp_manifest_write(&manifest, directory, &err)) {
        ck_assert_int_eq(err.kind, VP_NO_MEMORY);
        return NULL;
    }
    char *path = path_in(directory, "snapshot.json");
    size_t length;
    void *bytes = vp_file_bytes(path, &length, &err);
    ck_assert_ptr_nonnull(bytes);
    char *text = strndup(bytes, length);
    free(bytes);
    free(path);
    return text;
}

START_TEST(short_memory_leaves_no_source_out)
{
    char *directory = temporary_directory(), *text = written(directory);
    static const char *const named[] = {"units.gpkg",  "people.tif",       "as_of",
                                        "cell_metres", "facts/region.bin", "facts/people.bin"};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        ck_assert_msg(strstr(text, named[i]) != NULL, "%s", named[i]);
    free(text);
    short_memory_try(written, directory, 1);
    remove_directory(directory);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("manifest");
    TCase *tests = tcase_create("manifest");
    tcase_add_test(tests, short_memory_leaves_no_source_out);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
