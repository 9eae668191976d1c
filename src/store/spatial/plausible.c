#include "store/spatial/plausible.h"
#include "store/spatial/cell_area.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define HECTARE 1e4 /* m²: a building may hold as many people as it likes */

static const struct {
    double least, most;
    bool whole;
    const char *what, *is_no;
} kinds[] = {
    [VP_CELLS_NUMBERS] = {-INFINITY, INFINITY, false, "number", "not a number"},
    [VP_CELLS_ELEVATION] = {-500, 9000, false, "elevation (-500 to 9000 m)", "no elevation (-500 to 9000 m)"},
    [VP_CELLS_CLASSES] = {0, 255, true, "class (a whole number from 0 to 255)",
                          "no class (a whole number from 0 to 255)"},
    [VP_CELLS_KM_PER_H] = {-INFINITY, INFINITY, false, "speed in km/h", "no speed"},
    [VP_CELLS_PEOPLE] = {0, 1e9, false, "number of people", "not a number of people"},
};

static bool is_possible(vp_cells_kind kind, double value)
{
    return isfinite(value) && value >= kinds[kind].least && value <= kinds[kind].most &&
           (!kinds[kind].whole || value == floor(value));
}

/* What programs write where nothing is known, and forget to declare. */
static bool is_hollow(double value)
{
    static const double usual[] = {-9999, -99999, -32768, -32767, -2147483648.0};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (value == usual[i]) return true;
    return fabs(value) > 1e30;
}

static void count(vp_odd_cells *odd, size_t column, size_t row, double value)
{
    if (odd->count++ == 0) odd->column = column, odd->row = row, odd->value = value;
}

void vp_plausible_check(vp_plausible *p, size_t column, size_t row, size_t columns, size_t rows, double cells[])
{
    bool people = p->kind == VP_CELLS_PEOPLE, numbers = p->kind == VP_CELLS_NUMBERS;
    bool stored = people || numbers || p->kind == VP_CELLS_KM_PER_H;
    for (size_t r = 0; r < rows; r++) {
        double *line = cells + r * columns;
        double dense =
            people ? p->people_per_km2_most * fmax(HECTARE, vp_cell_area(p->transform, p->degrees, row + r)) / 1e6
                   : INFINITY;
        for (size_t c = 0; c < columns; c++) {
            double value = line[c];
            if (isnan(value)) continue;
            p->known++;
            if (!is_possible(p->kind, value)) {
                count(&p->refused, column + c, row + r, value);
                line[c] = (double)NAN;
            } else if (value > dense) {
                count(&p->dense, column + c, row + r, value);
                p->absurd |= value > 10 * dense;
            } else if (stored && value == p->type_most)
                count(&p->full, column + c, row + r, value);
            else if (numbers && is_hollow(value))
                count(&p->hollow, column + c, row + r, value);
        }
    }
}

static char *begin(vp_plausible_line *line, vp_severity severity, const vp_odd_cells *odd)
{
    line->severity = severity;
    line->row = (long)odd->row + 1;
    snprintf(line->column, sizeof line->column, "%zu", odd->column + 1);
    snprintf(line->value, sizeof line->value, "%.9g", odd->value);
    return line->reason;
}

static bool is_many(const vp_plausible *p, const vp_odd_cells *odd)
{
    return odd->count >= 10 && odd->count * 100 >= p->known;
}

size_t vp_plausible_lines(const vp_plausible *p, vp_plausible_line lines[VP_PLAUSIBLE_LINES])
{
    const size_t room = sizeof lines->reason;
    size_t n = 0;
    /* Measurements under the name of classes: not a few bad cells, another file. */
    bool other = p->kind == VP_CELLS_CLASSES && p->refused.count * 2 > p->known;
    if (p->refused.count)
        snprintf(begin(&lines[n++], other ? VP_FINDING_ERROR : VP_FINDING_WARNING, &p->refused), room,
                 "%s: %zu cells hold what is no %s and count as no data; if this value stands for no data, the file "
                 "should declare it (gdal_edit.py -a_nodata %.9g)",
                 kinds[p->kind].is_no, p->refused.count, kinds[p->kind].what, p->refused.value);
    /* A few cells a little above may be towers; many of them, or ten times as many people, are none. */
    bool wrong = p->absurd || p->dense.count * 1000 > p->known;
    if (p->dense.count)
        snprintf(begin(&lines[n++], wrong ? VP_FINDING_ERROR : VP_FINDING_WARNING, &p->dense), room,
                 "%zu cells hold more than %g people per km², as this one does: if it stands for no data, declare it "
                 "(gdal_edit.py -a_nodata %.9g); if so many live there, raise people_per_km2_most",
                 p->dense.count, p->people_per_km2_most, p->dense.value);
    if (is_many(p, &p->full))
        snprintf(
            begin(&lines[n++], VP_FINDING_WARNING, &p->full), room,
            "%zu cells hold %.9g, the most that a cell of this file can hold: if it stands for no data, declare it "
            "(gdal_edit.py -a_nodata %.9g)",
            p->full.count, p->full.value, p->full.value);
    if (p->hollow.count)
        snprintf(
            begin(&lines[n++], VP_FINDING_WARNING, &p->hollow), room,
            "%zu cells hold %.9g, which often stands for no data and is taken as a value here: if it does, declare "
            "it (gdal_edit.py -a_nodata %.9g)",
            p->hollow.count, p->hollow.value, p->hollow.value);
    return n;
}

void vp_plausible_report(const vp_plausible *p, const char *file, vp_findings *findings)
{
    vp_plausible_line lines[VP_PLAUSIBLE_LINES];
    size_t count_of_lines = vp_plausible_lines(p, lines);
    for (size_t i = 0; i < count_of_lines; i++)
        vp_findings_add(
            findings, lines[i].severity,
            (vp_place){.file = file, .column = lines[i].column, .value = lines[i].value, .row = lines[i].row}, "%s",
            lines[i].reason);
}

const char *vp_plausible_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool vp_plausible_is_density(const char *words)
{
    static const char *const signs[] = {"density", "popdens", "pop_dens", "_dens",  "per km", "per_km",
                                        "perkm",   "/km",     "km-2",     "per sq", "per_sq", "_pd_",
                                        "mat_do",  "matdo",   "mật độ",   "Mật độ", "per ha", "/ha"};
    for (; *words; words++)
        for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
            if (strncasecmp(words, signs[i], strlen(signs[i])) == 0) return true;
    return false;
}
