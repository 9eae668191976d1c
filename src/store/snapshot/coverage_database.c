#include "store/snapshot/coverage_internal.h"
#include "store/spatial/crs.h"
#include <unistd.h>

bool vp_coverage_database_write(const char *path, const vp_coverage_content *content, vp_error *err)
{
    vp_crs_row system;
    if (!vp_crs_row_init(&system, content->region->crs, err)) return false;
    vp_database *database = vp_database_create(path, (int[]){4326, 0}, err);
    bool ok = database && vp_database_add_system(database, system.srid, system.epsg, system.insert, err) &&
              vp_database_run(database, "BEGIN", err) && vp_coverage_write_tables(database, content, err) &&
              vp_coverage_write_layers(database, system.srid, content, err) && vp_database_run(database, "COMMIT", err);
    vp_crs_row_clear(&system);
    if (ok) return vp_database_finish(database, err);
    vp_database_close(database);
    if (database) unlink(path);
    return false;
}
