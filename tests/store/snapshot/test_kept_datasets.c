/* Each snapshot keeps the dataset that it was made from, and directories of former versions are taken over. */
#include "store/files/published.h"
#include "store/snapshot/snapshot_store.h"
#include "store/support_snapshot.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *directory;

static void make(void)
{
    directory = temporary_directory();
    write_small_dataset(directory);
}

static void drop(void) { remove_directory(directory); }

/* As a build: what is imported now goes into the new snapshot. */
static char *build(void)
{
    vp_error err = {0};
    char *id;
    small_results made = analyse_small(directory);
    OK(publish_small(directory, &made, &id, &err));
    clear_small(&made);
    return id;
}

static char *found(const char *id)
{
    vp_error err = {0};
    char *path = vp_snapshot_find_dataset(directory, id, NULL, &err);
    ck_assert_msg(path != NULL, "%s", err.message);
    return path;
}

static void check_found(const char *id, const char *name)
{
    char *path = found(id), *expected = path_in(directory, name);
    ck_assert_str_eq(path, expected);
    free(path);
    free(expected);
}

static void check_kept(const char *id)
{
    char name[100];
    snprintf(name, sizeof name, "published/%s/dataset.sqlite", id);
    check_found(id, name);
}

static mode_t kind_of(const char *name)
{
    struct stat state;
    char *path = path_in(directory, name);
    ck_assert_msg(lstat(path, &state) == 0, "%s", path);
    free(path);
    return state.st_mode & S_IFMT;
}

START_TEST(each_snapshot_keeps_its_own)
{
    char *first = build(), *second = build();
    check_kept(first);
    check_kept(second);
    char *current = found(NULL);
    ck_assert_ptr_nonnull(strstr(current, second));
    free(current);
    free(first);
    free(second);
}
END_TEST

/* A folder as the version before left it: the dataset is a file beside the snapshots. */
static void make_former(const char *id)
{
    char name[100];
    snprintf(name, sizeof name, "published/%s/dataset.sqlite", id);
    char *kept = path_in(directory, name), *beside = path_in(directory, "dataset.sqlite");
    ck_assert_int_eq(rename(kept, beside), 0);
    free(kept);
    free(beside);
}

START_TEST(a_former_directory_is_read_and_taken_over)
{
    char *first = build();
    make_former(first);
    ck_assert_uint_eq(kind_of("dataset.sqlite"), S_IFREG);
    check_found(first, "dataset.sqlite");
    char *second = build();
    ck_assert_uint_eq(kind_of("dataset.sqlite"), S_IFLNK);
    check_kept(first);
    check_kept(second);
    free(first);
    free(second);
}
END_TEST

START_TEST(a_dataset_of_another_import_is_not_taken_over)
{
    vp_error err = {0};
    char *first = build();
    make_former(first);
    char *beside = path_in(directory, "dataset.sqlite");
    FILE *file = fopen(beside, "ab");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ne(fputc('x', file), EOF);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_ptr_null(vp_snapshot_find_dataset(directory, first, NULL, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    free(build());
    ck_assert_ptr_null(vp_snapshot_find_dataset(directory, first, NULL, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    free(beside);
    free(first);
}
END_TEST

START_TEST(one_that_is_no_longer_kept_is_reported)
{
    vp_error err = {0};
    free(build());
    ck_assert_ptr_null(vp_snapshot_find_dataset(directory, "20200101T000000Z-000000", NULL, &err));
    ck_assert_int_eq(err.kind, VP_CONFLICT);
    ck_assert_msg(strstr(err.message, "reload the server") != NULL, "%s", err.message);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kept_datasets");
    TCase *tests = tcase_create("kept_datasets");
    tcase_add_checked_fixture(tests, make, drop);
    tcase_add_test(tests, each_snapshot_keeps_its_own);
    tcase_add_test(tests, a_former_directory_is_read_and_taken_over);
    tcase_add_test(tests, a_dataset_of_another_import_is_not_taken_over);
    tcase_add_test(tests, one_that_is_no_longer_kept_is_reported);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
