/* A snapshot as a folder that any host of files serves: the web map in reading mode, every answer that it asks for as
 * the server gives it, tiles as PMTiles, surfaces as COGs. Without a server behind it.
 *
 *     index.html …           the map as it was built; api/book.js lists the answers
 *     data/site.json         the same list, for others
 *     data/PATH/TERMS/NAME.json   the answer to /PATH/NAME?TERMS, terms sorted: a=1,b=2
 *     data/tiles/…pmtiles, data/surfaces/….tif, data/export/… */
#pragma once
#include <stdint.h>
#include <vungphu/error.h>

struct vp_route_table;

enum { VP_SITE_ID_MOST = 128 };
#define VP_SITE_SHEETS_SELF UINT32_MAX

typedef struct {
    const char *directory;  /* of the dataset */
    const char *web_folder; /* the web map as built */
    const struct vp_route_table *routes;
    bool surfaces; /* also the surfaces */
    bool groups;   /* also each indicator for every population group, by the units of today: many files */
    bool anew;     /* published also where the same is there */
    /* From this zoom on tiles lie in one archive for each tile of it, and surfaces in windows as large, so that what
     * changes in one place is few bytes. 0: in one file each; VP_SITE_SHEETS_SELF: as wide as the territory asks for.
     */
    uint32_t sheets;
} vp_site_options;

/* Whether a path names a folder for a site: it ends with a slash. */
bool vp_site_is(const char *path);
/* Whole or not at all. A site that is there already is replaced, another folder that holds something is not. id: of the
 * snapshot; may be NULL. */
bool vp_site_write(const vp_site_options *options, const char *folder, char id[VP_SITE_ID_MOST], vp_error *err);
/* The same into a folder that is there and empty, in place. */
bool vp_site_fill(const vp_site_options *options, const char *folder, char id[VP_SITE_ID_MOST], vp_error *err);
