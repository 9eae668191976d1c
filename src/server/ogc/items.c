/* /collections/{collection}/items and …/{id}: OGC API – Features, parts 1 to 3. */
#include "base/array.h"
#include "base/csv.h"
#include "base/utc.h"
#include "server/ogc/handlers.h"
#include "server/ogc/items_query_internal.h"
#include "server/ogc/page.h"
#include "service/geometry_json.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ------------------------------------------------------------ features */

static bool in_time(const vp_items_query *q, size_t row)
{
    const char *from, *to;
    if (!q->has_time || !q->collection->period) return true;
    q->collection->period(&q->view, row, &from, &to);
    return (!*q->to || !*from || strcmp(from, q->to) <= 0) && (!*q->from || !*to || strcmp(to, q->from) >= 0);
}

static bool holds(const vp_items_query *q, size_t row)
{
    vp_collection_row at = {q->collection, &q->view, row};
    vp_cql2_feature feature = vp_collection_feature(&at);
    return !q->condition || vp_cql2_holds(q->condition, &feature);
}

/* OGC 17-069r4, 7.15.3: a box also matches what has no place. */
static bool in_box(const vp_items_query *q, size_t row)
{
    if (!q->has_box || !vp_collection_has_place(q->collection, &q->view, row)) return true;
    vp_collection_row at = {q->collection, &q->view, row};
    vp_cql2_feature feature = vp_collection_feature(&at);
    return vp_collection_touches(q->collection, &q->view, row, q->box) &&
           (!q->bent_box || vp_cql2_holds(q->bent_box, &feature));
}

/* A parameter without a value asks for features without one. */
static bool equals(const vp_items_filter *f, const vp_property_value *field)
{
    if (field->is_number) return *f->text ? field->number == f->number : isnan(field->number);
    return field->text ? strcmp(field->text, f->text) == 0 : !*f->text;
}

static bool is_wanted(const vp_items_query *q, size_t row)
{
    for (size_t i = 0; i < q->filter_count; i++) {
        const vp_items_filter *f = &q->filters[i];
        vp_property_value field;
        vp_collection_value(q->collection, f->property, &q->view, row, &field);
        if (!equals(f, &field)) return false;
    }
    return in_time(q, row) && in_box(q, row) && holds(q, row);
}

static bool takes_set(const vp_items_query *q, size_t set)
{
    const vp_region *region = q->view.snapshot->region;
    const vp_unit_set *candidate = &region->units.sets[set], *main_set = &region->units.sets[region->units.main_set];
    const char *level = q->level ? q->level : q->any_level ? candidate->level : main_set->level;
    if (strcmp(candidate->level, level) != 0) return false;
    if (q->vintage) return strcmp(candidate->vintage, q->vintage) == 0;
    return q->any_vintage || vp_collection_is_default_set(&region->units, set);
}

typedef struct {
    size_t set, row;
} place;

/* The rows that are wanted, as they are kept; a list of *count. NULL: memory is short. */
static place *list_wanted(vp_items_query *q, size_t *count)
{
    size_t sets = q->collection->of_sets ? q->view.snapshot->region->units.set_count : 1, room = 0;
    place *places = NULL;
    *count = 0;
    bool ok = VP_ARRAY_FIT(places, room, 1, NULL);
    for (size_t s = 0; ok && s < sets; s++) {
        if (q->collection->of_sets && !takes_set(q, s)) continue;
        if (q->collection->of_sets) q->view.set = s;
        size_t rows = q->collection->count(&q->view);
        for (size_t row = 0; ok && row < rows; row++) {
            if (!is_wanted(q, row)) continue;
            ok = VP_ARRAY_FIT(places, room, *count + 1, NULL);
            if (ok) places[(*count)++] = (place){q->view.set, row};
        }
    }
    if (ok) return places;
    free(places);
    return NULL;
}

