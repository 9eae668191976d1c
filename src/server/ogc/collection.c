/* What is asked of a collection, whichever it is. */
#include "server/ogc/collections.h"
#include "server/plan/selection.h"
#include "snapshot/outlines.h"
#include "snapshot/unit_columns.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *vp_collection_name(const vp_collection *c, const vp_view *view)
{
    const vp_unit_columns *columns = view->snapshot->places.columns;
    return c->of_columns && columns ? columns->id : c->id;
}

const char *vp_collection_title(const vp_collection *c, const vp_view *view, bool vietnamese)
{
    const vp_unit_columns *columns = view->snapshot->places.columns;
    if (c->of_columns && columns) return vietnamese ? columns->title_vi : columns->title_en;
    return vietnamese ? c->title_vi : c->title_en;
}

bool vp_collection_is_listed(const vp_collection *collection, const vp_view *view)
{
    return collection->required || collection->count(view) > 0;
}

const vp_property *vp_collection_property(const vp_collection *collection, const char *name)
{
    for (size_t i = 0; i < collection->property_count; i++)
        if (strcmp(collection->properties[i].name, name) == 0) return &collection->properties[i];
    return NULL;
}

size_t vp_collection_property_count(const vp_collection *c, const vp_view *view)
{
    return c->property_count + (c->more_count ? c->more_count(view) : 0);
}

vp_property vp_collection_property_at(const vp_collection *c, const vp_view *view, size_t index)
{
    return index < c->property_count ? c->properties[index] : c->more_at(view, index - c->property_count);
}

size_t vp_collection_find(const vp_collection *c, const vp_view *view, const char *name, size_t length)
{
    for (size_t i = 0; i < vp_collection_property_count(c, view); i++) {
        const char *known = vp_collection_property_at(c, view, i).name;
        if (strlen(known) == length && memcmp(known, name, length) == 0) return i;
    }
    return VP_NONE;
}

bool vp_collection_prepare(const vp_collection *collection, const vp_view *view, vp_error *err)
{
    return !collection->prepare || collection->prepare(view, err);
}

void vp_collection_value(const vp_collection *collection, size_t property, const vp_view *view, size_t row,
                         vp_property_value *out)
{
    if (property < collection->property_count)
        collection->properties[property].get(view, row, out);
    else
        *out = (vp_property_value){.is_number = true,
                                   .number = collection->more_value(view, row, property - collection->property_count)};
    if (!out->is_number && out->text && !*out->text) out->text = NULL;
}

void vp_collection_id(const vp_collection *collection, const vp_view *view, size_t row, vp_property_value *out)
{
    (collection->unique_id ? collection->unique_id : collection->properties[0].get)(view, row, out);
}

bool vp_collection_has_place(const vp_collection *collection, const vp_view *view, size_t row)
{
    const vp_bounds world = {-180, -90, 360, 90};
    return collection->touches(view, row, world);
}

bool vp_collection_touches(const vp_collection *collection, const vp_view *view, size_t row, vp_bounds box)
{
    const vp_bounds beyond = {box.west + 360, box.south, box.east + 360, box.north};
    bool crosses = view->snapshot->places.outlines->lonlat.east > 180; /* the province: its longitudes go on */
    if (box.west <= box.east)
        return collection->touches(view, row, box) || (crosses && collection->touches(view, row, beyond));
    const vp_bounds across = {box.west, box.south, box.east + 360, box.north};
    if (crosses) return collection->touches(view, row, across);
    const vp_bounds before = {box.west, box.south, 180, box.north}, after = {-180, box.south, box.east, box.north};
    return collection->touches(view, row, before) || collection->touches(view, row, after);
}

bool vp_collection_is_default_set(const vp_units *units, size_t set)
{
    const vp_unit_set *sets = units->sets;
    if (strcmp(sets[set].level, sets[units->main_set].level) == 0) return set == units->main_set;
    for (size_t s = 0; s < units->set_count; s++)
        if (strcmp(sets[s].level, sets[set].level) == 0 && strcmp(sets[s].vintage, sets[set].vintage) > 0) return false;
    return true;
}

