#include "cli/nation/plan.h"
#include "store/import/import.h"
#include "store/parts/part_owners.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ------------------------------------------------------------ what a part needs */

/* Measured on windows of .2 to 3 million cells and a whole of 4.5, with four tenths to spare: docs/operations.md, "A
 * nation by parts". */
#define MEGABYTES_AT_LEAST    100
#define BYTES_A_CELL          125
#define BYTES_A_CELL_OF_WHOLE 260
#define MINUTES_AT_LEAST      5
#define SECONDS_A_CELL        1.2e-6 /* a service, on one core */

static void estimate(vp_planned_part *part, double bytes_a_cell, size_t services)
{
    part->megabytes = ceil(1.4 * (MEGABYTES_AT_LEAST + bytes_a_cell * (double)part->cells / 1e6));
    part->minutes = ceil(MINUTES_AT_LEAST + 3 * SECONDS_A_CELL * (double)part->cells * (double)services / 60);
}

/* Of the least grid that holds the windows. */
static size_t cells_around(const vp_part parts[], size_t count)
{
    double west = INFINITY, east = -INFINITY, south = INFINITY, north = -INFINITY, cell = 1;
    for (size_t i = 0; i < count; i++) {
        const vp_grid_geometry *w = &parts[i].window;
        cell = w->cell_metres;
        west = fmin(west, w->west), east = fmax(east, w->west + (double)w->columns * cell);
        north = fmax(north, w->north), south = fmin(south, w->north - (double)w->rows * cell);
    }
    return count ? (size_t)rint((east - west) / cell * ((north - south) / cell)) : 0;
}

/* Units, windows and facilities. Facilities with errors are left to the parts, which name them: *dataset is then of
 * units alone, and *whole false. */
static bool import_places(const vp_province *province, const char *dataset, bool *whole, vp_findings *findings,
                          vp_error *err)
{
    vp_import_options options = {.units_only = true, .facilities = true};
    vp_findings found = {0};
    vp_error why = {0};
    *whole = vp_import(province, dataset, &options, &found, &why);
    vp_findings_clear(&found);
    if (*whole) return true;
    if (why.kind != VP_BAD_INPUT) return vp_fail(err, why.kind, "%s", why.message);
    options.facilities = false;
    return vp_import(province, dataset, &options, findings, err);
}

/* The windows, and what each part rests on. */
static bool measure(vp_nation_plan *plan, const vp_province *province, vp_findings *findings, vp_error *err)
{
    char path[4200];
    vp_part *parts = NULL;
    size_t count = 0;
    bool whole;
    snprintf(path, sizeof path, "%.4090s/parts/.windows.sqlite", plan->directory);
    bool ok = import_places(province, path, &whole, findings, err) && vp_parts_load(path, &parts, &count, err);
    for (size_t p = 0; ok && p < plan->part_count; p++)
        for (size_t i = 0; ok && i < count; i++) {
            if (strcmp(parts[i].id, plan->parts[p].id) != 0) continue;
            plan->parts[p].cells = vp_grid_geometry_cells(parts[i].window);
            ok = vp_inputs_sum_part(province, plan->place.folder, whole ? path : NULL, &parts[i], plan->parts[p].near,
                                    err);
        }
    unlink(path);
    size_t services = vp_province_rows(province, VP_TABLE_SERVICES);
    for (size_t p = 0; ok && p < plan->part_count; p++) estimate(&plan->parts[p], BYTES_A_CELL, services);
    plan->merge.cells = cells_around(parts, count);
    estimate(&plan->merge, BYTES_A_CELL_OF_WHOLE, services);
    vp_parts_free(parts, count);
    return ok;
}

/* ------------------------------------------------------------ the plan */

static bool make_folders(const char *directory, vp_error *err)
{
    char path[4200];
    const char *const ends[] = {"", "/parts"};
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%.4090s%s", directory, ends[i]);
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            return vp_fail(err, vp_error_of_system(errno), "%s: cannot be made: %s", path, strerror(errno));
    }
    return true;
}

/* Done with these inputs, or with others that it does not rest on, and still there. */
static bool is_done(const vp_nation_plan *plan, const vp_planned_part *part)
{
    char path[4300];
    struct stat about;
    vp_task_state state;
    vp_task_read(&plan->place, part->id, &state);
    snprintf(path, sizeof path, "%.4090s/parts/%.64s/current", plan->directory, part->id);
    return strcmp(state.state, "done") == 0 && stat(path, &about) == 0 &&
           (strcmp(state.inputs, plan->inputs) == 0 || vp_task_rests_on(&plan->place, part->id, &state, part->near));
}

/* What is done is done with today's inputs. What is not will have begun with them. */
static bool choose(vp_nation_plan *plan, bool anew, vp_error *err)
{
    bool ok = true;
    for (size_t p = 0; ok && p < plan->part_count; p++) {
        vp_planned_part *part = &plan->parts[p];
        part->wanted = anew || !is_done(plan, part);
        if (*part->near) ok = vp_task_note(&plan->place, part->id, plan->inputs, part->near, !part->wanted, err);
    }
    return ok;
}

static bool list_parts(vp_nation_plan *plan, const vp_province *province, vp_error *err)
{
    plan->part_count = vp_province_rows(province, VP_TABLE_PARTS);
    if (!plan->part_count) return vp_fail(err, VP_BAD_INPUT, "the folder has no parts: name them in parts.csv");
    plan->parts = calloc(plan->part_count, sizeof *plan->parts);
    if (!plan->parts) return vp_fail_memory(err, plan->part_count * sizeof *plan->parts);
    for (size_t p = 0; p < plan->part_count; p++) {
        vp_planned_part *part = &plan->parts[p];
        snprintf(part->id, sizeof part->id, "%.64s", vp_province_text(province, VP_TABLE_PARTS, p, "id"));
    }
    return true;
}

static bool fill(vp_nation_plan *plan, const vp_province *province, vp_findings *findings, bool windows, bool anew,
                 vp_error *err)
{
    if (findings->errors)
        return vp_fail(err, VP_BAD_INPUT, "%s: %zu errors in the tables; vungphu check lists them", plan->place.folder,
                       findings->errors);
    vp_inputs_sum_files(province, plan->place.folder, plan->inputs);
    return list_parts(plan, province, err) && (!windows || measure(plan, province, findings, err)) &&
           choose(plan, anew, err);
}

bool vp_nation_plan_read(vp_nation_plan *plan, const char *folder, const char *data, const char *output, bool windows,
                         bool anew, vp_error *err)
{
    *plan = (vp_nation_plan){.place = {.folder = folder, .data = data}};
    snprintf(plan->directory, sizeof plan->directory, "%.4000s%s", output ? output : folder, output ? "" : "/dataset");
    plan->place.directory = plan->directory;
    vp_findings findings = {0};
    vp_province *province = vp_province_read(folder, data, &findings, err);
    bool ok = province && (!windows || make_folders(plan->directory, err)) &&
              fill(plan, province, &findings, windows, anew, err);
    vp_province_free(province);
    vp_findings_clear(&findings);
    return ok;
}

void vp_nation_plan_clear(vp_nation_plan *plan) { free(plan->parts); }
