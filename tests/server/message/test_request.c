/* A request taken apart: paths, queries, numbers, headers. */
#include "server/message/request.h"
#include <check.h>
#include <stdio.h>
#include <string.h>

static vp_target target;
static unsigned status;
static vp_error err;

static bool parse(const char *path, const char *query)
{
    err = (vp_error){0};
    status = 0;
    return vp_target_parse(&(vp_request){.method = "GET", .path = path, .query = query}, &target, &status, &err);
}

START_TEST(a_path_is_decoded_into_segments)
{
    ck_assert(parse("/", NULL));
    ck_assert_uint_eq(target.segment_count, 0);
    ck_assert(parse("/units/X%c3%a3%20A", NULL));
    ck_assert_uint_eq(target.segment_count, 2);
    ck_assert_str_eq(target.segments[0], "units");
    ck_assert_str_eq(target.segments[1], "Xã A");
    ck_assert(parse("/a+b/", NULL)); /* a plus is a plus in a path; what is behind the slash is empty */
    ck_assert_uint_eq(target.segment_count, 2);
    ck_assert_str_eq(target.segments[0], "a+b");
    ck_assert_str_eq(target.segments[1], "");
    ck_assert(parse("/a%cc%83", NULL)); /* a and a tilde of its own: composed */
    ck_assert_str_eq(target.segments[0], "ã");
    ck_assert(parse("/%4A%4a%7e", NULL));
    ck_assert_str_eq(target.segments[0], "JJ~");
}
END_TEST

static const struct {
    const char *path, *query, *says;
} wrong[] = {
    {"a", NULL, "begin with '/'"},
    {"/%", NULL, "two hexadecimal digits"},
    {"/%4", NULL, "two hexadecimal digits"},
    {"/%4g", NULL, "two hexadecimal digits"},
    {"/%g4", NULL, "two hexadecimal digits"},
    {"/%00", NULL, "control character"},
    {"/%1f", NULL, "control character"},
    {"/%7F", NULL, "control character"},
    {"/%c2%80", NULL, "control character"},
    {"/%c2%9f", NULL, "control character"},
    {"/%ff", NULL, "UTF-8"},
    {"/%c3", NULL, "UTF-8"},
    {"/.", NULL, "may not be"},
    {"/a/..", NULL, "may not be"},
    {"/%2e%2E", NULL, "may not be"},
    {"/a%2Fb", NULL, "slash"},
    {"/a%5cb", NULL, "slash"},
    {"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", NULL, "more than 16 parts"},
    {"/", "a=1&a=2", "a two different values"},
    {"/", "a=%zz", "two hexadecimal digits"},
    {"/", "%zz=1", "two hexadecimal digits"},
};

START_TEST(what_is_doubtful_is_refused)
{
    ck_assert(!parse(wrong[_i].path, wrong[_i].query));
    ck_assert_msg(status == 400, "%s?%s: status %u", wrong[_i].path, wrong[_i].query, status);
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(strstr(err.message, wrong[_i].says) != NULL, "%s", err.message);
}
END_TEST

START_TEST(what_is_allowed_at_the_edge_passes)
{
    ck_assert(parse("/%20/%c2%a0", NULL)); /* the first characters that are no controls */
    ck_assert(parse("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", NULL));
    ck_assert_uint_eq(target.segment_count, 16);
    ck_assert_str_eq(target.segments[15], "16");
    ck_assert(parse("/...", NULL));
}
END_TEST

START_TEST(a_query_is_pairs)
{
    ck_assert(parse("/", "a=1&b=x+y%2B&&c&d=&e=1=2&a=1"));
    ck_assert_uint_eq(target.parameter_count, 5);
    ck_assert_str_eq(vp_target_parameter(&target, "a"), "1");
    ck_assert_str_eq(vp_target_parameter(&target, "b"), "x y+");
    ck_assert_str_eq(vp_target_parameter(&target, "c"), "");
    ck_assert_str_eq(vp_target_parameter(&target, "d"), "");
    ck_assert_str_eq(vp_target_parameter(&target, "e"), "1=2");
    ck_assert_ptr_null(vp_target_parameter(&target, "f"));
}
END_TEST

/* value bytes of a, or as many names. */
static void long_query(char *query, size_t value)
{
    strcpy(query, "a=");
    memset(query + 2, 'x', value);
    query[2 + value] = 0;
}

START_TEST(long_values_and_many_parameters_are_refused)
{
    static char query[9000], path[VP_PATH_MOST + 10];
    long_query(query, VP_VALUE_MOST);
    ck_assert(parse("/", query));
    long_query(query, VP_VALUE_MOST + 1);
    ck_assert(!parse("/", query) && status == 400);
    snprintf(query, sizeof query, "filter=%0*d", VP_QUERY_MOST - 7, 0);
    ck_assert(parse("/", query)); /* a polygon fills it */
    long_query(query, VP_QUERY_MOST);
    ck_assert(!parse("/", query) && status == 414);
    size_t length = 0;
    for (int i = 0; i < VP_PARAMETERS_MOST; i++) length += (size_t)sprintf(query + length, "p%d=&", i);
    ck_assert(parse("/", query));
    ck_assert_uint_eq(target.parameter_count, VP_PARAMETERS_MOST);
    strcpy(query + length, "q=1");
    ck_assert(!parse("/", query) && status == 400);
    ck_assert(strstr(err.message, "more than 32 parameters"));
    memset(path, 'a', sizeof path);
    path[0] = '/';
    path[VP_PATH_MOST] = 0;
    ck_assert(parse(path, NULL));
    path[VP_PATH_MOST] = 'a';
    path[VP_PATH_MOST + 1] = 0;
    ck_assert(!parse(path, NULL) && status == 414);
}
END_TEST

