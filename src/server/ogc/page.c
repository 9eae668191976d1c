#include "server/ogc/page.h"
#include "base/html.h"
#include "server/ogc/page_map.h"
#include <stdio.h>
#include <string.h>

const char vp_page_rules[] =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1rem;color:#1c2b33;background:#fff}"
    "a{color:#0b5cad}nav a,p a{margin-right:1rem}table{border-collapse:collapse;font-size:.875rem}"
    "td,th{border:1px solid #c5d0d6;padding:.25rem .5rem;text-align:left;vertical-align:top}th{background:#eef2f4}"
    "div{overflow-x:auto}svg{width:100%;max-height:32rem;background:#eef2f4;margin:1rem 0}"
    "path{fill:#3a87c8;fill-opacity:.35;stroke:#12507f;stroke-width:.8}circle{fill:#b3261e;stroke:#fff}"
    "a:hover path,a:focus path{fill-opacity:.7}";

static const char *say(const vp_call *call, const char *vi, const char *en) { return vp_call_title(call, vi, en); }

static void add_text(vp_buffer *out, const char *before, const char *text, const char *after)
{
    vp_buffer_text(out, before);
    vp_html_escape(out, text ? text : "");
    vp_buffer_text(out, after);
}

static void add_link(vp_buffer *out, const char *address, const char *text)
{
    add_text(out, "<a href=\"", address, "\">");
    add_text(out, "", text, "</a> ");
}

static void begin(vp_buffer *out, const vp_call *call, const char *title)
{
    char address[600];
    vp_buffer_format(out, "<!doctype html>\n<html lang=\"%s\"><meta charset=\"utf-8\">", say(call, "vi", "en"));
    vp_buffer_text(out, "<meta name=\"viewport\" content=\"width=device-width\">");
    add_text(out, "<title>", title, "</title><style>");
    vp_buffer_text(out, vp_page_rules);
    vp_buffer_text(out, "</style>\n<nav>");
    snprintf(address, sizeof address, "%s/", call->base);
    add_link(out, address, "Vùng Phủ");
    snprintf(address, sizeof address, "%s/collections?f=html", call->base);
    add_link(out, address, say(call, "Các lớp dữ liệu", "Collections"));
    add_text(out, "</nav>\n<h1>", title, "</h1>\n");
}

static vp_blob *finish(vp_buffer *out, json_t *answer, vp_error *err)
{
    json_decref(answer);
    vp_buffer_text(out, "</html>\n");
    return vp_blob_new(out, err);
}

static const char *text_of(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* Without an answer memory was short. */
static vp_blob *no_page(vp_error *err)
{
    vp_fail_memory(err, 1);
    return NULL;
}

/* ------------------------------------------------------------ collections */

static void add_forms(vp_buffer *out, const vp_call *call, json_t *collection)
{
    static const char *const forms[][2] = {{"html", NULL}, {"geojson", "GeoJSON"}, {"csv", "CSV"}};
    char address[600];
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        snprintf(address, sizeof address, "%s/collections/%.100s/items?f=%s", call->base, text_of(collection, "id"),
                 forms[i][0]);
        add_link(out, address, forms[i][1] ? forms[i][1] : say(call, "Bảng và bản đồ", "Table and map"));
    }
}

vp_blob *vp_page_collections(const vp_call *call, json_t *answer, vp_error *err)
{
    vp_buffer out = {0};
    char address[600];
    json_t *collection;
    size_t i;
    if (!answer) return no_page(err);
    begin(&out, call, say(call, "Các lớp dữ liệu", "Collections"));
    vp_buffer_text(&out, "<div><table>\n");
    json_array_foreach(json_object_get(answer, "collections"), i, collection)
    {
        snprintf(address, sizeof address, "%s/collections/%.100s?f=html", call->base, text_of(collection, "id"));
        vp_buffer_text(&out, "<tr><td>");
        add_link(&out, address, text_of(collection, "title"));
        vp_buffer_format(&out, "<td>%lld<td>",
                         (long long)json_integer_value(json_object_get(collection, "feature_count")));
        add_text(&out, "", text_of(collection, "description"), "<td>");
        add_forms(&out, call, collection);
        vp_buffer_text(&out, "\n");
    }
    vp_buffer_text(&out, "</table></div>\n");
    return finish(&out, answer, err);
}