/* What has no value stands last, whichever direction the others run. Texts by code point. */
static int order_values(const vp_property_value *a, const vp_property_value *b, bool falls)
{
    bool none_a = a->is_number ? isnan(a->number) : !a->text, none_b = b->is_number ? isnan(b->number) : !b->text;
    if (none_a || none_b) return none_a - none_b;
    int sign = a->is_number ? (a->number > b->number) - (a->number < b->number) : strcmp(a->text, b->text);
    return falls ? -sign : sign;
}

static int order_places(const void *first, const void *second, void *context)
{
    const vp_items_query *q = context;
    const place *a = first, *b = second;
    vp_view view_a = q->view, view_b = q->view;
    view_a.set = a->set, view_b.set = b->set;
    for (size_t k = 0; k < q->key_count; k++) {
        vp_property_value value_a, value_b;
        vp_collection_value(q->collection, q->keys[k].property, &view_a, a->row, &value_a);
        vp_collection_value(q->collection, q->keys[k].property, &view_b, b->row, &value_b);
        int sign = order_values(&value_a, &value_b, q->keys[k].falls);
        if (sign != 0) return sign;
    }
    return a->set != b->set ? (a->set > b->set) - (a->set < b->set) : (a->row > b->row) - (a->row < b->row);
}

/* The rows that are wanted, in order; NULL: memory is short. */
static place *list_in_order(vp_items_query *q, size_t *matched)
{
    place *places = list_wanted(q, matched);
    if (places && q->key_count) qsort_r(places, *matched, sizeof *places, order_places, q);
    return places;
}

typedef bool taker(void *out, const vp_items_query *q, size_t row);

/* Gives take the rows of the page. False: take failed. */
static bool give_page(vp_items_query *q, const place places[], size_t matched, taker *take, void *out)
{
    bool ok = true;
    for (size_t i = q->offset; ok && i < matched && i - q->offset < q->limit; i++) {
        q->view.set = places[i].set;
        ok = take(out, q, places[i].row);
    }
    return ok;
}

/* Gives take the rows of the page, and the number of all that are wanted. False: take failed, or memory is short. */
static bool walk_page(vp_items_query *q, taker *take, void *out, size_t *matched)
{
    place *places = list_in_order(q, matched);
    bool ok = places && give_page(q, places, *matched, take, out);
    free(places);
    return ok;
}

/* wanted[property]; NULL: all. */
static json_t *properties_of(const vp_collection *c, const vp_view *view, size_t row, const bool wanted[])
{
    json_t *properties = json_object();
    vp_property_value field;
    for (size_t i = 0; properties && i < vp_collection_property_count(c, view); i++) {
        if (wanted && !wanted[i]) continue;
        vp_collection_value(c, i, view, row, &field);
        if (vp_json_set(properties, vp_collection_property_at(c, view, i).name,
                        field.is_number ? vp_json_number(field.number) : vp_json_text(field.text)))
            continue;
        json_decref(properties);
        return NULL;
    }
    return properties;
}

/* reference NULL: without its geometry. */
static json_t *feature_at(const vp_collection_row *at, const vp_reference *reference, const bool wanted[])
{
    vp_property_value id;
    vp_collection_id(at->collection, at->view, at->row, &id);
    json_t *geometry = reference ? at->collection->geometry(at->view, at->row) : json_null();
    if (geometry && reference && !vp_reference_apply(reference, geometry)) {
        json_decref(geometry);
        geometry = NULL;
    }
    if (reference != &vp_references[0]) vp_geometry_json_tidy(geometry);
    return json_pack("{s:s, s:o, s:o, s:o}", "type", "Feature", "id", vp_json_text(id.text), "geometry", geometry,
                     "properties", properties_of(at->collection, at->view, at->row, wanted));
}

/* ------------------------------------------------------------ a page */

/* The page's own address with another offset, or with another form. Parsed values, encoded anew. */
static json_t *link_to(const vp_items_query *q, const char *relation, const char *type, size_t offset, const char *form)
{
    vp_buffer out = {0};
    vp_buffer_format(&out, "%s/collections/%s/items?", q->call->base, vp_collection_name(q->collection, &q->view));
    vp_target_query(&q->call->target, form ? "offset limit f" : "offset limit", &out);
    if (form) vp_buffer_format(&out, "f=%s&", form);
    vp_buffer_format(&out, "limit=%zu&offset=%zu", q->limit, offset);
    const char *address = vp_buffer_terminated(&out);
    json_t *link = address ? json_pack("{s:s, s:s, s:s}", "rel", relation, "type", type, "href", address) : NULL;
    vp_buffer_clear(&out);
    return link;
}

