/* Sentences known by their formats: values, their order, sentences in values, and what is no sentence of ours. */
#include "base/sentences.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const vp_phrase phrases[] = {
    {"%s: there is no column %s", "%s: không có cột %s"},
    {"%s has no %s", "%s không có %s"},
    {"it has %zu points; one is needed", "nó có %zu điểm; cần một"},
    {"row left out: %s", "bỏ dòng: %s"},
    {"%.0f of %.0f values in %s are no numbers (%.1f %%)",
     "trong %3$s có %1$.0f/%2$.0f giá trị không phải là số (%4$.1f %%)"},
    {"byte %zu (0x%02X) is not UTF-8", "byte %zu (0x%02X) không phải UTF-8"},
    {"no unit has this code%s", "không đơn vị nào có mã này%s"},
    {"; near: ", "; gần giống: "},
    {" (names alone never join)", " (chỉ tên thì không nối được)"},
    {"%s: %s", "KHÔNG BAO GIỜ"},
    {"people", "người"},
    {"no memory", "hết bộ nhớ"},
};

static const struct {
    const char *english, *expected; /* NULL: not known */
} cases[] = {
    {"a.csv: there is no column x", "a.csv: không có cột x"},
    {"it has 12 points; one is needed", "nó có 12 điểm; cần một"},
    {"it has many points; one is needed", NULL},
    {"3 of 10 values in b c.csv are no numbers (30.0 %)", "trong b c.csv có 3/10 giá trị không phải là số (30.0 %)"},
    {"nan of -1e+09 values in x are no numbers (inf %)", "trong x có nan/-1e+09 giá trị không phải là số (inf %)"},
    {"byte 7 (0xFF) is not UTF-8", "byte 7 (0xFF) không phải UTF-8"},
    /* a sentence in a value, behind a colon, behind another */
    {"row left out: it has 3 points; one is needed", "bỏ dòng: nó có 3 điểm; cần một"},
    {"zones.gpkg: it has 3 points; one is needed", "zones.gpkg: nó có 3 điểm; cần một"},
    {"GDAL says this; no memory", "GDAL says this; hết bộ nhớ"},
    {"no unit has this code; near: 01834, 01840 (names alone never join)",
     "không đơn vị nào có mã này; gần giống: 01834, 01840 (chỉ tên thì không nối được)"},
    {"no unit has this code", "không đơn vị nào có mã này"},
    /* a word alone is the user's: the column is called people */
    {"a.csv: there is no column people", "a.csv: không có cột people"},
    /* the phrase with more of its own words goes before the shorter one that fits, too */
    {"town has no name", "town không có name"},
    {"nothing of ours: here", NULL},
    {"", NULL},
};

START_TEST(test_cases)
{
    vp_error err;
    vp_sentences *s = vp_sentences_new(phrases, sizeof phrases / sizeof *phrases, &err);
    ck_assert_ptr_nonnull(s);
    char *own = vp_sentences_translate(s, cases[_i].english);
    if (cases[_i].expected)
        ck_assert_str_eq(own ? own : "none", cases[_i].expected);
    else
        ck_assert_ptr_null(own);
    free(own);
    vp_sentences_free(s);
}
END_TEST

/* Values full of the signs between them end in time. */
START_TEST(test_hostile)
{
    static const vp_phrase many[] = {{"%s, %s, %s, %s, %s, %s and that is all", "%s %s %s %s %s %s"}};
    vp_error err;
    vp_sentences *s = vp_sentences_new(many, 1, &err);
    char text[4000];
    for (size_t i = 0; i + 2 < sizeof text; i += 2) memcpy(text + i, ", ", 3);
    memcpy(text + sizeof text - 30, " and that is ALL", 17);
    ck_assert_ptr_null(vp_sentences_translate(s, text));
    ck_assert_ptr_null(vp_sentences_translate(NULL, "no memory"));
    vp_sentences_free(s);
    vp_sentences_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sentences");
    TCase *all = tcase_create("all");
    tcase_add_loop_test(all, test_cases, 0, sizeof cases / sizeof *cases);
    tcase_add_test(all, test_hostile);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
