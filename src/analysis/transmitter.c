/* The azimuth pattern of a transmitter. */
#include <stdlib.h>
#include <vungphu/signal.h>

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

static bool refuse(vp_transmitter *t, const char *text, const char *at, vp_error *err)
{
    t->pattern_count = 0;
    return vp_fail(
        err, VP_BAD_INPUT,
        "transmitter %s: the azimuth pattern \"%s\" goes wrong at \"%.20s\"; write azimuth:dB;… with azimuths "
        "ascending from 0 to below 360 and dB from -100 to 0",
        t->id ? t->id : "?", text, at);
}

bool vp_transmitter_set_pattern(vp_transmitter *transmitter, const char *text, vp_error *err)
{
    vp_transmitter *t = transmitter;
    size_t most = 1;
    for (const char *c = text; *c; c++) most += *c == ';';
    free(t->pattern_azimuth_degrees);
    free(t->pattern_db);
    t->pattern_count = 0;
    t->pattern_azimuth_degrees = calloc(most, sizeof *t->pattern_azimuth_degrees);
    t->pattern_db = calloc(most, sizeof *t->pattern_db);
    if (!t->pattern_azimuth_degrees || !t->pattern_db) return vp_fail_memory(err, most * 2 * sizeof(double));
    double last = -1;
    for (const char *at = text; *at;) {
        char *end, *after;
        double azimuth = strtod(at, &end);
        if (end == at || *end != ':') return refuse(t, text, at, err);
        double db = strtod(end + 1, &after);
        if (after == end + 1 || (*after && *after != ';')) return refuse(t, text, at, err);
        if (!(azimuth > last && azimuth >= 0 && azimuth < 360 && db <= 0 && db >= -100))
            return refuse(t, text, at, err);
        t->pattern_azimuth_degrees[t->pattern_count] = last = azimuth;
        t->pattern_db[t->pattern_count++] = db;
        at = *after ? after + 1 : after;
    }
    return true;
}
