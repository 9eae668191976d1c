/* /collections, one of them, and what its items can be asked by. */
#include "server/message/reference.h"
#include "server/ogc/collections.h"
#include "server/ogc/handlers.h"
#include "server/ogc/page.h"
#include "server/plan/definitions.h"
#include "snapshot/outlines.h"
#include "snapshot/unit_columns.h"
#include "tiles/layers.h"
#include <stdio.h>

static json_t *link_to(const vp_call *call, const char *relation, const char *type, const char *id, const char *rest)
{
    char address[700];
    snprintf(address, sizeof address, "%s/collections%s%s%s", call->base, *id ? "/" : "", id, rest);
    return json_pack("{s:s, s:s, s:s}", "rel", relation, "type", type, "href", address);
}

static json_t *moment_of(const char *day, const char *time)
{
    char text[sizeof(vp_date) + 12];
    snprintf(text, sizeof text, "%sT%sZ", day, time);
    return vp_json_text(*day ? text : NULL);
}

/* Where its features lie, and where they have periods when. */
static json_t *extent_of(const vp_collection *c, const vp_view *view)
{
    vp_date first, last;
    json_t *extent = json_pack("{s:{s:[o], s:s}}", "spatial", "bbox", vp_definition_bbox(vp_collection_bounds(c, view)),
                               "crs", vp_references[0].uri);
    if (!c->period) return extent;
    vp_collection_days(c, view, first, last);
    vp_json_put(&extent, "temporal",
                json_pack("{s:[[o, o]], s:s}", "interval", moment_of(first, "00:00:00"), moment_of(last, "23:59:59"),
                          "trs", "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"));
    return extent;
}

static json_t *describe(const vp_call *call, const vp_collection *c, const vp_view *view)
{
    const char *crs84 = vp_references[0].uri, *id = vp_collection_name(c, view),
               *vi = vp_collection_title(c, view, true), *en = vp_collection_title(c, view, false);
    json_t *links = json_pack("[o, o, o, o, o, o]", link_to(call, "self", "application/json", id, ""),
                              link_to(call, "alternate", "text/html", id, "?f=html"),
                              link_to(call, "items", "application/geo+json", id, "/items"),
                              link_to(call, "items", "text/csv", id, "/items?f=csv"),
                              link_to(call, "items", "text/html", id, "/items?f=html"),
                              link_to(call, "http://www.opengis.net/def/rel/ogc/1.0/queryables",
                                      "application/schema+json", id, "/queryables"));
    if (vp_layers_of(view->snapshot, id)) /* OGC API - Tiles: by this GDAL and others know that there are tiles */
        vp_json_add(&links, link_to(call, "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", "application/json",
                                    id, "/tiles"));
    return json_pack("{s:s, s:s, s:o, s:s, s:s, s:s, s:o, s:o, s:s, s:I, s:o}", "id", id, "title",
                     vp_call_title(call, vi, en), "titles", vp_json_title(vi, en), "description", c->description,
                     "itemType", "feature", "vectorType", c->point ? "Points" : "Polygons", "extent",
                     extent_of(c, view), "crs", vp_reference_list(view->snapshot->places.references), "storageCrs",
                     crs84, "feature_count", (json_int_t)c->count(view), "links", links);
}

/* A collection for each columns of the view. */
static bool add_columns(const vp_call *call, const vp_collection *c, const vp_snapshot *snapshot, json_t *list)
{
    for (const vp_unit_columns *one = snapshot->places.columns; one; one = one->next) {
        vp_snapshot shown;
        vp_unit_columns_view(snapshot, one, &shown);
        const vp_view view = {&shown, snapshot->region->units.main_set};
        if (!vp_json_append(list, describe(call, c, &view))) return false;
    }
    return true;
}

bool vp_get_collections(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    vp_view view = {snapshot, snapshot->region->units.main_set};
    json_t *list = json_array();
    for (size_t i = 0; list && i < vp_collection_count; i++) {
        if (vp_collections[i]->of_columns ? add_columns(call, vp_collections[i], snapshot, list)
                                          : !vp_collection_is_listed(vp_collections[i], &view) ||
                                                vp_json_append(list, describe(call, vp_collections[i], &view)))
            continue;
        json_decref(list);
        list = NULL;
    }
    json_t *answer = json_pack("{s:[o, o], s:o}", "links", link_to(call, "self", "application/json", "", ""),
                               link_to(call, "alternate", "text/html", "", "?f=html"), "collections", list);
    reply->body = call->media == VP_MEDIA_HTML ? vp_page_collections(call, answer, err) : vp_json_blob(answer, err);
    return reply->body != NULL;
}

static vp_blob *blob_of(const vp_call *call, json_t *answer, vp_error *err)
{
    (void)call;
    return vp_json_blob(answer, err);
}

bool vp_get_collection(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    vp_view view;
    const vp_collection *c = vp_collection_select(call, snapshot, &view, err);
    if (c)
        reply->body =
            (call->media == VP_MEDIA_HTML ? vp_page_collection : blob_of)(call, describe(call, c, &view), err);
    return reply->body != NULL;
}

static json_t *describe_property(const vp_call *call, const vp_property *p)
{
    json_t *about = json_pack("{s:s, s:s}", "type", p->type == VP_TYPE_TEXT ? "string" : "number", "title",
                              vp_call_title(call, p->title_vi, p->title));
    if (about && p->title_vi) vp_json_put(&about, "titles", vp_json_title(p->title_vi, p->title));
    return about;
}

bool vp_get_queryables(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    vp_view view;
    const vp_collection *c = vp_collection_select(call, snapshot, &view, err);
    if (!c) return false;
    json_t *properties = json_object();
    for (size_t i = 0; properties && i < vp_collection_property_count(c, &view); i++) {
        const vp_property p = vp_collection_property_at(c, &view, i);
        if (vp_json_set(properties, p.name, describe_property(call, &p))) continue;
        json_decref(properties);
        properties = NULL;
    }
    if (properties &&
        !vp_json_set(properties, "geometry", json_pack("{s:s, s:s}", "format", "geometry-any", "title", "geometry"))) {
        json_decref(properties);
        properties = NULL;
    }
    char id[700];
    snprintf(id, sizeof id, "%s/collections/%s/queryables", call->base, vp_collection_name(c, &view));
    json_t *answer =
        json_pack("{s:s, s:s, s:s, s:s, s:o, s:b}", "$schema", "https://json-schema.org/draft/2019-09/schema", "$id",
                  id, "type", "object", "title",
                  vp_call_title(call, vp_collection_title(c, &view, true), vp_collection_title(c, &view, false)),
                  "properties", properties, "additionalProperties", 0);
    reply->body = (call->media == VP_MEDIA_HTML ? vp_page_queryables : blob_of)(call, answer, err);
    return reply->body != NULL;
}
