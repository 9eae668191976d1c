/* Grids as they are, roads and barriers burned onto the same geometry. */
#include "base/array.h"
#include "store/region/region_internal.h"
#include "store/spatial/geometry.h"
#include "store/sqlite/grid_store.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/burn.h>

typedef struct {
    int64_t id;
    char *role, *label, *group, *path; /* group: NULL: of everyone */
} grid_item;

static bool read_grid_item(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    grid_item *g = item;
    g->id = vp_statement_whole(row, 0);
    return vp_row_text(row, 1, &g->role, err) && vp_row_text(row, 2, &g->label, err) &&
           vp_statement_copy(row, 3, &g->group, err) && vp_statement_copy(row, 4, &g->path, err);
}

bool vp_region_find_geometry(vp_database *database, vp_grid_geometry *geometry, vp_error *err)
{
    bool row = false;
    vp_strip_type type;
    sqlite3_stmt *ask =
        vp_database_prepare(database, "SELECT id FROM grid WHERE role <> 'elevation_wide' ORDER BY id LIMIT 1", err);
    *geometry = (vp_grid_geometry){0};
    bool ok = ask && vp_statement_next(ask, &row, err);
    int64_t id = ok && row ? vp_statement_whole(ask, 0) : 0;
    sqlite3_finalize(ask);
    return ok && (!row || vp_grid_store_describe(database, id, geometry, &type, err));
}

/* All grids share one geometry; the first sets it. */
static bool agree_on_geometry(vp_region_parts *parts, const grid_item *g, vp_strip_type wanted, vp_error *err)
{
    vp_grid_geometry geometry;
    vp_strip_type type;
    vp_region *region = parts->region;
    if (!vp_grid_store_describe(parts->database, g->id, &geometry, &type, err)) return false;
    if (region->geometry.columns == 0) region->geometry = geometry;
    if (!vp_grid_geometry_same(geometry, region->geometry))
        return vp_fail(err, VP_BAD_INPUT, "the grid %s %s does not lie on the geometry of the others; import it again",
                       g->role, g->label);
    return type == wanted ||
           vp_fail(err, VP_BAD_INPUT, "the grid %s %s has the wrong type of cells", g->role, g->label);
}

static vp_grid *load_floats(vp_region_parts *parts, const grid_item *g, vp_error *err)
{
    vp_grid *grid =
        agree_on_geometry(parts, g, VP_STRIP_FLOAT32, err) ? vp_grid_new(parts->region->geometry, 0, err) : NULL;
    if (grid && !vp_grid_store_read(parts->database, g->id, vp_grid_edit(grid), err)) {
        vp_grid_free(grid);
        return NULL;
    }
    return grid;
}

/* path and label behind what is there. */
static bool add_file(char **text, const grid_item *g, vp_error *err)
{
    char *longer = NULL;
    const char *path = g->path ? g->path : "";
    if (asprintf(&longer, "%s%s%s (%s)", *text ? *text : "", *text ? ", " : "", path, g->label) < 0)
        return vp_fail_memory(err, strlen(path));
    free(*text);
    *text = longer;
    return true;
}

static bool name_group(vp_region *region, vp_population *p, const grid_item *g, vp_error *err)
{
    if (!g->group) return true;
    p->of_group = true;
    p->group = vp_region_group(&region->definitions, g->group);
    if (p->group == VP_NONE)
        return vp_fail(err, VP_BAD_INPUT, "the population %s is of group %s, which is not defined", g->label, g->group);
    return add_file(&region->definitions.groups[p->group].grid, g, err);
}

static bool load_population(vp_region_parts *parts, const grid_item *g, vp_error *err)
{
    vp_population *p = &parts->region->people.populations[parts->region->people.population_count++];
    p->label = strdup(g->label);
    if (!p->label) return vp_fail_memory(err, strlen(g->label));
    p->people = load_floats(parts, g, err);
    return p->people && name_group(parts->region, p, g, err);
}

/* Written behind its population, whose label it shares. */
static bool load_source_people(vp_region_parts *parts, const grid_item *g, vp_error *err)
{
    vp_region *region = parts->region;
    vp_population *p =
        region->people.population_count ? &region->people.populations[region->people.population_count - 1] : NULL;
    vp_grid_geometry geometry;
    vp_strip_type type;
    if (!vp_grid_store_describe(parts->database, g->id, &geometry, &type, err)) return false;
    if (!p || p->source || strcmp(p->label, g->label) != 0 || type != VP_STRIP_FLOAT32)
        return vp_fail(err, VP_BAD_INPUT, "the grid %s %s belongs to no population", g->role, g->label);
    p->source = vp_grid_new(geometry, 0, err);
    p->source_in_degrees = strcmp(g->role, "source_people_degrees") == 0;
    return p->source && vp_grid_store_read(parts->database, g->id, vp_grid_edit(p->source), err);
}

