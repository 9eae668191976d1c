#include "store/plain/road_list.h"
#include "base/array.h"
#include "store/plain/plain_file.h"
#include "store/plain/well_known_text.h"
#include "store/province/table.h"
#include "store/text/number.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { POINTS_MOST = 10000 };

static bool copy_shape(const vp_shape *from, vp_shape *to, vp_error *err)
{
    size_t sizes[from->ring_count + 1];
    for (size_t r = 0; r < from->ring_count; r++) sizes[r] = from->ring_starts[r + 1] - from->ring_starts[r];
    return vp_shape_init(to, from->points, sizes, from->ring_count, err);
}

bool vp_road_list_add(vp_road_list *list, const vp_shape *line, const char *class_name, const char *name, double price,
                      vp_error *err)
{
    if (!VP_ARRAYS_FIT(list->room, list->count + 1, err, VP_ARRAY(list->links), VP_ARRAY(list->names),
                       VP_ARRAY(list->classes)))
        return false;
    size_t i = list->count;
    list->links[i] = (vp_road_link){.price = price};
    if (!copy_shape(line, &list->links[i].line, err)) return false;
    list->names[i] = strdup(name ? name : "");
    list->classes[i] = strdup(class_name);
    list->links[i].class_name = list->classes[i];
    list->count++;
    return (list->names[i] && list->classes[i]) || vp_fail_memory(err, strlen(class_name));
}

void vp_road_list_price(vp_road_list *list, double per_km)
{
    for (size_t i = 0; i < list->count; i++)
        if (isnan(list->links[i].price)) list->links[i].price = per_km * vp_road_length(&list->links[i].line) / 1000;
}

void vp_road_list_clear(vp_road_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        vp_shape_clear(&list->links[i].line);
        free(list->names[i]);
        free(list->classes[i]);
    }
    free(list->links);
    free(list->names);
    free(list->classes);
    *list = (vp_road_list){0};
}

/* ------------------------------------------------------------ a table */

typedef struct {
    const vp_snapshot *snapshot;
    vp_road_list *list;
    vp_findings *findings;
    vp_table table;
    size_t row;
    vp_point points[POINTS_MOST];
} reading;

static void reject(reading *r, const char *column, const char *reason)
{
    const char *value = vp_table_cell(&r->table, r->row, vp_table_column(&r->table, column));
    vp_place place = {.file = r->table.file, .row = r->table.lines[r->row], .column = column};
    if (*value) place.value = value;
    vp_findings_add(r->findings, VP_FINDING_ERROR, place, "%s", reason);
}

static const char *text_of(const reading *r, const char *column)
{
    return vp_table_cell(&r->table, r->row, vp_table_column(&r->table, column));
}

/* NULL: it is one; else what is wrong. */
static const char *read_line(reading *r, const char *text, size_t *count)
{
    *count = 0;
    if (strncasecmp(text, "LINESTRING", 10) == 0) {
        const char *opening = strchr(text, '(');
        text = opening ? opening + 1 : "";
    }
    while (*text && *text != ')') {
        char *end;
        double lon = strtod(text, &end), lat = NAN;
        if (end != text) text = end, lat = strtod(text, &end);
        if (end == text || !(fabs(lon) <= 180) || !(fabs(lat) <= 90))
            return "it is longitude latitude, longitude latitude, … in degrees with decimal points, or a LINESTRING";
        if (*count == POINTS_MOST) return "it has more than 10,000 points";
        if (!vp_well_known_text_project(r->snapshot, lon, lat, &r->points[(*count)++]))
            return "a point lies outside the province's grid";
        for (text = end; isspace((unsigned char)*text) || *text == ',' || *text == ';';) text++;
    }
    return *count < 2 ? "a line has two points at least" : NULL;
}

static bool take_row(reading *r, vp_error *err)
{
    size_t count;
    double price = NAN;
    const char *class_name = text_of(r, "class"), *written = text_of(r, "price"),
               *wrong = read_line(r, text_of(r, "line"), &count);
    size_t errors = r->findings->errors;
    if (wrong) reject(r, "line", wrong);
    if (!*class_name) reject(r, "class", "which class of road does it become? A class of the speeds, as tertiary");
    if (*written && (!vp_number_in_table(written, r->table.decimal, &price) || !(price >= 0) || isinf(price)))
        reject(r, "price", "it must be a number, 0 or more");
    if (r->findings->errors > errors) return true;
    vp_shape line;
    bool ok = vp_shape_init(&line, r->points, &count, 1, err) &&
              vp_road_list_add(r->list, &line, class_name, text_of(r, "name"), price, err);
    vp_shape_clear(&line);
    return ok;
}

