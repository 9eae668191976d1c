/* Figures and texts as JSON, whole or not there. */
#include "support/short_memory.h"
#include "json/json.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Takes value. */
static void expect(json_t *value, const char *text)
{
    char *found = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(12)) : strdup("none");
    ck_assert_str_eq(found, text);
    free(found);
    json_decref(value);
}

START_TEST(no_data_is_null)
{
    expect(vp_json_number(1.5), "1.5");
    expect(vp_json_number(NAN), "null");
    expect(vp_json_number(INFINITY), "null");
    expect(vp_json_text("a\"b"), "\"a\\\"b\"");
    expect(vp_json_text(""), "null");
    expect(vp_json_text(NULL), "null");
    expect(vp_json_title("Xã", NULL), "{\"vi\":\"Xã\",\"en\":null}");
    expect(vp_json_lonlat(105.123456789, -21.5), "[105.1234568,-21.5]");
}
END_TEST

static json_t *square_of(const void *context, size_t index)
{
    const size_t *fails = context;
    return index == *fails ? NULL : json_integer((json_int_t)index * (json_int_t)index);
}

START_TEST(a_list_is_whole_or_not_there)
{
    size_t never = 9, at_two = 2;
    expect(vp_json_list(4, square_of, &never), "[0,1,4,9]");
    expect(vp_json_list(0, square_of, &never), "[]");
    expect(vp_json_list(4, square_of, &at_two), "none");
}
END_TEST

START_TEST(a_document_is_one_line_of_twelve_digits)
{
    vp_error err = {0};
    vp_blob *blob = vp_json_blob(json_pack("{s:f, s:s}", "x", 1.0 / 3, "name", "Đ"), &err);
    static const char wanted[] = "{\"x\":0.333333333333,\"name\":\"Đ\"}\n";
    ck_assert_ptr_nonnull(blob);
    ck_assert_uint_eq(blob->length, strlen(wanted));
    ck_assert_mem_eq(blob->bytes, wanted, blob->length);
    vp_blob_release(blob);
    ck_assert_ptr_null(vp_json_blob(NULL, &err));
    ck_assert_int_eq(err.kind, VP_NO_MEMORY);
}
END_TEST

static char *sum_of_members(void *context)
{
    (void)context;
    json_t *object = json_object(), *list = json_array();
    vp_json_add(&list, json_string("first"));
    vp_json_add(&list, vp_json_number(2));
    vp_json_put(&object, "list", list);
    vp_json_put(&object, "title", vp_json_title("Xã", "Commune"));
    char *text = vp_json_dump(object, JSON_COMPACT);
    json_decref(object);
    return text;
}

/* Each allocation fails in turn: a member that could not be made is never left out. */
START_TEST(members_are_all_there_or_none)
{
    char *text = sum_of_members(NULL);
    ck_assert_str_eq(text, "{\"list\":[\"first\",2.0],\"title\":{\"vi\":\"Xã\",\"en\":\"Commune\"}}");
    free(text);
    short_memory_try(sum_of_members, NULL, 1);
}
END_TEST

START_TEST(a_missing_member_spoils_the_whole)
{
    json_t *object = json_object(), *list = json_array();
    vp_json_put(&object, "a", json_true());
    vp_json_put(&object, "b", json_string("\xff")); /* no UTF-8 */
    ck_assert_ptr_null(object);
    vp_json_put(&object, "c", json_true());
    ck_assert_ptr_null(object);
    vp_json_add(&list, NULL);
    ck_assert_ptr_null(list);
    vp_json_add(&list, json_true());
    ck_assert_ptr_null(list);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json");
    TCase *cases = tcase_create("json");
    tcase_add_test(cases, no_data_is_null);
    tcase_add_test(cases, a_list_is_whole_or_not_there);
    tcase_add_test(cases, a_document_is_one_line_of_twelve_digits);
    tcase_add_test(cases, members_are_all_there_or_none);
    tcase_add_test(cases, a_missing_member_spoils_the_whole);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
