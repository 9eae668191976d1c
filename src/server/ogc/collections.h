/* The collections of features as a table: what each has, its properties and its geometry. */
#pragma once
#include "server/cql2/cql2.h"
#include "server/routes.h"
#include "json/json.h"
#include <vungphu/date.h>

/* What a feature is read from. */
typedef struct {
    const vp_snapshot *snapshot;
    size_t set; /* of units; the main set for the others */
} vp_view;

typedef struct {
    const char *name;
    vp_type type;
    const char *title;
    void (*get)(const vp_view *view, size_t row, vp_property_value *out);
    const char *title_vi; /* NULL: none */
} vp_property;

typedef struct {
    const char *id, *title_vi, *title_en, *description, *geometry_type;
    const vp_property *properties; /* the first one is the id by its source */
    size_t property_count;
    bool required; /* listed even when it is empty */
    size_t (*count)(const vp_view *view);
    json_t *(*geometry)(const vp_view *view, size_t row);
    bool (*touches)(const vp_view *view, size_t row, vp_bounds box);   /* degrees */
    void (*area)(const vp_view *view, size_t row, vp_cql2_place *out); /* NULL: points */
    /* Days it is valid or open, "" without an end. NULL: the collection has no time. */
    void (*period)(const vp_view *view, size_t row, const char **from, const char **to);
    vp_point (*point)(const vp_view *view, size_t row); /* degrees; NULL: not points */
    bool of_columns;                                    /* one for each columns of a view (snapshot/unit_columns.h) */
    bool of_sets;                                       /* rows are those of view.set: there are more sets of them */
    /* Properties behind those of the table, as many as the snapshot has: NULL: none. more_at has no getter. */
    size_t (*more_count)(const vp_view *view);
    vp_property (*more_at)(const vp_view *view, size_t index);
    double (*more_value)(const vp_view *view, size_t row, size_t index);
    /* Makes what the getters read; asked before any of them is. NULL: it is there. */
    bool (*prepare)(const vp_view *view, vp_error *err);
    /* An id that no other feature of the collection has; NULL: the first property is one. */
    void (*unique_id)(const vp_view *view, size_t row, vp_property_value *out);
} vp_collection;

extern const vp_collection *const vp_collections[];
extern const size_t vp_collection_count;

/* The collection of the path, and the view its query selects. */
const vp_collection *vp_collection_select(const vp_call *call, const vp_snapshot *snapshot, vp_view *view,
                                          vp_error *err);
/* Its id and title, which are the columns' where it is of them. */
const char *vp_collection_name(const vp_collection *collection, const vp_view *view);
const char *vp_collection_title(const vp_collection *collection, const vp_view *view, bool vietnamese);
/* Whether /collections has it: one without features only where it is required. */
bool vp_collection_is_listed(const vp_collection *collection, const vp_view *view);
/* Of those that every snapshot has. */
const vp_property *vp_collection_property(const vp_collection *collection, const char *name);

/* All properties of a snapshot's collection. */
size_t vp_collection_property_count(const vp_collection *collection, const vp_view *view);
vp_property vp_collection_property_at(const vp_collection *collection, const vp_view *view, size_t index);
/* By name; VP_NONE when there is none. length: of the name, which need not end there. */
size_t vp_collection_find(const vp_collection *collection, const vp_view *view, const char *name, size_t length);
bool vp_collection_prepare(const vp_collection *collection, const vp_view *view, vp_error *err);

/* A property's value; a text without letters is none. */
void vp_collection_value(const vp_collection *collection, size_t property, const vp_view *view, size_t row,
                         vp_property_value *out);
/* The id that its address has; a text. */
void vp_collection_id(const vp_collection *collection, const vp_view *view, size_t row, vp_property_value *out);
bool vp_collection_has_place(const vp_collection *collection, const vp_view *view, size_t row);
/* Whether a feature lies in a box in degrees; west > east: it crosses the antimeridian. One without a place does not.
 */
bool vp_collection_touches(const vp_collection *collection, const vp_view *view, size_t row, vp_bounds box);
/* Whether a request that names neither level nor vintage means this set among those of its level: the main set, or the
 * newest. */
bool vp_collection_is_default_set(const vp_units *units, size_t set);

typedef struct {
    const vp_collection *collection;
    const vp_view *view;
    size_t row;
} vp_collection_row;
/* The collection as a filter names it (of any row) and asks of it; both live as long as the row. reference NULL: its
 * positions are degrees, longitude first. */
vp_cql2_schema vp_collection_schema(const vp_collection_row *row, const vp_reference *reference);
vp_cql2_feature vp_collection_feature(const vp_collection_row *row); /* lives as long as row */
/* Makes the bounds hold the feature too, where it has a place. */
void vp_collection_extend(const vp_collection_row *row, vp_bounds *bounds);
/* Around all of its features, and the province. */
vp_bounds vp_collection_bounds(const vp_collection *collection, const vp_view *view);
/* Of a collection with periods the first day of any and the last; "" where one has no beginning or end. */
void vp_collection_days(const vp_collection *collection, const vp_view *view, vp_date first, vp_date last);
