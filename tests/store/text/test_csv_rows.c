/* CSV rows of any size: the same from memory and from a file, wherever the pieces of it end; what is wrong is reported
 * by its line. */
#include "base/buffer.h"
#include "store/text/csv_rows.h"
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    vp_buffer text; /* line:cell|cell| … */
    long fault_row;
    char fault[300];
    char decimal;
} result;

static long titled_note;

static bool take(void *context, const vp_csv_row *row)
{
    result *r = context;
    r->decimal = row->decimal;
    vp_buffer_format(&r->text, "%s%ld:", row->first ? "first " : "", row->row);
    for (size_t i = 0; i < row->field_count; i++) vp_buffer_format(&r->text, "%s|", row->fields[i]);
    return strcmp(row->fields[0], "stop") != 0;
}

static bool take_fault(void *context, long row, const char *reason)
{
    result *r = context;
    r->fault_row = row;
    snprintf(r->fault, sizeof r->fault, "%s", reason);
    return true;
}

static void read_text(const char *text, size_t length, bool heading, result *r)
{
    vp_error err = {0};
    vp_csv_rows rows = {.take = take, .fault = take_fault, .context = r, .heading = heading};
    *r = (result){0};
    ck_assert_msg(vp_csv_rows_text(&rows, text, length, "memory", &err), "%s", err.message);
}

static void check_rows(const char *text, const char *wanted)
{
    result r;
    read_text(text, strlen(text), true, &r);
    ck_assert_str_eq(r.fault, "");
    ck_assert_str_eq(vp_buffer_terminated(&r.text), wanted);
    vp_buffer_clear(&r.text);
}

START_TEST(files_saved_by_any_program_read_the_same)
{
    const char *wanted = "first 1:id|tên|2:1|Hòa; \"Bình\", x|3:2|b|";
    check_rows("id,tên\n1,\"Hòa; \"\"Bình\"\", x\"\n2,b\n", wanted);
    check_rows("\xEF\xBB\xBFid,tên\r\n1,\"Hòa; \"\"Bình\"\", x\"\r\n2,b", wanted);
    check_rows("id;tên\r1;\"Hòa; \"\"Bình\"\", x\"\r2;b\r", wanted);
    check_rows("id;te\xCC\x82n;\n 1 ;\" Hòa; \"\"Bình\"\", x \";;\n2;b;\n;;\n\n", wanted);
    check_rows("a\n\"x\ny\"\n\n z\n", "first 1:a|2:x\ny|5:z|");
    check_rows("stop,b\n1,2\n", "first 1:stop|b|");
}
END_TEST

static const struct {
    const char *text;
    size_t length;
    bool heading;
    long row;
    const char *said;
} bad[] = {
#define BAD(text, heading, row, said)                                                                                  \
    {                                                                                                                  \
        text, sizeof text - 1, heading, row, said                                                                      \
    }
    BAD("", true, 0, "empty"),
    BAD("\n\n", true, 0, "empty"),
    BAD("\xFF\xFEi\0d", true, 1, "byte 5 is not UTF-16LE"),
    BAD("id,x\n1,a\n2,H\xF2", true, 3, "byte 4 of the line (0xF2)"),
    BAD("id,x\n1,a\0b\n", true, 2, "NUL byte at byte 4"),
    BAD("id,x\n1\n", true, 2, "1 cells and the heading 2"),
    BAD("1,2\n1,2,3\n", false, 2, "3 cells and the first row 2"),
    BAD("id,x,id\n1,2,3\n", true, 1, "the name id (columns 1 and 3)"),
    BAD("id,x\n1,\"open\n2,b\n", true, 2, "never closed"),
    BAD("id,x\n1,\"a\"b\"\n", true, 2, "doubled"),
};

