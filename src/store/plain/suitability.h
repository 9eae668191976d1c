/* The table of factors by which places suit new sites: where none stands, and how much each counts. docs/methods.md,
 * "Sites", "Suitability". */
#pragma once
#include "base/findings.h"
#include "snapshot/snapshot.h"
#include <vungphu/siting.h>

typedef struct {
    vp_siting_factor *factors; /* names and values are owned */
    size_t count, room;
} vp_suitability;

typedef struct {
    const char *name, *text; /* text NULL: the file of that name, whose rows may name files; else the rows themselves */
    const vp_snapshot *snapshot;
    const vp_region *region; /* its, with its land */
} vp_suitability_source;

/* What is wrong is added to findings by row and column; false when there is an error among it. */
bool vp_suitability_read(const vp_suitability_source *source, vp_suitability *out, vp_findings *findings,
                         vp_error *err);
void vp_suitability_clear(vp_suitability *suitability);
