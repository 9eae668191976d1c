/* What of a snapshot is used where it lies, in mapped files: the cells of its surfaces, checked when they are first
 * asked for; its facts and the outlines of its units, checked at once. */
#pragma once
#include "snapshot/outlines.h"
#include "store/files/mapped_file.h"
#include "store/snapshot/manifest.h"

/* Bytes of mapped files that a process may hold in its memory before the pages are left to the system, whose cache
 * keeps them: so many together with what it holds of its own, but at least the former. A surface that is mapped again
 * costs some milliseconds. */
#define VP_CELLS_RESIDENT ((size_t)96 << 20)
#define VP_CELLS_TOGETHER ((size_t)512 << 20)

typedef struct vp_cell_files vp_cell_files;

vp_cell_files *vp_cell_files_new(const vp_region *region, const char *directory, const vp_manifest *manifest,
                                 vp_error *err);
void vp_cell_files_free(vp_cell_files *files); /* NULL is fine */

/* Any thread, each service and kind once. Fill what the snapshot has of it; nothing where the manifest has no file. */
bool vp_cell_files_open(vp_cell_files *files, vp_result_cells kind, size_t service, vp_results *results, vp_error *err);
/* The same for a population, all of it checked: who sums people reads it whole. */
bool vp_cell_files_open_population(vp_cell_files *files, size_t population, vp_grid **people, vp_error *err);

/* What maps draw of units, over a mapped file, all of it checked. NULL and err on failure; to be freed before the
 * files.
 */
vp_outlines *vp_cell_files_open_outlines(vp_cell_files *files, vp_error *err);

/* Facts of a service, or joint ones (service: VP_NONE), by the walk of vp_archive_facts or _joint; to be freed before
 * the files. Any thread, each once. */
bool vp_cell_files_open_facts(vp_cell_files *files, size_t service, vp_coverage *coverage, vp_error *err);
/* The same of years to come, by vp_archive_planned. */
bool vp_cell_files_open_planned(vp_cell_files *files, vp_coverage *coverage, vp_error *err);

/* What pictures of the relief show of each cell, all of it checked. NULL and err on failure. */
const uint8_t *vp_cell_files_open_relief(vp_cell_files *files, vp_error *err);

/* What lies on the cells, unchecked: those files that the manifest has. */
bool vp_cell_files_open_land(vp_cell_files *files, vp_land *land, vp_error *err);

/* Other bytes than VP_CELLS_RESIDENT and _TOGETHER: for tests, before the first touch. */
void vp_cell_files_limit(vp_cell_files *files, size_t resident, size_t together);
/* vp_cell_store.touch_land; files: vp_cell_files *. */
bool vp_cell_files_touch_land(void *files, size_t first, size_t count, vp_error *err);
void vp_cell_files_rest(void *files); /* vp_cell_store.rest */
/* vp_cell_store.touch; files: vp_cell_files *. */
bool vp_cell_files_touch(void *files, vp_result_cells kind, size_t service, size_t first, size_t count, vp_error *err);