/* On a geometry of its own. */
static bool load_wide(vp_region_parts *parts, const grid_item *g, vp_error *err)
{
    vp_grid_geometry geometry;
    vp_strip_type type;
    if (!vp_grid_store_describe(parts->database, g->id, &geometry, &type, err)) return false;
    if (type != VP_STRIP_FLOAT32)
        return vp_fail(err, VP_BAD_INPUT, "the grid %s %s has the wrong type of cells", g->role, g->label);
    vp_grid *grid = parts->region->land.elevation_wide = vp_grid_new(geometry, 0, err);
    return grid && vp_grid_store_read(parts->database, g->id, vp_grid_edit(grid), err);
}

static bool load_land_cover(vp_region_parts *parts, const grid_item *g, vp_error *err)
{
    vp_region *region = parts->region;
    if (!agree_on_geometry(parts, g, VP_STRIP_UINT8, err)) return false;
    region->land.land_cover = calloc(vp_grid_geometry_cells(region->geometry), sizeof *region->land.land_cover);
    if (!region->land.land_cover) return vp_fail_memory(err, vp_grid_geometry_cells(region->geometry));
    return vp_grid_store_read(parts->database, g->id, region->land.land_cover, err);
}

static bool load_grid(vp_region_parts *parts, const grid_item *g, vp_error *err)
{
    vp_region *region = parts->region;
    if (strcmp(g->role, "population") == 0) return load_population(parts, g, err);
    if (strncmp(g->role, "source_people", 13) == 0) return load_source_people(parts, g, err);
    if (strcmp(g->role, "land_cover") == 0 && !region->land.land_cover) return load_land_cover(parts, g, err);
    if (strcmp(g->role, "elevation") == 0 && !region->land.elevation) {
        region->land.elevation = load_floats(parts, g, err);
        return region->land.elevation != NULL;
    }
    if (strcmp(g->role, "elevation_wide") == 0 && !region->land.elevation_wide) return load_wide(parts, g, err);
    return vp_fail(err, VP_BAD_INPUT, "the dataset has a grid %s %s that has no use here", g->role, g->label);
}

/* Those of everyone before those of groups, each in the order of datasets.csv. */
static bool order_populations(vp_people *people, vp_error *err)
{
    vp_population *ordered = calloc(people->population_count + 1, sizeof *ordered);
    size_t at = 0;
    if (!ordered) return vp_fail_memory(err, people->population_count * sizeof *ordered);
    for (int of_group = 0; of_group < 2; of_group++)
        for (size_t p = 0; p < people->population_count; p++)
            if (people->populations[p].of_group == (bool)of_group) ordered[at++] = people->populations[p];
    memcpy(people->populations, ordered, at * sizeof *ordered);
    free(ordered);
    return true;
}

static bool load_stored_grids(vp_region_parts *parts, vp_error *err)
{
    vp_region *region = parts->region;
    size_t count;
    grid_item *items = NULL;
    bool ok = vp_rows_load(parts->database,
                           "SELECT g.id, g.role, g.label, g.population_group, s.path FROM grid g LEFT JOIN source s ON "
                           "s.id = g.source ORDER BY g.id",
                           VP_ROWS(items, count, read_grid_item, parts), err);
    region->people.populations = calloc(count + 1, sizeof *region->people.populations);
    if (ok && !region->people.populations) ok = vp_fail_memory(err, count * sizeof *region->people.populations);
    for (size_t i = 0; ok && i < count; i++) ok = load_grid(parts, &items[i], err);
    ok = ok && order_populations(&region->people, err);
    if (ok && (region->people.population_count == 0 || region->people.populations[0].of_group))
        ok = vp_fail(err, VP_BAD_INPUT, "the dataset has no population grid");
    for (size_t i = 0; i < count; i++) {
        free(items[i].role);
        free(items[i].label);
        free(items[i].group);
        free(items[i].path);
    }
    free(items);
    return ok;
}

/* Polygons of one class, kept until they are burned together. */
typedef struct {
    vp_shape *shapes;
    size_t count, room;
} area_list;

static bool add_area(area_list *areas, vp_shape shape, vp_error *err)
{
    if (!VP_ARRAY_FIT(areas->shapes, areas->room, areas->count + 1, err)) return false;
    areas->shapes[areas->count++] = shape;
    return true;
}

