#include "store/plain/raster_read.h"
#include "store/plain/open.h"
#include "store/sandbox/format.h"
#include "store/sandbox/source.h"
#include "store/spatial/band.h"
#include "store/spatial/crs.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CELLS_AT_ONCE = 1 << 20 };

/* A raster at hand: a file of its own, or one inside a zip, which the confined child reads as it does for datasets. */
typedef struct {
    vp_band *band; /* NULL: in a zip */
    vp_source_request source;
    vp_raster_header header;
    vp_band_about inside; /* what the header says */
    vp_findings *findings;
} opened;

static const vp_band_about *about_of(const opened *r) { return r->band ? vp_band_tell(r->band) : &r->inside; }

static void close_raster(opened *r)
{
    vp_band_close(r->band);
    vp_raster_header_clear(&r->header);
}

static bool is_local_file(const char *path, vp_error *err)
{
    struct stat status;
    if (strncmp(path, "/vsi", 4) == 0 || stat(path, &status) != 0)
        return vp_fail(err, VP_NOT_FOUND, "%s: there is no such file", path);
    return S_ISREG(status.st_mode) || vp_fail(err, VP_BAD_INPUT, "%s: not a plain file", path);
}

static bool is_zip(const char *path)
{
    const vp_source_format *format = vp_source_format_of(path);
    return format && !format->drivers[0];
}

static bool open_zipped(opened *r, const vp_raster_request *request, vp_error *err)
{
    r->source = (vp_source_request){request->path, request->path, "", "", "", "", {0}, NULL};
    if (!vp_source_raster_header(&r->source, &r->header, r->findings, err)) return false;
    const vp_raster_header *h = &r->header;
    r->inside = (vp_band_about){.columns = h->columns,
                                .rows = h->rows,
                                .crs = h->crs,
                                .type = h->type,
                                .most = h->most,
                                .words = h->words,
                                .unit = h->unit,
                                .classes = h->classes,
                                .has_no_data = h->has_no_data,
                                .no_data = h->no_data};
    memcpy(r->inside.transform, h->transform, sizeof r->inside.transform);
    return true;
}

static bool open_raster(opened *r, const vp_raster_request *request, vp_error *err)
{
    vp_error why = {0};
    *r = (opened){.findings = request->findings};
    if (!is_local_file(request->path, err)) return false;
    if (is_zip(request->path)) return open_zipped(r, request, err);
    r->band = vp_band_open(request->path, &why);
    if (r->band && vp_band_describe(r->band, &why)) return true;
    close_raster(r);
    r->band = NULL;
    return vp_fail(err, why.kind, "%s: %s", request->path, why.message);
}

/* Whole rows. */
static bool read_block(opened *r, size_t row, size_t rows, double cells[], vp_error *err)
{
    size_t columns = about_of(r)->columns;
    if (r->band) return vp_band_read(r->band, 0, row, columns, rows, cells, err);
    double *block = vp_source_raster_cells(&r->source, (vp_raster_window){0, row, columns, rows}, r->findings, err);
    if (block) memcpy(cells, block, rows * columns * sizeof *cells);
    free(block);
    return block != NULL;
}

static bool take_place(const vp_band_about *about, const char *path, vp_raster_place *place, vp_error *err)
{
    const double *t = about->transform;
    place->geometry = (vp_grid_geometry){about->columns, about->rows, t[1], t[0], t[3]};
    place->row_height = -t[5];
    place->degrees = *about->crs && vp_crs_is_geographic(about->crs);
    if (*about->crs && !(place->crs = strdup(about->crs))) return vp_fail_memory(err, strlen(about->crs));
    vp_error why = {0};
    return vp_grid_geometry_check(place->geometry, &why) || vp_fail(err, why.kind, "%s: %s", path, why.message);
}

static bool is_square(const vp_raster_place *place)
{
    return fabs(place->geometry.cell_metres - place->row_height) <= 1e-6 * place->row_height;
}

