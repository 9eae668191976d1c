#include "base/array.h"
#include "store/files/published.h"
#include "store/snapshot/files.h"
#include "store/snapshot/kept_results_internal.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vungphu/planned.h>

/* ------------------------------------------------------------ life */

static const vp_service_inputs *inputs_of(const vp_manifest *m, const char *service)
{
    for (size_t i = 0; i < m->input_count; i++)
        if (strcmp(m->inputs[i].service, service) == 0) return &m->inputs[i];
    return NULL;
}

static void match(vp_kept_results *k)
{
    for (size_t i = 0; i < k->region->definitions.service_count; i++) {
        const char *id = k->region->definitions.services[i].id;
        k->sums[i] = k->snapshot ? inputs_of(&k->manifest, id) : NULL;
        k->then[i] = k->sums[i] ? vp_region_service(&k->snapshot->region->definitions, id) : VP_NONE;
        if (k->then[i] == VP_NONE) k->sums[i] = NULL;
    }
}

/* Whatever keeps it from being read is no reason not to build. */
static void load(vp_kept_results *k, const char *directory, vp_snapshot *last)
{
    vp_error why = {0};
    char *id = vp_published_current(directory, &why);
    if (id) k->directory = vp_path_join(&why, directory, "published", id, NULL);
    if (k->directory && vp_manifest_read(&k->manifest, k->directory, &why) && k->manifest.input_count)
        k->snapshot = last ? last : vp_snapshot_load(directory, &why);
    if (last != k->snapshot) vp_snapshot_release(last);
    free(id);
}

/* Files of services whose surfaces are made anew: nothing will be given of them. */
static void leave_files(const vp_kept_results *k)
{
    typedef void namer(const vp_definitions *, size_t, vp_file_name);
    static namer *const rasters[] = {vp_snapshot_surface_name, vp_snapshot_nearest_name, vp_snapshot_mode_name};
    for (size_t i = 0; k->snapshot && i < k->region->definitions.service_count; i++) {
        const vp_definitions *then = &k->snapshot->region->definitions;
        vp_file_name name, cells;
        if (k->then[i] == VP_NONE || vp_kept_results_differ(k, i) >= VP_INPUTS_OF_SURFACE) continue;
        for (size_t r = 0; r < sizeof rasters / sizeof *rasters; r++) {
            rasters[r](then, k->then[i], name);
            vp_snapshot_cells_name(name, cells);
            vp_kept_check_leave(k->check, name);
            vp_kept_check_leave(k->check, cells);
        }
        vp_snapshot_shown_name(then, k->then[i], name);
        vp_kept_check_leave(k->check, name);
        vp_snapshot_facts_name(then, k->then[i], name);
        vp_kept_check_leave(k->check, name);
    }
}

vp_kept_results *vp_kept_results_open(const char *directory, vp_kept_check *check, vp_snapshot *last,
                                      const vp_region *region, const vp_service_inputs inputs[], vp_error *err)
{
    size_t count = region->definitions.service_count;
    vp_kept_results *k = calloc(1, sizeof *k);
    if (k) {
        *k = (vp_kept_results){.check = check,
                               .region = region,
                               .inputs = inputs,
                               .then = calloc(count + 1, sizeof *k->then),
                               .sums = calloc(count + 1, sizeof *k->sums),
                               .damaged = calloc(count + 1, sizeof *k->damaged)};
        if (k->then && k->sums && k->damaged) {
            if (directory)
                load(k, directory, last);
            else
                vp_snapshot_release(last);
            match(k);
            leave_files(k);
            return k;
        }
    }
    if (!k) vp_kept_check_free(check);
    vp_snapshot_release(last);
    vp_kept_results_free(k);
    vp_fail_memory(err, count * sizeof *k->then);
    return NULL;
}

void vp_kept_results_free(vp_kept_results *k)
{
    if (!k) return;
    vp_kept_check_free(k->check);
    vp_database_close(k->coverage);
    vp_snapshot_release(k->snapshot);
    vp_manifest_clear(&k->manifest);
    free(k->directory);
    free(k->then);
    free(k->sums);
    free(k->damaged);
    free(k->nearest);
    free(k->facts);
    free(k);
}

char *vp_kept_results_dataset(const char *directory)
{
    vp_error why = {0};
    vp_manifest manifest = {0};
    vp_manifest_file now = {0};
    char *id = vp_published_current(directory, &why), *path = NULL,
         *folder = id ? vp_path_join(&why, directory, "published", id, NULL) : NULL;
    if (folder && vp_manifest_read(&manifest, folder, &why) &&
        vp_manifest_measure(&now, folder, "dataset.sqlite", &why) && strcmp(now.sha256, manifest.dataset.sha256) == 0)
        path = vp_path_join(&why, folder, "dataset.sqlite", NULL);
    vp_manifest_clear(&manifest);
    free(now.path);
    free(folder);
    free(id);
    return path;
}

