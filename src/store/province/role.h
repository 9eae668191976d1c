/* What a dataset of each role gives: the project's field names that `fields` may assign,
 * and the geometry it must have. One table, walked by the checks and by the import. */
#pragma once
#include "store/province/province.h"

typedef enum {
    VP_GEOMETRY_NONE,
    VP_GEOMETRY_POINT,
    VP_GEOMETRY_LINE,
    VP_GEOMETRY_AREA,
    VP_GEOMETRY_LINE_OR_AREA
} vp_geometry_need;

typedef struct {
    const char *name;
    bool required; /* assigned, or a column of this name in the source */
} vp_role_field;

enum { VP_ROLE_FIELDS_MOST = 16 };

typedef struct {
    const char *name;
    bool raster;
    bool other_fields; /* any other name is a record or a facility attribute */
    vp_geometry_need geometry;
    vp_role_field fields[VP_ROLE_FIELDS_MOST]; /* ends with a NULL name */
} vp_role;

extern const vp_role vp_roles[];
extern const size_t vp_role_count;
const vp_role *vp_role_find(const char *name); /* NULL when there is none */
const vp_role_field *vp_role_field_find(const vp_role *role, const char *name);
