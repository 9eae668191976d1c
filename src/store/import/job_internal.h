/* An import under way: what is known so far, and the dataset at hand. */
#pragma once
#include "store/files/checksum.h"
#include "store/import/import.h"
#include "store/province/role.h"
#include "store/sandbox/source.h"
#include "store/spatial/crs.h"
#include "store/spatial/program_sum.h"
#include "store/spatial/transform.h"
#include "store/sqlite/database.h"
#include <geos_c.h>
#include <vungphu/region.h>
#include <vungphu/zonal.h>

typedef struct {
    char *code, *name;
    long row;
    vp_bounds bounds;
    GEOSGeometry *shape;                  /* valid, projected metres */
    const GEOSPreparedGeometry *prepared; /* made when first asked for */
} vp_known_unit;

typedef struct {
    char *level, *vintage;
    const vp_dataset *dataset; /* that the first unit came from */
    int64_t id;                /* unit_set.id */
    vp_known_unit *units;
    size_t unit_count, unit_room;
} vp_known_set;

typedef struct {
    vp_checksum sum; /* "": not yet */
    size_t bytes;
} vp_import_sum;

/* A raster of which not even the header can be read. */
typedef struct {
    const vp_dataset *dataset;
    vp_error why;
} vp_unread_raster;

typedef struct {
    const vp_province *province;
    vp_database *database;
    vp_database *last;           /* the dataset before this one, of which steps are kept; NULL: none */
    bool carried;                /* this one is it, with other places (carried.c) */
    const char *not_carried;     /* else which of its inputs is another; NULL: it was not asked for */
    vp_input_sum program, units; /* sums of what computes and of the units; "": not asked for yet */
    vp_import_sum *sums;         /* [dataset] of its files; NULL before the first */
    vp_findings *findings;
    const vp_import_options *options;
    const char *crs; /* of the province; zone where it cannot be used, so that the rest is checked all the same */
    char zone[16];
    bool own_system;  /* of a part that parts.csv gives one */
    vp_bounds area;   /* degrees in which crs is meant to be used */
    bool area_stated; /* it says so */
    vp_crs_row system;
    int srid;
    bool repair;
    bool records_missing; /* a source of records had errors: which names there are is not known */
    GEOSContextHandle_t geos;
    vp_transform *to_degrees;  /* from crs to WGS 84 */
    bool crosses_180;          /* the geometry does: its longitudes go on beyond 180 */
    vp_grid_geometry geometry; /* cell_metres 0 until the units are in */
    vp_grid_geometry whole;    /* what it is a window of, for a part; else the same */
    vp_grid_geometry wide;     /* of the wide elevation; columns 0 without */
    vp_known_set *sets;
    size_t set_count;

    float *merged;            /* the cells of elevation, elevation_wide or land_cover so far; NaN: none yet */
    int64_t merged_source;    /* source.id of the first of them */
    vp_unread_raster *unread; /* of the role at hand, that the other files of the role may do without */
    size_t unread_count, unread_room;
    uint8_t *classes;                /* land cover on the grid, 0: unknown; NULL: none, or not yet */
    struct vp_people_mosaic *people; /* the populations so far */
    size_t people_count;
    uint32_t *inside; /* 1 in cells mostly within the first set of the finest level; NULL until asked for */

    const vp_dataset *dataset;                       /* at hand; NULL between datasets */
    int64_t source;                                  /* source.id */
    int64_t source_given;                            /* the id that its row gets; 0: the next */
    size_t features, rejected, reported, unreported; /* unreported: findings beyond the most of one dataset */
} vp_import_job;

/* ---- job.c */

bool vp_import_progress(const vp_import_job *job, const char *step, double done, vp_error *err);

/* A finding about the dataset at hand, whose file and layer are added to the place. Beyond 60 notes and warnings of one
 * dataset only the number grows. */