/* ------------------------------------------------------------ what is the same */

static bool is_same(const vp_kept_results *k, size_t service, vp_input input)
{
    return k->sums[service] && !atomic_load(&k->damaged[service]) &&
           strcmp(k->sums[service]->sums[input], k->inputs[service].sums[input]) == 0;
}

vp_input vp_kept_results_differ(const vp_kept_results *k, size_t service)
{
    if (!k) return VP_INPUT_PROGRAM;
    for (vp_input input = 0; input < VP_INPUT_COUNT; input++)
        if (!is_same(k, service, input)) return input;
    return VP_INPUT_COUNT;
}

/* All inputs before one are. */
static bool holds(const vp_kept_results *k, size_t service, vp_input before)
{
    return k && vp_kept_results_differ(k, service) >= before;
}

/* ------------------------------------------------------------ surfaces */

static size_t question_then(const vp_kept_results *k, size_t joint);

/* A question of several services reads the surfaces of all, where one of them is another. */
static bool is_asked_anew(const vp_kept_results *k, size_t service)
{
    const vp_definitions *d = &k->region->definitions;
    for (size_t j = 0; j < d->joint_count; j++)
        for (size_t i = 0; i < d->joints[j].service_count; i++)
            if (d->joints[j].services[i] == service && question_then(k, j) == VP_NONE) return true;
    return false;
}

bool vp_kept_results_is_untouched(const vp_kept_results *k, size_t service)
{
    return k && vp_kept_results_differ(k, service) == VP_INPUT_COUNT && !is_asked_anew(k, service);
}

/* Cells that nobody will read are only looked through, beside other work. */
static bool is_whole(const vp_kept_results *k, size_t service)
{
    typedef void namer(const vp_definitions *, size_t, vp_file_name);
    static namer *const rasters[] = {vp_snapshot_surface_name, vp_snapshot_nearest_name, vp_snapshot_mode_name};
    const vp_definitions *then = &k->snapshot->region->definitions;
    bool whole = true;
    for (size_t i = 0; whole && i < sizeof rasters / sizeof *rasters; i++) {
        vp_file_name raster, cells;
        rasters[i](then, k->then[service], raster);
        vp_snapshot_cells_name(raster, cells);
        whole = !vp_manifest_find(&k->manifest, cells) || vp_kept_check_is_good(k->check, cells);
    }
    return whole;
}

/* The facility that stands where another one stood in the list of the service. */
static bool follow_rows(vp_kept_results *k, size_t service, const int32_t then[], vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(k->region->geometry), rows = k->snapshot->region->supply.facility_count;
    int32_t *row = malloc((rows + 1) * sizeof *row);
    free(k->nearest);
    k->nearest = malloc((cells + 1) * sizeof *k->nearest);
    bool ok = (row && k->nearest) || vp_fail_memory(err, cells * sizeof *k->nearest);
    if (ok) vp_service_inputs_follow(k->snapshot->region, k->then[service], k->region, service, row);
    for (size_t i = 0; ok && i < cells; i++) k->nearest[i] = then[i] < 0 ? -1 : row[then[i]];
    free(row);
    return ok;
}

/* A snapshot that turns out damaged gives nothing. */
static bool read_cells(vp_kept_results *k, size_t service, const float **values, const int32_t **nearest,
                       const int32_t **mode)
{
    vp_error why = {0};
    const vp_results *r = &k->snapshot->results;
    size_t then = k->then[service];
    if (vp_kept_results_is_untouched(k, service) && is_whole(k, service)) {
        *values = r->surfaces[then] ? vp_grid_cells(r->surfaces[then]) : NULL;
        *nearest = *values ? r->nearest[then] : NULL;
        *mode = *values ? r->mode[then] : NULL;
        return *values != NULL;
    }
    *values = r->surfaces[then] ? vp_results_surface(r, then, 0, VP_EVERY_CELL, &why) : NULL;
    *nearest = *values && r->nearest[then] ? vp_results_nearest(r, then, 0, VP_EVERY_CELL, &why) : NULL;
    *mode = *values && r->mode[then] ? vp_results_mode(r, then, 0, VP_EVERY_CELL, &why) : NULL;
    return *values && !*why.message;
}

