/* The collections of features as a table: what each has, its properties and its geometry. */
#pragma once
#include "server/cql2/cql2.h"
#include "server/routes.h"
#include "service/json.h"

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
} vp_property;

typedef struct {
    const char *id, *title_vi, *title_en, *description, *geometry_type;
    const vp_property *properties; /* the first one is the feature's id */
    size_t property_count;
    bool required; /* listed even when it is empty */
    size_t (*count)(const vp_view *view);
    json_t *(*geometry)(const vp_view *view, size_t row);
    bool (*touches)(const vp_view *view, size_t row, vp_bounds box); /* degrees */
    /* Days it is valid or open, "" without an end. NULL: the collection has no time. */
    void (*period)(const vp_view *view, size_t row, const char **from, const char **to);
    vp_point (*point)(const vp_view *view, size_t row); /* degrees; NULL: not points */
} vp_collection;

extern const vp_collection vp_collections[];
extern const size_t vp_collection_count;

/* The collection of the path, and the view its query selects. */
const vp_collection *vp_collection_select(const vp_call *call, const vp_snapshot *snapshot, vp_view *view,
                                          vp_error *err);
const vp_property *vp_collection_property(const vp_collection *collection, const char *name);

/* The collection as a filter names it and asks of it. */
vp_cql2_schema vp_collection_schema(const vp_collection *collection);
typedef struct {
    const vp_collection *collection;
    const vp_view *view;
    size_t row;
} vp_collection_row;
vp_cql2_feature vp_collection_feature(const vp_collection_row *row); /* lives as long as row */
