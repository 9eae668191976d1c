/* What the last snapshot holds that a new build of the same directory need not compute again: results of services whose
 * inputs are the same, to the bit (service_inputs.h). It is read as readers of the snapshot do, so that what is damaged
 * is not taken over. One thread may ask for files, places and borders of services while another asks for all else. */
#pragma once
#include "snapshot/quality.h"
#include "store/snapshot/coverage_database.h"
#include "store/snapshot/kept_check.h"
#include "store/snapshot/manifest.h"
#include "store/sqlite/database.h"
#include <vungphu/gaps.h>
#include <vungphu/settlements.h>

typedef struct vp_kept_results vp_kept_results;

/* Of the directory's (NULL: none's) current snapshot for a region with these inputs, both of which must outlive it.
 * Takes check, of the same snapshot, and last, which is it where it was loaded already (else NULL). Without a snapshot,
 * or with one that cannot be read or does not say what it rests on, nothing is known of any service. NULL and err when
 * memory is short. */
vp_kept_results *vp_kept_results_open(const char *directory, vp_kept_check *check, vp_snapshot *last,
                                      const vp_region *region, const vp_service_inputs inputs[], vp_error *err);
/* After the coverage that took counts of it, whose facts lie in its files. NULL is fine. */
void vp_kept_results_free(vp_kept_results *kept);

/* The first input of a service that is another, in the order of vp_input; VP_INPUT_COUNT: none. VP_INPUT_PROGRAM too
 * where nothing is known of the service. kept NULL: nothing is. */
vp_input vp_kept_results_differ(const vp_kept_results *kept, size_t service);

/* What vp_analysis_known asks for; context is a vp_kept_results. values, nearest and mode as there. */
bool vp_kept_results_surface(vp_kept_results *kept, size_t service, const float **values, const int32_t **nearest,
                             const int32_t **mode, vp_error *err);
bool vp_kept_results_counts(void *kept, size_t service, vp_coverage *coverage);
bool vp_kept_results_planned(void *kept, size_t planned, vp_coverage *coverage);
bool vp_kept_results_joint(void *kept, size_t joint, vp_coverage *coverage);
bool vp_kept_results_planned_joint(void *kept, size_t planned, vp_coverage *coverage);

/* A service with the facilities that it had: until the next one is asked for. */
typedef struct {
    const vp_region *region;
    size_t service; /* of that region */
    const float *values;
    const int32_t *nearest;
    vp_facts *const *const *facts; /* [set][population]; NULL: of other units or people */
} vp_kept_before;
/* Of a service whose surface is not known. False: nor is that, or other inputs than those are others. */
bool vp_kept_results_before(vp_kept_results *kept, size_t service, vp_kept_before *out);
/* region, its service and what its facilities gave. */
bool vp_kept_results_access(const vp_kept_results *kept, size_t service, const vp_region **region, size_t *then,
                            const int64_t **access);

/* Puts the service's gaps and unserved settlements behind the others. *known says whether they were; else nothing is
 * added. */
bool vp_kept_results_places(const vp_kept_results *kept, size_t service, vp_gaps *gaps, vp_unserved_list *unserved,
                            bool *known, vp_error *err);

/* The path of the dataset of the directory's current snapshot, as it was when it was made, to its sum; NULL when there
 * is none, or it is another by now. Free it. */
char *vp_kept_results_dataset(const char *directory);

/* What a file of a service shows. */
typedef enum { VP_KEPT_SURFACE, VP_KEPT_NEAREST, VP_KEPT_SHOWN, VP_KEPT_ACCESS, VP_KEPT_FACTS } vp_kept_file;
/* Gives the draft the file of that name, by a second name for the same bytes; file is as if measured. False: it cannot
 * be given and is to be written. kept NULL: so. */
bool vp_kept_results_give(const vp_kept_results *kept, size_t service, vp_kept_file what, const char *draft,
                          const char *name, vp_manifest_file *file);
/* The same of a population's raster or cells. */
bool vp_kept_results_give_people(const vp_kept_results *kept, size_t population, const char *draft, const char *name,
                                 vp_manifest_file *file);

/* The same of what was counted of joint questions, or of years to come. */
bool vp_kept_results_give_counts(const vp_kept_results *kept, bool planned, const char *draft, const char *name,
                                 vp_manifest_file *file);
/* The same of a file whose bytes are known to be those of the last one, if it is good. */
bool vp_kept_results_give_same(const vp_kept_results *kept, const char *draft, const char *name,
                               vp_manifest_file *file);
/* To be read while kept is; NULL: none is known. */
const vp_snapshot *vp_kept_results_snapshot(const vp_kept_results *kept);

/* Puts the overlaps and gaps of the units behind the other rows, with their places and polygons, where dataset, that of
 * the new build, has the units that the last one had. False: nothing is added, and they are to be found. */
bool vp_kept_results_cover(vp_kept_results *kept, vp_database *dataset, vp_quality *quality);

/* Whether the service is as it was in all that its files and layers show: then nobody need read its cells. kept NULL:
 * no. */
bool vp_kept_results_is_untouched(const vp_kept_results *kept, size_t service);
/* The border of such a service as the layer has it. False: it is to be drawn. */
bool vp_kept_results_isochrone(vp_kept_results *kept, size_t service, vp_isochrone *out);
