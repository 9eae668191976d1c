#include "snapshot/feature_ids.h"
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *own, *group;
} row;

static const char *own(const void *context, size_t i) { return ((const row *)context)[i].own; }
static const char *group(const void *context, size_t i) { return ((const row *)context)[i].group; }

START_TEST(rows_of_one_name_are_told_apart)
{
    static const row rows[] = {{"NC1", "water"}, {"NC2", "water"}, {"NC1", "clean"},     {"NC1", "water"},
                               {"NC1", "water"}, {"x:2", "a"},     {"water:NC1:2", "b"}, {NULL, "z"}};
    static const char *const right[] = {"water:NC1",   "NC2", "clean:NC1",   "water:NC1:3",
                                        "water:NC1:4", "x:2", "water:NC1:2", ""};
    vp_error err = {0};
    size_t count = sizeof rows / sizeof *rows;
    char **ids = vp_feature_ids_new(count, own, group, rows, &err);
    ck_assert_msg(ids != NULL, "%s", err.message);
    for (size_t i = 0; i < count; i++) ck_assert_str_eq(ids[i], right[i]);
    vp_feature_ids_free(ids, count);
    ids = vp_feature_ids_new(0, own, group, rows, &err);
    ck_assert_ptr_nonnull(ids);
    vp_feature_ids_free(ids, 0);
}
END_TEST

static int compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Names of few letters, so that they and the made ones collide in every combination. */
START_TEST(no_two_rows_have_one_id)
{
    enum { MOST = 60 };
    static const char *const names[] = {"a", "b", "a:a", "a:a:2", "a:2", "b:a", "", "a:a:a"};
    uint32_t state = (uint32_t)_i * 2654435761u + 1;
    row rows[MOST];
    for (size_t i = 0; i < MOST; i++) {
        state = state * 1664525u + 1013904223u;
        rows[i] = (row){names[(state >> 24) % 8], names[(state >> 16) % 3]};
    }
    vp_error err = {0};
    char **ids = vp_feature_ids_new(MOST, own, group, rows, &err);
    ck_assert_ptr_nonnull(ids);
    qsort(ids, MOST, sizeof *ids, compare);
    for (size_t i = 1; i < MOST; i++) ck_assert_str_ne(ids[i - 1], ids[i]);
    vp_feature_ids_free(ids, MOST);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("feature ids");
    TCase *cases = tcase_create("ids");
    tcase_add_test(cases, rows_of_one_name_are_told_apart);
    tcase_add_loop_test(cases, no_two_rows_have_one_id, 0, 50);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
