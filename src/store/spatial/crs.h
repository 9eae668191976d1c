/* Coordinate systems by their text: EPSG:32648, ESRI:102028, WKT, a PROJ string; whatever PROJ knows. */
#pragma once
#include <vungphu/shape.h>

/* Whether the text names a projected system whose axes are in metres. */
bool vp_crs_is_metric(const char *crs, vp_error *err);
bool vp_crs_is_geographic(const char *crs); /* in degrees */
bool vp_crs_same(const char *a, const char *b);
/* Name such as "WGS 84 / UTM zone 48N"; "unknown" when it is not known. */
void vp_crs_name(const char *crs, char *name, size_t size);
/* Degrees in which the system is meant to be used; false when it does not say. */
bool vp_crs_area(const char *crs, vp_bounds *area);
/* Whether the system has a datum of which only the ellipsoid is known, such as ESRI's "Unknown based on WGS 84
 * ellipsoid": the true place may lie hundreds of metres away. */
bool vp_crs_datum_is_unknown(const char *crs);
/* What to say then of a file, whose user may put it right as stated: one sentence for layers and rasters. */
#define VP_CRS_DATUM_UNKNOWN                                                                                           \
    "the file does not say on which datum its coordinates are (it names only an ellipsoid); taken as WGS 84, which "   \
    "may be hundreds of metres off: %s, such as the EPSG code of the VN-2000 zone it was made in"

/* Metres on the ground (WGS 84 ellipsoid) of a metre of the system, the one that differs most from 1 over the
 * area, which is in the system's own metres. NaN when some of it has no place on the earth. */
double vp_crs_ground_metre(const char *crs, vp_bounds area);
/* False and a sentence that names the zone to use when a metre of the system differs by more than 1 % from a metre on
 * the ground anywhere in the area: lengths, areas and minutes would be wrong by as much, or twice. */
bool vp_crs_check_scale(const char *crs, vp_bounds area, vp_error *err);
/* Whether an area in the system's metres lies on both sides of the 180th meridian. Longitudes of such a province go on
 * beyond 180, so that what is near has near coordinates: 179.9, 180.1. */
bool vp_crs_crosses_180(const char *crs, vp_bounds area);
/* The longitude that names the same meridian and is nearest to another: -179.9 beside 179.8 is 180.1. */
double vp_crs_longitude_near(double lon, double beside);
/* The UTM zone of a place in degrees as EPSG:32648; *hint gets it with its name, in Viet Nam with the VN-2000 one. */
void vp_crs_zone(vp_point degrees, char code[16], char *hint, size_t size);

/* The number under which SpatiaLite keeps the system: the EPSG code; an ESRI code; 990001 for what has no code. */
typedef struct {
    int srid;
    bool epsg;
    char *insert; /* SQL that makes its row of spatial_ref_sys */
} vp_crs_row;
bool vp_crs_row_init(vp_crs_row *row, const char *crs, vp_error *err);
void vp_crs_row_clear(vp_crs_row *row);
