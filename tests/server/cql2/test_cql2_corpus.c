/* Filters of tests/data/cql2.tsv: each is read in both encodings, both find the same features, and where the table
 * says the condition in SQL, SpatiaLite finds them too. */
#include "base/buffer.h"
#include "server/ogc/collections.h"
#include "server/support_world.h"
#include "snapshot/outlines.h"
#include <check.h>
#include <ctype.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include <spatialite.h> /* after sqlite3.h, which it needs */

enum { ROWS_MOST = 600, COLUMNS = 4, IDS_MOST = 400, FILTERS_LEAST = 200, COMPARED_LEAST = 60 };

typedef struct {
    char *columns[COLUMNS]; /* collection, text, json, sql */
} corpus_row;

static vp_snapshot *world;
static sqlite3 *database;
static void *spatialite;
static corpus_row rows[ROWS_MOST];
static size_t row_count;

/* @x5.5 and @y5.5 become degrees. */
static char *with_places(const char *text)
{
    vp_buffer out = {0};
    while (*text) {
        if (text[0] == '@' && (text[1] == 'x' || text[1] == 'y')) {
            char *end;
            double cells = strtod(text + 2, &end);
            vp_buffer_format(&out, "%.17g", text[1] == 'x' ? vp_world_lon(cells) : vp_world_lat(cells));
            text = end;
        } else {
            vp_buffer_append(&out, text++, 1);
        }
    }
    ck_assert_ptr_nonnull(vp_buffer_terminated(&out));
    return out.bytes;
}

static void read_rows(void)
{
    static char line[20000];
    FILE *file = fopen(VP_SOURCE "/tests/data/cql2.tsv", "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (*line == '#' || !*line) continue;
        ck_assert_uint_lt(row_count, ROWS_MOST);
        char *rest = line;
        for (size_t i = 0; i < COLUMNS; i++) {
            char *column = strsep(&rest, "\t");
            ck_assert_msg(column != NULL, "a row has fewer than %d columns: %s", COLUMNS, line);
            rows[row_count].columns[i] = with_places(column);
        }
        row_count++;
    }
    fclose(file);
}

static void run(const char *sql)
{
    char *message = NULL;
    ck_assert_msg(sqlite3_exec(database, sql, NULL, NULL, &message) == SQLITE_OK, "%s: %s", sql, message);
}

static void create_table(const vp_collection *c)
{
    vp_buffer sql = {0};
    vp_buffer_format(&sql, "CREATE TABLE %s (feature INTEGER, geometry BLOB", c->id);
    for (size_t i = 0; i < c->property_count; i++)
        vp_buffer_format(&sql, ", \"%s\" %s", c->properties[i].name,
                         c->properties[i].type == VP_TYPE_TEXT ? "TEXT" : "REAL");
    vp_buffer_text(&sql, ")");
    run(vp_buffer_terminated(&sql));
    vp_buffer_clear(&sql);
}

static void write_ring(vp_buffer *out, const vp_shape *shape, size_t ring)
{
    for (size_t i = shape->ring_starts[ring]; i < shape->ring_starts[ring + 1]; i++)
        vp_buffer_format(out, "%s%.17g %.17g", i == shape->ring_starts[ring] ? "(" : ",", shape->points[i].x,
                         shape->points[i].y);
    vp_buffer_text(out, ")");
}

/* To the last bit, as GeoJSON is not. */
static void write_place(vp_buffer *out, const vp_cql2_place *place)
{
    if (!place->area) {
        vp_buffer_format(out, "POINT(%.17g %.17g)", place->point.x, place->point.y);
        return;
    }
    const char *between = "MULTIPOLYGON(";
    for (size_t r = 0; r < place->area->ring_count; r++) {
        if (place->outer[r] != VP_NONE) continue;
        vp_buffer_format(out, "%s(", between);
        write_ring(out, place->area, r);
        for (size_t h = 0; h < place->area->ring_count; h++)
            if (place->outer[h] == r) vp_buffer_text(out, ","), write_ring(out, place->area, h);
        vp_buffer_text(out, ")");
        between = ",";
    }
    vp_buffer_text(out, ")");
}

static void insert_row(const vp_collection *c, const vp_view *view, size_t row)
{
    vp_buffer sql = {0};
    vp_buffer_format(&sql, "INSERT INTO %s VALUES (%zu, GeomFromText(?1, 4326)", c->id, row);
    for (size_t i = 0; i < c->property_count; i++) vp_buffer_format(&sql, ", ?%zu", i + 2);
    vp_buffer_text(&sql, ")");
    sqlite3_stmt *statement;
    ck_assert_int_eq(sqlite3_prepare_v2(database, vp_buffer_terminated(&sql), -1, &statement, NULL), SQLITE_OK);
    vp_buffer_clear(&sql);
    vp_collection_row at = {c, view, row};
    vp_cql2_feature feature = vp_collection_feature(&at);
    vp_cql2_place place;
    vp_buffer geometry = {0};
    if (feature.has_place(&at)) {
        feature.place(&at, &place);
        write_place(&geometry, &place);
        sqlite3_bind_text(statement, 1, vp_buffer_terminated(&geometry), -1, SQLITE_TRANSIENT);
    }
    for (size_t i = 0; i < c->property_count; i++) {
        vp_property_value value;
        vp_collection_value(c, i, view, row, &value);
        if (value.is_number && !isnan(value.number))
            sqlite3_bind_double(statement, (int)i + 2, value.number);
        else if (!value.is_number && value.text)
            sqlite3_bind_text(statement, (int)i + 2, value.text, -1, SQLITE_TRANSIENT);
    }
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_finalize(statement);
    vp_buffer_clear(&geometry);
}

