#include "store/plain/travel_paths.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "walk > motorbike"; NULL without names. */
static char *name_modes(const vp_travel_paths *w, const vp_travel_path *path, vp_error *err)
{
    size_t bytes = 1, last = path->count - 1;
    for (size_t i = 0; i < path->count; i++) bytes += strlen(w->modes->names[path->modes[i]]) + 3;
    char *text = malloc(bytes);
    if (!text) {
        vp_fail_memory(err, bytes);
        return NULL;
    }
    *text = 0;
    for (size_t k = 0; k < path->count; k++) {
        size_t i = w->options->from_facility ? last - k : k, before = w->options->from_facility ? i + 1 : i - 1;
        if (k && path->modes[i] == path->modes[before]) continue;
        if (k) strcat(text, " > ");
        strcat(text, w->modes->names[path->modes[i]]);
    }
    return text;
}

static bool draw(const vp_travel_paths *w, const vp_travel_path *path, vp_path_line *way, vp_error *err)
{
    way->points = malloc(path->count * sizeof *way->points);
    if (!way->points) return vp_fail_memory(err, path->count * sizeof *way->points);
    for (size_t k = 0; k < path->count; k++) {
        size_t i = w->options->from_facility ? path->count - 1 - k : k;
        vp_point at;
        vp_grid_geometry_centre(w->place->geometry, path->cells[i], &at.x, &at.y);
        bool again = way->count && way->points[way->count - 1].x == at.x && way->points[way->count - 1].y == at.y;
        if (!again) way->points[way->count++] = at; /* a change of mode moves nobody */
    }
    return true;
}

static bool find(const vp_travel_paths *w, const vp_features *from, size_t i, vp_path_line *way, vp_error *err)
{
    size_t cell;
    vp_error why = {0};
    vp_travel_path path;
    *way = (vp_path_line){.from = from->names[i]};
    if (!vp_grid_geometry_locate(w->place->geometry, from->points[i].x, from->points[i].y, &cell)) {
        fprintf(stderr, "vungphu: no path from %zu (%s): it lies outside the raster\n", i, from->names[i]);
        return true;
    }
    if (!vp_modes_path_find(w->modes, w->options, w->layers, cell, &path, &why)) {
        if (why.kind != VP_NOT_FOUND) return vp_fail(err, why.kind, "%s", why.message);
        fprintf(stderr, "vungphu: no path from %zu (%s): %s\n", i, from->names[i], why.message);
        return true;
    }
    way->facility = w->facilities->names[path.facility];
    way->minutes = (double)path.minutes[0];
    way->metres = path.metres;
    bool named = w->modes->names[0] != NULL;
    if (named) way->modes = name_modes(w, &path, err);
    bool ok = (!named || way->modes) && draw(w, &path, way, err);
    vp_travel_path_clear(&path);
    return ok;
}

bool vp_travel_paths_write(const vp_travel_paths *w, const vp_feature_file *from, const char *path, vp_error *err)
{
    vp_features places = {0};
    if (!vp_plain_points_read(from, w->place, &places, err)) return false;
    vp_path_line *ways = calloc(places.count + 1, sizeof *ways);
    bool ok = ways || vp_fail_memory(err, places.count * sizeof *ways);
    for (size_t i = 0; ok && i < places.count; i++) ok = find(w, &places, i, &ways[i], err);
    ok = ok && vp_plain_paths_write(path, w->place, ways, places.count, err);
    for (size_t i = 0; ways && i < places.count; i++) {
        free(ways[i].points);
        free((char *)(uintptr_t)ways[i].modes); /* made above */
    }
    free(ways);
    vp_features_clear(&places);
    return ok;
}
