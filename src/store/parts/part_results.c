#include "store/parts/part_results.h"
#include "store/files/mapped_file.h"
#include "store/files/published.h"
#include "store/parts/part_land.h"
#include "store/parts/part_owners.h"
#include "store/parts/part_places.h"
#include "store/parts/part_sources.h"
#include "store/snapshot/files.h"
#include "store/snapshot/manifest.h"
#include "store/snapshot/snapshot_store.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/modes.h>

enum { SURFACE, NEAREST, MODE, CELLS_OF_SERVICE };
static const char *const cell_kinds[CELLS_OF_SERVICE] = {"surface", "nearest", "mode"};

/* A service that is taken from a part: its files there, and whose cells they name. */
typedef struct {
    vp_file_name files[CELLS_OF_SERVICE]; /* "" where the part has none */
    int32_t *rows;                        /* [facility of the part] in the whole; -1: of another service */
} part_service;

/* One part as it was found. Of each service its own files are opened: a snapshot with the nation's tables is opened
 * once, to be compared. */
typedef struct {
    vp_snapshot *snapshot; /* until it is compared */
    vp_manifest manifest;
    char *folder;           /* of that snapshot */
    part_service *services; /* [service of the whole] where then is known */
    size_t facility_count;
    vp_quality doubts;                 /* what it found of its own window */
    vp_grid_geometry cells;            /* of its own */
    size_t column, row;                /* of the first cell of its window in the whole */
    vp_part_places *places;            /* of that window's cells in a part with its own system; NULL: its own cells */
    size_t *then;                      /* [service of the whole] its row there; VP_NONE: not taken */
    char reason[200];                  /* why it gives nothing, or where its cells turned out damaged; "" */
    size_t stale_count, stale_service; /* services that rest on other inputs, and the first of them */
    vp_input stale_input;              /* which one */
} found_part;

struct vp_part_results {
    const vp_region *whole;
    vp_part *parts;
    found_part *found; /* [part] */
    size_t part_count;
    uint16_t *owners; /* [cell] */
    vp_shared_cell *shared;
    size_t shared_count;
    char *directory;
    float *values;           /* [cell] of the surface that was asked for last; NULL: none, or one of no journey */
    int32_t *nearest, *mode; /* the same; mode NULL: no part has one */
};

/* ------------------------------------------------------------ what a part rests on */

static const vp_service_inputs *inputs_of(const vp_manifest *m, const char *service)
{
    for (size_t i = 0; i < m->input_count; i++)
        if (strcmp(m->inputs[i].service, service) == 0) return &m->inputs[i];
    return NULL;
}

/* The first input of the surface that is another; VP_INPUTS_OF_SURFACE: none. */
static vp_input differ(const vp_service_inputs *then, const vp_service_inputs *now)
{
    vp_input input = VP_INPUT_PROGRAM;
    while (then && input < VP_INPUTS_OF_SURFACE && strcmp(then->sums[input], now->sums[input]) == 0) input++;
    return input;
}

/* Journeys alone are taken from parts. */
bool vp_part_results_has(const vp_service *service)
{
    return service->reach == VP_REACH_TRAVEL_TIME || service->reach == VP_REACH_ROUND_TRIP;
}

static void match(const vp_region *whole, found_part *f, const vp_input differs[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const vp_service *service = &whole->definitions.services[i];
        if (!vp_part_results_has(service)) continue;
        if (differs[i] == VP_INPUTS_OF_SURFACE)
            f->then[i] = vp_region_service(&f->snapshot->region->definitions, service->id);
        else if (!f->stale_count++)
            f->stale_service = i, f->stale_input = differs[i];
    }
}

/* Compares with what the whole has now of the part's window. */
static bool compare_cells(const vp_region *cut, const found_part *f, const vp_travel_options *travel,
                          vp_input differs[], vp_error *err)
{
    size_t count = 0;
    vp_service_inputs *now = vp_service_inputs_of(cut, travel, &count, err);
    for (size_t i = 0; now && i < count; i++) differs[i] = differ(inputs_of(&f->manifest, now[i].service), &now[i]);
    vp_service_inputs_free(now, count);
    return now != NULL;
}

