#include "store/province/role.h"
#include <string.h>

const vp_role vp_roles[] = {
    {"units",
     false,
     false,
     VP_GEOMETRY_AREA,
     {{"code", true},
      {"name", true},
      {"name_en", false},
      {"full_name", false},
      {"kind", false},
      {"parent_code", false},
      {"level", false},
      {"valid_from", false},
      {"valid_to", false},
      {"vintage", false}}},
    {"crosswalk",
     false,
     false,
     VP_GEOMETRY_NONE,
     {{"old_code", true},
      {"new_code", true},
      {"old_vintage", true},
      {"new_vintage", true},
      {"share", false},
      {"divided", false}}},
    {"records", false, true, VP_GEOMETRY_NONE, {{"code", true}, {"vintage", false}, {"year", false}}},
    {"population", true, false, VP_GEOMETRY_NONE, {{"density", false}}},
    {"population_points",
     false,
     false,
     VP_GEOMETRY_POINT,
     {{"people", true}, {"lon", false}, {"lat", false}, {"lonlat", false}}},
    {"elevation", true, false, VP_GEOMETRY_NONE, {{NULL, false}}},
    {"elevation_wide", true, false, VP_GEOMETRY_NONE, {{NULL, false}}},
    {"land_cover", true, false, VP_GEOMETRY_NONE, {{NULL, false}}},
    {"population_units", false, false, VP_GEOMETRY_NONE, {{"code", true}, {"people", true}, {"built", false}}},
    {"roads", false, false, VP_GEOMETRY_LINE, {{"class", true}, {"name", false}, {"bridge", false}}},
    {"barriers", false, false, VP_GEOMETRY_LINE_OR_AREA, {{"class", true}, {"name", false}}},
    {"facilities",
     false,
     true,
     VP_GEOMETRY_POINT,
     {{"id", true},
      {"service", true},
      {"name", false},
      {"kind", false},
      {"unit_code", false},
      {"open_from", false},
      {"open_to", false},
      {"lon", false},
      {"lat", false},
      {"lonlat", false}}},
    {"transmitters",
     false,
     false,
     VP_GEOMETRY_POINT,
     {{"id", true},
      {"system", true},
      {"frequency_mhz", true},
      {"erp_kw", true},
      {"mast_metres", true},
      {"scope", true},
      {"polarisation", true},
      {"site", false},
      {"programme", false},
      {"pattern", false},
      {"vertical_pattern", false},
      {"open_from", false},
      {"open_to", false},
      {"lon", false},
      {"lat", false},
      {"lonlat", false}}},
    {"service_areas",
     false,
     false,
     VP_GEOMETRY_AREA,
     {{"service", true}, {"id", false}, {"unit_code", false}, {"households_connected", false}}},
};
const size_t vp_role_count = sizeof vp_roles / sizeof *vp_roles;

const vp_role *vp_role_find(const char *name)
{
    for (size_t i = 0; i < vp_role_count; i++)
        if (strcmp(vp_roles[i].name, name) == 0) return &vp_roles[i];
    return NULL;
}

const vp_role_field *vp_role_field_find(const vp_role *role, const char *name)
{
    for (size_t i = 0; i < VP_ROLE_FIELDS_MOST && role->fields[i].name; i++)
        if (strcmp(role->fields[i].name, name) == 0) return &role->fields[i];
    return NULL;
}
