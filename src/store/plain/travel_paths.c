#include "store/plain/travel_paths.h"
#include "base/sentences.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/referral.h>

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

static bool draw(const vp_travel_paths *w, const vp_travel_path *path, vp_path_line *line, vp_error *err)
{
    line->points = malloc(path->count * sizeof *line->points);
    if (!line->points) return vp_fail_memory(err, path->count * sizeof *line->points);
    for (size_t k = 0; k < path->count; k++) {
        size_t i = w->options->from_facility ? path->count - 1 - k : k;
        vp_point at;
        vp_grid_geometry_centre(w->place->geometry, path->cells[i], &at.x, &at.y);
        bool again = line->count && line->points[line->count - 1].x == at.x && line->points[line->count - 1].y == at.y;
        if (!again) line->points[line->count++] = at; /* a change of mode moves nobody */
    }
    return true;
}

/* A place without a path, for people. */
static void report_none(const vp_travel_paths *w, const vp_features *from, size_t i, vp_referral_status status,
                        const char *why)
{
    char sentence[600];
    if (!w->report) return;
    if (status == VP_REFERRAL_NOT_KNOWN)
        snprintf(sentence, sizeof sentence, "whether a path leads from %zu (%.120s) is not known: %.300s", i,
                 from->names[i], why);
    else
        snprintf(sentence, sizeof sentence, "no path from %zu (%.120s): %.300s", i, from->names[i], why);
    w->report(sentence);
}

static bool find(const vp_travel_paths *w, const vp_features *from, size_t i, vp_path_line *line, vp_error *err)
{
    size_t cell;
    vp_error why = {0};
    vp_travel_path path;
    const char *const *status = vp_referral_status_names;
    *line = (vp_path_line){.from = from->names[i], .status = status[VP_REFERRAL_NOT_KNOWN]};
    if (!vp_grid_geometry_locate(w->place->geometry, from->points[i].x, from->points[i].y, &cell)) {
        report_none(w, from, i, VP_REFERRAL_NOT_KNOWN, VP_PART("it lies outside the raster"));
        return true;
    }
    bool unknown = isnan(vp_grid_cells(w->minutes)[cell]);
    if (!vp_modes_path_find(w->modes, w->options, w->layers, cell, &path, &why)) {
        if (why.kind != VP_NOT_FOUND) return vp_fail(err, why.kind, "%s", why.message);
        line->status = status[unknown ? VP_REFERRAL_NOT_KNOWN : VP_REFERRAL_NO_PATH];
        report_none(w, from, i, unknown ? VP_REFERRAL_NOT_KNOWN : VP_REFERRAL_NO_PATH,
                    unknown ? VP_PART("nothing is known of its terrain, or of terrain in between") : why.message);
        return true;
    }
    line->status = status[VP_REFERRAL_REACHED];
    line->facility = w->facilities->names[path.facility];
    line->minutes = (double)path.minutes[0];
    line->metres = path.metres;
    bool named = w->modes->names[0] != NULL;
    if (named) line->modes = name_modes(w, &path, err);
    bool ok = (!named || line->modes) && draw(w, &path, line, err);
    vp_travel_path_clear(&path);
    return ok;
}

bool vp_travel_paths_write(const vp_travel_paths *w, const vp_feature_file *from, const char *path, vp_error *err)
{
    vp_features places = {0};
    if (!vp_plain_points_read(from, w->place, &places, err)) return false;
    vp_path_line *lines = calloc(places.count + 1, sizeof *lines);
    bool ok = lines || vp_fail_memory(err, places.count * sizeof *lines);
    for (size_t i = 0; ok && i < places.count; i++) ok = find(w, &places, i, &lines[i], err);
    ok = ok && vp_plain_paths_write(path, w->place, lines, places.count, err);
    for (size_t i = 0; lines && i < places.count; i++) {
        free(lines[i].points);
        free((char *)(uintptr_t)lines[i].modes); /* made above */
    }
    free(lines);
    vp_features_clear(&places);
    return ok;
}
