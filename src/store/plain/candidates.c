#include "store/plain/candidates.h"
#include "base/array.h"
#include "store/plain/plain_file.h"
#include <stdlib.h>
#include <string.h>

enum { PRICE, CAPACITY };
static const char *const columns[] = {"price", "capacity"};

typedef struct {
    const vp_snapshot *snapshot;
    const vp_terrain *terrain;
    const char *path;
    vp_candidate_list *list;
    bool priced, limited; /* the file has such columns */
    uint32_t *place_of;   /* [cell] its place in the list plus 1 */
    vp_findings *findings;
    size_t shared; /* candidates in a cell that another one has already */
    bool short_of_memory;
} reading;

static const size_t shared_most = 20; /* of them reported one by one */

static bool reject(reading *r, long row, const char *column, const char *reason)
{
    vp_findings_add(r->findings, VP_FINDING_ERROR, (vp_place){.file = r->path, .row = row, .column = column}, "%s",
                    reason);
    return r->findings->errors < 200;
}

static bool grow(reading *r)
{
    vp_candidate_list *l = r->list;
    r->short_of_memory = !VP_ARRAYS_FIT(l->room, l->count + 1, NULL, VP_ARRAY(l->cells), VP_ARRAY(l->names),
                                        VP_ARRAY(l->prices), VP_ARRAY(l->capacities));
    return !r->short_of_memory;
}

static void report_shared(reading *r, long row, bool cheaper)
{
    if (r->shared++ >= shared_most) return;
    vp_findings_add(r->findings, VP_FINDING_WARNING, (vp_place){.file = r->path, .row = row},
                    "it lies in the cell of a candidate above: %s stays",
                    cheaper ? "this one, the cheaper," : "that one");
}

static bool take_cell(reading *r, long row, size_t cell, const char *name, double price, double capacity)
{
    vp_candidate_list *l = r->list;
    if (!isfinite(r->terrain->minutes_per_metre[cell]))
        return reject(r, row, NULL, "the terrain there cannot be crossed");
    size_t at = r->place_of[cell] ? r->place_of[cell] - 1 : l->count;
    if (at < l->count) report_shared(r, row, price < l->prices[at]);
    if (at < l->count && !(price < l->prices[at])) return true;
    char *copy = name && *name ? strdup(name) : NULL;
    r->short_of_memory = name && *name && !copy;
    if (r->short_of_memory || !grow(r)) {
        free(copy);
        return false;
    }
    if (at < l->count)
        free(l->names[at]);
    else
        r->place_of[cell] = (uint32_t)++l->count;
    l->cells[at] = (uint32_t)cell;
    l->names[at] = copy;
    l->prices[at] = price;
    l->capacities[at] = capacity;
    return true;
}

/* A number that must be 0 or more. */
static bool check_number(reading *r, long row, int column, double number)
{
    return !(number < 0) || reject(r, row, columns[column], "it must be 0 or more");
}

static bool take_place(reading *r, const vp_features *f, size_t k)
{
    size_t cell, errors = r->findings->errors;
    double price = f->numbers[PRICE] ? f->numbers[PRICE][k] : (double)NAN,
           capacity = f->numbers[CAPACITY] ? f->numbers[CAPACITY][k] : (double)NAN;
    if (f->numbers[PRICE] && isnan(price))
        return reject(r, f->rows[k], "price", "a price is a number, 0 or more; none is guessed");
    if (!check_number(r, f->rows[k], PRICE, price) || !check_number(r, f->rows[k], CAPACITY, capacity)) return false;
    if (r->findings->errors > errors) return true;
    if (!vp_grid_geometry_locate(r->terrain->geometry, f->points[k].x, f->points[k].y, &cell))
        return reject(r, f->rows[k], NULL, "the place lies outside the grid");
    return take_cell(r, f->rows[k], cell, f->named ? f->names[k] : NULL, price, capacity);
}

