#include "store/plain/layer.h"

static const vp_plain_field fields[] = {{"from", OFTString}, {"facility", OFTString}, {"minutes", OFTReal},
                                        {"metres", OFTReal}, {"modes", OFTString},    {"status", OFTString}};

/* A path within one cell has no line. */
static OGRGeometryH line_of(const vp_path_line *path_line)
{
    OGRGeometryH line = path_line->count > 1 ? OGR_G_CreateGeometry(wkbLineString) : NULL;
    for (size_t i = 0; line && i < path_line->count; i++)
        OGR_G_AddPoint_2D(line, path_line->points[i].x, path_line->points[i].y);
    return line;
}

static bool fill_line(const void *context, size_t index, OGRFeatureH feature)
{
    const vp_path_line *path_line = &((const vp_path_line *)context)[index];
    OGRGeometryH line = line_of(path_line);
    if (path_line->count > 1 && (!line || OGR_F_SetGeometryDirectly(feature, line) != OGRERR_NONE)) return false;
    OGR_F_SetFieldString(feature, 0, path_line->from);
    OGR_F_SetFieldString(feature, 5, path_line->status);
    if (!path_line->facility) return true;
    OGR_F_SetFieldString(feature, 1, path_line->facility);
    OGR_F_SetFieldDouble(feature, 2, path_line->minutes);
    OGR_F_SetFieldDouble(feature, 3, path_line->metres);
    if (path_line->modes) OGR_F_SetFieldString(feature, 4, path_line->modes);
    return true;
}

bool vp_plain_paths_write(const char *path, const vp_raster_place *place, const vp_path_line lines[], size_t count,
                          vp_error *err)
{
    vp_plain_layer layer = {"ways", wkbLineString, fields, sizeof fields / sizeof *fields, count, fill_line, lines};
    return vp_plain_layer_write(path, place, &layer, err);
}
