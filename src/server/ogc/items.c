/* /collections/{collection}/items and …/{id}: OGC API – Features, parts 1 to 3. */
#include "base/array.h"
#include "base/csv.h"
#include "base/utc.h"
#include "server/cql2/cql2.h"
#include "server/message/reference.h"
#include "server/ogc/collections.h"
#include "server/ogc/handlers.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <vungphu/date.h>

#define LIMIT_MOST    10000
#define LIMIT_DEFAULT 100
#define FILTERS_MOST  16
#define SORTED_MOST   8
#define OFFSET_MOST   ((size_t)1 << 40)

typedef struct {
    size_t property;
    const char *text;
    double number;
} filter;

typedef struct {
    size_t property;
    bool falls;
} sort_key;

typedef struct {
    const vp_call *call;
    const vp_collection *collection;
    vp_view view;                  /* its set goes through the sets that are wanted */
    const vp_reference *reference; /* of the positions in the answer */
    const char *level, *vintage;   /* of sets, as asked; NULL: not asked */
    bool any_level, any_vintage;   /* the condition or the day chooses, not the default */
    bool has_box;
    vp_bounds box;
    vp_cql2 *bent_box; /* the area that the box is around; NULL: the box itself */
    vp_date from, to;  /* days; "" open */
    bool has_time;
    filter filters[FILTERS_MOST];
    size_t filter_count, limit, offset;
    sort_key keys[SORTED_MOST];
    size_t key_count;
    bool *wanted; /* [property] is answered; NULL: all are */
    bool skips_geometry;
    vp_cql2 *condition; /* NULL without */
} query;

/* ------------------------------------------------------------ the query */

/* Whether what touches the box also touches the area itself that a projected system means: its sides are bent in
 * degrees. */
static bool read_bent_box(query *q, const vp_reference *reference, vp_bounds given, vp_error *err)
{
    vp_point ring[VP_REFERENCE_RING];
    vp_buffer text = {0};
    if (!vp_reference_ring(reference, given, ring))
        return vp_fail(err, VP_BAD_INPUT, "bbox lies outside the world of %s", reference->uri);
    for (size_t i = 0; i < VP_REFERENCE_RING; i++)
        vp_buffer_format(&text, "%s%.9f %.9f", i ? "," : "S_INTERSECTS(geometry,POLYGON((", ring[i].x, ring[i].y);
    vp_buffer_text(&text, ")))");
    const char *condition = vp_buffer_terminated(&text);
    const vp_collection_row any = {q->collection, &q->view, 0};
    vp_cql2_schema schema = vp_collection_schema(&any, NULL);
    q->bent_box = condition ? vp_cql2_parse(condition, &schema, err) : NULL;
    if (!condition) vp_fail_memory(err, VP_REFERENCE_RING);
    vp_buffer_clear(&text);
    return q->bent_box != NULL;
}

static bool read_box(const char *text, const vp_reference *reference, query *q, vp_error *err)
{
    vp_bounds *box = &q->box;
    double numbers[6];
    size_t count = 0;
    char part[48];
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        if (count == 6 || length >= sizeof part) return vp_fail(err, VP_BAD_INPUT, "bbox is not west,south,east,north");
        memcpy(part, at, length);
        part[length] = '\0';
        if (!vp_number_parse(part, "a number of bbox", &numbers[count++], err)) return false;
        at += length;
        if (!*at) break;
    }
    if (count != 4 && count != 6)
        return vp_fail(err, VP_BAD_INPUT, "bbox has %zu numbers, not west,south,east,north", count);
    size_t half = count / 2;
    vp_bounds given = {numbers[0], numbers[1], numbers[half], numbers[half + 1]};
    if (!vp_reference_box(reference, given, box, err)) return false;
    if (reference->projection) return read_bent_box(q, reference, given, err);
    return box->south <= box->north ||
           vp_fail(err, VP_BAD_INPUT, "bbox is reversed: it is west,south,east,north, and south is above north");
}

/* The day of a date or a date-time. */
static bool read_day(const char *text, size_t length, vp_date day, vp_error *err)
{
    char moment[40];
    snprintf(moment, sizeof moment, "%.*s", (int)(length < sizeof moment ? length : sizeof moment - 1), text);
    return (length < sizeof moment && vp_date_read(moment, VP_DATE_MOMENT, day)) ||
           vp_fail(err, VP_BAD_INPUT, "datetime is not a date such as 2025-07-01 or an interval of two");
}

