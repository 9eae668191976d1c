#include "base/array.h"
#include "broadcast/sweep_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/reception.h>

/* The strongest of the transmitters of a system and scope. */
typedef struct {
    char *system;
    vp_scope scope;
    float *best;  /* [cell]; -INFINITY nothing received, NaN unknown */
    int32_t *who; /* [cell] its index in region->supply.transmitters, -1 none or unknown */
} best_server;

struct vp_signal {
    const vp_region *region;
    vp_signal_options options;
    vp_signal_terrain terrain;
    float clutter[256];
    best_server *servers;
    size_t server_count;
};

static float *cells_of(size_t count, float fill, vp_error *err)
{
    float *cells = malloc((count ? count : 1) * sizeof *cells);
    if (!cells) {
        vp_fail_memory(err, count * sizeof *cells);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) cells[i] = fill;
    return cells;
}

static bool options_check(const vp_signal_options *o, vp_error *err)
{
    if (!(o->radius_km > 0 && o->radius_km <= 3000))
        return vp_fail(err, VP_BAD_INPUT, "a radius of %g km: ITU-R P.1812 holds up to 3000 km", o->radius_km);
    if (o->threads < 0) return vp_fail(err, VP_BAD_INPUT, "%d threads: choose 0 or more", o->threads);
    return true;
}

/* A receiver without terrain is unknown, and so is one that a path across a hole could serve better. */
static void settle(const float *elevation, float *best, const float *unknown, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isnan(elevation[i]) || unknown[i] > best[i]) best[i] = NAN;
}

/* ------------------------------------------------------------ one transmitter */

vp_signal_options vp_signal_defaults(void)
{
    return (vp_signal_options){
        .receiver_metres = 10, .time_percent = 50, .location_percent = 50, .n0 = 325, .delta_n = 45, .radius_km = 300};
}

vp_grid *vp_signal_field(const vp_signal_terrain *terrain, const vp_transmitter *transmitter,
                         const vp_signal_options *options, vp_error *err)
{
    bool ok = false;
    size_t count = vp_grid_geometry_cells(terrain->geometry);
    vp_sweep sweep;
    vp_grid *out = NULL;
    float *unknown = NULL;
    if (!vp_grid_geometry_check(terrain->geometry, err) || !options_check(options, err)) goto done;
    if (!vp_sweep_init(&sweep, terrain, transmitter, options, err)) goto done;
    out = vp_grid_new(terrain->geometry, -INFINITY, err);
    unknown = cells_of(count, -INFINITY, err);
    if (!out || !unknown) goto done;
    sweep.field = (vp_sweep_field){vp_grid_edit(out), unknown};
    if (!vp_sweep_run(&sweep, err)) goto done;
    settle(terrain->elevation, sweep.field.best, unknown, count);
    for (size_t i = 0; i < count; i++)
        if (sweep.field.best[i] == -INFINITY) sweep.field.best[i] = INFINITY;
    ok = true;
done:
    free(unknown);
    if (ok) return out;
    vp_grid_free(out);
    return NULL;
}

bool vp_signal_field_at(const vp_signal_terrain *terrain, const vp_transmitter *transmitter,
                        const vp_signal_options *options, const vp_signal_places *places, float field[], vp_error *err)
{
    size_t count = vp_grid_geometry_cells(terrain->geometry);
    vp_sweep sweep;
    float *best = NULL, *unknown = NULL;
    bool ok = vp_grid_geometry_check(terrain->geometry, err) && options_check(options, err) &&
              vp_sweep_init(&sweep, terrain, transmitter, options, err);
    if (ok) {
        best = cells_of(count, -INFINITY, err);
        unknown = best ? cells_of(count, -INFINITY, err) : NULL;
        ok = unknown != NULL;
    }
    if (ok) {
        sweep.field = (vp_sweep_field){best, unknown};
        sweep.only = places->cells;
        sweep.only_count = places->count;
        sweep.least = places->least;
        if (options->at_reference)
            sweep.power_db += vp_threshold_shift(transmitter->system, transmitter->frequency_mhz);
        ok = vp_sweep_run(&sweep, err);
    }
    for (size_t k = 0; ok && k < places->count; k++) {
        size_t cell = places->cells[k];
        bool known = !isnan(terrain->elevation[cell]) && !(unknown[cell] > best[cell]);
        field[k] = !known ? NAN : best[cell] == -INFINITY ? INFINITY : best[cell];
    }
    free(best);
    free(unknown);
    return ok;
}

