#include "store/snapshot/coverage_internal.h"
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