vp_blob *vp_page_collection(const vp_call *call, json_t *answer, vp_error *err)
{
    vp_buffer out = {0};
    json_t *link, *system;
    size_t i;
    if (!answer) return no_page(err);
    begin(&out, call, text_of(answer, "title"));
    add_text(&out, "<p>", text_of(answer, "description"), "</p>\n<p>");
    add_forms(&out, call, answer);
    add_text(&out, "</p>\n<h2>", say(call, "Liên kết", "Links"), "</h2>\n<ul>\n");
    json_array_foreach(json_object_get(answer, "links"), i, link)
    {
        vp_buffer_text(&out, "<li>");
        add_link(&out, text_of(link, "href"), text_of(link, "rel"));
        add_text(&out, "", text_of(link, "type"), "\n");
    }
    add_text(&out, "</ul>\n<h2>", say(call, "Hệ tọa độ", "Coordinate systems"), "</h2>\n<ul>\n");
    json_array_foreach(json_object_get(answer, "crs"), i, system)
        add_text(&out, "<li>", json_string_value(system), "\n");
    vp_buffer_text(&out, "</ul>\n");
    return finish(&out, answer, err);
}

/* ------------------------------------------------------------ features */

/* No data stays empty. */
static void add_value(vp_buffer *out, json_t *value)
{
    if (json_is_string(value)) add_text(out, "", json_string_value(value), "");
    if (json_is_number(value)) vp_buffer_format(out, "%.10g", json_number_value(value));
}

static void add_table(vp_buffer *out, json_t *features, const char *items)
{
    json_t *feature, *value;
    const char *key;
    size_t i;
    vp_buffer_text(out, "<div><table>\n<tr><th>id");
    json_object_foreach(json_object_get(json_array_get(features, 0), "properties"), key, value)
        add_text(out, "<th>", key, "");
    json_array_foreach(features, i, feature)
    {
        vp_buffer_format(out, "\n<tr><td><a href=\"%s/", items);
        vp_page_map_encode(out, text_of(feature, "id"));
        add_text(out, "?f=html\">", text_of(feature, "id"), "</a>");
        json_object_foreach(json_object_get(feature, "properties"), key, value)
        {
            vp_buffer_text(out, "<td>");
            add_value(out, value);
        }
    }
    vp_buffer_text(out, "\n</table></div>\n");
}

/* The page before and behind, and the other forms of this one. */
static void add_neighbours(vp_buffer *out, const vp_call *call, json_t *answer)
{
    json_t *link;
    size_t i;
    vp_buffer_text(out, "<p>");
    json_array_foreach(json_object_get(answer, "links"), i, link)
    {
        const char *relation = text_of(link, "rel");
        const char *text = strcmp(relation, "next") == 0          ? say(call, "Trang sau", "Next page")
                           : strcmp(relation, "prev") == 0        ? say(call, "Trang trước", "Page before")
                           : strstr(text_of(link, "type"), "csv") ? "CSV"
                           : strcmp(relation, "alternate") == 0   ? "GeoJSON"
                                                                  : NULL;
        if (text) add_link(out, text_of(link, "href"), text);
    }
    vp_buffer_text(out, "</p>\n");
}

static void name_items(const vp_call *call, char address[600])
{
    snprintf(address, 600, "%s/collections/%.100s/items", call->base, vp_target_capture(&call->target, "collectionId"));
}

vp_blob *vp_page_items(const vp_call *call, const char *title, bool draws, json_t *answer, vp_error *err)
{
    vp_buffer out = {0};
    char items[600];
    if (!answer) return no_page(err);
    json_t *features = json_object_get(answer, "features");
    name_items(call, items);
    begin(&out, call, title);
    vp_buffer_format(&out, "<p>%zu / %lld</p>\n", json_array_size(features),
                     (long long)json_integer_value(json_object_get(answer, "numberMatched")));
    add_neighbours(&out, call, answer);
    if (draws) vp_page_map_draw(&out, features, items);
    add_table(&out, features, items);
    return finish(&out, answer, err);
}

vp_blob *vp_page_item(const vp_call *call, const char *title, bool draws, json_t *answer, vp_error *err)
{
    vp_buffer out = {0};
    char items[600];
    json_t *value;
    const char *key;
    if (!answer) return no_page(err);
    json_t *features = json_pack("[O]", answer);
    name_items(call, items);
    begin(&out, call, title);
    if (draws && features) vp_page_map_draw(&out, features, items);
    vp_buffer_text(&out, "<div><table>\n");
    json_object_foreach(json_object_get(answer, "properties"), key, value)
    {
        add_text(&out, "<tr><th>", key, "<td>");
        add_value(&out, value);
        vp_buffer_text(&out, "\n");
    }
    vp_buffer_text(&out, "</table></div>\n");
    json_decref(features);
    return finish(&out, answer, err);
}