/* ------------------------------------------------------------ the services of a region */

vp_signal *vp_signal_new(const vp_region *region, const vp_signal_options *options, vp_error *err)
{
    if (!options_check(options, err)) return NULL;
    if (!region->land.elevation) {
        vp_fail(err, VP_NOT_FOUND, "signals need elevation, and the dataset has none");
        return NULL;
    }
    vp_signal *signal = calloc(1, sizeof *signal);
    if (!signal) {
        vp_fail_memory(err, sizeof *signal);
        return NULL;
    }
    const vp_lattice *map = &region->cell_to_lonlat;
    *signal = (vp_signal){.region = region,
                          .options = *options,
                          .terrain = {.geometry = region->geometry,
                                      .elevation = vp_grid_cells(region->land.elevation),
                                      .land_cover = region->land.land_cover,
                                      .zones = options->zones,
                                      .wide = region->land.elevation_wide,
                                      .lonlat = map->columns > 1 ? map : NULL}};
    vp_clutter_fill(region->land.clutter_heights, region->land.clutter_height_count, signal->clutter);
    if (!options->clutter_metres) signal->options.clutter_metres = signal->clutter;
    return signal;
}

static void best_server_clear(best_server *server)
{
    free(server->system);
    free(server->best);
    free(server->who);
    *server = (best_server){0};
}

void vp_signal_free(vp_signal *signal)
{
    if (!signal) return;
    for (size_t i = 0; i < signal->server_count; i++) best_server_clear(&signal->servers[i]);
    free(signal->servers);
    free(signal);
}

static bool takes_part(const vp_transmitter *t, const char *system, vp_scope scope)
{
    return t->open && t->scope == scope && t->system && strcmp(t->system, system) == 0;
}

static bool report(const vp_signal_options *o, double done, vp_error *err)
{
    if (!o->progress || o->progress(o->context, done)) return true;
    return vp_fail(err, VP_CANCELLED, "cancelled");
}

/* Strongest transmitters first, so that weak ones are left out where they cannot matter; then as listed. */
static int stronger_first(const void *left, const void *right)
{
    const vp_transmitter *a = *(const vp_transmitter *const *)left, *b = *(const vp_transmitter *const *)right;
    int power = (a->erp_kw < b->erp_kw) - (a->erp_kw > b->erp_kw);
    return power ? power : (a > b) - (a < b);
}

static bool sweep_one(vp_signal *signal, const vp_transmitter *t, vp_sweep_field field, vp_error *err)
{
    const vp_region *region = signal->region;
    bool disturbed = false;
    for (size_t i = 0; signal->options.interference && i < region->supply.transmitter_count; i++)
        disturbed |= vp_signal_disturbs(t, &region->supply.transmitters[i]);
    if (disturbed)
        return vp_sweep_protected(&signal->terrain, t, region->supply.transmitters, region->supply.transmitter_count,
                                  &signal->options, field, err);
    vp_sweep sweep;
    if (!vp_sweep_init(&sweep, &signal->terrain, t, &signal->options, err)) return false;
    sweep.field = field;
    sweep.enough = field.best;
    if (signal->options.at_reference) sweep.power_db += vp_threshold_shift(t->system, t->frequency_mhz);
    return vp_sweep_run(&sweep, err);
}

/* The cells that a transmitter has made stronger are its own. */
static void note_server(const float *before, const float *best, size_t cells, int32_t transmitter, int32_t *who)
{
    for (size_t i = 0; i < cells; i++)
        if (best[i] > before[i]) who[i] = transmitter;
}

