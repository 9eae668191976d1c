/* A province as the analysis sees it: units, facilities, definitions and grids,
 * all in one projected coordinate system in metres and on one grid.
 *
 * A region is filled by the store (store/region) and is read-only afterwards. It
 * owns everything it points to unless said otherwise. Missing numbers are NaN. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vungphu/api.h>
#include <vungphu/date.h>
#include <vungphu/grid.h>
#include <vungphu/lattice.h>
#include <vungphu/shape.h>
#include <vungphu/transmitter.h>

VP_BEGIN_DECLS

#define VP_NONE              ((size_t)-1) /* "no such row", wherever an index is optional */
#define VP_ROAD_CLASSES_MOST 32

/* ------------------------------------------------------------ units */

/* A recorded value of a unit, as the records table gave it. */
typedef struct {
    double number; /* NaN when the text is not a number or is missing */
    char *text;    /* NULL when missing */
} vp_record;

typedef struct {
    char *code, *name, *name_en, *full_name, *kind;
    char *parent_code; /* legacy district or province; NULL when unknown */
    vp_date valid_from, valid_to;
    vp_shape shape;     /* projected metres */
    vp_shape lonlat;    /* the same rings in WGS 84 degrees */
    vp_record *records; /* one per vp_region.units.record_names */
    double *yearly; /* [year][record of dated_count]: what is recorded of each of vp_units.years, also of those to come;
                       NaN: nothing. NULL: no years */
} vp_unit;

/* Units of one level and vintage. They may overlap or leave gaps; the weights see to
 * it that no person is counted twice. */
typedef struct {
    char *level;   /* commune, district, province */
    char *vintage; /* 2024, 2025 … */
    vp_unit *units;
    size_t unit_count;
} vp_unit_set;

/* Where the share of a passage comes from. */
typedef enum {
    VP_SHARE_WHOLE,  /* the unit went whole: 1 */
    VP_SHARE_STATED, /* the crosswalk states it */
    VP_SHARE_PEOPLE, /* people of the first population grid where the old and the new unit overlap */
    VP_SHARE_AREA,   /* area of the overlap: nobody lives there */
    VP_SHARE_EQUAL,  /* equal parts: the outlines do not overlap either */
    VP_SHARE_COUNT
} vp_share_basis;
VP_API extern const char *const vp_share_basis_names[VP_SHARE_COUNT]; /* whole, stated, people, area, equal */

/* Where a question is asked. */
typedef struct {
    size_t set;
    size_t unit; /* of the set; VP_NONE: all of it */
} vp_territory;

/* A legacy unit and where its people went. share is the part of its people; the
 * shares of an old code sum to 1. exact is false for a unit that was divided. */
typedef struct {
    char *old_code, *old_vintage, *new_code, *new_vintage;
    double share;
    bool exact;
    vp_share_basis basis;
} vp_crosswalk;

/* ------------------------------------------------------------ seasons */

/* Of a speed: when it holds. Of a service or a region: which is asked for; ALWAYS leaves it to
 * the region, and a region that does not say has the dry season. */
typedef enum { VP_SEASON_ALWAYS, VP_SEASON_DRY, VP_SEASON_FLOOD, VP_SEASON_COUNT } vp_season;
VP_API extern const char *const vp_season_names[VP_SEASON_COUNT]; /* "", dry, flood */
/* NULL and "" are ALWAYS; VP_SEASON_COUNT for a name that is not known. */
VP_API vp_season vp_season_named(const char *name);

/* ------------------------------------------------------------ services */

typedef enum {
    VP_REACH_TRAVEL_TIME, /* minutes to the nearest facility */
    VP_REACH_ROUND_TRIP,  /* minutes there and back plus queue */
    VP_REACH_DISTANCE,    /* metres, straight line on the ellipsoid */
    VP_REACH_SIGNAL,      /* dB(µV/m) at 10 m; more is better */
    VP_REACH_AREA,        /* 0 inside a served polygon, no data outside */
    VP_REACH_COUNT
} vp_reach;

typedef struct {
    char *id, *title_vi, *title_en, *department;
    vp_reach reach;
    vp_season season; /* travel: ALWAYS is the region's */
    char *mode;       /* travel: modes of speeds.csv joined by '|'; signal: fm, dvb_t2 …; else "" */
    char *scope;      /* signal: national, local, both, either; else "" */
    double *limits;   /* offered to readers, ascending, in the reach's unit */
    size_t limit_count;
    double default_limit;
    double queue_minutes; /* round trips: added once */
    size_t capacity;      /* index into vp_region.supply.attribute_names, or VP_NONE */
    size_t group;         /* the population group it is for, or VP_NONE for all */
    size_t *facilities;   /* indexes of vp_region.supply.facilities open on as_of */
    size_t facility_count;
} vp_service;

