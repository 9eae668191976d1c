/* Lists of road links: lines with the class of road that each becomes, its name and its price. */
#pragma once
#include "base/findings.h"
#include "snapshot/snapshot.h"
#include <vungphu/road_links.h>

typedef struct {
    vp_road_link *links;
    char **names, **classes; /* [link]; classes are those of links */
    size_t count, room;
} vp_road_list;

/* A vector file of lines with a column class (or highway, kind), and any of name and price; or a table (.csv) with
 * class and line, which is "lon lat, lon lat, …" or a WKT LINESTRING in degrees. What is wrong is added to findings;
 * false when there is an error among it. */
bool vp_road_list_read(const char *path, const vp_snapshot *snapshot, vp_road_list *list, vp_findings *findings,
                       vp_error *err);
/* Such a table as text, which findings name so. */
bool vp_road_list_parse(const char *text, const char *name, const vp_snapshot *snapshot, vp_road_list *list,
                        vp_findings *findings, vp_error *err);
/* One more, in projected metres; copies. */
bool vp_road_list_add(vp_road_list *list, const vp_shape *line, const char *class_name, const char *name, double price,
                      vp_error *err);
/* Prices of links that have none, by their length. */
void vp_road_list_price(vp_road_list *list, double per_km);
void vp_road_list_clear(vp_road_list *list);
