/* Files by name and form, and what is listed. */
#include "server/endpoints/endpoints.h"
#include "server/support_answers.h"
#include "service/exporter.h"
#include <string.h>

/* Writes what it is asked, so that the test sees what reaches the formats. */
static vp_blob *describe(void *context, const vp_exported *what, vp_error *err)
{
    if (what->layer && strcmp(what->layer, "nothing") == 0) {
        vp_fail(err, VP_NOT_FOUND, "there is no layer nothing");
        return NULL;
    }
    vp_buffer out = {0};
    vp_buffer_format(&out, "%s %s %s %s %d%s%s", (const char *)context, what->snapshot, what->layer ? what->layer : "-",
                     what->extension, what->bom, what->decimal_comma ? " comma" : "", what->english ? " en" : "");
    return vp_blob_new(&out, err);
}

/* The answering server of the fixture, with formats. */
static void serve_formats(void)
{
    static char here[] = "here";
    static vp_exporter exporter = {here, describe};
    vp_server_free(answering);
    answering = vp_server_new(
        &(vp_server_options){.routes = &vp_endpoints, .publication = vp_publication_new(NULL), .exporter = &exporter},
        NULL);
    ck_assert(vp_server_publish(answering, vp_world_new("s1", 0), NULL));
}

static const struct {
    const char *path, *query, *reported, *type;
    unsigned status;
} files[] = {
    {"/export/targets.csv", NULL, "here s1 targets csv 0", "text/csv; charset=utf-8; header=present", 200},
    {"/export/targets.csv", "bom=1", "here s1 targets csv 1", "text/csv; charset=utf-8; header=present", 200},
    {"/export/targets.csv", "decimal=comma", "here s1 targets csv 0 comma", "text/csv; charset=utf-8; header=present",
     200},
    {"/export/targets.csv", "decimal=dot", "here s1 targets csv 0", "text/csv; charset=utf-8; header=present", 200},
    {"/export/targets.csv", "decimal=point", NULL, NULL, 400},
    {"/export/all.xlsx", "lang=en", "here s1 - xlsx 0 en",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 200},
    {"/export/all.xlsx", "lang=vi", "here s1 - xlsx 0",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 200},
    {"/export/all.xlsx", "lang=fr", NULL, NULL, 400},
    {"/export/targets.csv", "lang=en", NULL, NULL, 400},
    {"/export/all.xlsx", "decimal=comma", NULL, NULL, 400},
    {"/export/units_commune_2025.fgb", NULL, "here s1 units_commune_2025 fgb 0", "application/flatgeobuf", 200},
    {"/export/all.gpkg", NULL, "here s1 - gpkg 0", "application/geopackage+sqlite3", 200},
    {"/export/school.tif", NULL, "here s1 school tif 0", "image/tiff; application=geotiff", 200},
    {"/export/targets.gpkg", NULL, NULL, NULL, 404},
    {"/export/all.xlsx", "bom=1", NULL, NULL, 400},
    {"/export/targets.csv", "bom=yes", NULL, NULL, 400},
    {"/export/targets.exe", NULL, NULL, NULL, 404},
    {"/export/targets", NULL, NULL, NULL, 404},
    {"/export/.csv", NULL, NULL, NULL, 404},
    {"/export/nothing.csv", NULL, NULL, NULL, 404},
};

START_TEST(files_are_written_by_name_and_form) /* row _i */
{
    serve_formats();
    vp_reply reply = reply_to(files[_i].path, files[_i].query);
    ck_assert_msg(reply.status == files[_i].status, "%s is %u", files[_i].path, reply.status);
    if (reply.status == 200) {
        ck_assert_uint_eq(reply.body->length, strlen(files[_i].reported));
        ck_assert_mem_eq(reply.body->bytes, files[_i].reported, reply.body->length);
        ck_assert_str_eq(reply.type, files[_i].type);
        ck_assert(reply.store && *reply.file);
    } else {
        ck_assert_str_eq(reply.file, "");
    }
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(the_tag_is_of_what_is_asked)
{
    serve_formats();
    vp_reply first = reply_to("/export/targets.csv", NULL), same, other;
    vp_request asked = {.method = "GET", .path = "/export/targets.csv", .if_none_match = first.tag};
    vp_answer(answering, &asked, &same);
    ck_assert_uint_eq(same.status, 304);
    asked.query = "bom=1";
    vp_answer(answering, &asked, &other);
    ck_assert_uint_eq(other.status, 200);
    vp_reply_clear(&first);
    vp_reply_clear(&same);
    vp_reply_clear(&other);
}
END_TEST

START_TEST(the_report_is_a_page)
{
    serve_formats();
    vp_reply report = reply_to("/export/report.html", NULL);
    ck_assert_uint_eq(report.status, 200);
    ck_assert_ptr_nonnull(memmem(report.body->bytes, report.body->length, "<!DOCTYPE html>", 15));
    vp_reply_clear(&report);
}
END_TEST

START_TEST(all_that_is_listed_is_there)
{
    serve_formats();
    json_t *list = json_of("/export", NULL, 200), *file;
    size_t i;
    json_array_foreach(json_object_get(list, "files"), i, file)
    {
        vp_reply reply =
            reply_to(json_string_value(json_object_get(file, "href")) + strlen("http://map.example:8080"), NULL);
        ck_assert_uint_eq(reply.status, 200);
        vp_reply_clear(&reply);
    }
    ck_assert_uint_eq(i, 9 + 7 + 2 * 9 + 2 + 2 + 1); /* layers and tables as csv, layers in two forms, … */
    json_decref(list);
}
END_TEST

START_TEST(a_server_without_formats_lists_its_report)
{
    json_t *list = json_of("/export", NULL, 200);
    ck_assert_uint_eq(json_array_size(json_object_get(list, "files")), 1);
    json_decref(list);
    json_decref(json_of("/export/targets.csv", NULL, 404));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exports");
    TCase *cases = tcase_create("exports");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_loop_test(cases, files_are_written_by_name_and_form, 0, sizeof files / sizeof *files);
    tcase_add_test(cases, the_tag_is_of_what_is_asked);
    tcase_add_test(cases, the_report_is_a_page);
    tcase_add_test(cases, all_that_is_listed_is_there);
    tcase_add_test(cases, a_server_without_formats_lists_its_report);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