bool vp_kept_results_surface(vp_kept_results *k, size_t service, const float **values, const int32_t **nearest,
                             const int32_t **mode, vp_error *err)
{
    bool known = holds(k, service, VP_INPUTS_OF_SURFACE);
    if (known && !read_cells(k, service, values, nearest, mode)) {
        known = false;
        atomic_store(&k->damaged[service], true); /* nor is anything else taken from there */
    }
    if (!known) {
        *values = NULL;
        return true;
    }
    if (!*nearest || is_same(k, service, VP_INPUT_ROWS)) return true;
    if (!follow_rows(k, service, *nearest, err)) return false;
    *nearest = k->nearest;
    return true;
}

/* Of the same units and people. */
static vp_facts *const *const *facts_before(vp_kept_results *k, size_t service)
{
    const vp_coverage *from = k->snapshot->results.coverage;
    size_t then = k->then[service];
    if (!is_same(k, service, VP_INPUT_UNITS) || !is_same(k, service, VP_INPUT_PEOPLE) || !from->facts[0][then][0])
        return NULL;
    free(k->facts);
    k->facts = calloc(from->set_count + 1, sizeof *k->facts);
    for (size_t s = 0; k->facts && s < from->set_count; s++) k->facts[s] = from->facts[s][then];
    return (vp_facts *const *const *)k->facts;
}

bool vp_kept_results_before(vp_kept_results *k, size_t service, vp_kept_before *out)
{
    static const vp_input same[] = {VP_INPUT_PROGRAM, VP_INPUT_GRID, VP_INPUT_TERRAIN, VP_INPUT_SPEEDS,
                                    VP_INPUT_SERVICE};
    const int32_t *mode;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (!is_same(k, service, same[i])) return false;
    *out =
        (vp_kept_before){.region = k->snapshot->region, .service = k->then[service], .facts = facts_before(k, service)};
    return read_cells(k, service, &out->values, &out->nearest, &mode);
}

/* ------------------------------------------------------------ counts */

/* Moves what was counted of every set; each place has the same populations. */
static void move_facts(vp_facts **into, vp_facts **from, size_t populations)
{
    for (size_t p = 0; p < populations; p++) {
        vp_facts_free(into[p]);
        into[p] = from[p];
        from[p] = NULL;
    }
}

static void move_numbers(double **into, double **from)
{
    free(*into);
    *into = *from;
    *from = NULL;
}

/* Else it is computed anew, with the counts. */
static bool access_is_whole(const vp_kept_results *k, size_t then)
{
    vp_file_name name;
    vp_snapshot_access_name(&k->snapshot->region->definitions, then, name);
    return !k->snapshot->results.access[then] || vp_kept_check_is_good(k->check, name);
}

bool vp_kept_results_counts(void *context, size_t service, vp_coverage *coverage)
{
    vp_kept_results *k = context;
    vp_coverage *from = k->snapshot ? k->snapshot->results.coverage : NULL;
    size_t then = k->then[service];
    if (!holds(k, service, VP_INPUTS_OF_COUNTS) || !from->facts[0][then][0]) return false;
    if (from->catchments[then] && !is_same(k, service, VP_INPUT_ROWS)) return false;
    if (!access_is_whole(k, then)) return false;
    for (size_t s = 0; s < coverage->set_count; s++) {
        move_facts(coverage->facts[s][service], from->facts[s][then], coverage->population_count);
        move_numbers(&coverage->floating[s][service], &from->floating[s][then]);
    }
    vp_catchments_free(coverage->catchments[service], coverage->set_count);
    coverage->catchments[service] = from->catchments[then];
    from->catchments[then] = NULL;
    return true;
}

bool vp_kept_results_access(const vp_kept_results *k, size_t service, const vp_region **region, size_t *then,
                            const int64_t **access)
{
    static const vp_input same[] = {VP_INPUT_PROGRAM, VP_INPUT_GRID,  VP_INPUT_TERRAIN, VP_INPUT_SPEEDS,
                                    VP_INPUT_SERVICE, VP_INPUT_UNITS, VP_INPUT_PEOPLE};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (!is_same(k, service, same[i])) return false;
    *then = k->then[service];
    *region = k->snapshot->region;
    *access = k->snapshot->results.access[*then];
    double limit = (*region)->definitions.services[*then].default_limit;
    return limit == k->region->definitions.services[service].default_limit && *access && access_is_whole(k, *then);
}

static void move_planned(vp_planned_facts *into, vp_planned_facts *from, const vp_coverage *coverage)
{
    for (size_t s = 0; s < coverage->set_count; s++) {
        move_facts(into->facts[s], from->facts[s], coverage->population_count);
        move_numbers(&into->floating[s], &from->floating[s]);
    }
    into->cells = from->cells;
    into->values = from->values;
    into->cell_count = from->cell_count;
    from->cells = NULL;
    from->values = NULL;
    from->cell_count = 0;
}

