#include "store/text/coordinates.h"
#include <stdio.h>

static bool refuse(vp_coordinate_fault *fault, const vp_coordinate_cell *cell, const char *reason)
{
    fault->column = cell->column;
    fault->value = cell->text;
    snprintf(fault->reason, sizeof fault->reason, "%s", reason);
    return false;
}

static bool read_one(const vp_coordinate_cell *cell, char axis, double *degrees, vp_coordinate_fault *fault)
{
    char found = 0;
    if (!cell->text || !vp_degrees_read(cell->text, cell->decimal, degrees, &found))
        return refuse(
            fault, cell,
            "a coordinate is missing or not a number, nor degrees such as 21°35'12\"N; both in one column are "
            "read by lonlat=column");
    if (!found || found == axis) return true;
    return refuse(fault, cell,
                  found == 'x' ? "it is a longitude; longitude and latitude look swapped"
                               : "it is a latitude; longitude and latitude look swapped");
}

bool vp_coordinates_read(const vp_coordinate_cell *lon, const vp_coordinate_cell *lat, const vp_coordinate_cell *both,
                         double *x, double *y, vp_coordinate_fault *fault)
{
    if (!both) return read_one(lon, 'x', x, fault) && read_one(lat, 'y', y, fault);
    if (both->text && vp_lonlat_read(both->text, both->decimal, x, y)) return true;
    return refuse(
        fault, both,
        "two coordinates are needed here, as \"21.59 105.84 0 0\" (latitude, longitude), \"21.59, 105.84\" or "
        "\"21°35'24\"N 105°50'24\"E\"");
}
