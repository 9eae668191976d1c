#include "tiles/web_mercator.h"

#define HALF_SIDE_METRES 20037508.342789244 /* π · 6378137 */

bool vp_tile_check(vp_tile tile, vp_error *err)
{
    if (tile.zoom > VP_ZOOM_MOST) return vp_fail(err, VP_BAD_INPUT, "zoom %u is above %d", tile.zoom, VP_ZOOM_MOST);
    uint32_t side = UINT32_C(1) << tile.zoom;
    if (tile.column >= side || tile.row >= side)
        return vp_fail(err, VP_BAD_INPUT, "tile %u/%u is outside zoom %u, which has %u columns and rows", tile.column,
                       tile.row, tile.zoom, side);
    return true;
}

vp_tile vp_tile_beside(vp_tile tile, vp_bounds degrees)
{
    uint32_t side = UINT32_C(1) << tile.zoom;
    double east = ((double)tile.column + 1) / side * 360 - 180;
    if (degrees.east > 180 && east < degrees.west) tile.column += side;
    return tile;
}

vp_tile vp_tile_in_world(vp_tile tile)
{
    tile.column &= (UINT32_C(1) << tile.zoom) - 1;
    return tile;
}

vp_bounds vp_tile_bounds(vp_tile tile)
{
    double side = 2 * HALF_SIDE_METRES / (double)(UINT32_C(1) << tile.zoom);
    double west = -HALF_SIDE_METRES + (double)tile.column * side, north = HALF_SIDE_METRES - (double)tile.row * side;
    return (vp_bounds){west, north - side, west + side, north};
}
