/* Values of a raster that cannot be what it is read as: found in all commands alike. */
#pragma once
#include "base/findings.h"
#include <stdbool.h>

typedef enum {
    VP_CELLS_NUMBERS,   /* anything finite */
    VP_CELLS_ELEVATION, /* -500 to 9000 m */
    VP_CELLS_CLASSES,   /* whole numbers 0 to 255 */
    VP_CELLS_KM_PER_H,  /* finite; the engine refuses those below 0 */
    VP_CELLS_PEOPLE,    /* 0 and more, and no denser than people_per_km2_most */
} vp_cells_kind;

#define VP_PEOPLE_PER_KM2_MOST 100000.0

typedef struct {
    size_t count, column, row; /* of the first one */
    double value;
} vp_odd_cells;

typedef struct {
    vp_cells_kind kind;
    double transform[6];
    int degrees;                /* the transform is in degrees */
    double people_per_km2_most; /* over the cell, or over a hectare where cells are smaller */
    const char *unit;           /* of the values, borrowed; NULL or "": not stated */
    bool classes;               /* numbers of colours or classes */
    double type_most;           /* the largest number the cells' type holds; INFINITY: not asked for */
    vp_odd_cells refused, dense, full, hollow;
    bool absurd;  /* one of the dense cells holds more than ten times the most */
    size_t known; /* cells with a value */
} vp_plausible;

/* A window of cells: those in another unit are brought to ours; what cannot be becomes NaN and is counted. */
void vp_plausible_check(vp_plausible *p, size_t column, size_t row, size_t columns, size_t rows, double cells[]);

/* One finding each for what was found. */
typedef struct {
    vp_severity severity;
    long row;
    char column[40], value[40], reason[400];
} vp_plausible_line;
enum { VP_PLAUSIBLE_LINES = 6 };
size_t vp_plausible_lines(const vp_plausible *p, vp_plausible_line lines[VP_PLAUSIBLE_LINES]);
void vp_plausible_report(const vp_plausible *p, const char *file, vp_findings *findings);

/* What follows the last slash. */
const char *vp_plausible_file_name(const char *path);
/* Whether a name or description speaks of people per area. */
bool vp_plausible_is_density(const char *words);
