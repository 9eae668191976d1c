/* Grids survive being stored in the database bit for bit, and damage is noticed. */
#include "store/sqlite/grid_store.h"
#include "store/support_dataset.h"
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static const vp_grid_geometry geometry = {
    .columns = 37, .rows = 2 * VP_STRIP_ROWS + 5, .cell_metres = 60, .west = 500000, .north = 2400000};

static char *directory;
static vp_database *database;

static void open_dataset(void)
{
    directory = temporary_directory();
    char *path = path_in(directory, "dataset.sqlite");
    database = empty_dataset(path);
    free(path);
}

static void close_dataset(void)
{
    vp_database_close(database);
    remove_directory(directory);
}

static int64_t write_floats(const float cells[])
{
    vp_error err = {0};
    vp_grid_row row = {0, "elevation", "dem", geometry, VP_STRIP_FLOAT32, NULL};
    OK(vp_grid_store_write(database, &row, cells, &err));
    return 1;
}

START_TEST(floats_come_back_bit_for_bit)
{
    size_t cells = vp_grid_geometry_cells(geometry);
    float *written = calloc(cells, sizeof *written), *read = calloc(cells, sizeof *read);
    ck_assert(written && read);
    for (size_t i = 0; i < cells; i++) written[i] = sinf((float)i) * 1000;
    written[0] = NAN;
    written[1] = INFINITY;
    written[2] = -0.0f;
    int64_t grid = write_floats(written);
    vp_error err = {0};
    vp_grid_geometry found;
    vp_strip_type type;
    OK(vp_grid_store_describe(database, grid, &found, &type, &err));
    ck_assert(vp_grid_geometry_same(found, geometry) && type == VP_STRIP_FLOAT32);
    OK(vp_grid_store_read(database, grid, read, &err));
    ck_assert_mem_eq(read, written, cells * sizeof *read);
    free(written);
    free(read);
}
END_TEST

START_TEST(bytes_come_back)
{
    size_t cells = vp_grid_geometry_cells(geometry);
    uint8_t *written = calloc(cells, 1), *read = calloc(cells, 1);
    ck_assert(written && read);
    for (size_t i = 0; i < cells; i++) written[i] = (uint8_t)(i % 251);
    vp_error err = {0};
    vp_grid_row row = {0, "land_cover", "2020", geometry, VP_STRIP_UINT8, NULL};
    OK(vp_grid_store_write(database, &row, written, &err));
    OK(vp_grid_store_read(database, 1, read, &err));
    ck_assert_mem_eq(read, written, cells);
    free(written);
    free(read);
}
END_TEST

static const char *const damages[] = {
    "DELETE FROM grid_strip WHERE strip = 1",
    "UPDATE grid_strip SET bytes = substr(bytes, 1, length(bytes) - 9) WHERE strip = 2",
    "UPDATE grid_strip SET bytes = zeroblob(length(bytes)) WHERE strip = 0",
    "UPDATE grid_strip SET bytes = (SELECT bytes FROM grid_strip WHERE strip = 0) WHERE strip = 2",
    "UPDATE grid_strip SET bytes = x'' WHERE strip = 0",
    "UPDATE grid SET rows = rows + 64",
    "UPDATE grid SET columns = 36",
    "UPDATE grid SET columns = -1",
    "UPDATE grid SET columns = 99999999, rows = 99999999",
    "UPDATE grid SET cell_metres = 0",
    "UPDATE grid SET type = 'float64'",
    "UPDATE grid SET strip_rows = 0",
    "DELETE FROM grid",
};

START_TEST(damage_is_refused) /* runs once per damage, row _i */
{
    size_t cells = vp_grid_geometry_cells(geometry);
    float *cell = calloc(cells, sizeof *cell);
    ck_assert_ptr_nonnull(cell);
    int64_t grid = write_floats(cell);
    vp_error err = {0};
    sqlite3_exec(database->handle, damages[_i], NULL, NULL, NULL);
    ck_assert_msg(!vp_grid_store_read(database, grid, cell, &err), "%s goes unnoticed", damages[_i]);
    ck_assert_uint_gt(strlen(err.message), 0);
    free(cell);
}
END_TEST

START_TEST(a_database_is_never_overwritten)
{
    vp_error err = {0};
    ck_assert_ptr_null(vp_database_create(database->path, (int[]){0}, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "exists already"));
}
END_TEST

START_TEST(what_is_no_database_is_refused)
{
    vp_error err = {0};
    ck_assert_ptr_null(vp_database_open(VP_SOURCE "/src/store/sqlite/schema.sql", &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_ptr_null(vp_database_open("/nowhere/at/all.sqlite", &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
}
END_TEST

START_TEST(a_database_opened_to_read_cannot_be_written)
{
    vp_error err = {0};
    vp_database *reader = vp_database_open(database->path, &err);
    ck_assert_ptr_nonnull(reader);
    ck_assert(!vp_database_run(reader, "DELETE FROM setting", &err));
    ck_assert_int_eq(err.kind, VP_READ_ONLY);
    ck_assert_msg(strncmp(err.message, database->path, strlen(database->path)) == 0, "%s", err.message);
    err = (vp_error){0};
    ck_assert(!vp_database_run(reader, "SELECT 1 FROM nowhere", &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(strstr(err.message, "no such table: nowhere") != NULL, "%s", err.message);
    vp_database_close(reader);
}
END_TEST

/* A file that may not grow, as on a full disk: every call that writes says so, the first reason stays, and what the
 * system says of it is named. */
START_TEST(what_cannot_be_written_is_said_with_its_reason)
{
    struct rlimit was, small;
    vp_error err = {0}, again = {0};
    void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &was);
    small = (struct rlimit){8192, was.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    /* More than SQLite keeps in memory. */
    bool ok = vp_database_run(database,
                              "CREATE TABLE more AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                              "WHERE i < 3000) SELECT randomblob(4000) AS bytes FROM n",
                              &err);
    bool then = vp_database_run(database, "SELECT 1 FROM nowhere", &again);
    setrlimit(RLIMIT_FSIZE, &was);
    signal(SIGXFSZ, before);
    ck_assert_msg(!ok && !then, "written all the same");
    ck_assert_msg(strstr(err.message, "cannot be written: File too large") != NULL, "%s", err.message);
    ck_assert_msg(strncmp(err.message, database->path, strlen(database->path)) == 0, "%s", err.message);
    ck_assert_str_eq(again.message, err.message);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid_store");
    TCase *tests = tcase_create("grid_store");
    tcase_add_checked_fixture(tests, open_dataset, close_dataset);
    tcase_add_test(tests, floats_come_back_bit_for_bit);
    tcase_add_test(tests, bytes_come_back);
    tcase_add_loop_test(tests, damage_is_refused, 0, sizeof damages / sizeof *damages);
    tcase_add_test(tests, a_database_is_never_overwritten);
    tcase_add_test(tests, what_is_no_database_is_refused);
    tcase_add_test(tests, a_database_opened_to_read_cannot_be_written);
    tcase_add_test(tests, what_cannot_be_written_is_said_with_its_reason);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