/* cut: the whole within the part's window; NULL of a part with its own system. */
static bool compare(const vp_part_results *r, found_part *f, const vp_part *part, const char *dataset,
                    const vp_region *cut, const vp_travel_options *travel, vp_error *err)
{
    size_t count = r->whole->definitions.service_count;
    vp_input *differs = calloc(count + 1, sizeof *differs);
    bool ok = differs || vp_fail_memory(err, count * sizeof *differs);
    if (ok && !cut) {
        char *then = vp_path_join(err, f->folder, "dataset.sqlite", NULL);
        const vp_built_part built = {part->id, &f->manifest, then};
        ok = then && vp_part_sources_compare(&built, r->whole, dataset, travel, differs, err);
        free(then);
    } else if (ok) {
        ok = compare_cells(cut, f, travel, differs, err);
    }
    if (ok) match(r->whole, f, differs, count);
    free(differs);
    return ok;
}

/* ------------------------------------------------------------ opening */

static void close_part(found_part *f)
{
    vp_snapshot_release(f->snapshot);
    f->snapshot = NULL;
}

static void free_part(found_part *f, size_t service_count)
{
    close_part(f);
    vp_manifest_clear(&f->manifest);
    vp_quality_clear(&f->doubts);
    for (size_t i = 0; f->services && i < service_count; i++) free(f->services[i].rows);
    free(f->services);
    vp_part_places_free(f->places);
    free(f->folder);
    free(f->then);
}

/* What keeps a part from being read is its reason. */
static bool load(found_part *f, const char *directory, const char *part, vp_error *why)
{
    char *folder = vp_path_join(why, directory, "parts", part, NULL), *id = NULL;
    if (folder) id = vp_published_current(folder, why);
    if (id) f->folder = vp_path_join(why, folder, "published", id, NULL);
    bool ok = f->folder && vp_manifest_read(&f->manifest, f->folder, why);
    if (ok) f->snapshot = vp_snapshot_load(folder, why);
    free(id);
    free(folder);
    return f->snapshot != NULL;
}

/* What the part found of its own window. */
static bool keep_doubts(found_part *f, vp_error *err)
{
    const vp_quality *own = &f->snapshot->listings.quality;
    bool ok = true;
    for (size_t i = 0; ok && i < own->count; i++)
        if (own->rows[i].file && own->rows[i].field && strcmp(own->rows[i].file, "parts.csv") == 0 &&
            strcmp(own->rows[i].field, "margin_metres") == 0 && strcmp(own->rows[i].severity, "warning") == 0)
            ok = vp_quality_add(&f->doubts, &own->rows[i], err) != NULL;
    return ok;
}

/* The facility of the whole's list with this id, looked for from at on: both are in the order of their files. */
static int32_t find_row(const vp_region *whole, const vp_service *service, const char *id, size_t *at)
{
    for (size_t i = 0; i < service->facility_count; i++) {
        size_t here = (*at + i) % service->facility_count, row = service->facilities[here];
        if (strcmp(whole->supply.facilities[row].id, id) != 0) continue;
        *at = here + 1;
        return (int32_t)row;
    }
    return -1;
}

/* Whom its cells name; by ids where the whole's window has other cells. */
static bool follow_rows(const vp_region *whole, const vp_region *cut, const found_part *f, size_t service,
                        part_service *out, vp_error *err)
{
    const vp_region *part = f->snapshot->region;
    const vp_service *was = &part->definitions.services[f->then[service]], *is = &whole->definitions.services[service];
    size_t rows = part->supply.facility_count;
    out->rows = malloc((rows + 1) * sizeof *out->rows);
    if (!out->rows) return vp_fail_memory(err, rows * sizeof *out->rows);
    if (cut) vp_service_inputs_follow(part, f->then[service], cut, service, out->rows);
    for (size_t i = 0; !cut && i < rows; i++) out->rows[i] = -1;
    for (size_t i = 0, at = 0; !cut && i < was->facility_count; i++)
        out->rows[was->facilities[i]] = find_row(whole, is, part->supply.facilities[was->facilities[i]].id, &at);
    return true;
}

/* What is needed of the part once its snapshot is closed. */
static bool note_services(const vp_region *whole, const vp_region *cut, found_part *f, vp_error *err)
{
    typedef void namer(const vp_definitions *, size_t, vp_file_name);
    static namer *const rasters[CELLS_OF_SERVICE] = {vp_snapshot_surface_name, vp_snapshot_nearest_name,
                                                     vp_snapshot_mode_name};
    size_t count = whole->definitions.service_count;
    f->facility_count = f->snapshot->region->supply.facility_count;
    f->services = calloc(count + 1, sizeof *f->services);
    bool ok = f->services || vp_fail_memory(err, count * sizeof *f->services);
    for (size_t i = 0; ok && i < count; i++) {
        if (f->then[i] == VP_NONE) continue;
        for (size_t k = 0; k < CELLS_OF_SERVICE; k++) {
            vp_file_name raster, cells;
            rasters[k](&f->snapshot->region->definitions, f->then[i], raster);
            vp_snapshot_cells_name(raster, cells);
            if (vp_manifest_find(&f->manifest, cells)) memcpy(f->services[i].files[k], cells, sizeof cells);
        }
        ok = follow_rows(whole, cut, f, i, &f->services[i], err);
    }
    return ok;
}

