/* Cells of a raster's window, also where some of them cannot be read: what a merge reads, other parts have. */
#include "store/import/raster_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_SIDE = 32 }; /* of the pieces that are given up: a damaged block may be larger, or begin within one */

typedef struct {
    const vp_source_request *request;
    vp_raster_window all;
    double *cells; /* of all of it */
    size_t lost;
    vp_error first; /* why the first of them cannot be read */
} salvage;

static void put(salvage *s, vp_raster_window w, const double cells[])
{
    for (size_t row = 0; row < w.rows; row++) {
        double *to = s->cells + (w.row - s->all.row + row) * s->all.columns + (w.column - s->all.column);
        if (cells) memcpy(to, cells + row * w.columns, w.columns * sizeof *to);
        for (size_t i = 0; !cells && i < w.columns; i++) to[i] = (double)NAN;
    }
    if (!cells) s->lost += w.columns * w.rows;
}

/* The longer side in two. */
static void halve(vp_raster_window w, vp_raster_window half[2])
{
    half[0] = half[1] = w;
    if (w.columns > w.rows) {
        half[0].columns = w.columns / 2;
        half[1].column += half[0].columns, half[1].columns -= half[0].columns;
    } else {
        half[0].rows = w.rows / 2;
        half[1].row += half[0].rows, half[1].rows -= half[0].rows;
    }
}

/* False and err only when memory is short or the file is gone. */
static bool salvage_window(salvage *s, vp_raster_window first, vp_error *err)
{
    vp_raster_window open[130]; /* each side is halved less than 64 times, and one half of each waits */
    size_t count = 0;
    open[count++] = first;
    while (count) {
        vp_raster_window w = open[--count];
        vp_findings unheard = {0};
        vp_error why = {0};
        double *cells = vp_source_raster_cells(s->request, w, &unheard, &why);
        vp_findings_clear(&unheard);
        if (!cells && why.kind != VP_BAD_INPUT) return vp_fail(err, why.kind, "%s", why.message);
        if (!cells && !*s->first.message) s->first = why;
        if (cells || (w.columns <= LEAST_SIDE && w.rows <= LEAST_SIDE)) {
            put(s, w, cells);
        } else {
            halve(w, &open[count]);
            count += 2;
        }
        free(cells);
    }
    return true;
}

/* Into the job, as they were said. */
static void pass_on(vp_import_job *job, const vp_findings *said)
{
    for (size_t i = 0; i < said->count; i++) {
        const vp_finding *f = &said->items[i];
        vp_findings_add(
            job->findings, f->severity,
            (vp_place){.file = f->file, .layer = f->layer, .column = f->column, .value = f->value, .row = f->row}, "%s",
            f->reason);
    }
}

double *vp_import_read_cells(vp_import_raster *r, const vp_source_request *request, vp_error *why)
{
    vp_import_job *job = r->job;
    if (!job->options || !job->options->gaps) return vp_source_raster_cells(request, r->window, job->findings, why);
    vp_findings said = {0};
    salvage s = {.request = request, .all = r->window};
    s.cells = vp_source_raster_cells(request, r->window, &said, &s.first);
    if (s.cells) pass_on(job, &said);
    vp_findings_clear(&said);
    if (s.cells || s.first.kind != VP_BAD_INPUT || r->window.columns * r->window.rows > VP_RASTER_CELLS_MOST) {
        *why = s.first;
        return s.cells;
    }
    s.cells = malloc(r->window.columns * r->window.rows * sizeof *s.cells);
    bool ok =
        (s.cells || vp_fail_memory(why, r->window.columns * r->window.rows)) && salvage_window(&s, r->window, why);
    if (ok)
        vp_import_report(
            job, VP_FINDING_WARNING, (vp_place){0},
            "%zu of %zu cells cannot be read (%s): no data there, and parts that need them cannot be built", s.lost,
            r->window.columns * r->window.rows, s.first.message);
    if (ok) return s.cells;
    free(s.cells);
    return NULL;
}
