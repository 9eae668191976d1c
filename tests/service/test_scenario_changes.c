/* The texts of a command's options as the JSON of a scenario. */
#include "service/scenario_changes.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    vp_scenario_change_text *append;
    const char *text, *json; /* json: the change, or the sentence of the refusal */
} rows[] = {
    {vp_scenario_changes_add, "clinic:105.5,21.25",
     "{\"change\":\"add\",\"lat\":21.25,\"lon\":105.5,\"service\":\"clinic\"}"},
    {vp_scenario_changes_add, "a:b:1e2,-2,30",
     "{\"capacity\":30.0,\"change\":\"add\",\"lat\":-2.0,\"lon\":100.0,\"service\":\"a:b\"}"},
    {vp_scenario_changes_add, "clinic", "clinic: give SERVICE:LON,LAT[,CAPACITY]"},
    {vp_scenario_changes_add, ":1,2", ":1,2: give SERVICE:LON,LAT[,CAPACITY]"},
    {vp_scenario_changes_add, "c:1", "c:1: give SERVICE:LON,LAT[,CAPACITY]"},
    {vp_scenario_changes_add, "c:1,2,3,4", "c:1,2,3,4: give SERVICE:LON,LAT[,CAPACITY]"},
    {vp_scenario_changes_add, "c:1,x", "1,x: give SERVICE:LON,LAT[,CAPACITY]"},
    {vp_scenario_changes_add, "c:1,2,", "1,2,: give SERVICE:LON,LAT[,CAPACITY]"},
    {vp_scenario_changes_add, "c:nan,2", "nan,2: give SERVICE:LON,LAT[,CAPACITY]"},
    {vp_scenario_changes_remove, "s 1", "{\"change\":\"remove\",\"facility\":\"s 1\"}"},
    {vp_scenario_changes_remove, "\xff", "memory is short, or a text is not UTF-8"},
    {vp_scenario_changes_move, "s1:1,2", "{\"change\":\"move\",\"facility\":\"s1\",\"lat\":2.0,\"lon\":1.0}"},
    {vp_scenario_changes_move, "s1:1,2,3", "s1:1,2,3: give ID:LON,LAT"},
    {vp_scenario_changes_capacity, "s=1=50", "{\"capacity\":50.0,\"change\":\"capacity\",\"facility\":\"s=1\"}"},
    {vp_scenario_changes_capacity, "s1=50,beds",
     "{\"capacity\":50.0,\"change\":\"capacity\",\"facility\":\"s1\",\"service\":\"beds\"}"},
    {vp_scenario_changes_capacity, "s1", "s1: give ID=N or ID=N,SERVICE"},
    {vp_scenario_changes_capacity, "s1=,beds", "s1=,beds: give ID=N or ID=N,SERVICE"},
    {vp_scenario_changes_capacity, "s1=many", "s1=many: give ID=N or ID=N,SERVICE"},
    {vp_scenario_changes_capacity, "s1=inf", "s1=inf: give ID=N or ID=N,SERVICE"},
    {vp_scenario_changes_opening, "s1=2030-01-31",
     "{\"change\":\"opening\",\"facility\":\"s1\",\"open_from\":\"2030-01-31\"}"},
    {vp_scenario_changes_opening, "s1=2030-01-31,x",
     "{\"change\":\"opening\",\"facility\":\"s1\",\"open_from\":\"2030-01-31\",\"service\":\"x\"}"},
    {vp_scenario_changes_opening, "s1=", "s1=: give ID=DATE or ID=DATE,SERVICE"},
    {vp_scenario_changes_close_road, "50:1,2",
     "{\"change\":\"close_road\",\"geometry\":{\"coordinates\":[1.0,2.0],\"type\":\"Point\"},\"metres\":50.0}"},
    {vp_scenario_changes_close_road, "50:1,2,3,4",
     "{\"change\":\"close_road\",\"geometry\":{\"coordinates\":[[1.0,2.0],[3.0,4.0]],\"type\":\"LineString\"},"
     "\"metres\":50.0}"},
    {vp_scenario_changes_close_road, "50:1,2,3", "50:1,2,3: give METRES:LON,LAT or METRES:LON,LAT,LON,LAT…"},
    {vp_scenario_changes_close_road, "5,6:1,2", "5,6:1,2: give METRES:LON,LAT or METRES:LON,LAT,LON,LAT…"},
    {vp_scenario_changes_season, "flood", "{\"change\":\"season\",\"season\":\"flood\"}"},
    {vp_scenario_changes_season, "a:b:dry", "{\"change\":\"season\",\"season\":\"dry\",\"service\":\"a:b\"}"},
};