static bool is_open(const char *text, size_t length)
{
    return length == 0 || (length == 2 && memcmp(text, "..", 2) == 0);
}

static bool read_time(const char *text, query *q, vp_error *err)
{
    size_t length = strcspn(text, "/");
    q->has_time = true;
    q->from[0] = q->to[0] = '\0';
    if (!text[length]) {
        if (!read_day(text, length, q->from, err)) return false;
        memcpy(q->to, q->from, sizeof q->to);
        return true;
    }
    const char *end = text + length + 1;
    if (!is_open(text, length) && !read_day(text, length, q->from, err)) return false;
    if (!is_open(end, strlen(end)) && !read_day(end, strlen(end), q->to, err)) return false;
    if (*q->from && *q->to && strcmp(q->from, q->to) > 0)
        return vp_fail(err, VP_BAD_INPUT, "datetime ends before it begins");
    return true;
}

/* Parameters that the route does not name are properties to compare with. */
static bool read_filters(query *q, vp_error *err)
{
    static const char *const known[] = {"f",       "bbox",       "bbox-crs",     "crs",   "datetime",
                                        "filter",  "filter-crs", "filter-lang",  "limit", "offset",
                                        "decimal", "properties", "skipGeometry", "sortby"};
    const vp_target *target = &q->call->target;
    for (size_t i = 0; i < target->parameter_count; i++) {
        vp_pair pair = target->parameters[i];
        bool is_known =
            q->collection->of_sets && (strcmp(pair.name, "level") == 0 || strcmp(pair.name, "vintage") == 0);
        for (size_t k = 0; k < sizeof known / sizeof *known; k++) is_known |= strcmp(pair.name, known[k]) == 0;
        if (is_known && !vp_collection_property(q->collection, pair.name)) continue;
        if (is_known && (q->collection->of_sets || strcmp(pair.name, "limit") == 0)) continue;
        size_t property = vp_collection_find(q->collection, &q->view, pair.name, strlen(pair.name));
        if (property == VP_NONE)
            return vp_fail(err, VP_BAD_INPUT,
                           "there is no parameter or property '%.40s'; /collections/%s/queryables lists them",
                           pair.name, q->collection->id);
        if (q->filter_count == FILTERS_MOST)
            return vp_fail(err, VP_BAD_INPUT, "more than %d properties to compare", FILTERS_MOST);
        filter f = {.property = property, .text = pair.value};
        if (vp_collection_property_at(q->collection, &q->view, property).type == VP_TYPE_NUMBER && *pair.value &&
            !vp_number_parse(pair.value, pair.name, &f.number, err))
            return false;
        q->filters[q->filter_count++] = f;
    }
    return true;
}

static bool read_condition(query *q, vp_error *err)
{
    const vp_target *target = &q->call->target;
    const char *text = vp_target_parameter(target, "filter"), *language = vp_target_parameter(target, "filter-lang");
    bool json = language && strcmp(language, "cql2-json") == 0;
    if (language && !json && strcmp(language, "cql2-text") != 0 && strcmp(language, "cql-text") != 0)
        return vp_fail(err, VP_BAD_INPUT, "filter-lang is cql2-text or cql2-json");
    const vp_reference *reference = vp_reference_asked(target, "filter-crs", q->view.snapshot->places.references, err);
    if (!reference) return false;
    const vp_collection_row any = {q->collection, &q->view, 0};
    vp_cql2_schema schema = vp_collection_schema(&any, reference);
    if (text) q->condition = (json ? vp_cql2_parse_json : vp_cql2_parse)(text, &schema, err);
    return !text || q->condition;
}

/* The properties of a list between commas, one by one: *at goes behind it. */
static bool next_property(const query *q, const char *parameter, const char **at, size_t *property, vp_error *err)
{
    size_t length = strcspn(*at, ",");
    *property = vp_collection_find(q->collection, &q->view, *at, length);
    if (*property == VP_NONE)
        return vp_fail(err, VP_BAD_INPUT, "%s: there is no property '%.*s'; /collections/%s/queryables lists them",
                       parameter, (int)(length < 60 ? length : 60), *at, q->collection->id);
    *at += length + ((*at)[length] == ',');
    return true;
}