static bool find_property(const void *context, const char *name, size_t *property, bool *is_text)
{
    const vp_collection_row *r = context;
    *property = vp_collection_find(r->collection, r->view, name, strlen(name));
    if (*property == VP_NONE) return false;
    *is_text = vp_collection_property_at(r->collection, r->view, *property).type == VP_TYPE_TEXT;
    return true;
}

vp_cql2_schema vp_collection_schema(const vp_collection_row *row, const vp_reference *reference)
{
    return (vp_cql2_schema){row, vp_collection_name(row->collection, row->view), reference, find_property};
}

static void value_of(const void *context, size_t property, vp_property_value *out)
{
    const vp_collection_row *r = context;
    vp_collection_value(r->collection, property, r->view, r->row, out);
}

static bool touches(const void *context, vp_bounds box)
{
    const vp_collection_row *r = context;
    return vp_collection_touches(r->collection, r->view, r->row, box);
}

static bool has_place(const void *context)
{
    const vp_collection_row *r = context;
    return vp_collection_has_place(r->collection, r->view, r->row);
}

static void place_of(const void *context, vp_cql2_place *out)
{
    const vp_collection_row *r = context;
    if (r->collection->area)
        r->collection->area(r->view, r->row, out);
    else
        *out = (vp_cql2_place){.point = r->collection->point(r->view, r->row)};
}

static vp_bounds around(vp_bounds b, vp_point p)
{
    return (vp_bounds){fmin(b.west, p.x), fmin(b.south, p.y), fmax(b.east, p.x), fmax(b.north, p.y)};
}

void vp_collection_extend(const vp_collection_row *row, vp_bounds *bounds)
{
    vp_cql2_place place;
    if (!has_place(row)) return;
    place_of(row, &place);
    if (!place.area) *bounds = around(*bounds, place.point);
    for (size_t i = 0; place.area && i < place.area->point_count; i++) *bounds = around(*bounds, place.area->points[i]);
}

vp_bounds vp_collection_bounds(const vp_collection *c, const vp_view *view)
{
    vp_bounds bounds = view->snapshot->places.outlines->lonlat;
    bool is_within = c->of_sets || c->prepare; /* units, and what is computed inside of them */
    for (size_t row = 0; !is_within && bounds.west <= bounds.east && row < c->count(view); row++)
        vp_collection_extend(&(vp_collection_row){c, view, row}, &bounds);
    return bounds;
}

void vp_collection_days(const vp_collection *c, const vp_view *view, vp_date first, vp_date last)
{
    vp_view of = *view;
    bool starts = true, ends = true;
    first[0] = last[0] = '\0';
    for (size_t set = 0; set < (c->of_sets ? view->snapshot->region->units.set_count : 1); set++) {
        if (c->of_sets) of.set = set;
        for (size_t row = 0; row < c->count(&of); row++) {
            const char *from, *to;
            c->period(&of, row, &from, &to);
            starts &= *from != '\0';
            ends &= *to != '\0';
            if (*from && (!*first || strcmp(from, first) < 0)) snprintf(first, sizeof(vp_date), "%s", from);
            if (*to && strcmp(to, last) > 0) snprintf(last, sizeof(vp_date), "%s", to);
        }
    }
    if (!starts) first[0] = '\0';
    if (!ends) last[0] = '\0';
}

vp_cql2_feature vp_collection_feature(const vp_collection_row *row)
{
    return (vp_cql2_feature){row, value_of, touches, has_place, place_of};
}

const vp_collection *vp_collection_select(const vp_call *call, const vp_snapshot *snapshot, vp_view *view,
                                          vp_error *err)
{
    const char *id = vp_target_capture(&call->target, "collectionId");
    view->snapshot = snapshot;
    view->set = snapshot->region->units.main_set;
    for (size_t i = 0; i < vp_collection_count; i++) {
        const vp_collection *c = vp_collections[i];
        if (strcmp(vp_collection_name(c, view), id) != 0 || !vp_collection_is_listed(c, view)) continue;
        if (c->of_sets && !vp_select_set(call, &snapshot->region->units, &view->set, err)) return NULL;
        return c;
    }
    vp_fail(err, VP_NOT_FOUND, "there is no collection '%.60s'; /collections lists them", id);
    return NULL;
}