/* Cells must be squares of metres: anything else would be a wrong distance. */
static bool check_metres(const char *path, const vp_raster_place *place, vp_error *err)
{
    vp_grid_geometry g = place->geometry;
    vp_error why = {0};
    vp_bounds where = {g.west, g.north - (double)g.rows * place->row_height, g.west + (double)g.columns * g.cell_metres,
                       g.north};
    if (place->degrees) {
        char code[16], zone[120];
        vp_crs_zone((vp_point){(where.west + where.east) / 2, (where.south + where.north) / 2}, code, zone,
                    sizeof zone);
        return vp_fail(err, VP_BAD_INPUT,
                       "%s: it is in degrees, not projected metres, and distances need metres; bring it to %s first, "
                       "with gdalwarp -t_srs %s",
                       path, zone, code);
    }
    if (!is_square(place))
        return vp_fail(err, VP_BAD_INPUT, "%s: cells of %g by %g are not square; gdalwarp -tr makes them so", path,
                       g.cell_metres, place->row_height);
    if (place->crs && (!vp_crs_is_metric(place->crs, &why) || !vp_crs_check_scale(place->crs, where, &why)))
        return vp_fail(err, why.kind, "%s: %s", path, why.message);
    return true;
}

/* Where the cells go: one of the two. */
typedef struct {
    double *doubles;
    float *floats;
} target;

/* Out of a zip as much as may be at once: each time it is unpacked. */
static bool read_rows(opened *r, vp_plausible *plausible, target out, vp_error *err)
{
    const vp_band_about *about = about_of(r);
    size_t most = r->band ? CELLS_AT_ONCE : VP_RASTER_CELLS_MOST,
           rows = most / about->columns ? most / about->columns : 1;
    if (rows > about->rows) rows = about->rows;
    double *room = out.doubles ? NULL : malloc(rows * about->columns * sizeof *room);
    bool ok = out.doubles || room || vp_fail_memory(err, rows * about->columns * sizeof *room);
    for (size_t row = 0; ok && row < about->rows; row += rows) {
        size_t count = about->rows - row < rows ? about->rows - row : rows, first = row * about->columns;
        double *cells = out.doubles ? out.doubles + first : room;
        ok = read_block(r, row, count, cells, err);
        if (ok) vp_plausible_check(plausible, 0, row, about->columns, count, cells);
        for (size_t i = 0; ok && out.floats && i < count * about->columns; i++) out.floats[first + i] = (float)cells[i];
    }
    free(room);
    return ok;
}

static void check_datum(const vp_raster_request *request, const char *crs)
{
    char name[120];
    if (!*crs || !vp_crs_datum_is_unknown(crs)) return;
    vp_crs_name(crs, name, sizeof name);
    vp_findings_add(request->findings, VP_FINDING_WARNING,
                    (vp_place){.file = request->path, .column = "crs", .value = name}, VP_CRS_DATUM_UNKNOWN,
                    "write its system into it with gdal_edit.py -a_srs");
}

static bool read_cells(opened *r, const vp_raster_request *request, const vp_raster_place *place, target out,
                       vp_error *err)
{
    const vp_band_about *about = about_of(r);
    vp_error why = {0};
    vp_plausible plausible = {.kind = request->kind,
                              .degrees = place->degrees,
                              .people_per_km2_most = request->people_per_km2_most > 0 ? request->people_per_km2_most
                                                                                      : VP_PEOPLE_PER_KM2_MOST,
                              .unit = about->unit,
                              .classes = about->classes,
                              .type_most = about->most};
    check_datum(request, about->crs);
    memcpy(plausible.transform, about->transform, sizeof plausible.transform);
    if (!read_rows(r, &plausible, out, &why))
        return r->band ? vp_fail(err, why.kind, "%s: %s", request->path, why.message)
                       : vp_fail(err, why.kind, "%s", why.message);
    size_t errors = request->findings->errors;
    for (size_t i = 0; i < about->remark_count; i++)
        vp_findings_add(request->findings, VP_FINDING_WARNING, (vp_place){.file = request->path}, "%s",
                        about->remarks[i]);
    vp_plausible_report(&plausible, request->path, request->findings);
    if (request->kind == VP_CELLS_PEOPLE &&
        (vp_plausible_is_density(about->words) || vp_plausible_is_density(vp_plausible_file_name(request->path))))
        vp_findings_add(request->findings, VP_FINDING_WARNING, (vp_place){.file = request->path},
                        "it calls itself a density, and people per cell are needed: multiply it by the cells' area");
    return request->findings->errors == errors ||
           vp_fail(err, VP_BAD_INPUT, "%s has values that cannot be", request->path);
}