static bool burn_areas(vp_grid_geometry geometry, const area_list *areas, uint32_t bit, uint32_t *mask, vp_error *err)
{
    const vp_shape **shapes = calloc(areas->count + 1, sizeof *shapes);
    if (!shapes) return vp_fail_memory(err, areas->count * sizeof *shapes);
    for (size_t i = 0; i < areas->count; i++) shapes[i] = &areas->shapes[i];
    bool ok = vp_burn_shapes(geometry, shapes, areas->count, bit, mask, err);
    free(shapes);
    return ok;
}

static bool burn_row(vp_grid_geometry geometry, sqlite3_stmt *row, area_list *areas, uint32_t bit, uint32_t *mask,
                     vp_error *err)
{
    const void *wkb = sqlite3_column_blob(row, 0);
    size_t bytes = (size_t)sqlite3_column_bytes(row, 0);
    vp_shape shape;
    if (vp_geometry_dimension(wkb, bytes) == 2) {
        if (!vp_geometry_shape(wkb, bytes, &shape, err)) return false;
        if (add_area(areas, shape, err)) return true;
        vp_shape_clear(&shape);
        return false;
    }
    if (!vp_geometry_lines(wkb, bytes, &shape, err)) return false;
    for (size_t r = 0; r < shape.ring_count; r++)
        vp_burn_line(geometry, shape.points + shape.ring_starts[r], shape.ring_starts[r + 1] - shape.ring_starts[r],
                     bit, mask);
    vp_shape_clear(&shape);
    return true;
}

/* query has one parameter, the class, and gives the geometries. */
static bool burn_class(vp_grid_geometry geometry, sqlite3_stmt *query, const char *class_name, uint32_t bit,
                       uint32_t *mask, vp_error *err)
{
    area_list areas = {0};
    bool row = false;
    bool ok = vp_statement_bind(query, err, "t", class_name) && vp_statement_next(query, &row, err);
    while (ok && row) ok = burn_row(geometry, query, &areas, bit, mask, err) && vp_statement_next(query, &row, err);
    ok = ok && burn_areas(geometry, &areas, bit, mask, err);
    for (size_t i = 0; i < areas.count; i++) vp_shape_clear(&areas.shapes[i]);
    free(areas.shapes);
    return ok;
}

static bool read_class(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    return vp_row_text(row, 0, item, err);
}

typedef struct {
    const char *what, *classes, *geometries;
} line_layer;

/* Fills classes[0..*count) and returns the mask; NULL and ok when the layer is empty. */
static uint32_t *load_mask(vp_region_parts *parts, const line_layer *layer, char *classes[], size_t *count, bool *ok,
                           vp_error *err)
{
    size_t found;
    char **names = NULL;
    *ok = vp_rows_load(parts->database, layer->classes, VP_ROWS(names, found, read_class, NULL), err);
    if (*ok && found > VP_ROAD_CLASSES_MOST)
        *ok = vp_fail(err, VP_BAD_INPUT, "the %s have %zu classes; at most %d are possible", layer->what, found,
                      VP_ROAD_CLASSES_MOST);
    for (size_t i = 0; i < found; i++)
        if (*ok)
            classes[(*count)++] = names[i];
        else
            free(names[i]);
    free(names);
    if (!*ok || *count == 0) return NULL;
    vp_grid_geometry geometry = parts->region->geometry;
    uint32_t *mask = calloc(vp_grid_geometry_cells(geometry), sizeof *mask);
    if (!mask) *ok = vp_fail_memory(err, vp_grid_geometry_cells(geometry) * sizeof *mask);
    sqlite3_stmt *query = mask ? vp_database_prepare(parts->database, layer->geometries, err) : NULL;
    *ok = query != NULL;
    for (size_t i = 0; *ok && i < *count; i++) *ok = burn_class(geometry, query, classes[i], 1u << i, mask, err);
    sqlite3_finalize(query);
    return mask;
}

bool vp_region_load_grids(vp_region_parts *parts, vp_error *err)
{
    static const line_layer roads = {"roads", "SELECT DISTINCT class FROM road ORDER BY class",
                                     "SELECT ST_AsBinary(geom) FROM road WHERE class = ? ORDER BY id"};
    static const line_layer barriers = {"barriers", "SELECT DISTINCT class FROM barrier ORDER BY class",
                                        "SELECT ST_AsBinary(geom) FROM barrier WHERE class = ? ORDER BY id"};
    vp_region *region = parts->region;
    bool ok = load_stored_grids(parts, err);
    if (ok)
        region->land.roads =
            load_mask(parts, &roads, region->land.road_classes, &region->land.road_class_count, &ok, err);
    if (ok)
        region->land.barriers =
            load_mask(parts, &barriers, region->land.barrier_classes, &region->land.barrier_class_count, &ok, err);
    return ok;
}
