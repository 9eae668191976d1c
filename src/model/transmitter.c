/* The patterns of a transmitter. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <vungphu/transmitter.h>

vp_grid_geometry vp_transmitter_window(vp_grid_geometry all, vp_grid_geometry grid)
{
    return vp_grid_geometry_window(all, grid.west - VP_TRANSMITTER_METRES,
                                   grid.north - (double)grid.rows * grid.cell_metres - VP_TRANSMITTER_METRES,
                                   grid.west + (double)grid.columns * grid.cell_metres + VP_TRANSMITTER_METRES,
                                   grid.north + VP_TRANSMITTER_METRES);
}

double vp_transmitter_pattern(const vp_transmitter *transmitter, double azimuth_degrees)
{
    size_t count = transmitter->pattern_count;
    const double *at = transmitter->pattern_azimuth_degrees, *db = transmitter->pattern_db;
    if (count == 0) return 0;
    double azimuth = fmod(fmod(azimuth_degrees, 360) + 360, 360);
    size_t next = 0;
    while (next < count && at[next] <= azimuth) next++;
    size_t left = next == 0 ? count - 1 : next - 1, right = next == count ? 0 : next;
    double span = at[right] - at[left], into = azimuth - at[left];
    if (span <= 0) span += 360;
    if (into < 0) into += 360;
    return count == 1 ? db[0] : db[left] + (db[right] - db[left]) * into / span;
}

double vp_transmitter_vertical(const vp_transmitter *transmitter, double degrees_below)
{
    size_t count = transmitter->vertical_count, next = 0;
    const double *at = transmitter->vertical_degrees, *db = transmitter->vertical_db;
    if (count == 0) return 0;
    while (next < count && at[next] <= degrees_below) next++;
    if (next == 0) return db[0];
    if (next == count) return db[count - 1];
    return db[next - 1] + (db[next] - db[next - 1]) * (degrees_below - at[next - 1]) / (at[next] - at[next - 1]);
}

/* ------------------------------------------------------------ reading */

/* A kind of pattern: its angles and how they are written. */
typedef struct {
    const char *name;
    double least, most; /* least <= angle < most */
    const char *rule;
} pattern_kind;

static const pattern_kind azimuths = {"azimuth", 0, 360, "azimuth:dB;… with azimuths ascending from 0 to below 360"};
static const pattern_kind elevations = {"vertical", -90, 90.000001,
                                        "degrees:dB;… with degrees below the horizontal ascending from -90 to 90"};

/* Fills angles and reductions, both long enough; NULL, or where the text goes wrong. */
static const char *read_pairs(const char *text, const pattern_kind *kind, double *angles, double *reductions,
                              size_t *count)
{
    double last = -INFINITY;
    for (const char *at = text; *at;) {
        char *end, *after;
        double angle = strtod(at, &end);
        if (end == at || *end != ':') return at;
        double db = strtod(end + 1, &after);
        if (after == end + 1 || (*after && *after != ';')) return at;
        if (!(angle > last && angle >= kind->least && angle < kind->most && db <= 0 && db >= -100)) return at;
        angles[*count] = last = angle;
        reductions[(*count)++] = db;
        at = *after ? after + 1 : after;
    }
    return NULL;
}

static bool set_pairs(const vp_transmitter *t, const char *text, const pattern_kind *kind, double **angles,
                      double **reductions, size_t *count, vp_error *err)
{
    size_t most = 1;
    for (const char *c = text; *c; c++) most += *c == ';';
    free(*angles);
    free(*reductions);
    *count = 0;
    *angles = calloc(most, sizeof **angles);
    *reductions = calloc(most, sizeof **reductions);
    if (!*angles || !*reductions) return vp_fail_memory(err, most * 2 * sizeof(double));
    const char *wrong = read_pairs(text, kind, *angles, *reductions, count);
    if (!wrong) return true;
    *count = 0;
    return vp_fail(err, VP_BAD_INPUT,
                   "transmitter %s: the %s pattern \"%.40s\" goes wrong at \"%.20s\"; write %s and dB from -100 to 0",
                   t->id ? t->id : "?", kind->name, text, wrong, kind->rule);
}

bool vp_transmitter_set_pattern(vp_transmitter *transmitter, const char *text, vp_error *err)
{
    vp_transmitter *t = transmitter;
    return set_pairs(t, text, &azimuths, &t->pattern_azimuth_degrees, &t->pattern_db, &t->pattern_count, err);
}

bool vp_transmitter_set_vertical(vp_transmitter *transmitter, const char *text, vp_error *err)
{
    vp_transmitter *t = transmitter;
    return set_pairs(t, text, &elevations, &t->vertical_degrees, &t->vertical_db, &t->vertical_count, err);
}

char *vp_transmitter_pattern_text(const double angles[], const double reductions[], size_t count, vp_error *err)
{
    enum { PAIR = 56 }; /* two numbers of %.10g, at most 17 characters each, and what divides them */
    size_t room = count * PAIR + 1, length = 0;
    char *text = calloc(room, 1);
    if (!text) {
        vp_fail_memory(err, room);
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        length +=
            (size_t)snprintf(text + length, room - length, "%s%.10g:%.10g", i ? ";" : "", angles[i], reductions[i]);
    return text;
}