bool vp_kept_results_planned(void *context, size_t planned, vp_coverage *coverage)
{
    vp_kept_results *k = context;
    const vp_planned_service *row = &k->region->definitions.planned[planned];
    if (!holds(k, row->service, VP_INPUTS_OF_COUNTS)) return false;
    vp_coverage *from = k->snapshot->results.coverage;
    size_t then = vp_planned_of(&k->snapshot->region->definitions, k->then[row->service], row->year);
    if (then == VP_NONE || k->snapshot->region->definitions.planned[then].year != row->year) return false;
    if (!from->planned[then].facts[0][0]) return false;
    move_planned(&coverage->planned[planned], &from->planned[then], coverage);
    return true;
}

static bool is_same_question(const vp_kept_results *k, const vp_joint *now, const vp_joint *then)
{
    bool same = now->service_count == then->service_count && now->part_count == then->part_count &&
                now->at_least == then->at_least;
    for (size_t i = 0; same && i < now->service_count; i++)
        same = holds(k, now->services[i], VP_INPUTS_OF_COUNTS) && k->then[now->services[i]] == then->services[i] &&
               now->limits[i] == then->limits[i] && now->parts[i] == then->parts[i];
    return same;
}

/* The row of the question in the snapshot; VP_NONE: it was not asked, or of other inputs. */
static size_t question_then(const vp_kept_results *k, size_t joint)
{
    const vp_definitions *then = k->snapshot ? &k->snapshot->region->definitions : NULL;
    for (size_t i = 0; then && i < then->joint_count; i++)
        if (is_same_question(k, &k->region->definitions.joints[joint], &then->joints[i])) return i;
    return VP_NONE;
}

bool vp_kept_results_joint(void *context, size_t joint, vp_coverage *coverage)
{
    vp_kept_results *k = context;
    size_t then = question_then(k, joint);
    if (then == VP_NONE) return false;
    vp_coverage *from = k->snapshot->results.coverage;
    if (!from->joint[0][then][0]) return false;
    for (size_t s = 0; s < coverage->set_count; s++)
        move_facts(coverage->joint[s][joint], from->joint[s][then], coverage->population_count);
    return true;
}

bool vp_kept_results_planned_joint(void *context, size_t planned, vp_coverage *coverage)
{
    vp_kept_results *k = context;
    const vp_planned_joint *row = &k->region->definitions.planned_joints[planned];
    size_t joint = question_then(k, row->joint);
    if (joint == VP_NONE) return false;
    const vp_definitions *d = &k->snapshot->region->definitions;
    vp_coverage *from = k->snapshot->results.coverage;
    for (size_t i = 0; i < d->planned_joint_count; i++) {
        if (d->planned_joints[i].joint != joint || d->planned_joints[i].year != row->year) continue;
        if (!from->planned_joints[i].facts[0][0]) return false;
        move_planned(&coverage->planned_joints[planned], &from->planned_joints[i], coverage);
        return true;
    }
    return false;
}

/* ------------------------------------------------------------ places */

static bool add_gaps(const vp_kept_results *k, size_t service, vp_gaps *gaps, vp_error *err)
{
    const vp_gaps *all = &k->snapshot->listings.gaps;
    vp_gaps own = {.gaps = calloc(all->gap_count + 1, sizeof *own.gaps)};
    if (!own.gaps) return vp_fail_memory(err, all->gap_count * sizeof *own.gaps);
    for (size_t i = 0; i < all->gap_count; i++) {
        if (all->gaps[i].service != k->then[service]) continue;
        vp_gap *gap = &own.gaps[own.gap_count++];
        *gap = all->gaps[i];
        gap->service = service;
        gap->group = k->region->definitions.services[service].group;
    }
    bool ok = vp_gaps_append(gaps, &own, err);
    vp_gaps_clear(&own);
    return ok;
}

static bool add_unserved(const vp_kept_results *k, size_t service, vp_unserved_list *unserved, vp_error *err)
{
    const vp_unserved_list *all = &k->snapshot->listings.unserved;
    size_t first = 0, end;
    while (first < all->count && all->items[first].service != k->then[service]) first++;
    for (end = first; end < all->count && all->items[end].service == k->then[service];) end++;
    if (!vp_array_resize(VP_ARRAY(unserved->items), unserved->count + (end - first), err)) return false;
    for (size_t i = first; i < end; i++) {
        unserved->items[unserved->count] = all->items[i];
        unserved->items[unserved->count++].service = service;
    }
    return true;
}

