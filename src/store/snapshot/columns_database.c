#include "store/snapshot/columns_database.h"
#include "store/snapshot/coverage_layer_internal.h"
#include <unistd.h>

typedef struct {
    const vp_region *region;
    const vp_unit_columns *columns;
} content;

static const char *name_at(const void *context, size_t index)
{
    const content *c = context;
    return c->columns->columns[index].name;
}

static bool put_unit(vp_layer_row *row, const void *context, size_t index, vp_error *err)
{
    const content *c = context;
    size_t set = c->region->units.main_set;
    const vp_unit_set *units = &c->region->units.sets[set];
    const vp_unit *u = &units->units[index];
    const char *const texts[] = {u->code, u->name, u->name_en, u->kind, units->level, units->vintage};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) vp_layer_text(row, texts[i]);
    for (size_t i = 0; i < c->columns->count; i++)
        vp_layer_number(row, c->columns->values[set][index * c->columns->count + i]);
    return vp_layer_end_shape(row, &u->lonlat, err);
}

static bool write_layer(vp_database *database, const content *c, vp_error *err)
{
    static const vp_layer_column columns[] = {{"code", "TEXT UNIQUE NOT NULL"},
                                              {"name", "TEXT"},
                                              {"name_en", "TEXT"},
                                              {"kind", "TEXT"},
                                              {"level", "TEXT"},
                                              {"vintage", "TEXT"}};
    const vp_layer layer = {.table = c->columns->id,
                            .kind = "MULTIPOLYGON",
                            .columns = columns,
                            .column_count = sizeof columns / sizeof *columns,
                            .more = name_at,
                            .more_count = c->columns->count,
                            .row_count = c->region->units.sets[c->region->units.main_set].unit_count,
                            .first = 1,
                            .put = put_unit,
                            .context = c};
    return vp_database_run(database, "BEGIN", err) && vp_layer_write(database, 4326, &layer, err) &&
           vp_database_run(database, "COMMIT", err);
}

bool vp_columns_database_write(const char *path, const vp_region *region, const vp_unit_columns *columns, vp_error *err)
{
    const content c = {region, columns};
    vp_database *database = vp_database_create(path, (int[]){4326, 0}, err);
    if (database && write_layer(database, &c, err)) return vp_database_finish(database, err);
    vp_database_close(database);
    if (database) unlink(path);
    return false;
}