static bool read_order(query *q, vp_error *err)
{
    const char *at = vp_target_parameter(&q->call->target, "sortby");
    while (at && *at) {
        if (q->key_count == SORTED_MOST)
            return vp_fail(err, VP_BAD_INPUT, "sortby: more than %d properties", SORTED_MOST);
        sort_key *key = &q->keys[q->key_count++];
        key->falls = *at == '-';
        at += *at == '-' || *at == '+' || *at == ' '; /* a plus that was not encoded arrives as a blank */
        if (!next_property(q, "sortby", &at, &key->property, err)) return false;
    }
    return true;
}

static bool read_shape(query *q, vp_error *err)
{
    const char *list = vp_target_parameter(&q->call->target, "properties");
    const char *skip = vp_target_parameter(&q->call->target, "skipGeometry");
    q->skips_geometry = skip && strcmp(skip, "true") == 0;
    if (skip && !q->skips_geometry && strcmp(skip, "false") != 0)
        return vp_fail(err, VP_BAD_INPUT, "skipGeometry is true or false, not '%.40s'", skip);
    size_t count = vp_collection_property_count(q->collection, &q->view), property;
    if (list && !(q->wanted = calloc(count + 1, sizeof *q->wanted))) return vp_fail_memory(err, count);
    while (list && *list) {
        if (!next_property(q, "properties", &list, &property, err)) return false;
        q->wanted[property] = true;
    }
    return true;
}

/* level and vintage have defaults; whoever chooses by condition or day means all that there are. */
static void read_sets(query *q)
{
    static const char *const of_vintage[] = {"vintage", "valid_from", "valid_to"};
    const vp_property *properties = q->collection->properties, *level = vp_collection_property(q->collection, "level");
    if (!q->collection->of_sets) return;
    q->level = vp_target_parameter(&q->call->target, "level");
    q->vintage = vp_target_parameter(&q->call->target, "vintage");
    q->any_level = q->condition && level && vp_cql2_names(q->condition, (size_t)(level - properties));
    q->any_vintage = q->has_time;
    for (size_t i = 0; i < sizeof of_vintage / sizeof *of_vintage; i++) {
        const vp_property *p = vp_collection_property(q->collection, of_vintage[i]);
        if (!p) continue;
        q->any_vintage |= q->condition && vp_cql2_names(q->condition, (size_t)(p - properties));
        for (size_t f = 0; f < q->filter_count; f++)
            q->any_vintage |= q->filters[f].property == (size_t)(p - properties);
    }
}

static bool read_query(query *q, vp_error *err)
{
    const vp_target *target = &q->call->target;
    const char *box = vp_target_parameter(target, "bbox"), *time = vp_target_parameter(target, "datetime");
    q->limit = LIMIT_DEFAULT;
    q->has_box = box != NULL;
    const vp_reference *of_box = vp_reference_asked(target, "bbox-crs", q->view.snapshot->places.references, err);
    q->reference = vp_reference_asked(target, "crs", q->view.snapshot->places.references, err);
    if (!of_box || !q->reference || (box && !read_box(box, of_box, q, err)) || (time && !read_time(time, q, err)) ||
        !vp_target_whole(target, "limit", LIMIT_MOST, &q->limit, err) ||
        !vp_target_whole(target, "offset", OFFSET_MOST, &q->offset, err))
        return false;
    if (q->call->media == VP_MEDIA_CSV && q->reference != &vp_references[0])
        return vp_fail(err, VP_BAD_INPUT, "lon and lat of csv are only %s", vp_references[0].uri);
    if (q->limit == 0) return vp_fail(err, VP_BAD_INPUT, "limit is from 1 to %d", LIMIT_MOST);
    if (!read_filters(q, err) || !read_condition(q, err) || !read_order(q, err) || !read_shape(q, err)) return false;
    read_sets(q);
    return true;
}

/* ------------------------------------------------------------ features */

static bool in_time(const query *q, size_t row)
{
    const char *from, *to;
    if (!q->has_time || !q->collection->period) return true;
    q->collection->period(&q->view, row, &from, &to);
    return (!*q->to || !*from || strcmp(from, q->to) <= 0) && (!*q->from || !*to || strcmp(to, q->from) >= 0);
}

