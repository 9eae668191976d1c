#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <vungphu/ranking.h>

#define THIRD (1.0 / 3)
#define SAME  1e-12

/* A unit and what it is ranked by: more is worse. */
typedef struct {
    double lack;
    size_t unit;
} place;

static int most_lacking_first(const void *left, const void *right)
{
    const place *a = left, *b = right;
    if (fabs(a->lack - b->lack) > SAME) return a->lack > b->lack ? -1 : 1;
    return a->unit < b->unit ? -1 : a->unit > b->unit;
}

/* ranks[unit], 0 where the lack is not known. places: room for all units. */
static void rank(const double lacks[], size_t units, place places[], size_t ranks[])
{
    size_t count = 0;
    for (size_t u = 0; u < units; u++) {
        ranks[u] = 0;
        if (!isnan(lacks[u])) places[count++] = (place){lacks[u], u};
    }
    if (count) qsort(places, count, sizeof *places, most_lacking_first);
    for (size_t i = 0; i < count; i++) ranks[places[i].unit] = i + 1;
}

typedef struct {
    const double *shares, *weights;
    size_t units, services;
    double *lacks; /* [unit] */
    place *places; /* [unit] */
    size_t *ranks; /* [unit] */
} ranking;

/* Index of every unit with the weight of one service (services: none) times factor. */
static void index_units(const ranking *r, size_t changed, double factor)
{
    for (size_t u = 0; u < r->units; u++) {
        double sum = 0, whole = 0;
        for (size_t s = 0; s < r->services; s++) {
            double share = r->shares[u * r->services + s], weight = r->weights[s] * (s == changed ? factor : 1);
            if (isnan(share)) continue;
            sum += weight * (1 - share);
            whole += weight;
        }
        r->lacks[u] = whole > 0 ? sum / whole : (double)NAN;
    }
    rank(r->lacks, r->units, r->places, r->ranks);
}

static void widen(const ranking *r, vp_ranked out[])
{
    for (size_t u = 0; u < r->units; u++) {
        if (r->ranks[u] < out[u].rank_least) out[u].rank_least = r->ranks[u];
        if (r->ranks[u] > out[u].rank_most) out[u].rank_most = r->ranks[u];
    }
}

static void rank_service(const ranking *r, size_t service, double threshold, vp_ranked out[])
{
    for (size_t u = 0; u < r->units; u++) {
        double share = r->shares[u * r->services + service];
        r->lacks[u] = 1 - share;
        out[u].known += isnan(share) ? 0 : 1;
        out[u].missing += share < threshold - SAME ? 1 : 0;
    }
    rank(r->lacks, r->units, r->places, r->ranks);
    for (size_t u = 0; u < r->units; u++) {
        if (!r->ranks[u] || (out[u].worst_rank && out[u].worst_rank <= r->ranks[u])) continue;
        out[u].worst_rank = r->ranks[u];
        out[u].worst_service = service;
    }
}

static bool check(const double weights[], size_t services, double threshold, vp_error *err)
{
    double sum = 0;
    for (size_t s = 0; s < services; s++) {
        if (!(weights[s] >= 0) || isinf(weights[s]))
            return vp_fail(err, VP_BAD_INPUT, "a weight is a number of 0 or more, not %g", weights[s]);
        sum += weights[s];
    }
    if (!(sum > 0)) return vp_fail(err, VP_BAD_INPUT, "at least one weight is above 0");
    return (threshold >= 0 && threshold <= 1) ||
           vp_fail(err, VP_BAD_INPUT, "the threshold %g is not a share from 0 to 1", threshold);
}

bool vp_ranking_of(const double shares[], size_t units, size_t services, const double weights[], double threshold,
                   vp_ranked out[], vp_error *err)
{
    size_t room = units + 1;
    ranking r = {shares,
                 weights,
                 units,
                 services,
                 malloc(room * sizeof(double)),
                 malloc(room * sizeof(place)),
                 malloc(room * sizeof(size_t))};
    bool ok = check(weights, services, threshold, err);
    ok = ok && ((r.lacks && r.places && r.ranks) || vp_fail_memory(err, room * sizeof(place)));
    for (size_t u = 0; ok && u < units; u++) out[u] = (vp_ranked){.worst_service = SIZE_MAX};
    for (size_t s = 0; ok && s < services; s++) rank_service(&r, s, threshold, out);
    if (ok) index_units(&r, services, 1);
    for (size_t u = 0; ok && u < units; u++) {
        out[u].index = r.lacks[u];
        out[u].rank = out[u].rank_least = out[u].rank_most = r.ranks[u];
    }
    for (size_t s = 0; ok && s < 2 * services; s++) {
        index_units(&r, s / 2, s % 2 ? 1 + THIRD : 1 - THIRD);
        widen(&r, out);
    }
    free(r.lacks);
    free(r.places);
    free(r.ranks);
    return ok;
}
