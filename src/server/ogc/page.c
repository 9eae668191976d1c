#include "server/ogc/page.h"
#include "server/html_page.h"
#include <stdio.h>
#include <string.h>

static const char *say(const vp_call *call, const char *vi, const char *en) { return vp_call_title(call, vi, en); }

static vp_blob *finish(vp_buffer *out, json_t *answer, vp_error *err)
{
    json_decref(answer);
    return vp_html_page_end(out, err);
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
        vp_html_page_link(out, address, forms[i][1] ? forms[i][1] : say(call, "Bảng và bản đồ", "Table and map"));
    }
}

vp_blob *vp_page_collections(const vp_call *call, json_t *answer, vp_error *err)
{
    vp_buffer out = {0};
    char address[600];
    json_t *collection;
    size_t i;
    if (!answer) return no_page(err);
    vp_html_page_begin(&out, call, say(call, "Các lớp dữ liệu", "Collections"));
    vp_buffer_text(&out, "<div><table>\n");
    json_array_foreach(json_object_get(answer, "collections"), i, collection)
    {
        snprintf(address, sizeof address, "%s/collections/%.100s?f=html", call->base, text_of(collection, "id"));
        vp_buffer_text(&out, "<tr><td>");
        vp_html_page_link(&out, address, text_of(collection, "title"));
        vp_buffer_format(&out, "<td>%lld<td>",
                         (long long)json_integer_value(json_object_get(collection, "feature_count")));
        vp_html_page_text(&out, "", text_of(collection, "description"), "<td>");
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
    vp_html_page_begin(&out, call, text_of(answer, "title"));
    vp_html_page_text(&out, "<p>", text_of(answer, "description"), "</p>\n<p>");
    add_forms(&out, call, answer);
    vp_html_page_text(&out, "</p>\n<h2>", say(call, "Liên kết", "Links"), "</h2>\n<ul>\n");
    json_array_foreach(json_object_get(answer, "links"), i, link)
    {
        vp_buffer_text(&out, "<li>");
        vp_html_page_link(&out, text_of(link, "href"), text_of(link, "rel"));
        vp_html_page_text(&out, "", text_of(link, "type"), "\n");
    }
    vp_html_page_text(&out, "</ul>\n<h2>", say(call, "Hệ tọa độ", "Coordinate systems"), "</h2>\n<ul>\n");
    json_array_foreach(json_object_get(answer, "crs"), i, system)
        vp_html_page_text(&out, "<li>", json_string_value(system), "\n");
    vp_buffer_text(&out, "</ul>\n");
    return finish(&out, answer, err);
}

/* What a collection can be asked by. */
vp_blob *vp_page_queryables(const vp_call *call, json_t *answer, vp_error *err)
{
    vp_buffer out = {0};
    const char *name;
    json_t *property;
    if (!answer) return no_page(err);
    vp_html_page_begin(&out, call, text_of(answer, "title"));
    vp_buffer_text(&out, "<div><table>\n");
    json_object_foreach(json_object_get(answer, "properties"), name, property)
    {
        const char *type = text_of(property, "type");
        vp_html_page_text(&out, "<tr><th>", name, "<td>");
        vp_html_page_text(&out, "", *type ? type : text_of(property, "format"), "<td>");
        vp_html_page_text(&out, "", text_of(property, "title"), "\n");
    }
    vp_buffer_text(&out, "</table></div>\n");
    return finish(&out, answer, err);
}

/* ------------------------------------------------------------ features */

/* No data stays empty. */
static void add_value(vp_buffer *out, json_t *value)
{
    if (json_is_string(value)) vp_html_page_text(out, "", json_string_value(value), "");
    if (json_is_number(value)) vp_buffer_format(out, "%.10g", json_number_value(value));
}

static void begin_table(vp_buffer *out, json_t *feature)
{
    json_t *value;
    const char *key;
    vp_buffer_text(out, "<div><table>\n<tr><th>id");
    json_object_foreach(json_object_get(feature, "properties"), key, value) vp_html_page_text(out, "<th>", key, "");
}

static void add_to_table(vp_buffer *out, json_t *feature, const char *items)
{
    json_t *value;
    const char *key;
    vp_buffer_format(out, "\n<tr><td><a href=\"%s/", items);
    vp_page_map_encode(out, text_of(feature, "id"));
    vp_html_page_text(out, "?f=html\">", text_of(feature, "id"), "</a>");
    json_object_foreach(json_object_get(feature, "properties"), key, value)
    {
        vp_buffer_text(out, "<td>");
        add_value(out, value);
    }
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
        if (text) vp_html_page_link(out, text_of(link, "href"), text);
    }
    vp_buffer_text(out, "</p>\n");
}

static void name_items(const vp_call *call, char address[600])
{
    snprintf(address, 600, "%s/collections/%.100s/items", call->base, vp_target_capture(&call->target, "collectionId"));
}

bool vp_page_begin(vp_items_page *page, const char *title, const vp_bounds *bounds, json_t *about)
{
    vp_buffer *out = &page->out;
    name_items(page->call, page->items);
    vp_html_page_begin(out, page->call, title);
    vp_buffer_format(out, "<p>%lld / %lld</p>\n",
                     (long long)json_integer_value(json_object_get(about, "numberReturned")),
                     (long long)json_integer_value(json_object_get(about, "numberMatched")));
    add_neighbours(out, page->call, about);
    page->draws = bounds && vp_page_map_begin(&page->map, *bounds, out);
    return !out->failed;
}

bool vp_page_add(vp_items_page *page, json_t *feature)
{
    if (page->draws) vp_page_map_add(&page->map, feature, page->items, &page->out);
    if (page->count++ == 0) begin_table(&page->table, feature);
    add_to_table(&page->table, feature, page->items);
    return !page->out.failed && !page->table.failed;
}

vp_blob *vp_page_end(vp_items_page *page, bool whole, vp_error *err)
{
    vp_buffer *out = &page->out;
    if (page->draws) vp_page_map_end(out);
    if (page->count == 0) vp_buffer_text(&page->table, "<div><table>\n<tr><th>id");
    vp_buffer_text(&page->table, "\n</table></div>\n");
    whole = whole && !page->table.failed && vp_buffer_append(out, page->table.bytes, page->table.length);
    vp_buffer_clear(&page->table);
    if (whole) return finish(out, NULL, err);
    vp_buffer_clear(out);
    return no_page(err);
}

vp_blob *vp_page_item(const vp_call *call, const char *title, bool draws, json_t *answer, vp_error *err)
{
    vp_buffer out = {0};
    char items[600];
    json_t *value;
    const char *key;
    if (!answer) return no_page(err);
    name_items(call, items);
    vp_html_page_begin(&out, call, title);
    if (draws) vp_page_map_draw(&out, answer, items);
    vp_buffer_text(&out, "<div><table>\n");
    json_object_foreach(json_object_get(answer, "properties"), key, value)
    {
        vp_html_page_text(&out, "<tr><th>", key, "<td>");
        add_value(&out, value);
        vp_buffer_text(&out, "\n");
    }
    vp_buffer_text(&out, "</table></div>\n");
    return finish(&out, answer, err);
}