START_TEST(what_is_wrong_is_reported_by_its_line) /* runs once per row _i */
{
    result r;
    vp_error err = {0};
    read_text(bad[_i].text, bad[_i].length, bad[_i].heading, &r);
    ck_assert_msg(strstr(r.fault, bad[_i].said) != NULL, "%s", r.fault);
    ck_assert_int_eq(r.fault_row, bad[_i].row);
    vp_buffer_clear(&r.text);
    vp_csv_rows strict = {.take = take, .context = &r, .heading = bad[_i].heading};
    ck_assert(!vp_csv_rows_text(&strict, bad[_i].text, bad[_i].length, "my.csv", &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert(strncmp(err.message, "my.csv", 6) == 0 && strstr(err.message, bad[_i].said) != NULL);
    vp_buffer_clear(&r.text);
}
END_TEST

START_TEST(without_a_heading_names_may_repeat_and_nothing_is_no_fault)
{
    result r;
    read_text("1,1\n2,2\n", 8, false, &r);
    ck_assert_str_eq(vp_buffer_terminated(&r.text), "first 1:1|1|2:2|2|");
    vp_buffer_clear(&r.text);
    read_text("", 0, false, &r);
    ck_assert_str_eq(r.fault, "");
    vp_buffer_clear(&r.text);
}
END_TEST

/* A few pieces long; letters of two and three bytes and CR LF lie across their ends, at each of which the shift moves.
 */
static void write_long(vp_buffer *out, size_t shift)
{
    vp_buffer_text(out, "id,tên\r\n");
    for (size_t i = 0; i < shift; i++) vp_buffer_text(out, "x");
    for (int i = 0; out->length < 200000; i++)
        vp_buffer_format(out, "%d,\"Hoà Bình\r\n%s\"\r\n", i, i % 3 ? "ệ" : "ớt");
}

START_TEST(a_file_reads_as_the_same_text_does)
{
    char path[] = "/tmp/vp_csv_rows_XXXXXX";
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    for (size_t shift = 0; shift < 24; shift++) {
        vp_buffer text = {0};
        vp_error err = {0};
        result whole, pieces = {0};
        write_long(&text, shift);
        ck_assert_int_eq(ftruncate(file, 0), 0);
        ck_assert_int_eq(pwrite(file, text.bytes, text.length, 0), (ssize_t)text.length);
        read_text(text.bytes, text.length, true, &whole);
        vp_csv_rows rows = {.take = take, .fault = take_fault, .context = &pieces, .heading = true};
        ck_assert_msg(vp_csv_rows_file(&rows, path, &err), "%s", err.message);
        ck_assert_str_eq(pieces.fault, "");
        ck_assert_uint_gt(whole.text.length, 150000);
        ck_assert_uint_eq(whole.text.length, pieces.text.length);
        ck_assert_int_eq(memcmp(whole.text.bytes, pieces.text.bytes, whole.text.length), 0);
        rows.bytes_most = text.length - 1;
        ck_assert(!vp_csv_rows_file(&rows, path, &err));
        ck_assert_ptr_nonnull(strstr(err.message, "larger than"));
        vp_buffer_clear(&text);
        vp_buffer_clear(&whole.text);
        vp_buffer_clear(&pieces.text);
    }
    close(file);
    unlink(path);
}
END_TEST

/* Titles above the names of the columns, as offices send tables: what is read, and the row that a note names. */
static const struct {
    const char *text, *read;
    long note, fault;
} titled[] = {
    {"id,tên\n1,a\n", "first 1:id|tên|2:1|a|", 0, 0},
    {"Bảng 1\n\nid,tên\n1,a\n", "first 3:id|tên|4:1|a|", 3, 0},
    {"Bảng 1, năm 2025; \"Thái\nNguyên\"\n\xEF\xBB\xBFx\ntên;ID;z\na;1;\n", "first 4:tên|ID|z|5:a|1||", 4, 0},
    {"\xEF\xBB\xBF"
     "Bảng 1,,\r\n,,\r\nid,te\xCC\x82n,\r\n1,a,\r\n",
     "first 3:id|tên|4:1|a|", 3, 0},
    {"sep=;\nBảng 1\nid;tên\n1;a\n", "first 3:id|tên|4:1|a|", 3, 0},
    {"Bảng 1\nid\ttên\n1\ta\n", "first 2:id|tên|3:1|a|", 2, 0},
    {"Bảng \xE1\xBB\nid,tên\n1,a\n", "first 2:id|tên|3:1|a|", 2, 0}, /* what is not read may be damaged */
    {"Bảng 1\nid,tên\ntên,id\n", "first 2:id|tên|3:tên|id|", 0, 3},  /* which of the two is not guessed */
    {"Bảng 1\nid,name\n1,a\n", "first 1:Bảng 1|", 0, 3},             /* row 2 is as wide as row 3, and wrong as well */
};

static bool take_note(void *context, long row, const char *reason)
{
    (void)context;
    (void)reason;
    titled_note = row;
    return true;
}

START_TEST(the_heading_may_stand_below_titles) /* runs once per row _i */
{
    static const char *const names[] = {"id", "tên"};
    const vp_column_names wanted = {names, 2};
    result r = {0};
    vp_error err = {0};
    char path[] = "/tmp/vp_csv_rows_XXXXXX";
    vp_csv_rows rows = {.take = take,
                        .fault = take_fault,
                        .context = &r,
                        .heading = true,
                        .wanted = &wanted,
                        .wanted_count = 1,
                        .note = take_note};
    const char *text = titled[_i].text;
    int file = mkstemp(path);
    ck_assert_int_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
    for (int from_file = 0; from_file < 2; from_file++) {
        titled_note = 0;
        r = (result){0};
        ck_assert(from_file ? vp_csv_rows_file(&rows, path, &err)
                            : vp_csv_rows_text(&rows, text, strlen(text), "memory", &err));
        ck_assert_str_eq(vp_buffer_terminated(&r.text), titled[_i].read);
        ck_assert_int_eq(titled_note, titled[_i].note);
        ck_assert_int_eq(r.fault_row, titled[_i].fault);
        vp_buffer_clear(&r.text);
    }
    close(file);
    unlink(path);
}
END_TEST

START_TEST(a_bad_byte_far_down_is_reported_by_its_line)
{
    char path[] = "/tmp/vp_csv_rows_XXXXXX";
    int file = mkstemp(path);
    vp_buffer text = {0};
    vp_error err = {0};
    result r = {0};
    vp_buffer_text(&text, "id,x\n");
    for (int i = 2; i <= 20000; i++) vp_buffer_format(&text, "%d,ệ\n", i);
    vp_buffer_text(&text, "20001,\xE1\xBB\n");
    ck_assert_int_eq(write(file, text.bytes, text.length), (ssize_t)text.length);
    vp_csv_rows rows = {.take = take, .fault = take_fault, .context = &r, .heading = true};
    ck_assert(vp_csv_rows_file(&rows, path, &err));
    ck_assert_int_eq(r.fault_row, 20001);
    ck_assert_ptr_nonnull(strstr(r.fault, "byte 7 of the line (0xE1)"));
    vp_buffer_clear(&text);
    vp_buffer_clear(&r.text);
    close(file);
    unlink(path);
}
END_TEST

static const struct {
    const char *text;
    char decimal;
    double number; /* NaN: none */
} numbers[] = {
    {"1.5", '.', 1.5},     {"1.5", ',', 1.5},   {"1,5", ',', 1.5},  {"1,5", '.', 1.5},        {"-2e3", '.', -2000},
    {"", '.', NAN},        {"1,5,5", ',', NAN}, {"0x10", '.', NAN}, {"nan", '.', NAN},        {"inf", '.', NAN},
    {"1 ", '.', NAN},      {"1e999", '.', NAN}, {"12a", '.', NAN},  {"1.234", '.', 1.234},    {"1.234", ',', NAN},
    {"1,234", ',', 1.234}, {"1,234", '.', NAN}, {"1.234", 0, NAN},  {"1.234,5", ',', 1234.5}, {"1 234", '.', 1234},
    {"-0,5", 0, -0.5},     {"4.25", ',', 4.25},
};

START_TEST(a_number_fills_its_field) /* runs once per row _i */
{
    const char *fields[] = {numbers[_i].text};
    vp_csv_row row = {.fields = fields, .field_count = 1, .decimal = numbers[_i].decimal};
    double number = 0;
    bool ok = vp_csv_row_number(&row, 0, &number);
    ck_assert_msg(ok == !isnan(numbers[_i].number), "%s", numbers[_i].text);
    if (ok) ck_assert_double_eq(number, numbers[_i].number);
    ck_assert(!vp_csv_row_number(&row, 1, &number));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv_rows");
    TCase *tests = tcase_create("csv_rows");
    tcase_add_test(tests, files_saved_by_any_program_read_the_same);
    tcase_add_loop_test(tests, what_is_wrong_is_reported_by_its_line, 0, (int)(sizeof bad / sizeof *bad));
    tcase_add_test(tests, without_a_heading_names_may_repeat_and_nothing_is_no_fault);
    tcase_add_test(tests, a_file_reads_as_the_same_text_does);
    tcase_add_loop_test(tests, the_heading_may_stand_below_titles, 0, sizeof titled / sizeof *titled);
    tcase_add_test(tests, a_bad_byte_far_down_is_reported_by_its_line);
    tcase_add_loop_test(tests, a_number_fills_its_field, 0, (int)(sizeof numbers / sizeof *numbers));
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
