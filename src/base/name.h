/* Names that were misspelt: how far two are apart, and the sentence that says which there are. */
#pragma once
#include <stddef.h>
#include <vungphu/error.h>

/* Edits (insert, delete, replace a byte) between a and b, or most + 1 when there are more. */
size_t vp_name_distance(const char *a, const char *b, size_t most);

typedef const char *vp_name_at(const void *of, size_t index);

/* "there is no KIND WORD; is NEAR meant? There are: …": names(of, 0) to names(of, count - 1), as many as fit. Returns
 * false. */
bool vp_name_fail(vp_error *err, vp_error_kind error, const char *kind, const char *word, vp_name_at *names,
                  const void *of, size_t count);