START_TEST(a_text_is_a_change_or_refused_with_its_form)
{
    vp_scenario_changes changes = {0};
    vp_error err = {0};
    bool taken = rows[_i].append(&changes, rows[_i].text, &err);
    char *json =
        taken ? json_dumps(json_array_get(changes.list, 0), JSON_COMPACT | JSON_SORT_KEYS) : strdup(err.message);
    ck_assert_str_eq(json, rows[_i].json);
    ck_assert_int_eq(taken, *rows[_i].json == '{');
    free(json);
    vp_scenario_changes_clear(&changes);
}
END_TEST

START_TEST(a_line_has_bounds)
{
    char text[2000] = "1:", *at = text + 2;
    for (size_t i = 0; i < 201; i++) at = stpcpy(at, i ? ",1" : "1");
    vp_scenario_changes changes = {0};
    vp_error err = {0};
    ck_assert(!vp_scenario_changes_close_road(&changes, text, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "more than 200 numbers"));
    at[-2] = '\0'; /* 200 numbers */
    ck_assert_msg(vp_scenario_changes_close_road(&changes, text, &err), "%s", err.message);
    vp_scenario_changes_clear(&changes);
}
END_TEST

/* What the file has comes after the options, and both are checked alike. */
START_TEST(a_files_changes_come_after_the_options)
{
    static const struct {
        const char *text, *message; /* NULL: taken */
    } files[] = {{"[{\"change\": \"season\", \"season\": \"dry\"}]", NULL},
                 {"{\"title\": {}, \"changes\": [{\"change\": \"season\", \"season\": \"dry\"}]}", NULL},
                 {"{}", "has no array of changes"},
                 {"[", "line 1: "},
                 {"[{\"change\": \"season\", \"season\": \"wet\"}]", "changes[1].season: must be dry or flood"}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[] = "/tmp/vp_changes_XXXXXX";
        int fd = mkstemp(path);
        ck_assert_int_ge(fd, 0);
        ck_assert_int_eq(write(fd, files[i].text, strlen(files[i].text)), (ssize_t)strlen(files[i].text));
        close(fd);
        vp_scenario_changes changes = {.file = path};
        vp_scenario scenario;
        vp_error err = {0};
        ck_assert(vp_scenario_changes_remove(&changes, "s1", &err));
        bool ok = vp_scenario_changes_read(&changes, &scenario, &err);
        ck_assert_msg(ok == !files[i].message, "%s: %s", files[i].text, err.message);
        if (ok) {
            ck_assert_uint_eq(scenario.change_count, 2);
            ck_assert_int_eq(scenario.changes[0].kind, VP_CHANGE_REMOVE);
            ck_assert_int_eq(scenario.changes[1].kind, VP_CHANGE_SEASON);
        } else {
            ck_assert_msg(strstr(err.message, files[i].message) != NULL, "%s", err.message);
        }
        vp_scenario_clear(&scenario);
        vp_scenario_changes_clear(&changes);
        unlink(path);
    }
    vp_scenario_changes none = {0};
    vp_scenario scenario;
    vp_error err = {0};
    ck_assert(!vp_scenario_changes_read(&none, &scenario, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    vp_scenario_clear(&scenario);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario_changes");
    TCase *cases = tcase_create("scenario_changes");
    tcase_add_loop_test(cases, a_text_is_a_change_or_refused_with_its_form, 0, (int)(sizeof rows / sizeof *rows));
    tcase_add_test(cases, a_line_has_bounds);
    tcase_add_test(cases, a_files_changes_come_after_the_options);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
