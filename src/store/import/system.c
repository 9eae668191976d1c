/* The system that everything is computed in: whether it can be, and which to take instead. */
#include "base/sentences.h"
#include "store/import/job_internal.h"
#include "store/sandbox/source.h"
#include "store/spatial/vector_geometry.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define NOTED_SCALE 0.001 /* a UTM zone is within it over 6 degrees of longitude in the north of Viet Nam */

/* The first place of a source in degrees: of its first geometry, or its lon and lat. */
static bool first_place(const vp_dataset *d, vp_point *degrees)
{
    vp_findings unheard = {0}; /* they are heard when the source is imported */
    vp_source *source = vp_import_open(d, NULL, &unheard, NULL);
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

/* A part may have its own. */
static const char *stated_system(const vp_import_job *job)
{
    const char *part = job->options ? job->options->part : NULL;
    size_t row = part ? vp_province_find(job->province, VP_TABLE_PARTS, part) : VP_NONE;
    const char *own = row == VP_NONE ? "" : vp_import_part_system(job, row);
    return *own ? own : vp_province_setting(job->province, "crs");
}

static void report(const vp_import_job *job, vp_severity severity, const char *reason, const char *hint)
{
    const char *file = job->own_system ? vp_province_file(job->province, VP_TABLE_PARTS) : "province.csv";
    vp_findings_add(job->findings, severity, (vp_place){.file = file, .column = "crs", .value = stated_system(job)},
                    *hint ? "%s; use %s" : "%s", reason, hint);
}

bool vp_import_set_system(vp_import_job *job, vp_error *err)
{
    vp_error why = {0};
    vp_point degrees;
    char hint[120] = "";
    job->crs = stated_system(job);
    job->own_system = job->crs != vp_province_setting(job->province, "crs");
    if (!vp_crs_is_metric(job->crs, &why)) {
        if (why.kind != VP_BAD_INPUT) return vp_fail(err, why.kind, "%s", why.message);
        bool placed = place_of_units(job, &degrees);
        if (placed) vp_crs_zone(degrees, job->zone, hint, sizeof hint);
        report(job, VP_FINDING_ERROR, why.message, hint);
        if (!placed)
            return vp_fail(err, VP_BAD_INPUT, "%s: crs: %s", job->own_system ? "parts.csv" : "province.csv",
                           why.message);
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

static vp_bounds area_of(vp_grid_geometry g)
{
    return (vp_bounds){g.west, g.north - (double)g.rows * g.cell_metres, g.west + (double)g.columns * g.cell_metres,
                       g.north};
}

/* Parts may have systems of their own: that of the whole then only says where things are drawn. */
static bool any_part_has_its_own(const vp_import_job *job)
{
    bool own = false;
    for (size_t row = 0; row < vp_province_rows(job->province, VP_TABLE_PARTS); row++)
        own |= *vp_import_part_system(job, row) != '\0';
    return own;
}

/* Speeds are on the ground, steps in metres of the system. */
static void note_scale(const vp_import_job *job)
{
    double off = fabs(vp_crs_ground_metre(job->crs, area_of(job->geometry)) - 1);
    bool whole = vp_grid_geometry_same(job->geometry, job->whole);
    bool parts = vp_province_rows(job->province, VP_TABLE_PARTS) > 0;
    char reason[300];
    if (!(off > NOTED_SCALE) || (whole && any_part_has_its_own(job))) return;
    snprintf(reason, sizeof reason,
             "at the far end of the grids a metre of the system is %.2f %% off a metre on the ground, and so are "
             "minutes of travel there; areas are off by %.2f %%%s",
             off * 100, off * 200, parts ? VP_PART("; crs in parts.csv gives a part the zone that it lies in") : "");
    report(job, VP_FINDING_NOTE, reason, "");
}

static vp_bounds area_of_system(const vp_import_job *job)
{
    return area_of(job->own_system ? job->geometry : job->whole);
}

void vp_import_find_180(vp_import_job *job) { job->crosses_180 = vp_crs_crosses_180(job->crs, area_of_system(job)); }

void vp_import_check_system(vp_import_job *job)
{
    vp_bounds area = area_of_system(job);
    vp_error why = {0};
    vp_import_find_180(job);
    if (vp_crs_check_scale(job->crs, area, &why))
        note_scale(job);
    else
        report(job, VP_FINDING_ERROR, why.message, "");
}