static json_t *links_of(const vp_items_query *q, size_t matched)
{
    static const char geojson[] = "application/geo+json";
    json_t *links = json_pack("[o, o]", link_to(q, "self", geojson, q->offset, NULL),
                              link_to(q, "alternate", "text/csv", q->offset, "csv"));
    bool ok = links != NULL;
    if (ok)
        ok = vp_json_append(links, link_to(q, "alternate", q->call->media == VP_MEDIA_HTML ? geojson : "text/html",
                                           q->offset, q->call->media == VP_MEDIA_HTML ? "geojson" : "html"));
    if (ok && q->offset + q->limit < matched)
        ok = vp_json_append(links, link_to(q, "next", geojson, q->offset + q->limit, NULL));
    if (ok && q->offset > 0)
        ok = vp_json_append(links, link_to(q, "prev", geojson, q->offset > q->limit ? q->offset - q->limit : 0, NULL));
    if (ok) return links;
    json_decref(links);
    return NULL;
}

/* All that a page says but its features and their type. */
static json_t *about_page(const vp_items_query *q, size_t matched, size_t returned)
{
    vp_utc_text now;
    vp_utc_write(time(NULL), now);
    return json_pack("{s:o, s:I, s:I, s:o, s:s}", "timeStamp", json_string(now), "numberMatched", (json_int_t)matched,
                     "numberReturned", (json_int_t)returned, "links", links_of(q, matched), "snapshot",
                     q->view.snapshot->provenance.id);
}

/* Features as text, one after the other: of thousands of outlines only one at a time is a tree of numbers, which is ten
 * times its text. */
typedef struct {
    vp_buffer text;
    size_t count;
} feature_texts;

/* The blob's text without what ends it; false when memory is short. */
static bool append_blob(vp_buffer *out, vp_blob *blob, size_t first, size_t ending)
{
    bool ok = blob && vp_buffer_append(out, blob->bytes + first, blob->length - first - ending);
    vp_blob_release(blob);
    return ok;
}

static bool add_feature_text(void *texts, const vp_items_query *q, size_t row)
{
    feature_texts *t = texts;
    vp_error ignored;
    vp_collection_row at = {q->collection, &q->view, row};
    json_t *feature = feature_at(&at, q->skips_geometry ? NULL : q->reference, q->wanted);
    if (t->count++ > 0) vp_buffer_text(&t->text, ",");
    return append_blob(&t->text, vp_json_blob(feature, &ignored), 0, 1); /* without the end of the line */
}

static vp_blob *as_geojson(vp_items_query *q, vp_error *err)
{
    static const char before[] = "{\"type\":\"FeatureCollection\",\"features\":[";
    feature_texts texts = {0};
    vp_error ignored;
    size_t matched = 0;
    vp_buffer_text(&texts.text, before);
    bool ok = walk_page(q, add_feature_text, &texts, &matched);
    vp_buffer_text(&texts.text, "],");
    ok = ok && append_blob(&texts.text, vp_json_blob(about_page(q, matched, texts.count), &ignored), 1, 0);
    if (ok) return vp_blob_new(&texts.text, err);
    vp_buffer_clear(&texts.text);
    vp_fail(err, VP_NO_MEMORY, "no memory for the answer");
    return NULL;
}

static const char *title_of(const vp_call *call, const vp_collection *c, const vp_view *view)
{
    return vp_call_title(call, vp_collection_title(c, view, true), vp_collection_title(c, view, false));
}

static bool add_bounds(void *bounds, const vp_items_query *q, size_t row)
{
    vp_collection_row at = {q->collection, &q->view, row};
    vp_collection_extend(&at, bounds);
    return true;
}

