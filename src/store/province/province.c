#include "store/province/province_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/region.h>

size_t vp_province_rows(const vp_province *province, vp_province_table table)
{
    return province->tables[table].row_count;
}

const char *vp_province_file(const vp_province *province, vp_province_table table)
{
    const char *file = province->tables[table].file;
    return file ? file : vp_province_files[table];
}

const char *vp_province_text(const vp_province *province, vp_province_table table, size_t row, const char *column)
{
    const vp_table *t = &province->tables[table];
    return vp_table_cell(t, row, vp_table_column(t, column));
}

double vp_province_number(const vp_province *province, vp_province_table table, size_t row, const char *column)
{
    const char *text = vp_province_text(province, table, row, column);
    return *text ? strtod(text, NULL) : NAN;
}

long vp_province_line(const vp_province *province, vp_province_table table, size_t row)
{
    return row < province->tables[table].row_count ? province->tables[table].lines[row] : 0;
}

const char *vp_province_setting(const vp_province *province, const char *key)
{
    size_t row = vp_province_find(province, VP_TABLE_PROVINCE, key);
    return row == VP_NONE ? "" : vp_province_text(province, VP_TABLE_PROVINCE, row, "value");
}

size_t vp_province_find(const vp_province *province, vp_province_table table, const char *id)
{
    const char *key = table == VP_TABLE_PROVINCE ? "key" : "id";
    for (size_t row = 0; row < vp_province_rows(province, table); row++)
        if (strcmp(vp_province_text(province, table, row, key), id) == 0) return row;
    return VP_NONE;
}

size_t vp_province_dataset_count(const vp_province *province) { return province->dataset_count; }
const vp_dataset *vp_province_dataset(const vp_province *province, size_t index) { return &province->datasets[index]; }

const vp_field *vp_dataset_field(const vp_dataset *dataset, const char *name)
{
    for (size_t i = 0; i < dataset->field_count; i++)
        if (strcmp(dataset->fields[i].name, name) == 0) return &dataset->fields[i];
    return NULL;
}

void vp_province_free(vp_province *province)
{
    if (!province) return;
    for (size_t i = 0; i < VP_TABLE_COUNT; i++) vp_table_clear(&province->tables[i]);
    for (size_t i = 0; i < province->dataset_count; i++) {
        vp_dataset *d = &province->datasets[i];
        for (size_t f = 0; f < d->field_count; f++) {
            free(d->fields[f].name);
            free(d->fields[f].value);
        }
        free(d->fields);
        free(d->wanted);
        free(d->full_path);
    }
    free(province->datasets);
    free(province->folder);
    free(province->data_folder);
    free(province);
}