START_TEST(a_capture_is_found_by_its_whole_name)
{
    static const char template[] = "{code}{co}";
    vp_target t = {.captures = {{template + 1, 4, "one"}, {template + 7, 2, "two"}}, .capture_count = 2};
    ck_assert_str_eq(vp_target_capture(&t, "code"), "one");
    ck_assert_str_eq(vp_target_capture(&t, "co"), "two");
    ck_assert_ptr_null(vp_target_capture(&t, "c"));
    ck_assert_ptr_null(vp_target_capture(&t, "cods"));
}
END_TEST

START_TEST(numbers_are_plain)
{
    static const char *const no[] = {"", "nan", "inf", "0x10", "1 ", " 1", "1,5", "1e999", "--1", "1-", "e"};
    double value = -1;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        ck_assert_msg(!vp_number_parse(no[i], "x", &value, &err) && strstr(err.message, "x is not a number"), "%s",
                      no[i]);
    ck_assert_double_eq(value, -1);
    ck_assert(vp_number_parse("-12.5e1", "x", &value, &err) && value == -125);
    static const char *const not_whole[] = {"", "-1", "+1", "1.0", "1234567890123456", "1a"};
    size_t whole = 77;
    for (size_t i = 0; i < sizeof not_whole / sizeof *not_whole; i++)
        ck_assert_msg(!vp_whole_parse(not_whole[i], "x", 10, &whole, &err), "%s", not_whole[i]);
    ck_assert_uint_eq(whole, 77);
    ck_assert(vp_whole_parse("9", "x", 10, &whole, &err) && whole == 9);
    ck_assert(vp_whole_parse("123456789012345", "x", 10, &whole, &err) && whole == 10);
    ck_assert(vp_whole_parse("123456789012345", "x", SIZE_MAX, &whole, &err) && whole == 123456789012345);
}
END_TEST

START_TEST(an_absent_parameter_leaves_the_default)
{
    double value = 3;
    size_t whole = 4;
    ck_assert(parse("/", "limit=30&count=5&bad=x"));
    ck_assert(vp_target_number(&target, "none", &value, &err) && value == 3);
    ck_assert(vp_target_whole(&target, "none", 9, &whole, &err) && whole == 4);
    ck_assert(vp_target_number(&target, "limit", &value, &err) && value == 30);
    ck_assert(vp_target_whole(&target, "count", 9, &whole, &err) && whole == 5);
    ck_assert(!vp_target_number(&target, "bad", &value, &err) && strstr(err.message, "bad is not"));
    ck_assert(!vp_target_whole(&target, "bad", 9, &whole, &err));
}
END_TEST

START_TEST(a_header_names_a_token_with_its_weight)
{
    static const struct {
        const char *header;
        bool gzip;
    } rows[] = {{"gzip", true},
                {"deflate, gzip", true},
                {"GZip", true},
                {"gzip;q=0.5", true},
                {"gzip; q=0", false},
                {"gzip;q=0.0", false},
                {"gzip;Q=0", false},
                {"gzip;x=1", true},
                {"gzipped", false},
                {"x-gzip", false},
                {"deflate", false},
                {"", false},
                {"br;q=0,gzip", true},
                {"deflate,\tgzip", true},
                {NULL, false},
                {"gzip ;q=0", false},
                {"deflate;q=1, gzip;q=0", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_msg(vp_header_accepts(rows[i].header, "gzip") == rows[i].gzip, "%s", rows[i].header);
}
END_TEST

START_TEST(tags_match_by_weak_comparison)
{
    static const struct {
        const char *header;
        bool same;
    } rows[] = {{"\"a\"", true},  {"W/\"a\"", true}, {"\"b\", \"a\"", true},    {"*", true},
                {"\"b\"", false}, {"\"a", false},    {"\"a\"x", false},         {"\"a\" , \"b\"", true},
                {NULL, false},    {"", false},       {"\"b\",W/\"a\"\t", true}, {"w/\"a\"", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_msg(vp_header_matches(rows[i].header, "\"a\"") == rows[i].same, "%s", rows[i].header);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("request");
    TCase *cases = tcase_create("request");
    tcase_add_test(cases, a_path_is_decoded_into_segments);
    tcase_add_loop_test(cases, what_is_doubtful_is_refused, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(cases, what_is_allowed_at_the_edge_passes);
    tcase_add_test(cases, a_query_is_pairs);
    tcase_add_test(cases, long_values_and_many_parameters_are_refused);
    tcase_add_test(cases, a_capture_is_found_by_its_whole_name);
    tcase_add_test(cases, numbers_are_plain);
    tcase_add_test(cases, an_absent_parameter_leaves_the_default);
    tcase_add_test(cases, a_header_names_a_token_with_its_weight);
    tcase_add_test(cases, tags_match_by_weak_comparison);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