static bool add_drawn(void *page, const vp_items_query *q, size_t row)
{
    vp_collection_row at = {q->collection, &q->view, row};
    json_t *feature = feature_at(&at, q->skips_geometry ? NULL : q->reference, q->wanted);
    bool ok = feature && vp_page_add(page, feature);
    json_decref(feature);
    return ok;
}

static size_t returned_of(const vp_items_query *q, size_t matched)
{
    size_t behind = matched > q->offset ? matched - q->offset : 0;
    return behind < q->limit ? behind : q->limit;
}

/* One feature at a time is a tree of numbers. Where all of them lie must be known before the first is drawn. */
static vp_blob *as_page(vp_items_query *q, vp_error *err)
{
    vp_bounds bounds = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    bool draws = q->reference == &vp_references[0] && !q->skips_geometry;
    size_t matched = 0;
    place *places = list_in_order(q, &matched);
    vp_items_page page = {.call = q->call};
    bool ok = places && (!draws || give_page(q, places, matched, add_bounds, &bounds));
    json_t *about = ok ? about_page(q, matched, returned_of(q, matched)) : NULL;
    ok = about && vp_page_begin(&page, title_of(q->call, q->collection, &q->view), draws ? &bounds : NULL, about) &&
         give_page(q, places, matched, add_drawn, &page);
    json_decref(about);
    free(places);
    return vp_page_end(&page, ok, err);
}

static bool add_row(void *out, const vp_items_query *q, size_t row)
{
    vp_csv *csv = out;
    vp_property_value field;
    for (size_t i = 0; i < vp_collection_property_count(q->collection, &q->view); i++) {
        if (q->wanted && !q->wanted[i]) continue;
        vp_collection_value(q->collection, i, &q->view, row, &field);
        if (field.is_number)
            vp_csv_number(csv, field.number);
        else
            vp_csv_text(csv, field.text);
    }
    if (q->collection->point && !q->skips_geometry) {
        vp_point p = q->collection->point(&q->view, row);
        vp_csv_number(csv, p.x);
        vp_csv_number(csv, p.y);
    }
    vp_csv_end(csv);
    return true;
}

static vp_blob *as_csv(vp_items_query *q, vp_error *err)
{
    vp_csv csv = vp_csv_begin(q->call->csv);
    size_t matched;
    for (size_t i = 0; i < vp_collection_property_count(q->collection, &q->view); i++)
        if (!q->wanted || q->wanted[i]) vp_csv_name(&csv, vp_collection_property_at(q->collection, &q->view, i).name);
    if (q->collection->point && !q->skips_geometry) vp_csv_name(&csv, "lon"), vp_csv_name(&csv, "lat");
    vp_csv_end(&csv);
    if (walk_page(q, add_row, &csv, &matched)) return vp_blob_new(&csv.bytes, err);
    vp_buffer_clear(&csv.bytes);
    vp_fail_memory(err, sizeof(place));
    return NULL;
}

/* Pages of thousands, conditions to be asked of thousands, and outlines, of which each takes a millisecond. */
bool vp_items_are_long(const vp_call *call, const vp_snapshot *snapshot)
{
    enum { SHORT_MOST = 1000, OUTLINES_MOST = 5 };
    vp_error ignored;
    vp_view view;
    size_t limit = VP_ITEMS_DEFAULT;
    const vp_collection *c = vp_collection_select(call, snapshot, &view, &ignored);
    if (!c || !vp_target_whole(&call->target, "limit", VP_ITEMS_MOST, &limit, &ignored)) return false;
    bool asks_all = vp_target_parameter(&call->target, "filter") || vp_target_parameter(&call->target, "sortby");
    size_t page = c->count(&view) < limit ? c->count(&view) : limit;
    if (!c->point && call->media != VP_MEDIA_CSV && page > OUTLINES_MOST) return true;
    return limit > SHORT_MOST || (asks_all && c->count(&view) > SHORT_MOST);
}

