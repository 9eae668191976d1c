/* A file is there whole or not at all, and nothing else is left beside it. */
#include "platform/path.h"
#include "platform/whole_file.h"
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[40];

static void enter(void)
{
    strcpy(folder, "/tmp/vp_whole_file_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static void leave(void) { vp_path_remove_tree(folder); }

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
}

static void check_text(const char *path, const char *wanted)
{
    char text[100] = "";
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s is not there", path);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    ck_assert_str_eq(text, wanted);
}

static size_t entry_count(const char *path)
{
    size_t count = 0;
    DIR *list = opendir(path);
    ck_assert_ptr_nonnull(list);
    for (struct dirent *e; (e = readdir(list));) count += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(list);
    return count;
}

static bool write_text(const char *path, const char *text, vp_error *err)
{
    char copy[100];
    strcpy(copy, text);
    return vp_whole_file_write(path, &(vp_buffer){.bytes = copy, .length = strlen(copy)}, err);
}

START_TEST(bytes_take_the_place_of_older_ones)
{
    vp_error err = {0};
    put("a.txt", "old");
    ck_assert_msg(write_text("a.txt", "new", &err), "%s", err.message);
    check_text("a.txt", "new");
    struct stat state;
    mode_t mask = umask(0);
    umask(mask);
    ck_assert_int_eq(stat("a.txt", &state), 0);
    ck_assert_int_eq(state.st_mode & 0777, 0666 & ~mask); /* as any file that a program makes */
    ck_assert_int_eq(mkdir("deep", 0777), 0);
    ck_assert_msg(write_text("deep/b.txt", "", &err), "%s", err.message);
    check_text("deep/b.txt", "");
    ck_assert_uint_eq(entry_count(".") + entry_count("deep"), 3);
}
END_TEST

START_TEST(what_cannot_be_written_leaves_nothing)
{
    static const char *const bad[] = {"nowhere/a.txt", "", "deep/"};
    vp_error err = {0};
    ck_assert(!write_text(bad[_i], "x", &err));
    ck_assert_int_eq(err.kind, _i ? VP_BAD_INPUT : VP_IO);
    ck_assert_int_eq(mkdir("taken", 0777), 0);
    put("taken/x", "x");
    ck_assert(!write_text("taken", "x", &err)); /* a folder has the name */
    ck_assert_int_eq(err.kind, VP_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "taken: cannot be written"));
    ck_assert_uint_eq(entry_count("."), 1);
}
END_TEST

START_TEST(a_draft_has_the_files_own_name_and_goes_with_all_beside_it)
{
    vp_error err = {0};
    vp_whole_file file;
    char beside[200];
    put("map.gpkg", "old");
    ck_assert_msg(vp_whole_file_begin(&file, "map.gpkg", &err), "%s", err.message);
    ck_assert_str_eq(strrchr(file.draft, '/'), "/map.gpkg");
    snprintf(beside, sizeof beside, "%s-journal", file.draft);
    put(file.draft, "half");
    put(beside, "of a library");
    vp_whole_file_abandon(&file);
    vp_whole_file_abandon(&file);
    check_text("map.gpkg", "old");
    ck_assert_uint_eq(entry_count("."), 1);
    ck_assert(vp_whole_file_begin(&file, "map.gpkg", &err));
    ck_assert(!vp_whole_file_commit(&file, &err)); /* nothing was made */
    check_text("map.gpkg", "old");
    ck_assert_uint_eq(entry_count("."), 1);
}
END_TEST

/* Begins the file in a process that dies of it. */
static void begin_and_die(const char *path)
{
    pid_t child = fork();
    if (child == 0) {
        vp_whole_file file;
        if (!vp_whole_file_begin(&file, path, NULL)) _exit(1);
        put(file.draft, "half");
        abort();
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status));
}

START_TEST(drafts_of_the_dead_go_and_those_of_the_living_stay)
{
    vp_error err = {0};
    vp_whole_file living, other;
    begin_and_die("a.txt");
    begin_and_die("a.txt.old");
    ck_assert_uint_eq(entry_count("."), 2);
    ck_assert(vp_whole_file_begin(&living, "a.txt", &err)); /* takes the dead one's away, not that of a.txt.old */
    ck_assert_uint_eq(entry_count("."), 2);
    put(living.draft, "first");
    ck_assert(vp_whole_file_begin(&other, "a.txt", &err));
    put(other.draft, "second");
    ck_assert(vp_whole_file_commit(&other, &err));
    check_text("a.txt", "second");
    ck_assert_msg(vp_whole_file_commit(&living, &err), "%s", err.message);
    check_text("a.txt", "first");
    ck_assert_uint_eq(entry_count("."), 2);
}
END_TEST

START_TEST(a_folder_is_replaced_through_a_link_too)
{
    vp_error err = {0};
    ck_assert_int_eq(mkdir("real", 0777), 0);
    ck_assert_int_eq(symlink("real", "linked"), 0);
    ck_assert_int_eq(mkdir("linked/.draft", 0777), 0);
    put("linked/.draft/x", "x");
    ck_assert_msg(vp_path_replace("linked/.draft", "linked/done", &err), "%s", err.message);
    check_text("real/done/x", "x");
    ck_assert(!vp_path_replace("linked/.draft", "linked/done", &err));
    check_text("real/done/x", "x");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("whole_file");
    TCase *tests = tcase_create("whole_file");
    tcase_add_checked_fixture(tests, enter, leave);
    tcase_add_test(tests, bytes_take_the_place_of_older_ones);
    tcase_add_loop_test(tests, what_cannot_be_written_leaves_nothing, 0, 3);
    tcase_add_test(tests, a_draft_has_the_files_own_name_and_goes_with_all_beside_it);
    tcase_add_test(tests, drafts_of_the_dead_go_and_those_of_the_living_stay);
    tcase_add_test(tests, a_folder_is_replaced_through_a_link_too);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