/* A service from the end of a year on, when other facilities of it are to be open than on as_of. */
typedef struct {
    size_t service;
    int year;           /* at whose end; the first one with these facilities */
    size_t *facilities; /* indexes of vp_region.supply.facilities */
    size_t facility_count;
} vp_planned_service;

/* A joint question from the end of a year on, when one of its services has other facilities. */
typedef struct {
    size_t joint;
    int year;
} vp_planned_joint;

typedef struct {
    char *id, *name, *kind;
    char *unit_code;     /* as stated by the source; NULL when not stated */
    char *dataset;       /* the layer it came from */
    double x, y;         /* projected metres */
    double lon, lat;     /* as the source has them */
    double moved_metres; /* how far x, y were moved to terrain that can be crossed (snap_metres); 0: not */
    vp_date open_from, open_to;
    bool open;          /* on vp_region.as_of */
    double *attributes; /* one per vp_region.supply.attribute_names; NaN when missing */
} vp_facility;

/* A hamlet, a village: where people live under one name. */
typedef struct {
    char *id, *name, *kind;
    char *unit_code;    /* as stated by the source; NULL when not stated */
    double x, y;        /* projected metres */
    double lon, lat;    /* degrees */
    double people;      /* as stated; NaN when not */
    double households;  /* the same */
    double difficult;   /* 1 especially difficult, 0 not, NaN not stated */
    size_t unit;        /* of the main set, by its place; VP_NONE in none */
    double grid_people; /* of the first population: on the cells that are its own */
    vp_shape shape;     /* its area, projected metres, where the source has one: its cells are those inside. No rings: a
                           point. Not kept in a snapshot */
} vp_settlement;

/* A polygon that a facility (a water scheme) serves. */
typedef struct {
    char *id, *unit_code;
    size_t service;
    double households_connected; /* NaN when not stated */
    vp_shape shape;
} vp_service_area;

/* ------------------------------------------------------------ speeds */

typedef enum { VP_SURFACE_LAND_COVER, VP_SURFACE_ROAD, VP_SURFACE_BARRIER } vp_surface_kind;

/* Tobler's walkers are fastest down a gentle slope: exp(3.5 · 0.05) times their speed on level terrain (Tobler 1993).
 */
#define VP_SLOPE_FASTEST 1.1913

/* How fast a mode goes on a class of surface. 0 km/h is a barrier. */
typedef struct {
    char *mode;
    vp_surface_kind surface;
    char *class_name; /* land cover: its code as text; road, barrier: its class; "*" for any */
    double km_per_h;
    bool slope;       /* Tobler's rule applies */
    vp_season season; /* ALWAYS: the row holds in all */
} vp_speed;

/* A traveller of one mode goes on by another, wherever both can be. */
typedef struct {
    char *from, *to;
    double minutes; /* 0 or more */
} vp_mode_change;

/* What stands on land of a class, for signals: clutter.csv of the province. */
typedef struct {
    int land_cover_class;             /* 0..255 */
    double metres;                    /* representative height above ground, 0..100 */
    char *name_vi, *name_en, *source; /* NULL: not given */
} vp_clutter_height;

/* ------------------------------------------------------------ groups and indicators */

/* A part of a combined group (group.h): a group, or what joins the terms before it. */
typedef enum { VP_GROUP_NAME, VP_GROUP_NOT, VP_GROUP_AND, VP_GROUP_OR } vp_group_sign;
typedef struct {
    vp_group_sign sign;
    size_t group;       /* NAME: row of vp_definitions.groups */
    size_t left, right; /* terms that stand before it; NOT: left */
} vp_group_term;

/* People counted by a share per unit, or by a population grid of their own (group_people.h): all, remote,
 * ethnic-minority, under five … Members are given per unit set, since a group is defined on the units' records. */
typedef struct {
    char *id, *title_vi, *title_en;
    char *definition; /* units_where, share_field and the grid, for readers */
    bool **member;    /* [unit_set][unit] */
    double **share;   /* [unit_set][unit], 0..1; NaN when not recorded; 1 where grids count */
    /* Of a combination whose share lies between two (group.h), share is their middle; else NULL: share is exact. */
    double **low, **high;
    char *grid; /* files of the grids that say who lives where, of a combination those of its groups; NULL: a share
                   of everyone, wherever they live in the unit */
    vp_group_term *terms; /* of a combination with such a grid: the last one is the whole. NULL: none */
    size_t term_count;
    bool bounded; /* of terms: in some unit two that are neither nobody nor everyone meet */
} vp_group;

