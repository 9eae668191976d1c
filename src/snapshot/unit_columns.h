/* Values of units beside those of the snapshot's own indicators: what a scenario changes. A view of a snapshot carries
 * them (places.columns): collections, tiles and files of units show them under their own id. */
#pragma once
#include "snapshot/snapshot.h"

typedef struct {
    char *name, *title_vi, *title_en;
} vp_unit_column;

typedef struct vp_unit_columns {
    char *id; /* of the collection, the tile layer and the file */
    char *title_vi, *title_en;
    vp_unit_column *columns;
    size_t count;
    double **values; /* [set][unit · count + column], NaN without data; NULL: only what they are called is known */
    size_t set_count;
    struct vp_unit_columns *next; /* of a list; NULL: the last */
} vp_unit_columns;

/* Named, without columns yet; titles NULL or "": the other language's, or the id. */
vp_unit_columns *vp_unit_columns_new(const char *id, const char *title_vi, const char *title_en, vp_error *err);
/* Room for so many columns, each to be named, and with_values for their values in all sets of units. */
bool vp_unit_columns_fit(vp_unit_columns *columns, size_t count, const vp_units *units, bool with_values,
                         vp_error *err);
void vp_unit_columns_free(vp_unit_columns *columns); /* the whole list; NULL is fine */

/* The snapshot with the columns: borrows both; never to be held or released. */
void vp_unit_columns_view(const vp_snapshot *snapshot, const vp_unit_columns *columns, vp_snapshot *out);
