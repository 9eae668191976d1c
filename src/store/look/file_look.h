/* Looks into a file, each of its layers, through the confined reader of store/sandbox: figures for store/proposal. */
#pragma once
#include "base/findings.h"
#include "store/proposal/look.h"
#include <vungphu/error.h>

typedef struct {
    vp_look *items;
    size_t count, room;
} vp_looks;

enum {
    VP_LOOK_ROWS_MOST = 200000,
    VP_LOOK_CODES_MOST = 100000,
    VP_LOOK_POINTS_MOST = 50000,
    VP_LOOK_CELLS_MOST = 50000
};

/* path: as datasets.csv will say it. False when the file cannot be read: err names it. */
bool vp_file_look(vp_looks *looks, const char *full_path, const char *path, vp_error *err);
void vp_looks_clear(vp_looks *looks);
/* Two columns, by their numbers in the look, of the rows that have both. */
bool vp_look_read_pairs(const vp_look *look, const char *full_path, size_t first, size_t second, vp_look_pairs *pairs,
                        vp_error *err);