/* A row of vp_measures (indicators.h). Named are the first rows, those that code speaks of; others need no name. */
typedef enum {
    VP_MEASURE_NONE = -1,
    VP_MEASURE_REACHED_SHARE,
    VP_MEASURE_REACHED_UNITS,
    VP_MEASURE_PER_10000,
    VP_MEASURE_FLOATING_CATCHMENT,
    VP_MEASURE_RECORDED_SHARE,
    VP_MEASURE_RECORDED_SUM,
    VP_MEASURE_FACILITIES_WITH,
    VP_MEASURE_REACH_RATIO,
    VP_MEASURE_JOINT_SHARE,
    VP_MEASURE_JOINT_UNITS,
    VP_MEASURE_RECORDED_LESS_REACHED,
} vp_measure;

/* People whom at least so many of a list of parts reach: a part is one service within its limit, or any of
 * several. */
enum { VP_JOINT_MOST = 16 };
typedef struct {
    size_t services[VP_JOINT_MOST], service_count; /* each once, by part */
    double limits[VP_JOINT_MOST];                  /* in the service's unit, defaults filled in */
    size_t parts[VP_JOINT_MOST], part_count;       /* [service] of which part it is; each part has one or more */
    size_t at_least;                               /* 1 (any) to part_count (all) */
} vp_joint;

/* A value that the plan wants before the target year. */
typedef struct {
    int year; /* at its end */
    double value;
} vp_milestone;

typedef struct {
    char *id, *title_vi, *title_en, *department;
    char *owner_after; /* who answers for it since the mergers of 2025; NULL: not stated */
    vp_measure measure;
    size_t service; /* VP_NONE where the measure needs none */
    size_t joint;   /* joint_share, joint_units: index into vp_definitions.joints; else not read */
    size_t group;   /* VP_NONE: everyone */
    size_t
        other_group; /* reach_ratio: the group that divides; with other_limit: where that limit holds; else VP_NONE */
    double limit;    /* NaN: the service's default */
    double other_limit; /* reached_share, reached_units: the limit in units of other_group; NaN: the same everywhere */
    double threshold;   /* reached_units: share of people, 0..1 */
    char *numerator;    /* record or attribute names joined by '+'; NULL when unused */
    char *denominator;
    double target; /* in the measure's unit (shares 0..1); NaN: the plan names no number */
    int target_year;
    double baseline;          /* a value that the plan starts from, in the unit of target; NaN: none stated */
    int baseline_year;        /* at its end; 0: none stated */
    vp_milestone *milestones; /* by year, in the unit of target */
    size_t milestone_count;
    int better;                /* +1: more is better, -1: less is better */
    char *people;              /* label of the population that it stands on; NULL: the first */
    bool strict;               /* the plan says above (trên) or below (dưới) the target: not at it */
    char *unit;                /* percent, per_10000, count, ratio, households … */
    char *source, *definition; /* the plan's words and place; how it is computed here */
} vp_indicator;

/* ------------------------------------------------------------ the region */

typedef struct {
    char *label;     /* dataset's vintage or note, e.g. worldpop_2020 */
    vp_grid *people; /* persons per cell of the grid; NaN where the source has no data */
    /* The source's own cells, from which a unit's people are summed exactly; NULL where they are
     * neither parallel to the grid nor in degrees. Not kept in a snapshot. */
    vp_grid *source;
    bool source_in_degrees; /* its geometry counts WGS 84 degrees instead of projected metres */
    bool of_group;    /* it counts the people of one group alone; such populations stand behind those of everyone */
    size_t group;     /* of_group: row of vp_definitions.groups */
    double **factors; /* of_group: as vp_people.factors, of a group that grows apart; NULL: as everyone. Borrowed */
} vp_population;

/* The units of every level and vintage, and what is recorded of them. */
typedef struct {
    vp_unit_set *sets;
    size_t set_count;
    size_t main_set;    /* the finest level that is valid on as_of */
    bool plan_is_named; /* plan is what province.csv names; else it is all of the main set */
    vp_territory plan;
    char **record_names;
    size_t record_count;
    int *years; /* of which records are dated, ascending: year_count up to as_of's, then later_count; see yearly */
    size_t year_count, later_count;
    size_t dated_count; /* of the records that came from sources, which stand before those computed */
    vp_crosswalk *crosswalk;
    size_t crosswalk_count;
    struct vp_levels_index *levels; /* owned; of these sets (levels.h); NULL: looked up each time */
} vp_units;

/* What is measured. */
typedef struct {
    vp_service *services;
    size_t service_count;
    vp_group *groups;
    size_t group_count;
    vp_indicator *indicators;
    size_t indicator_count;
    vp_joint *joints; /* that the indicators ask for */
    size_t joint_count;
    vp_planned_service *planned; /* by service, then year; none before as_of */
    size_t planned_count;
    vp_planned_joint *planned_joints; /* by joint, then year */
    size_t planned_joint_count;
} vp_definitions;