/* False, with its reason, where its cells are not those that parts.csv gives it now. */
static bool place_cells(const vp_part_results *r, size_t p, vp_error *err)
{
    found_part *f = &r->found[p];
    const vp_part *part = &r->parts[p];
    bool fits = vp_part_corner(r->whole->geometry, part->window, &f->column, &f->row);
    f->cells = f->snapshot->region->geometry;
    if (*part->crs)
        fits = fits && strcmp(f->snapshot->region->crs, part->crs) == 0;
    else
        fits = fits && vp_grid_geometry_same(f->cells, part->window) &&
               strcmp(f->snapshot->region->crs, r->whole->crs) == 0;
    if (!fits) snprintf(f->reason, sizeof f->reason, "it was built on other grids");
    if (fits && *part->crs) f->places = vp_part_places_new(r->whole->crs, part->window, part->crs, f->cells, err);
    return fits;
}

/* Facilities that the whole has moved onto the part's grids and the part has left where they are: one may be sooner
 * reached than the part knows. */
static bool note_left(const vp_part_results *r, found_part *f, const vp_region *cut, const char *part, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < cut->supply.facility_count; i++) {
        const vp_facility *is = &r->whole->supply.facilities[i], *left = &cut->supply.facilities[i];
        size_t cell;
        char reason[400];
        if ((is->x == left->x && is->y == left->y) || !vp_grid_geometry_locate(cut->geometry, is->x, is->y, &cell))
            continue;
        snprintf(reason, sizeof reason,
                 "part %.64s, facility %.64s: it stands where nobody can, and the whole moves it by %.0f m onto the "
                 "part's grids; the part, which does not know the terrain beyond them, does not; with a wider "
                 "margin_metres it does",
                 part, is->id, is->moved_metres);
        const vp_quality_row row = {.kind = "import",
                                    .severity = "note",
                                    .file = "parts.csv",
                                    .field = "margin_metres",
                                    .value = is->id,
                                    .reason = reason};
        ok = vp_quality_add(&f->doubts, &row, err) != NULL;
    }
    return ok;
}

static bool take_services(vp_part_results *r, size_t p, const char *dataset, const vp_travel_options *travel,
                          vp_error *err)
{
    found_part *f = &r->found[p];
    const vp_part *part = &r->parts[p];
    vp_region *cut = *part->crs ? NULL : vp_part_land_cut(r->whole, dataset, part->window, err);
    bool ok = (cut || *part->crs) && compare(r, f, part, dataset, cut, travel, err) &&
              (!cut || note_left(r, f, cut, part->id, err)) && note_services(r->whole, cut, f, err);
    vp_part_land_free(cut);
    return ok;
}

static bool look_at_part(vp_part_results *r, size_t p, const char *directory, const char *dataset,
                         const vp_travel_options *travel, vp_error *err)
{
    found_part *f = &r->found[p];
    vp_error why = {0};
    size_t services = r->whole->definitions.service_count;
    f->then = malloc((services + 1) * sizeof *f->then);
    if (!f->then) return vp_fail_memory(err, services * sizeof *f->then);
    for (size_t i = 0; i < services; i++) f->then[i] = VP_NONE;
    if (!load(f, directory, r->parts[p].id, &why)) {
        if (why.kind == VP_NO_MEMORY) return vp_fail(err, why.kind, "%s", why.message);
        snprintf(f->reason, sizeof f->reason, "%.199s", why.kind == VP_NOT_FOUND ? "it was not built" : why.message);
        return true;
    }
    if (!place_cells(r, p, err)) return keep_doubts(f, err);
    if (*r->parts[p].crs && !f->places) return false;
    return keep_doubts(f, err) && take_services(r, p, dataset, travel, err);
}

static bool begin(vp_part_results *r, vp_error *err)
{
    r->found = calloc(r->part_count + 1, sizeof *r->found);
    if (!r->found) return vp_fail_memory(err, r->part_count * sizeof *r->found);
    r->owners = vp_part_owners(r->whole, r->parts, r->part_count, err);
    if (r->owners) r->shared = vp_part_shared_cells(r->whole, r->parts, r->part_count, &r->shared_count, err);
    return r->shared != NULL;
}

