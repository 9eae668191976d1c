/* Any bytes are rows of NFC UTF-8 cells, all of one width, or faults by line. A cell that is a number is finite and is
 * read the same when written plainly; one that may be two numbers is none. */
#include "store/text/csv_rows.h"
#include "store/text/number.h"
#include "store/text/text.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
    size_t width;
    long last;
} seen;

static void check_number(const vp_csv_row *row, size_t field)
{
    double number, again;
    char doubt[200], plain[64];
    bool is_number = vp_csv_row_number(row, field, &number),
         doubtful = vp_number_doubt(row->fields[field], row->decimal, doubt, sizeof doubt);
    if (is_number && (doubtful || !isfinite(number))) abort();
    if (doubtful && !*doubt) abort();
    if (!is_number) return;
    snprintf(plain, sizeof plain, "%.17g", number);
    if (!vp_number_in_table(plain, '.', &again) || again != number) abort();
}

static bool take(void *context, const vp_csv_row *row)
{
    seen *s = context;
    if (row->first) s->width = row->field_count;
    if (row->field_count != s->width || row->row <= s->last || !strchr(".,", row->decimal)) abort();
    s->last = row->row;
    for (size_t i = 0; i < row->field_count; i++) {
        if (!vp_text_is_utf8(row->fields[i], strlen(row->fields[i]), NULL)) abort();
        check_number(row, i);
    }
    return true;
}

static bool take_fault(void *context, long row, const char *reason)
{
    (void)context;
    if (row < 0 || !*reason) abort();
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    seen s = {0};
    vp_error err = {0};
    static const char *const names[] = {"id", "x"};
    static const vp_column_names wanted = {names, 2};
    vp_csv_rows rows = {.take = take,
                        .fault = take_fault,
                        .context = &s,
                        .heading = size % 2 != 0,
                        .wanted = &wanted,
                        .wanted_count = size % 4 / 2,
                        .note = take_fault};
    if (!vp_csv_rows_text(&rows, (const char *)data, size, "fuzz.csv", &err)) abort(); /* only memory may fail */
    return 0;
}