static void fill_database(void)
{
    ck_assert_int_eq(sqlite3_open(":memory:", &database), SQLITE_OK);
    spatialite = spatialite_alloc_connection();
    spatialite_init_ex(database, spatialite, 0);
    run("PRAGMA case_sensitive_like = ON");
    for (size_t i = 0; i < vp_collection_count; i++) {
        const vp_collection *c = vp_collections[i];
        const vp_view view = {world, world->region->units.main_set};
        create_table(c);
        for (size_t row = 0; row < c->count(&view); row++) insert_row(c, &view, row);
    }
}

static void start(void)
{
    vp_error err = {0};
    world = vp_world_new("s1", 0);
    world->places.outlines = vp_outlines_new(world->region, &err);
    ck_assert_msg(world->places.outlines != NULL, "%s", err.message);
    read_rows();
    fill_database();
}

static void stop(void)
{
    for (size_t i = 0; i < row_count; i++)
        for (size_t c = 0; c < COLUMNS; c++) free(rows[i].columns[c]);
    sqlite3_close(database);
    spatialite_cleanup_ex(spatialite);
    vp_snapshot_release(world);
}

static const vp_collection *collection(const char *id)
{
    for (size_t i = 0; i < vp_collection_count; i++)
        if (strcmp(vp_collections[i]->id, id) == 0) return vp_collections[i];
    ck_abort_msg("no collection %s", id);
    return NULL;
}

static void append_row(char ids[IDS_MOST], size_t row)
{
    size_t length = strlen(ids);
    int more = snprintf(ids + length, IDS_MOST - length, "%s%zu", length ? " " : "", row);
    ck_assert_uint_lt(length + (size_t)more, IDS_MOST);
}

static void found(const char *id, const char *text, char ids[IDS_MOST])
{
    const vp_collection *c = collection(id);
    const vp_view view = {world, world->region->units.main_set};
    const vp_cql2_schema schema = vp_collection_schema(&(vp_collection_row){c, &view, 0}, NULL);
    vp_error err = {0};
    vp_cql2 *filter =
        (*text == '{' || strcmp(text, "true") == 0 || strcmp(text, "false") == 0 ? vp_cql2_parse_json
                                                                                 : vp_cql2_parse)(text, &schema, &err);
    ck_assert_msg(filter != NULL, "%s: %s", text, err.message);
    *ids = '\0';
    for (size_t row = 0; row < c->count(&view); row++) {
        vp_collection_row at = {c, &view, row};
        vp_cql2_feature feature = vp_collection_feature(&at);
        if (vp_cql2_holds(filter, &feature)) append_row(ids, row);
    }
    vp_cql2_free(filter);
}

static void selected(const char *id, const char *condition, char ids[IDS_MOST])
{
    vp_buffer sql = {0};
    sqlite3_stmt *statement;
    vp_buffer_format(&sql, "SELECT feature FROM %s WHERE %s ORDER BY feature", id, condition);
    ck_assert_msg(sqlite3_prepare_v2(database, vp_buffer_terminated(&sql), -1, &statement, NULL) == SQLITE_OK, "%s: %s",
                  sql.bytes, sqlite3_errmsg(database));
    *ids = '\0';
    while (sqlite3_step(statement) == SQLITE_ROW) append_row(ids, (size_t)sqlite3_column_int64(statement, 0));
    sqlite3_finalize(statement);
    vp_buffer_clear(&sql);
}

START_TEST(text_and_json_find_the_same_features)
{
    char by_text[IDS_MOST], by_json[IDS_MOST];
    for (size_t i = 0; i < row_count; i++) {
        found(rows[i].columns[0], rows[i].columns[1], by_text);
        found(rows[i].columns[0], rows[i].columns[2], by_json);
        ck_assert_msg(strcmp(by_text, by_json) == 0, "%s: '%s', as JSON '%s'", rows[i].columns[1], by_text, by_json);
    }
    ck_assert_uint_ge(row_count, FILTERS_LEAST);
}
END_TEST

START_TEST(spatialite_finds_the_same_features)
{
    char by_text[IDS_MOST], by_sql[IDS_MOST];
    size_t compared = 0, some = 0;
    for (size_t i = 0; i < row_count; i++) {
        if (strcmp(rows[i].columns[3], "-") == 0) continue;
        found(rows[i].columns[0], rows[i].columns[1], by_text);
        selected(rows[i].columns[0], rows[i].columns[3], by_sql);
        ck_assert_msg(strcmp(by_text, by_sql) == 0, "%s: '%s', by SQL '%s' (%s)", rows[i].columns[1], by_text, by_sql,
                      rows[i].columns[3]);
        compared++;
        some += *by_text != '\0';
    }
    ck_assert_uint_ge(compared, COMPARED_LEAST);
    ck_assert_uint_gt(some, compared / 2); /* most of them find something */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cql2_corpus");
    TCase *tests = tcase_create("cql2_corpus");
    tcase_add_unchecked_fixture(tests, start, stop);
    tcase_add_test(tests, text_and_json_find_the_same_features);
    tcase_add_test(tests, spatialite_finds_the_same_features);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
