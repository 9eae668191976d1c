#include "store/import/raster_internal.h"
#include <stdlib.h>
#include <string.h>

vp_point vp_import_from_source_cell(const vp_import_raster *r, double column, double row)
{
    const double *t = r->header.transform;
    return (vp_point){t[0] + column * t[1] + r->turn, t[3] + row * t[5]};
}

vp_point vp_import_to_source_cell(const vp_import_raster *r, vp_point p)
{
    const double *t = r->header.transform;
    bool beyond = r->job->crosses_180 && p.x < 0 && vp_transform_is_geographic(r->transform);
    return (vp_point){((beyond ? p.x + 360 : p.x) - r->turn - t[0]) / t[1], (p.y - t[3]) / t[5]};
}

void vp_import_begin_refusing(vp_import_raster *r, vp_cells_kind kind)
{
    const char *crs = *r->job->dataset->crs ? r->job->dataset->crs : r->header.crs;
    const char *dense = vp_province_setting(r->job->province, "people_per_km2_most");
    r->odd = (vp_plausible){.kind = kind,
                            .degrees = vp_crs_is_geographic(crs),
                            .people_per_km2_most = *dense ? strtod(dense, NULL) : VP_PEOPLE_PER_KM2_MOST,
                            .unit = r->header.unit,
                            .classes = r->header.classes,
                            .type_most = r->header.most};
    memcpy(r->odd.transform, r->header.transform, sizeof r->odd.transform);
}

void vp_import_refuse(vp_import_raster *r)
{
    vp_plausible_check(&r->odd, r->window.column, r->window.row, r->window.columns, r->window.rows, r->cells);
}

void vp_import_report_refused(vp_import_raster *r)
{
    vp_plausible_line lines[VP_PLAUSIBLE_LINES];
    size_t count = vp_plausible_lines(&r->odd, lines);
    r->job->rejected += r->odd.refused.count;
    for (size_t i = 0; i < count; i++)
        vp_import_report(r->job, lines[i].severity,
                         (vp_place){.row = lines[i].row,
                                    .column = *lines[i].column ? lines[i].column : NULL,
                                    .value = *lines[i].value ? lines[i].value : NULL},
                         "%s", lines[i].reason);
}