vp_part_results *vp_part_results_open(const char *directory, const char *dataset, const vp_region *whole,
                                      const vp_travel_options *travel, vp_error *err)
{
    vp_part_results *r = calloc(1, sizeof *r);
    if (!r) {
        vp_fail_memory(err, sizeof *r);
        return NULL;
    }
    r->whole = whole;
    bool ok = vp_parts_load(dataset, &r->parts, &r->part_count, err) &&
              (r->part_count || vp_fail(err, VP_BAD_INPUT, "the folder has no parts to merge: name them in parts.csv"));
    ok = ok && begin(r, err);
    r->directory = strdup(directory);
    ok = ok && (r->directory || vp_fail_memory(err, strlen(directory)));
    for (size_t p = 0; ok && p < r->part_count; p++) {
        ok = look_at_part(r, p, directory, dataset, travel, err);
        close_part(&r->found[p]);
    }
    if (ok) return r;
    vp_part_results_free(r);
    return NULL;
}

static void clear_cells(vp_part_results *r)
{
    free(r->values);
    free(r->nearest);
    free(r->mode);
    r->values = NULL;
    r->nearest = r->mode = NULL;
}

void vp_part_results_free(vp_part_results *r)
{
    if (!r) return;
    for (size_t p = 0; r->found && p < r->part_count; p++) free_part(&r->found[p], r->whole->definitions.service_count);
    free(r->found);
    vp_parts_free(r->parts, r->part_count);
    free(r->owners);
    free(r->shared);
    clear_cells(r);
    free(r->directory);
    free(r);
}

/* ------------------------------------------------------------ surfaces */

/* One part's cells of a service. */
typedef struct {
    const float *values;
    const int32_t *nearest, *mode; /* NULL: none */
} part_cells;

typedef struct {
    vp_mapped_file *files[CELLS_OF_SERVICE];
    part_cells cells;
} opened;

static void close_cells(opened *o)
{
    for (size_t k = 0; k < CELLS_OF_SERVICE; k++) vp_mapped_file_close(o->files[k]);
}

/* Every byte is compared with its sum. NULL: there is no such file, or why says why it cannot be used. */
static const void *open_cells(const found_part *f, size_t service, size_t k, vp_mapped_file **file, vp_error *why)
{
    const char *name = f->services[service].files[k];
    size_t bytes = vp_grid_geometry_cells(f->cells) * sizeof(float);
    if (!*name) return NULL;
    char *path = vp_path_join(why, f->folder, name, NULL);
    *file = path ? vp_mapped_file_open(path, cell_kinds[k], bytes, why) : NULL;
    free(path);
    if (*file && k == NEAREST) vp_mapped_file_holds_rows(*file, f->facility_count, "facility");
    if (*file && k == MODE) vp_mapped_file_holds_rows(*file, VP_MODES_MOST, "mode");
    return *file && vp_mapped_file_touch(*file, 0, bytes, why) ? vp_mapped_file_bytes(*file) : NULL;
}

static bool read_cells(const found_part *f, size_t service, opened *o, vp_error *why)
{
    o->cells.values = open_cells(f, service, SURFACE, &o->files[SURFACE], why);
    if (o->cells.values) o->cells.nearest = open_cells(f, service, NEAREST, &o->files[NEAREST], why);
    if (o->cells.values) o->cells.mode = open_cells(f, service, MODE, &o->files[MODE], why);
    return o->cells.values && !*why->message;
}

static void put_cells(vp_part_results *r, size_t p, size_t service, const part_cells *cells)
{
    const found_part *f = &r->found[p];
    const int32_t *rows = f->services[service].rows;
    vp_grid_geometry window = r->parts[p].window;
    for (size_t row = 0; row < window.rows; row++) {
        size_t to = (f->row + row) * r->whole->geometry.columns + f->column, from = row * window.columns;
        for (size_t i = 0; i < window.columns; i++, to++, from++) {
            if (r->owners[to] != p) continue;
            if (f->places && !vp_part_places_find(f->places, i, row, &from)) continue;
            r->values[to] = cells->values[from];
            if (cells->nearest) r->nearest[to] = cells->nearest[from] < 0 ? -1 : rows[cells->nearest[from]];
            if (r->mode && cells->mode) r->mode[to] = cells->mode[from];
        }
    }
}

/* Where units of a part that gave nothing lie on cells of another: of the fringe alone nothing is said of them. */
static void clear_shared(vp_part_results *r, const bool given[])
{
    for (size_t i = 0; i < r->shared_count; i++) {
        uint32_t cell = r->shared[i].cell;
        if (given[r->shared[i].part]) continue;
        r->values[cell] = NAN;
        r->nearest[cell] = -1;
        if (r->mode) r->mode[cell] = -1;
    }
}

