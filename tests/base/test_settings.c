/* Defaults, then file, then environment, then command line. */
#include "base/settings.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[64];

static void write_file(const char *text)
{
    snprintf(path, sizeof path, "/tmp/vp_settings_XXXXXX");
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

START_TEST(every_row_has_a_default_in_range)
{
    for (size_t i = 0; i < vp_setting_count; i++) {
        vp_settings s;
        vp_error err = {0};
        ck_assert_msg(vp_settings_set(&s, &vp_setting_rows[i], vp_setting_rows[i].fallback, "default", &err), "%s",
                      err.message);
        ck_assert_ptr_eq(vp_settings_find(vp_setting_rows[i].name, strlen(vp_setting_rows[i].name)),
                         &vp_setting_rows[i]);
        ck_assert(*vp_setting_rows[i].meaning);
    }
}
END_TEST

START_TEST(the_later_source_is_the_stronger)
{
    vp_settings s;
    vp_error err = {0};
    vp_settings_init(&s);
    ck_assert_str_eq(s.listen, "127.0.0.1:8080");
    ck_assert_uint_eq(s.cache_megabytes, 128);
    write_file("# comment\n\nVUNGPHU_LISTEN=0.0.0.0:80\n  VUNGPHU_CACHE_MEGABYTES=64  \nVUNGPHU_TOKEN=\"a=b c\"\n");
    ck_assert_msg(vp_settings_read_file(&s, path, &err), "%s", err.message);
    unlink(path);
    ck_assert_str_eq(s.listen, "0.0.0.0:80");
    ck_assert_str_eq(s.token, "a=b c");
    ck_assert_uint_eq(s.cache_megabytes, 64);
    char *environment[] = {"HOME=/root", "VUNGPHU_CACHE_MEGABYTES=32", NULL};
    ck_assert(vp_settings_read_environment(&s, environment, &err));
    ck_assert_uint_eq(s.cache_megabytes, 32);
    ck_assert_str_eq(s.listen, "0.0.0.0:80");
}
END_TEST

START_TEST(what_is_wrong_is_named)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"VUNGPHU_CACHE_MEGABYTES=many\n", "line 1: 'many' is not a whole number"},
        {"VUNGPHU_WORKERS=0\n", "'0' is not a whole number from 1 to 64"},
        {"VUNGPHU_WORKERS=-1\n", "'-1' is not"},
        {"VUNGPHU_WORKERS=99999999999999999999999\n", "is not a whole number"},
        {"\nVUNGPHU_COLOUR=red\n", "line 2: there is no setting VUNGPHU_COLOUR"},
        {"LISTEN=1\n", "there is no setting LISTEN"},
        {"VUNGPHU_listen=1\n", "there is no setting"},
        {"listen\n", "NAME=VALUE"},
        {"VUNGPHU_URL=\"http://a\n", "closing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        vp_settings s;
        vp_error err = {0};
        vp_settings_init(&s);
        write_file(cases[i].text);
        ck_assert(!vp_settings_read_file(&s, path, &err));
        unlink(path);
        ck_assert_msg(strstr(err.message, cases[i].says) != NULL, "%s", err.message);
        ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    }
    vp_settings s;
    vp_error err = {0};
    ck_assert(!vp_settings_read_file(&s, "/nonexistent/settings", &err));
    ck_assert_int_eq(err.kind, VP_IO);
    char *environment[] = {"VUNGPHU_TREADS=2", NULL};
    ck_assert(!vp_settings_read_environment(&s, environment, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "VUNGPHU_TREADS"));
}
END_TEST

START_TEST(texts_are_bounded)
{
    char line[1200];
    snprintf(line, sizeof line, "VUNGPHU_URL=%0600d\n", 0);
    vp_settings s;
    vp_error err = {0};
    vp_settings_init(&s);
    write_file(line);
    ck_assert(!vp_settings_read_file(&s, path, &err));
    unlink(path);
    ck_assert_ptr_nonnull(strstr(err.message, "more than 511 bytes"));
    ck_assert_str_eq(s.url, "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("settings");
    TCase *tc = tcase_create("settings");
    tcase_add_test(tc, every_row_has_a_default_in_range);
    tcase_add_test(tc, the_later_source_is_the_stronger);
    tcase_add_test(tc, what_is_wrong_is_named);
    tcase_add_test(tc, texts_are_bounded);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
