/* The system that everything is computed in: whether it can be, and which to take instead. */
#include "store/import/job_internal.h"
#include "store/sandbox/source.h"
#include "store/spatial/vector_geometry.h"
#include <stdio.h>
#include <string.h>

/* The first place of a source in degrees: of its first geometry, or its lon and lat. */
static bool first_place(const vp_dataset *d, vp_point *degrees)
{
    vp_findings unheard = {0}; /* they are heard when the source is imported */
    vp_source *source = vp_import_open(d, &unheard, NULL);
    vp_source_feature feature;
    vp_vector_geometry geometry = {0};
    bool more = false, found = false;
    if (source && vp_source_next(source, &feature, &more, NULL) && more && feature.wkb) {
        const char *crs = *d->crs ? d->crs : vp_source_about(source)->crs;
        vp_transform *transform = *crs ? vp_transform_new(crs, "EPSG:4326", NULL) : NULL;
        found = transform && vp_vector_geometry_read(&geometry, feature.wkb, feature.wkb_length, NULL) &&
                vp_transform_forward(transform, geometry.points, 1);
        if (found) *degrees = geometry.points[0];
        vp_transform_free(transform);
    }
    vp_vector_geometry_clear(&geometry);
    vp_source_close(source);
    vp_findings_clear(&unheard);
    return found;
}

static bool place_of_units(const vp_import_job *job, vp_point *degrees)
{
    for (size_t i = 0; i < vp_province_dataset_count(job->province); i++) {
        const vp_dataset *d = vp_province_dataset(job->province, i);
        if (!d->unusable && strcmp(d->role, "units") == 0 && first_place(d, degrees)) return true;
    }
    return false;
}

static void report(const vp_import_job *job, const char *reason, const char *hint)
{
    vp_findings_add(
        job->findings, VP_FINDING_ERROR,
        (vp_place){.file = "province.csv", .column = "crs", .value = vp_province_setting(job->province, "crs")},
        *hint ? "%s; use %s" : "%s", reason, hint);
}

bool vp_import_set_system(vp_import_job *job, vp_error *err)
{
    vp_error why = {0};
    vp_point degrees;
    char hint[120] = "";
    job->crs = vp_province_setting(job->province, "crs");
    if (!vp_crs_is_metric(job->crs, &why)) {
        if (why.kind != VP_BAD_INPUT) return vp_fail(err, why.kind, "%s", why.message);
        bool placed = place_of_units(job, &degrees);
        if (placed) vp_crs_zone(degrees, job->zone, hint, sizeof hint);
        report(job, why.message, hint);
        if (!placed) return vp_fail(err, VP_BAD_INPUT, "province.csv: crs: %s", why.message);
        job->crs = job->zone;
    }
    if (!vp_crs_row_init(&job->system, job->crs, err)) return false;
    job->srid = job->system.srid;
    job->area_stated = vp_crs_area(job->crs, &job->area);
    job->to_degrees = vp_transform_new(job->crs, "EPSG:4326", err);
    return job->to_degrees != NULL;
}

bool vp_import_degrees(vp_import_job *job, vp_point *place)
{
    if (!vp_transform_forward(job->to_degrees, place, 1)) return false;
    if (job->crosses_180 && place->x < 0) place->x += 360;
    return true;
}

void vp_import_check_system(vp_import_job *job)
{
    const vp_grid_geometry *g = &job->geometry;
    vp_bounds area = {g->west, g->north - (double)g->rows * g->cell_metres,
                      g->west + (double)g->columns * g->cell_metres, g->north};
    vp_error why = {0};
    job->crosses_180 = vp_crs_crosses_180(job->crs, area);
    if (!vp_crs_check_scale(job->crs, area, &why)) report(job, why.message, "");
}