bool vp_kept_results_places(const vp_kept_results *k, size_t service, vp_gaps *gaps, vp_unserved_list *unserved,
                            bool *known, vp_error *err)
{
    *known = holds(k, service, VP_INPUTS_OF_PLACES);
    return !*known || (add_gaps(k, service, gaps, err) && add_unserved(k, service, unserved, err));
}

/* ------------------------------------------------------------ files */

static bool file_is_same(const vp_kept_results *k, size_t service, vp_kept_file what)
{
    switch (what) {
    case VP_KEPT_SHOWN: return holds(k, service, VP_INPUTS_OF_SURFACE) && is_same(k, service, VP_INPUT_UNITS);
    case VP_KEPT_NEAREST: return holds(k, service, VP_INPUTS_OF_SURFACE) && is_same(k, service, VP_INPUT_ROWS);
    case VP_KEPT_ACCESS: return holds(k, service, VP_INPUTS_OF_COUNTS);
    case VP_KEPT_FACTS: return holds(k, service, VP_INPUTS_OF_COUNTS) && is_same(k, service, VP_INPUT_ROWS);
    default: return holds(k, service, VP_INPUTS_OF_SURFACE);
    }
}

/* A second name for the same bytes. */
static bool give(const vp_kept_results *k, const char *draft, const char *name, vp_manifest_file *file)
{
    const vp_manifest_file *then = vp_manifest_find(&k->manifest, name);
    vp_error why = {0};
    char *from = then && vp_kept_check_is_good(k->check, name) ? vp_path_join(&why, k->directory, name, NULL) : NULL;
    char *to = from ? vp_path_join(&why, draft, name, NULL) : NULL;
    char *path = to ? strdup(name) : NULL;
    bool given = path && link(from, to) == 0;
    if (given) {
        *file = *then;
        file->path = path;
    } else {
        free(path);
    }
    free(from);
    free(to);
    return given;
}

bool vp_kept_results_give(const vp_kept_results *k, size_t service, vp_kept_file what, const char *draft,
                          const char *name, vp_manifest_file *file)
{
    return k && file_is_same(k, service, what) && give(k, draft, name, file);
}

/* All services rest on the same grid and people. */
bool vp_kept_results_give_people(const vp_kept_results *k, size_t population, const char *draft, const char *name,
                                 vp_manifest_file *file)
{
    if (!k || !k->snapshot || !k->region->definitions.service_count) return false;
    const vp_people *now = &k->region->people, *then = &k->snapshot->region->people;
    return is_same(k, 0, VP_INPUT_PROGRAM) && is_same(k, 0, VP_INPUT_GRID) && is_same(k, 0, VP_INPUT_PEOPLE) &&
           population < then->population_count &&
           strcmp(now->populations[population].label, then->populations[population].label) == 0 &&
           give(k, draft, name, file);
}

/* Every question of the one kind is, in the same row. */
static bool joint_is_same(const vp_kept_results *k)
{
    const vp_definitions *now = &k->region->definitions, *then = &k->snapshot->region->definitions;
    bool same = now->joint_count == then->joint_count;
    for (size_t j = 0; same && j < now->joint_count; j++) same = question_then(k, j) == j;
    return same;
}

static bool planned_is_same(const vp_kept_results *k)
{
    const vp_definitions *now = &k->region->definitions, *then = &k->snapshot->region->definitions;
    bool same = joint_is_same(k) && now->planned_count == then->planned_count &&
                now->planned_joint_count == then->planned_joint_count;
    for (size_t i = 0; same && i < now->planned_count; i++) {
        size_t service = now->planned[i].service;
        same = now->planned[i].year == then->planned[i].year && k->then[service] == then->planned[i].service &&
               file_is_same(k, service, VP_KEPT_FACTS);
    }
    for (size_t i = 0; same && i < now->planned_joint_count; i++)
        same = now->planned_joints[i].year == then->planned_joints[i].year &&
               now->planned_joints[i].joint == then->planned_joints[i].joint;
    return same;
}

bool vp_kept_results_give_counts(const vp_kept_results *k, bool planned, const char *draft, const char *name,
                                 vp_manifest_file *file)
{
    return k && k->snapshot && (planned ? planned_is_same(k) : joint_is_same(k)) && give(k, draft, name, file);
}

bool vp_kept_results_give_same(const vp_kept_results *k, const char *draft, const char *name, vp_manifest_file *file)
{
    return k && k->snapshot && give(k, draft, name, file);
}

const vp_snapshot *vp_kept_results_snapshot(const vp_kept_results *k) { return k ? k->snapshot : NULL; }