static bool take_rows(reading *r, vp_error *err)
{
    static const char *const needed[] = {"class", "line"};
    size_t errors = r->findings->errors;
    for (size_t c = 0; c < 2; c++)
        if (vp_table_column(&r->table, needed[c]) == SIZE_MAX)
            vp_findings_add(r->findings, VP_FINDING_ERROR,
                            (vp_place){.file = r->table.file, .row = r->table.heading, .column = needed[c]},
                            "the column is missing from the heading: class, line, and any of name, price");
    bool ok = true;
    if (r->findings->errors > errors) return true;
    for (r->row = 0; ok && r->row < r->table.row_count; r->row++) ok = take_row(r, err);
    return ok;
}

static bool read_table(const char *path, const char *text, const char *name, const vp_snapshot *snapshot,
                       vp_road_list *list, vp_findings *findings, vp_error *err)
{
    static const char *const columns[] = {"class", "line"};
    const vp_column_names wanted = {columns, 2};
    const vp_table_source file = {path, name, &wanted, 1};
    reading *r = calloc(1, sizeof *r);
    if (!r) return vp_fail_memory(err, sizeof *r);
    r->snapshot = snapshot;
    r->list = list;
    r->findings = findings;
    bool ok = text ? vp_table_parse(&r->table, text, strlen(text), name, findings, err)
                   : vp_table_read(&r->table, &file, findings, err);
    ok = ok && take_rows(r, err);
    vp_table_clear(&r->table);
    free(r);
    return ok;
}

/* ------------------------------------------------------------ a vector file */

static bool take_features(const vp_features *features, const char *path, vp_road_list *list, vp_findings *findings,
                          vp_error *err)
{
    for (size_t i = 0; i < features->count; i++) {
        double price = features->numbers[0] ? features->numbers[0][i] : NAN;
        vp_place place = {.file = path, .row = features->rows[i]};
        if (features->areas[i])
            vp_findings_add(findings, VP_FINDING_ERROR, place, "it is an area; a road link is a line");
        else if (price < 0)
            vp_findings_add(findings, VP_FINDING_ERROR, place, "its price is below 0");
        else if (!vp_road_list_add(list, &features->shapes[i], features->names[i], features->titles[i], price, err))
            return false;
    }
    return true;
}

static bool read_features(const char *path, const vp_snapshot *snapshot, vp_road_list *list, vp_findings *findings,
                          vp_error *err)
{
    const vp_raster_place place = {.geometry = snapshot->region->geometry, .crs = snapshot->region->crs};
    const vp_feature_file file = {.path = path, .title_column = "name", .numbers = {"price"}, .findings = findings};
    vp_features features;
    bool ok = vp_plain_land_read(&file, &place, &features, err);
    if (!ok) return false;
    ok = take_features(&features, path, list, findings, err);
    vp_features_clear(&features);
    return ok;
}

/* ------------------------------------------------------------ either */

static bool finish(const char *name, vp_road_list *list, const vp_findings *findings, bool ok, vp_error *err)
{
    if (ok && findings->errors) ok = vp_fail(err, VP_BAD_INPUT, "%s has errors; nothing was compared", name);
    if (ok && list->count == 0) ok = vp_fail(err, VP_NOT_FOUND, "%s has no road links", name);
    if (!ok) vp_road_list_clear(list);
    return ok;
}

bool vp_road_list_read(const char *path, const vp_snapshot *snapshot, vp_road_list *list, vp_findings *findings,
                       vp_error *err)
{
    const char *dot = strrchr(path, '.');
    bool table = dot && strcasecmp(dot, ".csv") == 0;
    *list = (vp_road_list){0};
    bool ok = table ? read_table(path, NULL, path, snapshot, list, findings, err)
                    : read_features(path, snapshot, list, findings, err);
    return finish(path, list, findings, ok, err);
}

bool vp_road_list_parse(const char *text, const char *name, const vp_snapshot *snapshot, vp_road_list *list,
                        vp_findings *findings, vp_error *err)
{
    *list = (vp_road_list){0};
    return finish(name, list, findings, read_table(NULL, text, name, snapshot, list, findings, err), err);
}
