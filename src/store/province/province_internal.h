/* What a vp_province holds, and the checks of its parts. */
#pragma once
#include "store/province/province.h"
#include "store/province/table.h"

struct vp_province {
    char *folder, *data_folder;
    vp_table tables[VP_TABLE_COUNT];
    vp_dataset *datasets;
    size_t dataset_count;
};

/* Numbers as everyone else reads them: 12,5 and 1.234,5 become 12.5 and 1234.5, and what may be a
 * fraction or thousands is a finding. False when memory is short. */
bool vp_province_settle_numbers(vp_table *table, vp_province_table kind, vp_findings *findings);
/* The cells of a table against its columns; each that does not fit is a finding. */
void vp_province_check_table(const vp_province *province, vp_province_table table, vp_findings *findings);
/* The tables against each other: names that no row has, columns that a measure needs. */
void vp_province_check_references(const vp_province *province, vp_findings *findings);
/* Fills province->datasets; paths and fields are checked. False only when memory is short. */
bool vp_province_read_datasets(vp_province *province, vp_findings *findings, vp_error *err);