static bool sweep_all(vp_signal *signal, const vp_transmitter *list[], size_t count, best_server *out, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(signal->terrain.geometry);
    float *unknown = cells_of(cells, -INFINITY, err), *before = unknown ? cells_of(cells, -INFINITY, err) : NULL;
    bool ok = before != NULL;
    qsort(list, count, sizeof *list, stronger_first);
    for (size_t i = 0; ok && i < count; i++) {
        memcpy(before, out->best, cells * sizeof *before);
        ok = sweep_one(signal, list[i], (vp_sweep_field){out->best, unknown}, err) &&
             report(&signal->options, (double)(i + 1) / (double)count, err);
        if (ok)
            note_server(before, out->best, cells, (int32_t)(list[i] - signal->region->supply.transmitters), out->who);
    }
    if (ok) settle(signal->terrain.elevation, out->best, unknown, cells);
    free(before);
    free(unknown);
    return ok;
}

/* Nothing received anywhere yet. */
static bool best_server_init(const vp_signal *signal, const char *system, vp_scope scope, best_server *out,
                             vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(signal->terrain.geometry);
    *out = (best_server){.system = strdup(system), .scope = scope, .best = cells_of(cells, -INFINITY, err)};
    out->who = malloc((cells ? cells : 1) * sizeof *out->who);
    if (!out->best || ((!out->system || !out->who) && !vp_fail_memory(err, cells * sizeof *out->who))) return false;
    for (size_t i = 0; i < cells; i++) out->who[i] = -1;
    return true;
}

/* The system's and scope's transmitters from the first-th of the region on. */
static bool sweep_from(vp_signal *signal, size_t first, best_server *out, vp_error *err)
{
    const vp_region *region = signal->region;
    const vp_transmitter **list = calloc(region->supply.transmitter_count + 1, sizeof *list);
    if (!list) return vp_fail_memory(err, region->supply.transmitter_count * sizeof *list);
    size_t count = 0;
    for (size_t i = first; i < region->supply.transmitter_count; i++)
        if (takes_part(&region->supply.transmitters[i], out->system, out->scope))
            list[count++] = &region->supply.transmitters[i];
    bool ok = sweep_all(signal, list, count, out, err);
    free(list);
    return ok;
}

static best_server *room_for_one(vp_signal *signal, vp_error *err)
{
    if (!vp_array_resize(VP_ARRAY(signal->servers), signal->server_count + 1, err)) return NULL;
    signal->servers[signal->server_count] = (best_server){0};
    return &signal->servers[signal->server_count];
}

static const best_server *find_server(const vp_signal *signal, const char *system, vp_scope scope)
{
    for (size_t i = 0; i < signal->server_count; i++)
        if (signal->servers[i].scope == scope && strcmp(signal->servers[i].system, system) == 0)
            return &signal->servers[i];
    return NULL;
}

/* NULL and err on failure; kept by signal. */
static const best_server *server_of(vp_signal *signal, const char *system, vp_scope scope, vp_error *err)
{
    const best_server *kept = find_server(signal, system, scope);
    if (kept) return kept;
    best_server *new = room_for_one(signal, err);
    if (new &&best_server_init(signal, system, scope, new, err) && sweep_from(signal, 0, new, err)) {
        signal->server_count++;
        return new;
    }
    if (new) best_server_clear(new);
    return NULL;
}

/* NaN where either is unknown, though the other may decide: the weaker of an unknown and
 * nothing is nothing; which is stronger is not known. */
static float join(float a, float b, bool weaker)
{
    if (weaker && (a == -INFINITY || b == -INFINITY)) return -INFINITY;
    if (isnan(a) || isnan(b)) return NAN;
    return weaker == (a < b) ? a : b;
}

/* Whose field a joined value is. */
static int32_t server_at(const best_server *a, const best_server *b, float value, size_t cell)
{
    if (isnan(value) || value == -INFINITY) return -1;
    return a && a->best[cell] == value ? a->who[cell] : b->who[cell];
}

typedef struct {
    const char *name;
    bool national, local, weaker;
} scope_rule;

/* What a service's scope asks for. */
static const scope_rule scopes[] = {
    {"national", true, false, false},
    {"local", false, true, false},
    {"both", true, true, true},
    {"either", true, true, false},
};

