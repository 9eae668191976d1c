#include "store/plain/candidates.h"
#include "base/array.h"
#include "store/plain/plain_file.h"
#include "store/text/csv_rows.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LON, LAT, PRICE, CAPACITY, NAME, COLUMNS };

typedef struct {
    const vp_snapshot *snapshot;
    const vp_terrain *terrain;
    const char *path;
    vp_candidate_list *list;
    size_t column[COLUMNS];
    uint32_t *place_of; /* [cell] its place in the list plus 1 */
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

static bool take_fault(void *context, long row, const char *reason) { return reject(context, row, NULL, reason); }

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

static bool read_header(reading *r, const vp_csv_row *row)
{
    static const struct {
        const char *text;
        int column;
    } known[] = {{"lon", LON},           {"longitude", LON}, {"lat", LAT}, {"latitude", LAT}, {"price", PRICE},
                 {"capacity", CAPACITY}, {"code", NAME},     {"id", NAME}, {"name", NAME}};
    for (size_t k = 0; k < row->field_count; k++)
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (strcasecmp(row->fields[k], known[i].text) == 0) r->column[known[i].column] = k;
    if (r->column[LON] != SIZE_MAX && r->column[LAT] != SIZE_MAX) return true;
    reject(r, row->row, r->column[LON] == SIZE_MAX ? "lon" : "lat", "the column is missing from the header");
    return false;
}

/* The number in a column that may be absent or empty; false when it is neither a number nor empty. */
static bool optional(const reading *r, const vp_csv_row *row, int column, double *number)
{
    size_t k = r->column[column];
    if (k >= row->field_count || !*row->fields[k]) return true;
    return vp_csv_row_number(row, k, number) && *number >= 0;
}

static bool take_row(void *context, const vp_csv_row *row)
{
    reading *r = context;
    double lon, lat, price = NAN, capacity = NAN;
    size_t cell;
    if (row->first) return read_header(r, row);
    if (!vp_csv_row_number(row, r->column[LON], &lon) || fabs(lon) > 180)
        return reject(r, row->row, "lon", "a longitude is a number from -180 to 180");
    if (!vp_csv_row_number(row, r->column[LAT], &lat) || fabs(lat) > 90)
        return reject(r, row->row, "lat", "a latitude is a number from -90 to 90");
    if (!optional(r, row, PRICE, &price) || (r->column[PRICE] != SIZE_MAX && isnan(price)))
        return reject(r, row->row, "price", "a price is a number, 0 or more; none is guessed");
    if (!optional(r, row, CAPACITY, &capacity)) return reject(r, row->row, "capacity", "a capacity is 0 or more");
    if (!vp_snapshot_locate(r->snapshot, lon, lat, &cell))
        return reject(r, row->row, NULL, "the place lies outside the grid");
    const char *name = r->column[NAME] < row->field_count ? row->fields[r->column[NAME]] : NULL;
    return take_cell(r, row->row, cell, name, price, capacity);
}

static bool read_features(reading *r, vp_error *err)
{
    vp_features features;
    vp_raster_place place = {.geometry = r->terrain->geometry, .crs = r->snapshot->region->crs};
    vp_feature_file file = {.path = r->path};
    if (!vp_plain_points_read(&file, &place, &features, err)) return false;
    bool go_on = true;
    for (size_t k = 0; go_on && k < features.count; k++) {
        size_t cell;
        if (vp_grid_geometry_locate(place.geometry, features.points[k].x, features.points[k].y, &cell))
            go_on = take_cell(r, (long)k + 1, cell, features.names[k], NAN, NAN);
        else
            go_on = reject(r, (long)k + 1, NULL, "the place lies outside the grid");
    }
    vp_features_clear(&features);
    return true;
}

bool vp_candidate_list_read(const char *path, const vp_snapshot *snapshot, const vp_terrain *terrain,
                            vp_candidate_list *list, vp_findings *findings, vp_error *err)
{
    *list = (vp_candidate_list){0};
    size_t cells = vp_grid_geometry_cells(terrain->geometry), length = strlen(path);
    reading r = {.snapshot = snapshot,
                 .terrain = terrain,
                 .path = path,
                 .list = list,
                 .findings = findings,
                 .place_of = calloc(cells, sizeof *r.place_of)};
    for (int c = 0; c < COLUMNS; c++) r.column[c] = SIZE_MAX;
    if (!r.place_of) return vp_fail_memory(err, cells * sizeof *r.place_of);
    bool csv = length > 4 && strcasecmp(path + length - 4, ".csv") == 0;
    vp_csv_rows rows = {.take = take_row, .fault = take_fault, .context = &r, .heading = true};
    bool ok = csv ? vp_csv_rows_file(&rows, path, err) : read_features(&r, err);
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
    if (r.column[PRICE] == SIZE_MAX) {
        free(list->prices);
        list->prices = NULL;
    }
    if (r.column[CAPACITY] == SIZE_MAX) {
        free(list->capacities);
        list->capacities = NULL;
    }
    return true;
}

void vp_candidate_list_clear(vp_candidate_list *list)
{
    for (size_t k = 0; k < list->count; k++) free(list->names[k]);
    free(list->cells);
    free(list->names);
    free(list->prices);
    free(list->capacities);
    *list = (vp_candidate_list){0};
}