static bool make_mode(vp_part_results *r, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(r->whole->geometry);
    r->mode = malloc(cells * sizeof *r->mode);
    if (!r->mode) return vp_fail_memory(err, cells * sizeof *r->mode);
    for (size_t i = 0; i < cells; i++) r->mode[i] = -1;
    return true;
}

/* The cells of a part that has the service. */
static bool put_part(vp_part_results *r, size_t p, size_t service, bool *given, part_cells *out, vp_error *err)
{
    found_part *f = &r->found[p];
    vp_error why = {0};
    opened o = {0};
    bool ok = true;
    if (!*f->services[service].files[SURFACE]) return true;
    if (read_cells(f, service, &o, &why)) {
        ok = !o.cells.mode || r->mode || make_mode(r, err);
        if (ok) put_cells(r, p, service, &o.cells);
        *given = ok;
        if (o.cells.nearest) out->nearest = r->nearest;
        if (o.cells.mode) out->mode = r->mode;
    } else if (why.kind == VP_NO_MEMORY) {
        ok = vp_fail(err, why.kind, "%s", why.message);
    } else {
        snprintf(f->reason, sizeof f->reason, "%.199s", why.message);
    }
    close_cells(&o);
    return ok;
}

/* Puts the cells of the parts that have the service, one part after another; given[part]. */
static bool put_parts(vp_part_results *r, size_t service, bool given[], part_cells *out, vp_error *err)
{
    bool ok = true;
    for (size_t p = 0; ok && p < r->part_count; p++)
        if (r->found[p].then[service] != VP_NONE) ok = put_part(r, p, service, &given[p], out, err);
    return ok;
}

static bool make_cells(vp_part_results *r, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(r->whole->geometry);
    r->values = malloc(cells * sizeof *r->values);
    r->nearest = malloc(cells * sizeof *r->nearest);
    if (!r->values || !r->nearest) return vp_fail_memory(err, cells * sizeof *r->values);
    for (size_t i = 0; i < cells; i++) r->values[i] = NAN, r->nearest[i] = -1;
    return true;
}

bool vp_part_results_surface(vp_part_results *r, size_t service, const float **values, const int32_t **nearest,
                             const int32_t **mode, vp_error *err)
{
    part_cells out = {0};
    *values = NULL;
    clear_cells(r); /* what is computed of another service needs the room */
    if (!vp_part_results_has(&r->whole->definitions.services[service])) return true;
    bool *given = calloc(r->part_count + 1, sizeof *given), ok = given || vp_fail_memory(err, r->part_count);
    ok = ok && make_cells(r, err) && put_parts(r, service, given, &out, err);
    if (ok) clear_shared(r, given);
    free(given);
    *values = r->values, *nearest = out.nearest, *mode = out.mode;
    return ok;
}

/* ------------------------------------------------------------ who is missing */

static bool report_part(const vp_part_results *r, size_t p, vp_quality *quality, vp_error *err)
{
    const found_part *f = &r->found[p];
    char reason[500], *id = r->parts[p].id;
    if (*f->reason)
        snprintf(
            reason, sizeof reason,
            "part %.64s gives nothing: %s; there is no data in its units until it is built: vungphu build --part %.64s",
            id, f->reason, id);
    else if (f->stale_count)
        snprintf(reason, sizeof reason,
                 "part %.64s is older than its inputs: of %zu services there is no data in its units until it is built "
                 "again (the "
                 "first: %.64s, since %s); vungphu build --part %.64s",
                 id, f->stale_count, r->whole->definitions.services[f->stale_service].id,
                 vp_input_names[f->stale_input], id);
    else
        return true;
    const vp_quality_row row = {
        .kind = "import", .severity = "warning", .file = "parts.csv", .field = "id", .value = id, .reason = reason};
    return vp_quality_add(quality, &row, err) != NULL;
}

static bool repeat_doubts(const found_part *f, vp_quality *quality, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < f->doubts.count; i++) ok = vp_quality_add(quality, &f->doubts.rows[i], err) != NULL;
    return ok;
}

bool vp_part_results_report(const vp_part_results *r, vp_quality *quality, vp_error *err)
{
    bool ok = true;
    for (size_t p = 0; ok && p < r->part_count; p++)
        ok = report_part(r, p, quality, err) && repeat_doubts(&r->found[p], quality, err);
    return ok;
}
