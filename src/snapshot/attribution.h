/* Whom a map that is made of a snapshot names. */
#pragma once
#include "snapshot/snapshot.h"

/* The sources' attributions, each once, with semicolons between, as HTML: those who show it take it for that. The
 * caller frees it; NULL when memory is short. */
char *vp_attribution_html(const vp_provenance *provenance);