static bool holds(const query *q, size_t row)
{
    vp_collection_row at = {q->collection, &q->view, row};
    vp_cql2_feature feature = vp_collection_feature(&at);
    return !q->condition || vp_cql2_holds(q->condition, &feature);
}

/* OGC 17-069r4, 7.15.3: a box also matches what has no place. */
static bool in_box(const query *q, size_t row)
{
    if (!q->has_box || !vp_collection_has_place(q->collection, &q->view, row)) return true;
    vp_collection_row at = {q->collection, &q->view, row};
    vp_cql2_feature feature = vp_collection_feature(&at);
    return vp_collection_touches(q->collection, &q->view, row, q->box) &&
           (!q->bent_box || vp_cql2_holds(q->bent_box, &feature));
}

/* A parameter without a value asks for features without one. */
static bool equals(const filter *f, const vp_property_value *field)
{
    if (field->is_number) return *f->text ? field->number == f->number : isnan(field->number);
    return field->text ? strcmp(field->text, f->text) == 0 : !*f->text;
}

static bool is_wanted(const query *q, size_t row)
{
    for (size_t i = 0; i < q->filter_count; i++) {
        const filter *f = &q->filters[i];
        vp_property_value field;
        vp_collection_value(q->collection, f->property, &q->view, row, &field);
        if (!equals(f, &field)) return false;
    }
    return in_time(q, row) && in_box(q, row) && holds(q, row);
}

static bool takes_set(const query *q, size_t set)
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
static place *list_wanted(query *q, size_t *count)
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
    const query *q = context;
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

/* Gives take the rows of the page, and the number of all that are wanted. False: take failed, or memory is short. */
static bool walk_page(query *q, bool (*take)(void *out, const query *q, size_t row), void *out, size_t *matched)
{
    place *places = list_wanted(q, matched);
    bool ok = places != NULL;
    if (ok && q->key_count) qsort_r(places, *matched, sizeof *places, order_places, q);
    for (size_t i = q->offset; ok && i < *matched && i - q->offset < q->limit; i++) {
        q->view.set = places[i].set;
        ok = take(out, q, places[i].row);
    }
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
    return json_pack("{s:s, s:o, s:o, s:o}", "type", "Feature", "id", vp_json_text(id.text), "geometry", geometry,
                     "properties", properties_of(at->collection, at->view, at->row, wanted));
}

/* ------------------------------------------------------------ a page */

static void encode(vp_buffer *out, const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (isalnum(*c) || strchr("-._~,:/", *c))
            vp_buffer_append(out, c, 1);
        else
            vp_buffer_format(out, "%%%02X", *c);
    }
}

/* The page's own address with another offset, or with another form. Parsed values, encoded anew. */
static json_t *link_to(const query *q, const char *relation, const char *type, size_t offset, const char *form)
{
    vp_buffer out = {0};
    const vp_target *target = &q->call->target;
    vp_buffer_format(&out, "%s/collections/%s/items?", q->call->base, q->collection->id);
    for (size_t i = 0; i < target->parameter_count; i++) {
        vp_pair pair = target->parameters[i];
        if (strcmp(pair.name, "offset") == 0 || strcmp(pair.name, "limit") == 0 ||
            (form && strcmp(pair.name, "f") == 0))
            continue;
        encode(&out, pair.name);
        vp_buffer_text(&out, "=");
        encode(&out, pair.value);
        vp_buffer_text(&out, "&");
    }
    if (form) vp_buffer_format(&out, "f=%s&", form);
    vp_buffer_format(&out, "limit=%zu&offset=%zu", q->limit, offset);
    const char *address = vp_buffer_terminated(&out);
    json_t *link = address ? json_pack("{s:s, s:s, s:s}", "rel", relation, "type", type, "href", address) : NULL;
    vp_buffer_clear(&out);
    return link;
}

static json_t *links_of(const query *q, size_t matched)
{
    static const char geojson[] = "application/geo+json";
    json_t *links = json_pack("[o, o]", link_to(q, "self", geojson, q->offset, NULL),
                              link_to(q, "alternate", "text/csv", q->offset, "csv"));
    bool ok = links != NULL;
    if (ok && q->offset + q->limit < matched)
        ok = vp_json_append(links, link_to(q, "next", geojson, q->offset + q->limit, NULL));
    if (ok && q->offset > 0)
        ok = vp_json_append(links, link_to(q, "prev", geojson, q->offset > q->limit ? q->offset - q->limit : 0, NULL));
    if (ok) return links;
    json_decref(links);
    return NULL;
}