static const scope_rule *rule_of(const vp_service *service, vp_error *err)
{
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
        if (service->scope && strcmp(scopes[i].name, service->scope) == 0) return &scopes[i];
    vp_fail(err, VP_BAD_INPUT, "service %s: its scope is \"%s\"; choose national, local, both or either", service->id,
            service->scope ? service->scope : "");
    return NULL;
}

/* ------------------------------------------------------------ what an earlier signal made */

static bool is_of_one_scope(const vp_service *service, vp_scope *scope)
{
    const scope_rule *rule = rule_of(service, NULL);
    if (!rule || rule->national == rule->local) return false;
    *scope = rule->national ? VP_SCOPE_NATIONAL : VP_SCOPE_LOCAL;
    return true;
}

bool vp_signal_can_take_over(const vp_region *region, const vp_service *service, const vp_grid *values)
{
    vp_scope scope;
    if (!values || !region->land.elevation || !is_of_one_scope(service, &scope)) return false;
    const float *cells = vp_grid_cells(values), *elevation = vp_grid_cells(region->land.elevation);
    size_t count = vp_grid_geometry_cells(region->geometry);
    for (size_t i = 0; i < count; i++)
        if (isnan(cells[i]) && !isnan(elevation[i])) return false;
    return true;
}

bool vp_signal_take_over(vp_signal *signal, const vp_service *service, const vp_grid *values, const int32_t best[],
                         size_t transmitter_count, vp_error *err)
{
    vp_scope scope;
    const char *system = service->mode ? service->mode : "";
    if (!is_of_one_scope(service, &scope) || signal->options.interference ||
        !vp_signal_can_take_over(signal->region, service, values))
        return vp_fail(err, VP_BAD_INPUT, "what was made for %s does not show what one more transmitter changes",
                       service->id);
    if (find_server(signal, system, scope)) return true;
    best_server *new = room_for_one(signal, err);
    bool ok = new &&best_server_init(signal, system, scope, new, err);
    size_t cells = vp_grid_geometry_cells(signal->terrain.geometry);
    for (size_t i = 0; ok && i < cells; i++) {
        float value = vp_grid_cells(values)[i];
        new->best[i] = value == INFINITY ? -INFINITY : value;
        if (best) new->who[i] = best[i];
    }
    if (ok && sweep_from(signal, transmitter_count, new, err)) {
        signal->server_count++;
        return true;
    }
    if (new) best_server_clear(new);
    return false;
}

vp_grid *vp_signal_service(vp_signal *signal, const vp_service *service, int32_t best[], vp_error *err)
{
    const scope_rule *rule = rule_of(service, err);
    if (!rule) return NULL;
    const char *system = service->mode ? service->mode : "";
    if (rule->national && !server_of(signal, system, VP_SCOPE_NATIONAL, err)) return NULL;
    if (rule->local && !server_of(signal, system, VP_SCOPE_LOCAL, err)) return NULL;
    const best_server *national = rule->national ? server_of(signal, system, VP_SCOPE_NATIONAL, err) : NULL;
    const best_server *local = rule->local ? server_of(signal, system, VP_SCOPE_LOCAL, err) : NULL;
    vp_grid *out = vp_grid_new(signal->terrain.geometry, INFINITY, err);
    if (!out) return NULL;
    float *cells = vp_grid_edit(out);
    for (size_t i = 0; i < vp_grid_geometry_cells(signal->terrain.geometry); i++) {
        float value = national && local ? join(national->best[i], local->best[i], rule->weaker)
                                        : (national ? national : local)->best[i];
        cells[i] = value == -INFINITY ? INFINITY : value;
        if (best) best[i] = server_at(national, local, value, i);
    }
    return out;
}

vp_grid *vp_signal_surface(const vp_region *region, const vp_service *service, const vp_signal_options *options,
                           vp_error *err)
{
    vp_signal *signal = vp_signal_new(region, options, err);
    vp_grid *surface = signal ? vp_signal_service(signal, service, NULL, err) : NULL;
    vp_signal_free(signal);
    return surface;
}
