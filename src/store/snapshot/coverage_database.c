#include "store/snapshot/coverage_internal.h"
#include <ctype.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void vp_coverage_column(const char *name, char column[64])
{
    size_t length = 0;
    for (const char *c = name; *c && length + 1 < 64; c++) {
        bool plain = (unsigned char)*c < 128 && isalnum((unsigned char)*c);
        if (plain)
            column[length++] = (char)tolower((unsigned char)*c);
        else if (length && column[length - 1] != '_')
            column[length++] = '_';
    }
    if (!length) column[length++] = '_';
    column[length] = 0;
}

void vp_coverage_units_layer(const vp_region *region, size_t set, char layer[160])
{
    char level[64], vintage[64];
    vp_coverage_column(region->unit_sets[set].level, level);
    vp_coverage_column(region->unit_sets[set].vintage, vintage);
    snprintf(layer, 160, "units_%s_%s", level, vintage);
}

double vp_coverage_value(double value) { return isfinite(value) ? value : NAN; }

bool vp_coverage_measure(const vp_coverage_content *content, size_t indicator, size_t set, size_t unit,
                         vp_measurement *out, vp_error *err)
{
    vp_question question = vp_question_of(set, unit);
    return vp_indicator_measure(content->region, content->coverage, &content->region->indicators[indicator], &question,
                                out, err);
}

static int srid_of(const char *crs, vp_error *err)
{
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    const char *name = NULL, *code = NULL;
    int srid = 0;
    if (srs && OSRSetFromUserInput(srs, crs) == OGRERR_NONE) {
        name = OSRGetAuthorityName(srs, NULL);
        code = OSRGetAuthorityCode(srs, NULL);
        if (name && code && strcmp(name, "EPSG") == 0) srid = atoi(code);
    }
    OSRDestroySpatialReference(srs);
    if (srid <= 0) vp_fail(err, VP_BAD_INPUT, "%s has no EPSG number", crs);
    return srid;
}

bool vp_coverage_database_write(const char *path, const vp_coverage_content *content, vp_error *err)
{
    int srid = srid_of(content->region->crs, err);
    vp_database *database = srid > 0 ? vp_database_create(path, (int[]){4326, srid, 0}, err) : NULL;
    if (!database) return false;
    bool ok = vp_database_run(database, "BEGIN", err) && vp_coverage_write_tables(database, content, err) &&
              vp_coverage_write_layers(database, srid, content, err) && vp_database_run(database, "COMMIT", err);
    if (ok) return vp_database_finish(database, err);
    vp_database_close(database);
    unlink(path);
    return false;
}