static bool add_feature(void *features, const query *q, size_t row)
{
    vp_collection_row at = {q->collection, &q->view, row};
    return vp_json_append(features, feature_at(&at, q->skips_geometry ? NULL : q->reference, q->wanted));
}

static vp_blob *as_geojson(query *q, vp_error *err)
{
    const vp_snapshot *snapshot = q->view.snapshot;
    size_t matched = 0;
    json_t *features = json_array();
    if (features && !walk_page(q, add_feature, features, &matched)) {
        json_decref(features);
        features = NULL;
    }
    vp_utc_text now;
    vp_utc_write(time(NULL), now);
    json_int_t returned = (json_int_t)json_array_size(features);
    return vp_json_blob(json_pack("{s:s, s:o, s:I, s:I, s:o, s:s, s:o}", "type", "FeatureCollection", "timeStamp",
                                  json_string(now), "numberMatched", (json_int_t)matched, "numberReturned", returned,
                                  "links", links_of(q, matched), "snapshot", snapshot->provenance.id, "features",
                                  features),
                        err);
}

static bool add_row(void *out, const query *q, size_t row)
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

static vp_blob *as_csv(query *q, vp_error *err)
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
    size_t limit = LIMIT_DEFAULT;
    const vp_collection *c = vp_collection_select(call, snapshot, &view, &ignored);
    if (!c || !vp_target_whole(&call->target, "limit", LIMIT_MOST, &limit, &ignored)) return false;
    bool asks_all = vp_target_parameter(&call->target, "filter") || vp_target_parameter(&call->target, "sortby");
    size_t page = c->count(&view) < limit ? c->count(&view) : limit;
    if (!c->point && call->media != VP_MEDIA_CSV && page > OUTLINES_MOST) return true;
    return limit > SHORT_MOST || (asks_all && c->count(&view) > SHORT_MOST);
}

bool vp_get_items(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    query q = {.call = call};
    q.collection = vp_collection_select(call, snapshot, &q.view, err);
    if (q.collection && vp_collection_prepare(q.collection, &q.view, err) && read_query(&q, err))
        reply->body = (call->media == VP_MEDIA_CSV ? as_csv : as_geojson)(&q, err);
    reply->dated = call->media != VP_MEDIA_CSV;
    vp_cql2_free(q.condition);
    vp_cql2_free(q.bent_box);
    free(q.wanted);
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
    if (row == VP_NONE) return vp_fail(err, VP_NOT_FOUND, "collection %s has no feature '%.60s'", c->id, id);
    vp_collection_row at = {c, &view, row};
    json_t *feature = feature_at(&at, reference, NULL);
    char self[1200], above[600];
    snprintf(above, sizeof above, "%s/collections/%s", call->base, c->id);
    vp_buffer address = {0};
    vp_buffer_format(&address, "%s/items/", above);
    encode(&address, id);
    const char *text = vp_buffer_terminated(&address);
    snprintf(self, sizeof self, "%s", text ? text : above);
    vp_buffer_clear(&address);
    json_t *links = json_pack("[{s:s, s:s, s:s}, {s:s, s:s, s:s}]", "rel", "self", "type", "application/geo+json",
                              "href", self, "rel", "collection", "type", "application/json", "href", above);
    if (feature && !vp_json_set(feature, "links", links)) {
        json_decref(feature);
        feature = NULL;
    }
    reply->body = vp_json_blob(feature, err);
    return reply->body != NULL;
}

/* Whether a collection before this one has the name. */
static bool is_repeated(size_t collection, const char *name)
{
    for (size_t c = 0; c < collection; c++)
        if (vp_collection_property(&vp_collections[c], name)) return true;
    return false;
}

bool vp_items_others(const vp_route *route, size_t index, vp_parameter *out)
{
    if (route->handler != vp_get_items) return false;
    for (size_t c = 0; c < vp_collection_count; c++)
        for (size_t i = 0; i < vp_collections[c].property_count; i++) {
            const vp_property *p = &vp_collections[c].properties[i];
            if (is_repeated(c, p->name) || vp_routes_names(route, p->name) || index-- > 0) continue;
            *out = (vp_parameter){p->name, p->type, p->title, NULL};
            return true;
        }
    return false;
}
