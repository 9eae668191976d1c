/* What a snapshot keeps in facts/: the walks of vp_archive over the region's definitions and
 * units, the facts, the gaps and the weights. */
#pragma once
#include "snapshot/backdrop.h"
#include "snapshot/snapshot.h"
#include "store/files/archive.h"

/* subject: vp_region *. Everything but the grids and cell_to_lonlat; the populations by label. */
bool vp_archive_region(vp_archive *archive, void *subject);

typedef struct {
    const vp_region *region;
    vp_coverage *coverage;
    size_t service; /* of vp_archive_facts */
} vp_archived_coverage;

bool vp_archive_people(vp_archive *archive, void *subject); /* vp_archived_coverage *: what depends on no service */
/* The same, used where they lie, so in a mapped file. */
bool vp_archive_facts(vp_archive *archive, void *subject);   /* one service */
bool vp_archive_joint(vp_archive *archive, void *subject);   /* services together */
bool vp_archive_planned(vp_archive *archive, void *subject); /* years to come */

typedef struct {
    const vp_region *region;
    vp_gaps *gaps;
} vp_archived_gaps;

typedef struct {
    const vp_region *region;
    vp_unserved_list *unserved;
} vp_archived_unserved;

bool vp_archive_unserved(vp_archive *archive, void *subject); /* vp_archived_unserved * */
bool vp_archive_history(vp_archive *archive, void *subject);  /* vp_history * */
bool vp_archive_quality(vp_archive *archive, void *subject);  /* vp_quality *, without shapes */
bool vp_archive_gaps(vp_archive *archive, void *subject);     /* vp_archived_gaps * */

typedef struct {
    const vp_region *region;
    vp_weights *weights; /* allocated already; its arrays are read */
} vp_archived_weights;

bool vp_archive_weights(vp_archive *archive, void *subject); /* vp_archived_weights * */

typedef struct {
    vp_lattice *mercator_to_cell, *cell_to_lonlat;
} vp_archived_lattices;

bool vp_archive_backdrop(vp_archive *archive, void *subject); /* vp_backdrop * */
bool vp_archive_lattices(vp_archive *archive, void *subject); /* vp_archived_lattices * */
