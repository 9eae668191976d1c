#include "base/buffer.h"
#include "server/ogc/items_query_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OFFSET_MOST ((size_t)1 << 40)

/* Whether what touches the box also touches the area itself that a projected system means: its sides are bent in
 * degrees. */
static bool read_bent_box(vp_items_query *q, const vp_reference *reference, vp_bounds given, vp_error *err)
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

static bool read_box(const char *text, const vp_reference *reference, vp_items_query *q, vp_error *err)
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

static bool read_time(const char *text, vp_items_query *q, vp_error *err)
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
static bool read_filters(vp_items_query *q, vp_error *err)
{
    static const char *const known[] = {"f",      "bbox",    "bbox-crs",   "crs",          "datetime",
                                        "lang",   "filter",  "filter-crs", "filter-lang",  "limit",
                                        "offset", "decimal", "properties", "skipGeometry", "sortby"};
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
                           pair.name, vp_collection_name(q->collection, &q->view));
        if (q->filter_count == VP_ITEMS_FILTERS_MOST)
            return vp_fail(err, VP_BAD_INPUT, "more than %d properties to compare", VP_ITEMS_FILTERS_MOST);
        vp_items_filter f = {.property = property, .text = pair.value};
        if (vp_collection_property_at(q->collection, &q->view, property).type == VP_TYPE_NUMBER && *pair.value &&
            !vp_number_parse(pair.value, pair.name, &f.number, err))
            return false;
        q->filters[q->filter_count++] = f;
    }
    return true;
}

static bool read_condition(vp_items_query *q, vp_error *err)
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
static bool next_property(const vp_items_query *q, const char *parameter, const char **at, size_t *property,
                          vp_error *err)
{
    size_t length = strcspn(*at, ",");
    *property = vp_collection_find(q->collection, &q->view, *at, length);
    if (*property == VP_NONE)
        return vp_fail(err, VP_BAD_INPUT, "%s: there is no property '%.*s'; /collections/%s/queryables lists them",
                       parameter, (int)(length < 60 ? length : 60), *at, vp_collection_name(q->collection, &q->view));
    *at += length + ((*at)[length] == ',');
    return true;
}

static bool read_order(vp_items_query *q, vp_error *err)
{
    const char *at = vp_target_parameter(&q->call->target, "sortby");
    while (at && *at) {
        if (q->key_count == VP_ITEMS_SORTED_MOST)
            return vp_fail(err, VP_BAD_INPUT, "sortby: more than %d properties", VP_ITEMS_SORTED_MOST);
        vp_items_key *key = &q->keys[q->key_count++];
        key->falls = *at == '-';
        at += *at == '-' || *at == '+' || *at == ' '; /* a plus that was not encoded arrives as a blank */
        if (!next_property(q, "sortby", &at, &key->property, err)) return false;
    }
    return true;
}

static bool read_shape(vp_items_query *q, vp_error *err)
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
static void read_sets(vp_items_query *q)
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

static bool read_query(vp_items_query *q, vp_error *err)
{
    const vp_target *target = &q->call->target;
    const char *box = vp_target_parameter(target, "bbox"), *time = vp_target_parameter(target, "datetime");
    q->limit = VP_ITEMS_DEFAULT;
    q->has_box = box != NULL;
    const vp_reference *of_box = vp_reference_asked(target, "bbox-crs", q->view.snapshot->places.references, err);
    q->reference = vp_reference_asked(target, "crs", q->view.snapshot->places.references, err);
    if (!of_box || !q->reference || (box && !read_box(box, of_box, q, err)) || (time && !read_time(time, q, err)) ||
        !vp_target_whole(target, "limit", VP_ITEMS_MOST, &q->limit, err) ||
        !vp_target_whole(target, "offset", OFFSET_MOST, &q->offset, err))
        return false;
    if (q->call->media == VP_MEDIA_CSV && q->reference != &vp_references[0])
        return vp_fail(err, VP_BAD_INPUT, "lon and lat of csv are only %s", vp_references[0].uri);
    if (q->limit == 0) return vp_fail(err, VP_BAD_INPUT, "limit is from 1 to %d", VP_ITEMS_MOST);
    if (!read_filters(q, err) || !read_condition(q, err) || !read_order(q, err) || !read_shape(q, err)) return false;
    read_sets(q);
    return true;
}

bool vp_items_query_read(vp_items_query *q, const vp_snapshot *snapshot, vp_error *err)
{
    q->collection = vp_collection_select(q->call, snapshot, &q->view, err);
    return q->collection && vp_collection_prepare(q->collection, &q->view, err) && read_query(q, err);
}

void vp_items_query_clear(vp_items_query *q)
{
    vp_cql2_free(q->condition);
    vp_cql2_free(q->bent_box);
    free(q->wanted);
}
