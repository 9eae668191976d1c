#include "store/fetch/folder.h"
#include "store/fetch/record.h"
#include "store/province/role.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIGNALS_METRES = 150000, MARGIN_METRES = 5000 }; /* how far elevation_wide counts; margin_metres when empty */
static const double metres_of_a_degree = 110574;

typedef struct {
    const vp_province *province;
    const vp_fetch_options *options;
    const vp_fetch_report *report;
    vp_bounds units; /* degrees; west > east: not known */
} work;

/* Addresses joined by | as an array; text is cut into them. */
static size_t split(char *text, const char *addresses[VP_FETCH_ADDRESSES_MOST])
{
    size_t count = 0;
    for (char *part; count < VP_FETCH_ADDRESSES_MOST && (part = strsep(&text, "|"));) {
        part += strspn(part, " \n");
        part[strcspn(part, " \n")] = '\0';
        if (*part) addresses[count++] = part;
    }
    return count;
}

vp_bounds vp_fetch_widened(vp_bounds d, double metres)
{
    if (d.west > d.east) return d;
    double up = metres / metres_of_a_degree;
    double farthest = fmin(fmax(fabs(d.south), fabs(d.north)), 89) * 3.14159265358979323846 / 180;
    double aside = up / cos(farthest);
    vp_bounds wide = {.west = d.west - aside,
                      .south = fmax(d.south - up, -90),
                      .east = d.east + aside,
                      .north = fmin(d.north + up, 90)};
    if (wide.east - wide.west >= 360) wide.west = -180, wide.east = 180;
    if (wide.west < -180) wide.west += 360, wide.east += 360;
    return wide;
}

static bool is_first(const work *w, size_t index)
{
    const char *path = vp_province_dataset(w->province, index)->path;
    for (size_t i = 0; i < index; i++)
        if (strcmp(vp_province_dataset(w->province, i)->path, path) == 0) return false;
    return true;
}

static vp_bounds place_of(const work *w, const vp_dataset *d)
{
    double margin = strtod(vp_province_setting(w->province, "margin_metres"), NULL);
    if (!*vp_province_setting(w->province, "margin_metres")) margin = MARGIN_METRES;
    if (strcmp(d->role, "elevation_wide") == 0 || strcmp(d->role, "transmitters") == 0) margin = SIGNALS_METRES;
    return vp_fetch_widened(w->units, margin);
}

static bool bring(const work *w, const vp_dataset *d, vp_error *err)
{
    const vp_province_table t = VP_TABLE_DATASETS;
    const vp_role *role = vp_role_find(d->role);
    const char *addresses[VP_FETCH_ADDRESSES_MOST], *url = vp_province_text(w->province, t, d->row, "url");
    char *text = strdup(url);
    if (!text) return vp_fail_memory(err, strlen(url));
    vp_fetch_wish wish = {.addresses = addresses,
                          .address_count = split(text, addresses),
                          .path = d->path,
                          .layer = d->layer,
                          .crs = d->crs,
                          .filter = "",
                          .sha256 = vp_province_text(w->province, t, d->row, "sha256"),
                          .raster = role && role->raster,
                          .degrees = place_of(w, d)};
    if (strcmp(d->role, "units") == 0) wish.degrees = (vp_bounds){.west = 1, .east = -1};
    vp_fetched fetched;
    vp_fetch_record record = {.path = d->path,
                              .address = url,
                              .licence = vp_province_text(w->province, t, d->row, "licence"),
                              .attribution = vp_province_text(w->province, t, d->row, "attribution"),
                              .citation = "",
                              .vintage = d->vintage,
                              .note = vp_province_text(w->province, t, d->row, "note")};
    bool ok = vp_fetch_file(w->options, &wish, &fetched, err) &&
              vp_fetch_record_write(w->options->folder, &record, &fetched, err);
    if (ok && w->report->brought) w->report->brought(w->report->context, d->path, &fetched);
    free(text);
    return ok;
}

/* Those that are units, or those that are not. */
static bool bring_all(const work *w, bool units, vp_error *err)
{
    for (size_t i = 0; i < vp_province_dataset_count(w->province); i++) {
        const vp_dataset *d = vp_province_dataset(w->province, i);
        const char *url = vp_province_text(w->province, VP_TABLE_DATASETS, d->row, "url");
        bool wanted = d->missing || (w->report->again && !d->unusable);
        if (!wanted || !*url || (strcmp(d->role, "units") == 0) != units || !is_first(w, i)) continue;
        vp_error why = {0};
        if (bring(w, d, &why)) continue;
        if (why.kind == VP_NO_MEMORY || why.kind == VP_NO_SPACE || why.kind == VP_CANCELLED)
            return vp_fail(err, why.kind, "%s", why.message);
        if (w->report->failed) w->report->failed(w->report->context, &why);
    }
    return true;
}

static vp_bounds together(vp_bounds a, vp_bounds b)
{
    double apart = (b.west + b.east - a.west - a.east) / 2, turn = apart > 180 ? -360 : apart < -180 ? 360 : 0;
    if (a.west > a.east) return b;
    return (vp_bounds){.west = fmin(a.west, b.west + turn),
                       .south = fmin(a.south, b.south),
                       .east = fmax(a.east, b.east + turn),
                       .north = fmax(a.north, b.north)};
}

/* Of the units that are there now. */
static void find_place(work *w)
{
    w->units = (vp_bounds){.west = INFINITY, .south = INFINITY, .east = -INFINITY, .north = -INFINITY};
    for (size_t i = 0; i < vp_province_dataset_count(w->province); i++) {
        const vp_dataset *d = vp_province_dataset(w->province, i);
        vp_bounds b;
        vp_error err = {0};
        if (strcmp(d->role, "units") != 0 || (d->unusable && !d->missing)) continue;
        if (vp_fetch_extent(d->full_path, d->layer, d->crs, d->filter, &b, &err))
            w->units = together(w->units, b);
        else if (w->report->failed)
            w->report->failed(w->report->context, &err);
    }
}

bool vp_fetch_tables(const vp_province *province, const vp_fetch_options *options, const vp_fetch_report *report,
                     vp_error *err)
{
    work w = {.province = province, .options = options, .report = report};
    if (!bring_all(&w, true, err)) return false;
    find_place(&w);
    return bring_all(&w, false, err);
}