/* How fast people move. */
typedef struct {
    vp_speed *speeds;
    size_t speed_count;
    vp_mode_change *mode_changes;
    size_t mode_change_count;
} vp_speed_table;

/* Who serves. */
typedef struct {
    vp_facility *facilities;
    size_t facility_count;
    char **attribute_names;
    size_t attribute_count;
    vp_transmitter *transmitters;
    size_t transmitter_count;
    vp_service_area *service_areas;
    size_t service_area_count;
} vp_supply;

/* What is stated of how people grow: a row of growth.csv. Of a year's end, or from it on; year 0: from as_of on. */
typedef struct {
    size_t set, unit; /* set VP_NONE: everywhere; unit VP_NONE: every unit of the set */
    size_t group;     /* VP_NONE: everyone */
    int year;
    double rate;   /* a year, 0.01 is 1 %; NaN: people are stated instead */
    double people; /* of the place at the end of the year */
    char *source;
} vp_growth;

/* Who is served. */
typedef struct {
    vp_population *populations;
    size_t population_count; /* the first is the one reported; of everyone, then of groups */
    double moved;            /* of the first, from terrain that cannot be crossed (people_on_barriers) */
    vp_growth *growth;
    size_t growth_count;
    double **factors; /* [set][unit] of a year to come (growth.h): its people ÷ those counted, NaN not known; NULL: as
                         counted. Never of a region of the store. */
} vp_people;

/* Under which names they live. */
enum { VP_SETTLEMENT_METRES = 3000 }; /* people who live farther from every settlement belong to none */
typedef struct {
    vp_settlement *items;
    size_t count;
    uint32_t *of_cell; /* per cell: the nearest settlement, UINT32_MAX where nobody lives or all are farther away; NULL
                          without settlements */
} vp_settlements;

/* What lies on the cells, on the grid geometry unless said otherwise. A served snapshot keeps none of it. */
typedef struct {
    vp_grid *elevation; /* metres above sea level; NaN unknown. NULL when not loaded */
    vp_grid
        *elevation_wide; /* the same on a coarser grid of its own that reaches farther: for signals only. NULL: none */
    uint8_t *land_cover; /* class per cell, 0 unknown. NULL when not loaded */
    uint32_t *roads;     /* bit i: a road of road_classes[i] touches the cell */
    char *road_classes[VP_ROAD_CLASSES_MOST];
    size_t road_class_count;
    uint32_t *barriers; /* bit i: a barrier of barrier_classes[i] covers or touches it */
    char *barrier_classes[VP_ROAD_CLASSES_MOST];
    size_t barrier_class_count;
    vp_clutter_height *clutter_heights; /* the province's own; others are built in: vp_clutter_of */
    size_t clutter_height_count;
} vp_land;

/* Everything that is particular to a place; who needs a part of it takes the part. */
typedef struct {
    char *id, *name_vi, *name_en, *crs; /* crs: EPSG:32648 */
    char *notice_vi, *notice_en; /* what readers of every figure must know, such as made-up data; NULL: nothing */
    vp_date as_of;
    vp_season season; /* what services that name none are measured in */
    vp_grid_geometry geometry;
    vp_lattice cell_to_lonlat; /* (column, row), fractional → WGS 84 degrees; filled through PROJ */
    vp_units units;
    vp_definitions definitions;
    vp_speed_table speed_table;
    vp_supply supply;
    vp_people people;
    vp_settlements settlements;
    vp_land land;
} vp_region;

VP_API void vp_region_free(vp_region *region); /* NULL is fine */
/* What a unit, a set of units owns, of a region with so many records. */
VP_API void vp_unit_clear(vp_unit *unit, size_t record_count);
VP_API void vp_unit_set_clear(vp_unit_set *set, size_t record_count);

/* What the people of a unit, as the grids have them, are multiplied by: 1 but in a year to come. */
VP_API double vp_people_factor(const vp_people *people, size_t set, size_t unit);

/* Rows by id; VP_NONE when there is none. */
VP_API size_t vp_region_service(const vp_definitions *definitions, const char *id);
VP_API size_t vp_region_group(const vp_definitions *definitions, const char *id);
VP_API size_t vp_region_indicator(const vp_definitions *definitions, const char *id);
/* A unit of a set by code; VP_NONE when there is none. */
VP_API size_t vp_unit_set_find(const vp_unit_set *set, const char *code);
/* The unit of a set that a code is of: its own, or else the one that took most of the people of the earlier unit of
 * that code, by the crosswalk; VP_NONE when it is of neither. NULL is no code. */
VP_API size_t vp_region_unit_of_code(const vp_units *units, size_t set, const char *code);
VP_API size_t vp_region_record(const vp_units *units, const char *name);
VP_API size_t vp_region_attribute(const vp_supply *supply, const char *name);

VP_END_DECLS