void vp_import_report(vp_import_job *job, vp_severity severity, vp_place place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The features of a dataset, by what datasets.csv says of them; NULL as vp_source_open. area: NULL: all of them. */
vp_source *vp_import_open(const vp_dataset *dataset, const vp_source_area *area, vp_findings *findings, vp_error *err);

/* Of a dataset's file and its side files, read once in an import. bytes may be NULL. */
bool vp_import_checksum(vp_import_job *job, const vp_dataset *dataset, vp_checksum sum, size_t *bytes, vp_error *err);

/* Of a file whose system is declared nowhere: a finding when it names no datum. */
void vp_import_check_datum(vp_import_job *job, const char *crs);

/* ---- known_units.c */

/* Whether a code is of a unit of the vintage (NULL: any vintage). A number that a spreadsheet stripped of
 * its zeros ("1834.0" for 01834) is written back into code (size bytes) and *mended set.
 * False when no unit of the vintage has it. */
bool vp_import_find_code(const vp_import_job *job, const char *vintage, const char *text, char *code, size_t size,
                         bool *mended);
bool vp_import_has_vintage(const vp_import_job *job, const char *vintage);
/* job->sets as the dataset has them, where no source was read. */
bool vp_import_load_units(vp_import_job *job, vp_error *err);
/* Units whose name or code is near, for a hint; "" when there is none. */
void vp_import_near(const vp_import_job *job, const char *vintage, const char *text, char *hint, size_t size);
/* Metres from the point to the nearest unit of this code, 0 inside; INFINITY when there is none. */
double vp_import_distance(vp_import_job *job, const char *code, vp_point point);
bool vp_import_inside_any(vp_import_job *job, vp_point point);
bool vp_import_inside_set(vp_import_job *job, const vp_known_set *set, vp_point point);

/* ---- vector.c, raster.c */

/* One dataset each; findings say what is wrong, err only what stops the import. */
bool vp_vector_import(vp_import_job *job, const vp_role *role, vp_error *err);
bool vp_raster_import(vp_import_job *job, const vp_role *role, vp_error *err);
/* After the last dataset of the role: elevation and land cover are one grid, whatever tiles they came in. */
bool vp_raster_finish(vp_import_job *job, const vp_role *role, vp_error *err);

/* ---- kept_steps.c */

typedef enum {
    VP_IMPORT_PROGRAM,
    VP_IMPORT_SETTINGS, /* province.csv, and the part */
    VP_IMPORT_GRID,
    VP_IMPORT_UNITS,
    VP_IMPORT_SOURCES, /* the role's rows of datasets.csv and the bytes of their files */
    VP_IMPORT_INPUTS
} vp_import_input;
extern const char *const vp_import_input_names[VP_IMPORT_INPUTS];

/* All datasets of one role of grids, or the check of the units against each other ("units"). */
typedef struct {
    const char *role;
    bool known;  /* the last dataset had its results of the same inputs: they have been taken over */
    bool stated; /* its inputs are known, and will be stored */
    vp_input_sum inputs[VP_IMPORT_INPUTS];
    int64_t first;                     /* rowid of its first finding, here */
    int64_t then_first, then_findings; /* there */
} vp_import_step;

bool vp_import_step_begin(vp_import_job *job, const char *role, vp_import_step *step, vp_error *err);
bool vp_import_step_end(vp_import_job *job, const vp_import_step *step, vp_error *err);

/* A line of --explain. */
void vp_import_explain(const vp_import_job *job, const char *step, const char *since);
/* Those of the steps, of a dataset that has all of them from the last one. */
void vp_import_explain_steps(const vp_import_job *job);

/* The step of all tables, and what they say: *since is the first of its inputs that is another; NULL: none. */
bool vp_import_tables_begin(vp_import_job *job, vp_import_step *step, const char **since, vp_error *err);
/* No finding has been added but theirs. */
bool vp_import_tables_end(vp_import_job *job, vp_error *err);

/* A check of the whole: where its findings stand, as rowids; those of the last dataset, behind the others. */
bool vp_import_check_end(vp_import_job *job, const char *check, int64_t first, int64_t next, vp_error *err);
bool vp_import_check_keep(vp_import_job *job, const char *check, vp_error *err);
/* Findings of the last dataset from a rowid to before another, behind the others; store: into this one, too. */
bool vp_import_keep_findings(vp_import_job *job, int64_t from, int64_t to, bool store, vp_error *err);

/* ---- carried.c */

/* When tables, options and program are those of the last dataset, and its sources but for places: makes that one's
 * copy at path, with all datasets in it. *carried false: they are to be imported. */
bool vp_import_carry(vp_import_job *job, const char *path, bool *carried, vp_error *err);
/* Nothing that is imported rests on a dataset of this role; only checks do. */
bool vp_import_role_is_apart(const char *role);

/* ---- one_dataset.c */

/* One dataset: its row, its rows and its findings. */
bool vp_import_dataset(vp_import_job *job, const vp_dataset *dataset, vp_error *err);

/* ---- people.c */

/* After the last population of a kind: each mosaic is stored, with what it says of the units. */
bool vp_import_people_finish(vp_import_job *job, vp_error *err);
void vp_import_people_clear(vp_import_job *job);

/* ---- system.c */

/* job->crs and what depends on it. A system that figures cannot be computed in is a finding, and the UTM zone of the
 * units is taken instead. False when there is none either. */
bool vp_import_set_system(vp_import_job *job, vp_error *err);
/* Once the grids' geometry is known: whether it crosses the 180th meridian, and a finding when the system's metres are
 * not those of the ground. */
void vp_import_check_system(vp_import_job *job);
/* The first half of it: job->crosses_180. */
void vp_import_find_180(vp_import_job *job);

/* ---- grid_geometry.c */

/* The grids' geometry from the units, province.csv and the elevation's grid. */
bool vp_import_set_geometry(vp_import_job *job, vp_error *err);
/* Of a place in metres; false when it has none. */
bool vp_import_degrees(vp_import_job *job, vp_point *place);
/* part_window.c: the units that parts.csv names are there, each in one part. */
bool vp_import_check_parts(vp_import_job *job, vp_error *err);
/* They and their windows into the dataset. */
bool vp_import_store_parts(vp_import_job *job, vp_error *err);
/* The system of a part that has another than province.csv; "": it has not. */
const char *vp_import_part_system(const vp_import_job *job, size_t row);
/* Of a part (vp_import_options.part), cuts the grids' geometry out of the whole: its units and its margin around them.
 */
bool vp_import_set_window(vp_import_job *job, vp_error *err);
/* The geometry of the wide elevation: what its files cover of the province's grid and 150 km around, in cells of the
 * finest of them, or larger ones that make no more than 16 million. None where no file covers any. */
bool vp_import_set_wide_geometry(vp_import_job *job, vp_error *err);
/* job->inside, made when first asked for. */
const uint32_t *vp_import_inside(vp_import_job *job, vp_error *err);
/* Shares of the grid's cells in the units of the first set of the finest level, which is *set. NULL and *set NULL when
 * there is none; free the weights. */
vp_weights *vp_import_unit_weights(vp_import_job *job, const vp_known_set **set, vp_error *err);

/* ---- units_check.c, dataset_check.c */

/* Units of one set against each other and against the other sets; done once all units are in. */
bool vp_import_check_units(vp_import_job *job, vp_error *err);
/* Records, groups, indicators, speeds and facilities against each other. */
bool vp_import_check_dataset(vp_import_job *job, vp_error *err);
/* facilities_check.c: facilities that are in no unit of today and state none. */
bool vp_import_check_facilities(vp_import_job *job, vp_error *err);
/* speeds_check.c: speeds against the terrain, and layers that are missing. */
bool vp_import_check_speeds(vp_import_job *job, vp_error *err);
/* groups_check.c: grids of groups against those of everyone */
bool vp_import_check_groups(vp_import_job *job, vp_error *err);
/* ---- numbers_check.c: texts among the records that groups and indicators compute with */
bool vp_import_check_numbers(vp_import_job *job, vp_error *err);
/* ---- shares_check.c: values of a group's share_field, a record's name, that are no shares become no data. row: of
 * groups.csv */
bool vp_import_clear_shares(vp_import_job *job, size_t row, const char *name, vp_error *err);
/* ---- duplicates_check.c: places of one service that may be one place under two ids */
bool vp_import_check_duplicates(vp_import_job *job, vp_error *err);

/* ---- database.c: the file, its tables as in schema.sql, and the province's definitions */

vp_database *vp_import_database_new(const char *path, const vp_crs_row *system, vp_error *err);
bool vp_import_database_definitions(vp_import_job *job, vp_error *err);
bool vp_import_database_settings(vp_import_job *job, vp_error *err);
bool vp_import_database_source(vp_import_job *job, vp_error *err);  /* the dataset's row: job->source */
bool vp_import_database_counted(vp_import_job *job, vp_error *err); /* its features and rejected */
/* Which findings are the dataset's: those from first on, which are stored next. */
bool vp_import_database_heard(vp_import_job *job, size_t first, vp_error *err);
bool vp_import_database_findings(vp_import_job *job, size_t first, int64_t source, vp_error *err);
