/* A vector dataset row by row: fields assigned, texts converted, geometry projected. */
#pragma once
#include "store/import/job_internal.h"
#include "store/sandbox/source_words.h"
#include "store/spatial/vector_geometry.h"
#include "store/text/written.h"

typedef struct {
    const char *name;     /* the project's */
    const char *constant; /* NULL: from the column */
    size_t column;        /* of the source */
    bool other;           /* a record or an attribute, not a field of the role */
    bool is_number;       /* the source keeps numbers: nobody wrote them with commas */
    vp_written written;   /* how its numbers are written, in the rows so far */
    char *text;           /* of the row at hand; NULL when missing or empty */
} vp_binding;

enum { VP_INSERTS_MOST = 3 };

typedef struct vp_vector vp_vector;

/* What is done with the rows of one role. */
typedef struct {
    const char *role;
    const char *inserts[VP_INSERTS_MOST];
    /* A row with its fields and geometry; a row that is not taken is rejected by vp_vector_reject. */
    bool (*take)(vp_vector *vector, vp_error *err);
    bool (*finish)(vp_vector *vector, vp_error *err); /* after the last row; may be NULL */
} vp_vector_role;

struct vp_vector {
    vp_import_job *job;
    const vp_role *role;
    const vp_vector_role *intake;
    vp_source *source;
    char **columns; /* of the source, decoded */
    vp_source_words words;
    vp_binding *bindings;
    size_t binding_count;
    vp_transform *projection; /* NULL: no geometry */
    bool lonlat_columns;      /* the point comes from the fields lon and lat, or lonlat */
    vp_vector_geometry geometry;
    vp_vector_geometry area; /* of a settlement whose place is an area: projected; else without points */
    vp_buffer wkb;
    sqlite3_stmt *inserts[VP_INSERTS_MOST];
    long row;
    bool rejected;          /* the row at hand */
    bool elsewhere;         /* the same: it lies outside the window of a part */
    char first_reason[200]; /* why the first row that was left out was */
    bool swapped;
    void *seen; /* ids and their rows: a search tree */
    void *kept; /* the role's own, freed by its finish */
    size_t outside, mended, agreeing, disagreeing, from_areas;
};

/* ---- vector_roles.c, vector_row.c, vector_texts.c */

const vp_vector_role *vp_vector_role_find(const char *role);

const char *vp_vector_text(const vp_vector *vector, const char *name);    /* NULL when missing */
vp_binding *vp_vector_binding(const vp_vector *vector, const char *name); /* of a field of the role; NULL: none */
/* The source's columns decoded; its code page. */
bool vp_vector_read_columns(vp_vector *vector, vp_error *err);
/* The value of a binding as text; false when it cannot be read: then the row is rejected. */
bool vp_vector_convert(vp_vector *vector, vp_binding *binding, const vp_source_feature *feature);
/* The row is left out, with a warning. Returns true, since the import goes on. */
bool vp_vector_reject(vp_vector *vector, const char *column, const char *value, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* False when the id was there before; *first is the row that had it. */
bool vp_vector_is_new(vp_vector *vector, const char *id, long *first, vp_error *err);
void vp_vector_forget(vp_vector *vector); /* the ids seen */
/* ---- vector_numbers.c */

/* A number of the row, NaN when missing; *ok false when the text is no number. */
double vp_vector_number(vp_vector *vector, const char *name, bool *ok);
double vp_vector_parse(vp_vector *vector, vp_binding *binding, bool *ok);
/* After the last row: columns in which points or commas may set thousands apart. */
void vp_vector_judge_numbers(vp_vector *vector);
/* The point of the fields lon and lat, or lonlat; a row without one is rejected. */
bool vp_vector_read_lonlat(vp_vector *vector, vp_error *err);

/* ---- vector_row.c */

/* A date as 2026-12-31, or NULL; a text that is no date gets a warning and counts as missing. */
const char *vp_vector_date(vp_vector *vector, const char *name, vp_date out);

/* ---- vector_units.c */

/* Polygons: rings, self-crossings and areas; repaired when the province asks for it. *usable false: the row
 * was rejected. *shape (may be NULL) gets a valid GEOS polygon, owned by the caller. */
bool vp_vector_check_area(vp_vector *vector, bool *usable, GEOSGeometry **shape, vp_error *err);
/* units: the set of the row's level and vintage, made when new. */
bool vp_vector_take_unit(vp_vector *vector, vp_error *err);
bool vp_vector_finish_crosswalk(vp_vector *vector, vp_error *err);
bool vp_vector_take_crosswalk(vp_vector *vector, vp_error *err);

/* ---- people_tables.c: places with people; units with people, spread over their land */
bool vp_vector_take_people(vp_vector *vector, vp_error *err);
bool vp_vector_finish_people(vp_vector *vector, vp_error *err);
bool vp_vector_take_unit_people(vp_vector *vector, vp_error *err);
bool vp_vector_finish_unit_people(vp_vector *vector, vp_error *err);
