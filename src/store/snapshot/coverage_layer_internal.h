/* One layer of coverage.sqlite in the making: a table with a geometry column and a spatial index. */
#pragma once
#include "store/sqlite/database.h"
#include <vungphu/shape.h>

typedef struct {
    const char *name, *type;
} vp_layer_column;

/* A row being bound, from left to right; the first failure is kept for its end. */
typedef struct {
    vp_database *database;
    sqlite3_stmt *insert;
    int at, code;
} vp_layer_row;

void vp_layer_text(vp_layer_row *row, const char *text); /* NULL and "" are NULL; borrowed until the row's end */
void vp_layer_number(vp_layer_row *row, double number);  /* NULL when it is not finite */
void vp_layer_whole(vp_layer_row *row, int64_t number);
/* Bind the geometry, which is not copied, and insert the row. */
bool vp_layer_end(vp_layer_row *row, const void *wkb, size_t bytes, vp_error *err); /* NULL: none */
bool vp_layer_end_point(vp_layer_row *row, double x, double y, vp_error *err);
bool vp_layer_end_shape(vp_layer_row *row, const vp_shape *shape, vp_error *err);

typedef struct {
    const char *table, *kind; /* of geometry, as SpatiaLite names it */
    const vp_layer_column *columns;
    size_t column_count;
    const char *(*more)(const void *context, size_t index); /* names of REAL columns behind these; NULL: none */
    size_t more_count;
    size_t row_count;
    int64_t first; /* fid of the first row; each next is one more */
    bool (*put)(vp_layer_row *row, const void *context, size_t index, vp_error *err); /* all columns, and the end */
    const void *context;
} vp_layer;

bool vp_layer_write(vp_database *database, int srid, const vp_layer *layer, vp_error *err);