static bool read_features(reading *r, vp_error *err)
{
    vp_features features;
    vp_raster_place place = {.geometry = r->terrain->geometry, .crs = r->snapshot->region->crs};
    vp_feature_file file = {
        .path = r->path, .numbers = {columns[PRICE], columns[CAPACITY]}, .rest = true, .findings = r->findings};
    if (!vp_plain_points_read(&file, &place, &features, err)) return false;
    for (size_t k = 0; k < features.count && take_place(r, &features, k);) k++;
    r->priced = features.numbers[PRICE] != NULL;
    r->limited = features.numbers[CAPACITY] != NULL;
    vp_features_clear(&features);
    return true;
}

bool vp_candidate_list_read(const char *path, const vp_snapshot *snapshot, const vp_terrain *terrain,
                            vp_candidate_list *list, vp_findings *findings, vp_error *err)
{
    *list = (vp_candidate_list){0};
    size_t cells = vp_grid_geometry_cells(terrain->geometry);
    reading r = {.snapshot = snapshot,
                 .terrain = terrain,
                 .path = path,
                 .list = list,
                 .findings = findings,
                 .place_of = calloc(cells, sizeof *r.place_of)};
    if (!r.place_of) return vp_fail_memory(err, cells * sizeof *r.place_of);
    bool ok = read_features(&r, err);
    if (r.shared > shared_most)
        vp_findings_add(findings, VP_FINDING_WARNING, (vp_place){.file = path}, "%zu more lie in the cell of another",
                        r.shared - shared_most);
    if (ok && r.short_of_memory) ok = vp_fail_memory(err, list->room * sizeof *list->cells);
    if (ok && findings->errors) ok = vp_fail(err, VP_BAD_INPUT, "%s has errors; nothing was solved", path);
    free(r.place_of);
    if (!ok) {
        vp_candidate_list_clear(list);
        return false;
    }
    if (!r.priced) {
        free(list->prices);
        list->prices = NULL;
    }
    if (!r.limited) {
        free(list->capacities);
        list->capacities = NULL;
    }
    return true;
}

bool vp_candidate_areas_read(const char *path, const vp_snapshot *snapshot, vp_candidate_list *list,
                             vp_findings *findings, vp_error *err)
{
    *list = (vp_candidate_list){0};
    vp_features f;
    vp_raster_place place = {.geometry = snapshot->region->geometry, .crs = snapshot->region->crs};
    vp_feature_file file = {
        .path = path, .numbers = {columns[PRICE], columns[CAPACITY]}, .valid = true, .findings = findings};
    reading r = {.path = path, .list = list, .findings = findings};
    if (!vp_plain_polygons_read(&file, &place, &f, err)) return false;
    for (size_t k = 0; k < f.count; k++) {
        if (f.numbers[PRICE] && isnan(f.numbers[PRICE][k]))
            reject(&r, f.rows[k], "price", "a price is a number, 0 or more; none is guessed");
        if (f.numbers[PRICE]) check_number(&r, f.rows[k], PRICE, f.numbers[PRICE][k]);
        if (f.numbers[CAPACITY]) check_number(&r, f.rows[k], CAPACITY, f.numbers[CAPACITY][k]);
    }
    bool ok = !findings->errors || vp_fail(err, VP_BAD_INPUT, "%s has errors; nothing was solved", path);
    list->areas = ok ? malloc((f.count + 1) * sizeof *list->areas) : NULL;
    if (ok && !list->areas) ok = vp_fail_memory(err, f.count * sizeof *list->areas);
    if (ok) {
        list->shapes = f.shapes;
        list->names = f.names;
        list->prices = f.numbers[PRICE];
        list->capacities = f.numbers[CAPACITY];
        list->count = f.count;
        for (size_t k = 0; k < f.count; k++) list->areas[k] = &list->shapes[k];
        f.shapes = NULL; /* they are the list's now */
        f.names = NULL;
        f.numbers[PRICE] = f.numbers[CAPACITY] = NULL;
        f.count = 0;
    }
    vp_features_clear(&f);
    return ok;
}

void vp_candidate_list_clear(vp_candidate_list *list)
{
    for (size_t k = 0; k < list->count; k++) free(list->names[k]);
    for (size_t k = 0; list->shapes && k < list->count; k++) vp_shape_clear(&list->shapes[k]);
    free(list->shapes);
    free(list->areas);
    free(list->cells);
    free(list->names);
    free(list->prices);
    free(list->capacities);
    *list = (vp_candidate_list){0};
}
