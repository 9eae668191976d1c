/* Any bytes are read as a table or refused with a reason; every cell of the result is NFC UTF-8 text, and the
 * rows are as long as the heading. */
#include "store/province/table.h"
#include "store/text/text.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vp_table table;
    vp_findings findings = {0};
    vp_error err = {0};
    if (!vp_table_parse(&table, (const char *)data, size, "fuzz.csv", &findings, &err))
        abort(); /* only memory may fail */
    if (!table.column_count && !findings.errors) abort();
    long last = 1;
    for (size_t row = 0; row < table.row_count; row++) {
        if (table.lines[row] <= last && row > 0) abort();
        last = table.lines[row];
        for (size_t column = 0; column < table.column_count; column++) {
            const char *cell = vp_table_cell(&table, row, column);
            if (!vp_text_is_utf8(cell, strlen(cell), NULL)) abort();
        }
    }
    vp_table_clear(&table);
    vp_findings_clear(&findings);
    return 0;
}
