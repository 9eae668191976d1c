/* From what was seen in files to the rows of a province folder's tables: pure guesses, each with what it rests on. */
#pragma once
#include "store/proposal/look.h"
#include "store/proposal/words.h"
#include <vungphu/error.h>

typedef struct {
    char role[24], path[512], layer[128], vintage[32], crs[24], encoding[24], fields[1200], filter[600], note[240];
    char decimal[8];                    /* point, comma; "" where there is no doubt */
    char licence[60], attribution[200]; /* where the names say whose it is, or fetched.csv */
    char url[1400];
    size_t look; /* that it is a row of */
} vp_proposed_source;

#define VP_PROPOSED_ZONE "zone" /* as crs: metres of a system that nothing names; that of the province is tried */

typedef enum { VP_PROPOSED_TRAVEL, VP_PROPOSED_SIGNAL, VP_PROPOSED_AREA } vp_proposed_reach;

typedef struct {
    char id[64], title_vi[120], title_en[120];
    const vp_service_kind *kind; /* NULL: of a kind that no word names */
    vp_proposed_reach reach;
    const char *system; /* of signals: fm, dvb_t2 */
    size_t rows;
    bool beds;
} vp_proposed_service;

/* A group whose share is a record, or a quotient of two. */
typedef struct {
    char id[64], title_vi[120], title_en[120], share[200];
} vp_proposed_group;

enum { VP_PROPOSED_SERVICES = 60, VP_PROPOSED_GROUPS = 8, VP_PROPOSED_SENTENCES = 120 };

/* People of units in a table that has their names alone: looks, and columns of them by number. */
typedef struct {
    bool any;
    size_t table, name, people, units, unit_name, unit_code;
} vp_proposed_names;

#define VP_PROPOSED_PEOPLE "people_by_name.csv" /* made of them: code, people, name */

typedef struct {
    vp_proposed_source *sources;
    size_t source_count, source_room;
    vp_proposed_service services[VP_PROPOSED_SERVICES];
    size_t service_count;
    vp_proposed_group groups[VP_PROPOSED_GROUPS];
    size_t group_count;
    char level[40], vintage[32]; /* of the finest units */
    vp_bounds bounds;            /* of the units, else of the people, in degrees; west > east: none */
    double finest_metres;        /* of a raster's cells; 0: none */
    double people;               /* of tables and points; 0: not known */
    vp_proposed_names names;
    bool units, squares; /* squares: no boundaries were given, so that they are to be made */
    bool raster_people, table_people, roads, land_cover, elevation, other_classes, plan;
    char (*understood)[300]; /* one sentence a row that is proposed, or a layer that is not used */
    size_t understood_count;
} vp_proposal;

typedef struct {
    const char *domain; /* of services: health, education, water, broadcast; NULL: all */
    int year;           /* of what no name dates */
    bool plan;          /* targets of a Vietnamese province's plan, where what is measured is what it names */
} vp_proposal_wishes;

bool vp_proposal_make(const vp_look looks[], size_t count, const vp_proposal_wishes *wishes, vp_proposal *proposal,
                      vp_error *err);
void vp_proposal_clear(vp_proposal *proposal);

/* Which columns place a table's rows: both != VP_NONE, or lon and lat. False when none do. */
typedef struct {
    size_t lon, lat, both; /* VP_NONE: not */
    bool metres;           /* numbers too large for degrees */
} vp_place_columns;
bool vp_proposal_places(const vp_look *look, vp_place_columns *columns);

/* Metres of a cell so that the bounds have at most about a million, no finer than a third of the finest raster. */
double vp_proposal_cell_metres(vp_bounds degrees, double finest_raster_metres);
/* Squares of the grid of degrees over the points, or over the bounds when there are none: about a hundred; the caller
 * frees them. */
typedef struct {
    vp_bounds degrees;
    size_t column, row;
} vp_proposed_square;
vp_proposed_square *vp_proposal_squares(vp_bounds bounds, const vp_point points[], size_t point_count, size_t *count,
                                        vp_error *err);
