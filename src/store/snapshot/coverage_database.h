/* coverage.sqlite: a snapshot's results as tables and layers that QGIS and GDAL open as they
 * are. Missing values are NULL. Layers: units_LEVEL_VINTAGE, facilities, settlements, unserved_settlements, gaps,
 * quality (some rows without a place); tables: indicators (definitions and the province's values), indicator_values
 * (per unit), targets, history, services, population_groups, sources. */
#pragma once
#include "snapshot/snapshot.h"
#include <vungphu/contour.h>
#include <vungphu/indicators.h>
#include <vungphu/score.h>

/* Where a service reached by travel is within a limit of minutes. */
typedef struct vp_isochrone {
    size_t service;
    double limit;
    vp_contour contour; /* or, taken over from the layer as it was: */
    unsigned char *wkb; /* owned; NULL: contour */
    size_t wkb_bytes;
    double area_km2;
} vp_isochrone;

typedef struct {
    const char *id, *made_at;
    const vp_region *region;
    const vp_coverage *coverage;
    const vp_gaps *gaps;
    const vp_unserved_list *unserved;
    const vp_history *history;
    const vp_quality *quality;
    const vp_source *sources;
    size_t source_count;
    const struct vp_isochrone *isochrones; /* services in the order they were analysed */
    size_t isochrone_count;
    vp_measurement **measured; /* [set][indicator, then unit], behind the units the set as a whole */
} vp_coverage_content;

/* Fills measured, on all cores. Afterwards, whatever it returned: forget. */
bool vp_coverage_measure_all(vp_coverage_content *content, vp_error *err);
void vp_coverage_forget_measured(vp_coverage_content *content);

/* Writes a new file at path; all is measured. */
bool vp_coverage_database_write(const char *path, const vp_coverage_content *content, vp_error *err);
