#include "store/snapshot/backdrop_rows.h"
#include "store/spatial/geometry.h"
#include "store/spatial/projection.h"
#include "store/sqlite/rows.h"
#include <stdlib.h>

static bool to_mercator(vp_projection *projection, vp_shape *shape, vp_error *err)
{
    vp_point *p = shape->points;
    if (shape->point_count == 0) return true;
    if (!vp_projection_to_lonlat(projection, shape->point_count, &p->x, &p->y, sizeof *p))
        return vp_fail(err, VP_BAD_INPUT, "a road or barrier has a point without longitude and latitude");
    for (size_t i = 0; i < shape->point_count; i++) vp_mercator_from_lonlat(p[i].x, p[i].y, &p[i].x, &p[i].y);
    return true;
}

static bool read_row(void *context, sqlite3_stmt *statement, void *item, vp_error *err)
{
    vp_backdrop_row *row = item;
    const void *wkb = sqlite3_column_blob(statement, 2);
    size_t bytes = (size_t)sqlite3_column_bytes(statement, 2);
    row->area = vp_geometry_dimension(wkb, bytes) == 2;
    return vp_row_text(statement, 0, &row->class_name, err) && vp_row_text(statement, 1, &row->name, err) &&
           (row->area ? vp_geometry_shape(wkb, bytes, &row->shape, err)
                      : vp_geometry_lines(wkb, bytes, &row->shape, err)) &&
           to_mercator(context, &row->shape, err);
}

static bool read_layer(vp_database *database, vp_projection *projection, const char *sql, vp_backdrop_layer *layer,
                       vp_error *err)
{
    size_t count = 0;
    vp_backdrop_row *rows = NULL;
    bool ok = vp_rows_load(database, sql, VP_ROWS(rows, count, read_row, projection), err) &&
              vp_backdrop_layer_init(layer, rows, count, err);
    for (size_t i = 0; i < count; i++) {
        free(rows[i].class_name);
        free(rows[i].name);
        vp_shape_clear(&rows[i].shape);
    }
    free(rows);
    return ok;
}

vp_backdrop *vp_backdrop_read(const char *dataset, const vp_region *region, vp_error *err)
{
    static const char *const queries[VP_BACKDROP_LAYERS] = {
        "SELECT class, name, ST_AsBinary(geom) FROM road ORDER BY class, coalesce(name, ''), id",
        "SELECT class, name, ST_AsBinary(geom) FROM barrier"
        " ORDER BY ST_Dimension(geom) DESC, class, coalesce(name, ''), id"};
    vp_backdrop *backdrop = calloc(1, sizeof *backdrop);
    if (!backdrop) {
        vp_fail_memory(err, sizeof *backdrop);
        return NULL;
    }
    vp_database *database = vp_database_open(dataset, err);
    vp_projection *projection = database ? vp_projection_new(region->crs, region->geometry, err) : NULL;
    bool ok = projection != NULL;
    for (size_t i = 0; ok && i < VP_BACKDROP_LAYERS; i++)
        ok = read_layer(database, projection, queries[i], &backdrop->layers[i], err);
    if (ok) vp_backdrop_rank_roads(&backdrop->layers[VP_BACKDROP_ROADS], &region->speed_table);
    vp_projection_free(projection);
    vp_database_close(database);
    if (ok) return backdrop;
    vp_backdrop_free(backdrop);
    return NULL;
}