bool vp_get_items(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    vp_items_query q = {.call = call};
    if (vp_items_query_read(&q, snapshot, err))
        reply->body = (call->media == VP_MEDIA_CSV    ? as_csv
                       : call->media == VP_MEDIA_HTML ? as_page
                                                      : as_geojson)(&q, err);
    reply->dated = call->media == VP_MEDIA_JSON || call->media == VP_MEDIA_GEOJSON;
    vp_items_query_clear(&q);
    return reply->body != NULL;
}

/* Sets the view's set to that of the feature. VP_NONE without one. */
static size_t find_feature(const vp_call *call, const vp_collection *c, const char *id, vp_view *view)
{
    bool of_one_set = vp_target_parameter(&call->target, "level") || vp_target_parameter(&call->target, "vintage");
    size_t first = view->set, sets = c->of_sets && !of_one_set ? view->snapshot->region->units.set_count : 1;
    for (size_t s = 0; s < sets; s++) {
        if (sets > 1) view->set = s;
        size_t count = c->count(view);
        for (size_t row = 0; row < count; row++) {
            vp_property_value unique, own = {.text = NULL};
            vp_collection_id(c, view, row, &unique);
            if (of_one_set) vp_collection_value(c, 0, view, row, &own); /* in a set a code is enough */
            if ((unique.text && strcmp(unique.text, id) == 0) || (own.text && strcmp(own.text, id) == 0)) return row;
        }
    }
    view->set = first;
    return VP_NONE;
}

bool vp_get_item(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    vp_view view;
    const vp_collection *c = vp_collection_select(call, snapshot, &view, err);
    const vp_reference *reference = vp_reference_asked(&call->target, "crs", snapshot->places.references, err);
    if (!c || !reference || !vp_collection_prepare(c, &view, err)) return false;
    const char *id = vp_target_capture(&call->target, "id");
    size_t row = find_feature(call, c, id, &view);
    const char *name = vp_collection_name(c, &view);
    if (row == VP_NONE) return vp_fail(err, VP_NOT_FOUND, "collection %s has no feature '%.60s'", name, id);
    vp_collection_row at = {c, &view, row};
    json_t *feature = feature_at(&at, reference, NULL);
    char self[1200], above[600];
    snprintf(above, sizeof above, "%s/collections/%s", call->base, name);
    vp_buffer address = {0};
    vp_buffer_format(&address, "%s/items/", above);
    vp_request_encode(&address, id);
    const char *text = vp_buffer_terminated(&address);
    snprintf(self, sizeof self, "%s", text ? text : above);
    vp_buffer_clear(&address);
    json_t *links = json_pack("[{s:s, s:s, s:s}, {s:s, s:s, s:s+}, {s:s, s:s, s:s}]", "rel", "self", "type",
                              "application/geo+json", "href", self, "rel", "alternate", "type", "text/html", "href",
                              self, "?f=html", "rel", "collection", "type", "application/json", "href", above);
    if (feature && !vp_json_set(feature, "links", links)) {
        json_decref(feature);
        feature = NULL;
    }
    reply->body = call->media == VP_MEDIA_HTML
                      ? vp_page_item(call, title_of(call, c, &view), reference == &vp_references[0], feature, err)
                      : vp_json_blob(feature, err);
    return reply->body != NULL;
}

/* Whether a collection before this one has the name. */
static bool is_repeated(size_t collection, const char *name)
{
    for (size_t c = 0; c < collection; c++)
        if (vp_collection_property(vp_collections[c], name)) return true;
    return false;
}

bool vp_items_others(const vp_route *route, size_t index, vp_parameter *out)
{
    if (strcmp(route->path, "/collections/{collectionId}/items") != 0) return false;
    for (size_t c = 0; c < vp_collection_count; c++)
        for (size_t i = 0; i < vp_collections[c]->property_count; i++) {
            const vp_property *p = &vp_collections[c]->properties[i];
            if (is_repeated(c, p->name) || vp_routes_names(route, p->name) || index-- > 0) continue;
            *out = (vp_parameter){p->name, p->type, p->title, NULL, NULL, NULL};
            return true;
        }
    return false;
}
