#include "store/plain/layer.h"

static const vp_plain_field fields[] = {
    {"from", OFTString}, {"facility", OFTString}, {"minutes", OFTReal}, {"metres", OFTReal}, {"modes", OFTString}};

/* A way within one cell has no line. */
static OGRGeometryH line_of(const vp_path_line *way)
{
    OGRGeometryH line = way->count > 1 ? OGR_G_CreateGeometry(wkbLineString) : NULL;
    for (size_t i = 0; line && i < way->count; i++) OGR_G_AddPoint_2D(line, way->points[i].x, way->points[i].y);
    return line;
}

static bool fill_way(const void *context, size_t index, OGRFeatureH feature)
{
    const vp_path_line *way = &((const vp_path_line *)context)[index];
    OGRGeometryH line = line_of(way);
    if (way->count > 1 && (!line || OGR_F_SetGeometryDirectly(feature, line) != OGRERR_NONE)) return false;
    OGR_F_SetFieldString(feature, 0, way->from);
    if (!way->facility) return true;
    OGR_F_SetFieldString(feature, 1, way->facility);
    OGR_F_SetFieldDouble(feature, 2, way->minutes);
    OGR_F_SetFieldDouble(feature, 3, way->metres);
    if (way->modes) OGR_F_SetFieldString(feature, 4, way->modes);
    return true;
}

bool vp_plain_paths_write(const char *path, const vp_raster_place *place, const vp_path_line ways[], size_t count,
                          vp_error *err)
{
    vp_plain_layer layer = {"ways", wkbLineString, fields, sizeof fields / sizeof *fields, count, fill_way, ways};
    return vp_plain_layer_write(path, place, &layer, err);
}
