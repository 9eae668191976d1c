/* In which encoding a source's texts are taken, and what is said once, and only once, of those that read strangely. */
#include "store/sandbox/source_words.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char said[8][700];
static size_t said_count;
static void begin(void) { said_count = 0; }

static void hear(void *context, vp_severity severity, vp_place place, const char *reason)
{
    ck_assert_ptr_eq(context, said);
    ck_assert_uint_lt(said_count, 8);
    snprintf(said[said_count++], sizeof said[0], "%s %ld %s \"%s\": %s",
             severity == VP_FINDING_ERROR     ? "error"
             : severity == VP_FINDING_WARNING ? "warning"
                                              : "note",
             place.row, place.column ? place.column : "", place.value ? place.value : "", reason);
}

static vp_source_words words_of(const char *encoding, const char *declare, const char *page)
{
    return (vp_source_words){.encoding = encoding, .declare = declare, .report = hear, .context = said, .page = page};
}

/* The value as text; "" and the failure in said when it is none. */
static void expect_text(vp_source_words *words, long row, const char *bytes, const char *wanted)
{
    vp_error why = {0};
    char *text = vp_source_words_text(words, bytes, strlen(bytes), "name", row, &why);
    ck_assert_msg(text != NULL, "%s", why.message);
    ck_assert_str_eq(text, wanted);
    free(text);
}

START_TEST(a_stated_page_is_followed_unless_the_bytes_are_utf8)
{
    vp_source_words words = words_of("", "datasets.csv", "CP1252");
    expect_text(&words, 1, "S\xE3o Jos\xE9", "São José");
    expect_text(&words, 2, "plain", "plain");
    ck_assert_uint_eq(said_count, 0);
    expect_text(&words, 3, "Phổ Yên", "Phổ Yên");
    expect_text(&words, 4, "Định Hoá", "Định Hoá");
    expect_text(&words, 5, "caf\xE9", "café"); /* a row that is as stated is taken so still */
    ck_assert_uint_eq(said_count, 1);
    ck_assert_str_eq(said[0],
                     "note 3 name \"Phổ Yên\": the file says that its texts are in code page CP1252, but their "
                     "bytes are UTF-8: read as UTF-8 (declare the encoding in datasets.csv if this is wrong)");
    words = words_of("", NULL, "CP1252");
    expect_text(&words, 6, "Phổ Yên", "Phổ Yên");
    ck_assert_str_eq(said[1],
                     "note 6 name \"Phổ Yên\": the file says that its texts are in code page CP1252, but their "
                     "bytes are UTF-8: read as UTF-8");
}
END_TEST

START_TEST(a_declared_encoding_goes_before_what_is_stated)
{
    vp_source_words words = words_of("TCVN3", "datasets.csv", "CP1252");
    expect_text(&words, 1, "H\xB5 N\xE9i", "Hà Nội");
    words = words_of("utf-16", "datasets.csv", "CP1252"); /* the reader has converted the whole */
    expect_text(&words, 1, "Hà Nội", "Hà Nội");
    words = words_of("UTF-8", "datasets.csv", "CP1252");
    vp_error why = {0};
    ck_assert_ptr_null(vp_source_words_text(&words, "caf\xE9", 4, "name", 1, &why));
    ck_assert_int_eq(why.kind, VP_BAD_INPUT);
    ck_assert_uint_eq(said_count, 0);
}
END_TEST

/* Bytes that were read as another encoding, each kind once; an error where it can be declared, else a warning. */
START_TEST(strange_texts_are_named_once_each)
{
    static const char tcvn3[] = "Th¸i Nguyªn", twice[] = "HoÃ\xC2\xA0 BÃ¬nh", vni[] = "Thaønh phoá";
    static const char *const declared[] = {"error 1 name \"Th¸i Nguyªn\": reads like text in a TCVN3 (ABC) font; "
                                           "declare encoding TCVN3 in datasets.csv (or "
                                           "UTF-8, if it is meant as it stands)",
                                           "error 2 name \"HoÃ\xC2\xA0 BÃ¬nh\": reads like UTF-8 that was converted to "
                                           "UTF-8 a second time; declare encoding "
                                           "\"UTF-8 twice\" in datasets.csv (or UTF-8, if it is meant as it stands)",
                                           "warning 3 name \"Thaønh phoá\": reads like text in a VNI font; declare "
                                           "encoding VNI in datasets.csv (or UTF-8, if "
                                           "it is meant as it stands)"};
    static const char *const alone[] = {
        "warning 1 name \"Th¸i Nguyªn\": reads like text in a TCVN3 (ABC) font; convert it to Unicode",
        "warning 2 name \"HoÃ\xC2\xA0 BÃ¬nh\": reads like UTF-8 that was converted to UTF-8 a second time; convert it "
        "back "
        "once",
        "warning 3 name \"Thaønh phoá\": reads like text in a VNI font; convert it to Unicode, as UniKey does"};
    for (int k = 0; k < 2; k++) {
        vp_source_words words = words_of("", k ? NULL : "datasets.csv", "");
        said_count = 0;
        for (int again = 0; again < 2; again++) {
            expect_text(&words, 1, tcvn3, tcvn3);
            expect_text(&words, 2, twice, twice);
            expect_text(&words, 3, vni, vni);
        }
        ck_assert_uint_eq(said_count, 3);
        for (size_t i = 0; i < 3; i++) ck_assert_str_eq(said[i], (k ? alone : declared)[i]);
    }
    vp_source_words words = words_of("UTF-8", "datasets.csv", ""); /* it is meant as it stands */
    expect_text(&words, 1, tcvn3, tcvn3);
    ck_assert_uint_eq(said_count, 3);
}
END_TEST

/* Columns follow the page; one that is no text of it is Latin-1; a page that nobody knows is none. */
START_TEST(names_of_columns_are_decoded)
{
    static const char *const raw[] = {"S\xE3o", "t\xEAn", "ma"};
    vp_source_header header = {.page = "CP1252", .columns = raw, .column_count = 3};
    vp_source_words words = words_of("", "datasets.csv", NULL);
    static const char *const wanted[] = {"São", "tên", "ma"};
    vp_error err = {0};
    for (int k = 0; k < 3; k++) {
        header.page = k == 0 ? "CP1252" : k == 1 ? "" : "EBCDIC-VN";
        char **columns = vp_source_words_columns(&words, &header, &err);
        ck_assert_msg(columns != NULL, "%s", err.message);
        for (size_t i = 0; i < 3; i++) {
            ck_assert_str_eq(columns[i], wanted[i]); /* not UTF-8 either, without a page: Latin-1 */
            free(columns[i]);
        }
        free(columns);
        ck_assert_uint_eq(said_count, k == 2);
    }
    ck_assert_str_eq(words.page, "");
    ck_assert_str_eq(said[0], "error 0 encoding \"EBCDIC-VN\": the .cpg names the encoding \"EBCDIC-VN\", which is not "
                              "known; declare it in the column encoding");
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("words");
    tcase_add_checked_fixture(cases, begin, NULL);
    tcase_add_test(cases, a_stated_page_is_followed_unless_the_bytes_are_utf8);
    tcase_add_test(cases, a_declared_encoding_goes_before_what_is_stated);
    tcase_add_test(cases, strange_texts_are_named_once_each);
    tcase_add_test(cases, names_of_columns_are_decoded);
    Suite *suite = suite_create("words of sources");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
