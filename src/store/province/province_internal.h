/* Inside the province_*.c files: what a vp_province holds and the checks of its parts. */
#pragma once
#include "store/province/province.h"
#include "store/province/table.h"

struct vp_province {
    char *folder, *data_folder;
    vp_table tables[VP_TABLE_COUNT];
    vp_dataset *datasets;
    size_t dataset_count;
};

/* One cell against its column; adds a finding when it does not fit. */
void vp_province_check_cell(const vp_province_column *column, const char *value, vp_place place, vp_findings *findings);
/* The tables against each other: names that no row has, columns that a measure needs. */
void vp_province_check_references(const vp_province *province, vp_findings *findings);
/* Fills province->datasets; paths and fields are checked. False only when memory is short. */
bool vp_province_read_datasets(vp_province *province, vp_findings *findings, vp_error *err);
