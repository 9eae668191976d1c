#include "store/spatial/plausible.h"
#include "store/spatial/cell_area.h"
#include <float.h>
#include <math.h>
#include <stdint.h>
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

/* Units of a kind's values, and what they are of ours. */
static const struct {
    vp_cells_kind kind;
    const char *name;
    double times;
} units[] = {
    {VP_CELLS_ELEVATION, "m", 1},
    {VP_CELLS_ELEVATION, "metre", 1},
    {VP_CELLS_ELEVATION, "metres", 1},
    {VP_CELLS_ELEVATION, "meter", 1},
    {VP_CELLS_ELEVATION, "meters", 1},
    {VP_CELLS_ELEVATION, "cm", 0.01},
    {VP_CELLS_ELEVATION, "dm", 0.1},
    {VP_CELLS_ELEVATION, "mm", 0.001},
    {VP_CELLS_ELEVATION, "km", 1000},
    {VP_CELLS_ELEVATION, "ft", 0.3048},
    {VP_CELLS_ELEVATION, "foot", 0.3048},
    {VP_CELLS_ELEVATION, "feet", 0.3048},
    {VP_CELLS_ELEVATION, "us-ft", 1200.0 / 3937},
    {VP_CELLS_ELEVATION, "ftUS", 1200.0 / 3937},
    {VP_CELLS_ELEVATION, "US survey foot", 1200.0 / 3937},
    {VP_CELLS_KM_PER_H, "km/h", 1},
    {VP_CELLS_KM_PER_H, "kmh", 1},
    {VP_CELLS_KM_PER_H, "kph", 1},
    {VP_CELLS_KM_PER_H, "m/s", 3.6},
    {VP_CELLS_KM_PER_H, "mph", 1.609344},
    {VP_CELLS_PEOPLE, "people", 1},
    {VP_CELLS_PEOPLE, "persons", 1},
    {VP_CELLS_PEOPLE, "inhabitants", 1},
    {VP_CELLS_PEOPLE, "count", 1},
    {VP_CELLS_PEOPLE, "người", 1},
};

/* 0: a unit that is not known. */
static double times_of(const vp_plausible *p)
{
    bool measured = p->kind == VP_CELLS_ELEVATION || p->kind == VP_CELLS_KM_PER_H || p->kind == VP_CELLS_PEOPLE;
    if (!measured || !p->unit || !*p->unit) return 1;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (units[i].kind == p->kind && strcasecmp(units[i].name, p->unit) == 0) return units[i].times;
    return 0;
}

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

/* Whether some cell may be odd; *known counts those that are not NaN. Without a branch a cell, since most rasters are
 * sound and large. */
static bool may_be_odd(const vp_plausible *p, double dense, const double line[], size_t columns, size_t *known)
{
    bool numbers = p->kind == VP_CELLS_NUMBERS, whole = kinds[p->kind].whole;
    double least = fmax(kinds[p->kind].least, numbers ? -9998.5 : -DBL_MAX), /* what is hollow lies below */
        most = fmin(fmin(kinds[p->kind].most, dense), numbers ? 1e30 : DBL_MAX);
    if (p->type_most <= most) most = nextafter(p->type_most, -INFINITY);
    double smallest = INFINITY, largest = -INFINITY;
    size_t nowhere = 0;
    for (size_t c = 0; c < columns; c++) {
        double value = line[c]; /* NaN is neither smaller nor larger */
        smallest = value < smallest ? value : smallest;
        largest = value > largest ? value : largest;
        nowhere += value != value;
    }
    *known = columns - nowhere;
    if (smallest < least || largest > most) return true;
    if (!whole || nowhere) return whole;
    int64_t broken = 0;
    for (size_t c = 0; c < columns; c++) broken += (double)(int)line[c] != line[c];
    return broken > 0;
}

void vp_plausible_check(vp_plausible *p, size_t column, size_t row, size_t columns, size_t rows, double cells[])
{
    bool people = p->kind == VP_CELLS_PEOPLE, numbers = p->kind == VP_CELLS_NUMBERS;
    double times = times_of(p);
    bool stored = p->kind != VP_CELLS_ELEVATION; /* whose most is no elevation anyway */
    for (size_t r = 0; r < rows; r++) {
        double *line = cells + r * columns;
        double dense =
            people ? p->people_per_km2_most * fmax(HECTARE, vp_cell_area(p->transform, p->degrees, row + r)) / 1e6
                   : INFINITY;
        size_t known;
        if ((times == 0 || times == 1) && !may_be_odd(p, dense, line, columns, &known)) {
            p->known += known;
            continue;
        }
        for (size_t c = 0; c < columns; c++) {
            double value = line[c];
            if (isnan(value)) continue;
            if (times > 0 && times != 1) line[c] = value *= times;
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

static char *begin_whole(vp_plausible_line *line, vp_severity severity, const char *value)
{
    *line = (vp_plausible_line){.severity = severity};
    snprintf(line->value, sizeof line->value, "%s", value);
    return line->reason;
}

static size_t add_unit(const vp_plausible *p, vp_plausible_line lines[], size_t n)
{
    double times = times_of(p);
    if (times == 0 && p->kind == VP_CELLS_PEOPLE && vp_plausible_is_density(p->unit)) return n; /* reported so */
    if (times == 0)
        snprintf(begin_whole(&lines[n++], VP_FINDING_WARNING, p->unit), sizeof lines->reason,
                 "its unit is not known; its values are taken for: %s", kinds[p->kind].what);
    else if (times != 1)
        snprintf(begin_whole(&lines[n++], VP_FINDING_NOTE, p->unit), sizeof lines->reason,
                 "its values are in this unit and are taken times %.9g", times);
    return n;
}

static size_t add_classes(const vp_plausible *p, vp_plausible_line lines[], size_t n)
{
    if (p->classes && p->kind != VP_CELLS_CLASSES && p->kind != VP_CELLS_NUMBERS)
        snprintf(
            begin_whole(&lines[n++], VP_FINDING_WARNING, ""), sizeof lines->reason,
            "its cells are numbers of colours or classes (it has a colour table, class names, an attribute table or "
            "is a picture); they are taken for: %s",
            kinds[p->kind].what);
    return n;
}

static bool is_many(const vp_plausible *p, const vp_odd_cells *odd)
{
    return odd->count >= 10 && odd->count * 100 >= p->known;
}

size_t vp_plausible_lines(const vp_plausible *p, vp_plausible_line lines[VP_PLAUSIBLE_LINES])
{
    const size_t room = sizeof lines->reason;
    size_t n = add_unit(p, lines, add_classes(p, lines, 0));
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
        vp_findings_add(findings, lines[i].severity,
                        (vp_place){.file = file,
                                   .column = *lines[i].column ? lines[i].column : NULL,
                                   .value = *lines[i].value ? lines[i].value : NULL,
                                   .row = lines[i].row},
                        "%s", lines[i].reason);
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
