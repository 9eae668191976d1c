/* A transmitter of radio or television: where it stands, what it radiates, and its patterns. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/api.h>
#include <vungphu/date.h>
#include <vungphu/error.h>
#include <vungphu/grid.h>

VP_BEGIN_DECLS

typedef enum { VP_POLARISATION_HORIZONTAL, VP_POLARISATION_VERTICAL } vp_polarisation;
/* How far from people transmitters are looked for. */
enum { VP_TRANSMITTER_METRES = 150000 };

typedef enum { VP_SCOPE_NATIONAL, VP_SCOPE_LOCAL } vp_scope;

typedef struct {
    char *id, *site, *programme;
    char *system; /* fm, dvb_t2 … : the mode of a signal service */
    vp_scope scope;
    vp_polarisation polarisation;
    double x, y, lon, lat;
    double mast_metres, frequency_mhz, erp_kw;
    vp_date open_from, open_to;
    bool open;
    /* Reduction in dB (<= 0) by azimuth, degrees clockwise from north, ascending;
     * linear between, wrapping round. pattern_count 0: the same in all directions. */
    double *pattern_azimuth_degrees, *pattern_db;
    size_t pattern_count;
    /* The same in the vertical, by degrees below the horizontal (above: negative), ascending; linear
     * between, beyond the ends as at them. vertical_count 0: the same at all. Adds to the above. */
    double *vertical_degrees, *vertical_db;
    size_t vertical_count;
} vp_transmitter;

/* Of the cells of all, those from which a signal may come to a grid. */
VP_API vp_grid_geometry vp_transmitter_window(vp_grid_geometry all, vp_grid_geometry grid);

/* Reduction in dB (<= 0) of the transmitter's pattern at an azimuth from true north. */
VP_API double vp_transmitter_pattern(const vp_transmitter *transmitter, double azimuth_degrees);
/* The same of its vertical pattern, degrees below the horizontal. */
VP_API double vp_transmitter_vertical(const vp_transmitter *transmitter, double degrees_below);
/* Takes a vertical pattern written "degrees:dB;…", -90 to 90 below the horizontal; else as below. */
VP_API bool vp_transmitter_set_vertical(vp_transmitter *transmitter, const char *text, vp_error *err);
/* Takes a pattern written "azimuth:dB;…", degrees ascending in 0..360 (not 360), dB -100..0;
 * "" is the same in all directions. What it had before is freed. VP_BAD_INPUT says where it
 * goes wrong; the transmitter then has none. */
VP_API bool vp_transmitter_set_pattern(vp_transmitter *transmitter, const char *text, vp_error *err);
/* A pattern as the two above read it; "" for none. The caller frees it. */
VP_API char *vp_transmitter_pattern_text(const double angles[], const double reductions[], size_t count, vp_error *err);

VP_END_DECLS
