/* Ids of features, unique in their collection whatever the sources call them. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/error.h>

/* A text of row i; NULL is "". */
typedef const char *vp_row_text(const void *context, size_t i);

/* One id a row: the row's own where no other row has it; else "group:own", and where a group has it several times,
 * all but the first end in ":2", ":3" … in the order of rows. So an id stays while its own row and those of the
 * same name stay. count strings and their array, freed by vp_feature_ids_free; O(n log n). NULL and err without
 * memory. */
char **vp_feature_ids_new(size_t count, vp_row_text *own, vp_row_text *group, const void *context, vp_error *err);
void vp_feature_ids_free(char **ids, size_t count); /* NULL is fine */
