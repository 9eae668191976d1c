/* Settlements, and which cells are whose. */
#include "store/region/region_internal.h"
#include "store/spatial/geometry.h"
#include <math.h>
#include <stdlib.h>

static bool read_settlement(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    vp_settlement *s = item;
    vp_point place;
    vp_error reason;
    if (!(vp_row_text(row, 0, &s->id, err) && vp_row_text(row, 1, &s->name, err) &&
          vp_row_text(row, 2, &s->kind, err) && vp_statement_copy(row, 3, &s->unit_code, err)))
        return false;
    s->people = vp_statement_number(row, 4);
    s->households = vp_statement_number(row, 5);
    s->difficult = vp_statement_number(row, 6);
    s->lon = vp_statement_number(row, 7);
    s->lat = vp_statement_number(row, 8);
    s->unit = VP_NONE;
    if (!vp_geometry_point(sqlite3_column_blob(row, 9), (size_t)sqlite3_column_bytes(row, 9), &place, &reason))
        return vp_fail(err, VP_BAD_INPUT, "settlement %s: %s", s->id, reason.message);
    s->x = place.x;
    s->y = place.y;
    const void *area = sqlite3_column_blob(row, 10);
    return !area || vp_geometry_shape(area, (size_t)sqlite3_column_bytes(row, 10), &s->shape, err);
}

static const char settlements[] = "SELECT code, name, kind, unit_code, people, households, difficult, lon, lat,"
                                  " ST_AsBinary(geom), area FROM settlement ORDER BY id";

bool vp_region_load_settlements(vp_region_parts *parts, vp_error *err)
{
    vp_settlements *s = &parts->region->settlements;
    return vp_rows_load(parts->database, settlements, VP_ROWS(s->items, s->count, read_settlement, parts), err);
}
