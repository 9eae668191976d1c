#include "service/public_error.h"
#include <check.h>
#include <errno.h>
#include <string.h>

START_TEST(a_sentence_about_the_machine_is_not_for_clients)
{
    static const struct {
        vp_error_kind kind;
        bool hidden;
    } cases[] = {{VP_BAD_INPUT, false}, {VP_NOT_FOUND, false}, {VP_NO_MEMORY, false}, {VP_IO, true},
                 {VP_CANCELLED, false}, {VP_CONFLICT, false},  {VP_DENIED, false},    {VP_BUSY, false},
                 {VP_NO_SPACE, true},   {VP_READ_ONLY, true},  {VP_NO_FILES, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        vp_error err;
        vp_fail(&err, cases[i].kind, "/srv/secret: cannot be written");
        ck_assert_int_eq(vp_public_error_hides(&err), cases[i].hidden);
        ck_assert_int_eq(strstr(vp_public_error_sentence(&err), "/srv") == NULL, cases[i].hidden);
    }
}
END_TEST

START_TEST(the_system_says_what_kind_a_failure_is)
{
    ck_assert_int_eq(vp_error_of_system(ENOSPC), VP_NO_SPACE);
    ck_assert_int_eq(vp_error_of_system(EDQUOT), VP_NO_SPACE);
    ck_assert_int_eq(vp_error_of_system(EROFS), VP_READ_ONLY);
    ck_assert_int_eq(vp_error_of_system(ENOMEM), VP_NO_MEMORY);
    ck_assert_int_eq(vp_error_of_system(EMFILE), VP_NO_FILES);
    ck_assert_int_eq(vp_error_of_system(ENFILE), VP_NO_FILES);
    ck_assert_int_eq(vp_error_of_system(EIO), VP_IO);
    ck_assert_int_eq(vp_error_of_system(EACCES), VP_IO);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("public error");
    TCase *cases = tcase_create("sentences");
    tcase_add_test(cases, a_sentence_about_the_machine_is_not_for_clients);
    tcase_add_test(cases, the_system_says_what_kind_a_failure_is);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