vp_grid *vp_raster_read_metres(const vp_raster_request *request, vp_raster_place *place, vp_error *err)
{
    *place = (vp_raster_place){0};
    vp_plain_words words;
    vp_plain_begin(&words);
    vp_grid *grid = NULL;
    opened r;
    bool ok = open_raster(&r, request, err) && take_place(about_of(&r), request->path, place, err) &&
              check_metres(request->path, place, err) && (grid = vp_grid_new_unset(place->geometry, err)) &&
              read_cells(&r, request, place, (target){NULL, vp_grid_edit(grid)}, err);
    close_raster(&r);
    vp_plain_end();
    if (ok) return grid;
    vp_grid_free(grid);
    vp_raster_place_clear(place);
    return NULL;
}

double *vp_raster_read_any(const vp_raster_request *request, vp_raster_place *place, vp_error *err)
{
    *place = (vp_raster_place){0};
    vp_plain_words words;
    vp_plain_begin(&words);
    double *cells = NULL;
    opened r;
    bool ok = open_raster(&r, request, err) && take_place(about_of(&r), request->path, place, err);
    size_t bytes = ok ? vp_grid_geometry_cells(place->geometry) * sizeof *cells : 0;
    if (ok && !(cells = malloc(bytes))) ok = vp_fail_memory(err, bytes);
    ok = ok && read_cells(&r, request, place, (target){cells, NULL}, err);
    close_raster(&r);
    vp_plain_end();
    if (ok) return cells;
    free(cells);
    vp_raster_place_clear(place);
    return NULL;
}

static bool same_place(const vp_raster_place *one, const vp_raster_place *other)
{
    vp_grid_geometry a = one->geometry, b = other->geometry;
    double slack = 1e-3 * a.cell_metres;
    return a.columns == b.columns && a.rows == b.rows && fabs(a.cell_metres - b.cell_metres) < 1e-6 * a.cell_metres &&
           fabs(one->row_height - other->row_height) < 1e-6 * one->row_height && fabs(a.west - b.west) < slack &&
           fabs(a.north - b.north) < slack;
}

static bool agree(const char *path, const vp_raster_place *place, const vp_raster_place *own, vp_error *err)
{
    vp_grid_geometry a = place->geometry, b = own->geometry;
    if (place->crs && own->crs && !vp_crs_same(place->crs, own->crs))
        return vp_fail(err, VP_BAD_INPUT, "%s: its coordinate system is not the other raster's; warp it to them", path);
    return same_place(place, own) ||
           vp_fail(err, VP_BAD_INPUT,
                   "%s: %zu by %zu cells of %g m from (%.2f, %.2f) do not match the other raster's"
                   " %zu by %zu of %g m from (%.2f, %.2f); warp it to them",
                   path, b.columns, b.rows, b.cell_metres, b.west, b.north, a.columns, a.rows, a.cell_metres, a.west,
                   a.north);
}

vp_grid *vp_raster_read_on(const vp_raster_request *request, const vp_raster_place *place, vp_error *err)
{
    vp_raster_place own;
    vp_grid *grid = vp_raster_read_metres(request, &own, err);
    if (grid && !agree(request->path, place, &own, err)) {
        vp_grid_free(grid);
        grid = NULL;
    }
    vp_raster_place_clear(&own);
    return grid;
}

double *vp_raster_read_any_on(const vp_raster_request *request, const vp_raster_place *place, vp_error *err)
{
    vp_raster_place own;
    double *cells = vp_raster_read_any(request, &own, err);
    if (cells && !agree(request->path, place, &own, err)) {
        free(cells);
        cells = NULL;
    }
    vp_raster_place_clear(&own);
    return cells;
}
