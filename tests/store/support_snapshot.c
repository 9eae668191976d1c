#include "support_snapshot.h"
#include "store/region/load.h"
#include "store/snapshot/snapshot_store.h"
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vungphu/analysis.h>
#include <vungphu/unit_weights.h>

static bool keep(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    small_results *r = context;
    size_t cells = vp_grid_geometry_cells(r->region->geometry);
    r->surfaces[service] = vp_grid_new(r->region->geometry, 0, err);
    ck_assert_ptr_nonnull(r->surfaces[service]);
    memcpy(vp_grid_edit(r->surfaces[service]), vp_grid_cells(values), cells * sizeof(float));
    if (nearest) {
        r->nearest[service] = calloc(cells, sizeof(int32_t));
        ck_assert_ptr_nonnull(r->nearest[service]);
        memcpy(r->nearest[service], nearest, cells * sizeof(int32_t));
    }
    vp_gaps found = {0};
    vp_gap_question question = {service, r->region->definitions.services[service].group, NAN, 0, 0};
    bool ok =
        vp_gaps_find(r->region, r->weights[r->region->units.main_set], vp_grid_cells(values), &question, &found, err) &&
        vp_gaps_append(&r->gaps, &found, err);
    vp_gaps_clear(&found);
    return ok;
}

small_results analyse_small(const char *directory)
{
    vp_error err = {0};
    small_results r = {0};
    char *path = path_in(directory, "dataset.sqlite");
    r.region = vp_region_load(path, &err);
    ck_assert_msg(r.region != NULL, "%s", err.message);
    free(path);
    r.weights = vp_unit_weights_of_region(r.region, &err);
    ck_assert_msg(r.weights != NULL, "%s", err.message);
    vp_analysis_options options = {.travel = vp_travel_defaults(), .surface_ready = keep, .context = &r};
    r.coverage = vp_analysis_run(r.region, r.weights, &options, &err);
    ck_assert_msg(r.coverage != NULL, "%s", err.message);
    return r;
}

void clear_small(small_results *r)
{
    for (size_t i = 0; i < 8; i++) {
        vp_grid_free(r->surfaces[i]);
        free(r->nearest[i]);
    }
    vp_gaps_clear(&r->gaps);
    vp_coverage_free(r->coverage);
    for (size_t i = 0; i < r->region->units.set_count; i++) vp_weights_free(r->weights[i]);
    free(r->weights);
    vp_region_free(r->region);
}

/* Made up: no indicator of the small province asks for it. */
static bool write_access(vp_snapshot_writer *writer, const small_results *r, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(r->region->geometry);
    int64_t *access = malloc(cells * sizeof *access);
    for (size_t i = 0; i < cells; i++) access[i] = (int64_t)(i * 7);
    bool ok = vp_snapshot_write_access(writer, vp_region_service(&r->region->definitions, "station"), access, err);
    free(access);
    return ok;
}

bool publish_small(const char *directory, const small_results *r, char **id, vp_error *err)
{
    *id = NULL;
    vp_snapshot_writer *writer = vp_snapshot_begin(directory, 0, err);
    if (!writer) return false;
    char *imported = path_in(directory, "dataset.sqlite");
    ck_assert_int_eq(linkat(AT_FDCWD, imported, AT_FDCWD, vp_snapshot_draft_dataset(writer), AT_SYMLINK_FOLLOW), 0);
    free(imported);
    if (!vp_snapshot_write_region(writer, r->region, err)) {
        vp_snapshot_abandon(writer);
        return false;
    }
    for (size_t i = 0; i < r->region->definitions.service_count; i++)
        if (r->surfaces[i] && !vp_snapshot_write_surface(writer, i, r->surfaces[i], r->nearest[i], err)) {
            vp_snapshot_abandon(writer);
            return false;
        }
    if (!write_access(writer, r, err)) {
        vp_snapshot_abandon(writer);
        return false;
    }
    return vp_snapshot_finish(writer, r->coverage, &r->gaps, id, err);
}

small_results small_made;
char *small_directory;

void make_small_results(void)
{
    keep_small_dataset();
    char *place = temporary_directory();
    write_small_dataset(place);
    small_made = analyse_small(place);
    remove_directory(place);
}

void drop_small_results(void)
{
    clear_small(&small_made);
    drop_small_dataset();
}

void make_small_directory(void)
{
    small_directory = temporary_directory();
    write_small_dataset(small_directory);
}

void drop_small_directory(void) { remove_directory(small_directory); }

char *publish_small_case(void)
{
    vp_error err = {0};
    char *id;
    OK(publish_small(small_directory, &small_made, &id, &err));
    return id;
}

vp_snapshot *load_small_case(void)
{
    vp_error err = {0};
    vp_snapshot *snapshot = vp_snapshot_load(small_directory, &err);
    ck_assert_msg(snapshot != NULL, "%s", err.message);
    return snapshot;
}
