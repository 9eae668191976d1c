#include "snapshot/gap_marks.h"
#include "snapshot/outlines.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/lattice.h>

#define PLACE_BITS 31
/* The finest squares of a zoom: 2^8 a side of a tile, two pixels of 512. */
#define FINEST 8

/* ------------------------------------------------------------ places */

/* The bits of a number with a zero before each. */
static uint64_t spread(uint64_t bits)
{
    bits = (bits | bits << 16) & UINT64_C(0x0000FFFF0000FFFF);
    bits = (bits | bits << 8) & UINT64_C(0x00FF00FF00FF00FF);
    bits = (bits | bits << 4) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    bits = (bits | bits << 2) & UINT64_C(0x3333333333333333);
    return (bits | bits << 1) & UINT64_C(0x5555555555555555);
}

static uint64_t gather(uint64_t bits)
{
    bits &= UINT64_C(0x5555555555555555);
    bits = (bits | bits >> 1) & UINT64_C(0x3333333333333333);
    bits = (bits | bits >> 2) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    bits = (bits | bits >> 4) & UINT64_C(0x00FF00FF00FF00FF);
    bits = (bits | bits >> 8) & UINT64_C(0x0000FFFF0000FFFF);
    return (bits | bits >> 16) & UINT64_C(0x00000000FFFFFFFF);
}

static uint64_t place_of(uint64_t column, uint64_t row) { return spread(row) << 1 | spread(column); }

/* The square of a zoom that a place lies in. */
static uint64_t square_of(uint64_t place, uint32_t zoom) { return place >> 2 * (PLACE_BITS - zoom); }

/* part: of the world's side from its northwest corner. False outside the map. */
static bool count_squares(double part, uint64_t *squares)
{
    double whole = rint(part * (double)(INT64_C(1) << PLACE_BITS));
    if (!(whole >= 0 && whole < (double)(INT64_C(1) << PLACE_BITS))) return false;
    *squares = (uint64_t)whole;
    return true;
}

static bool find_place(const vp_region *region, const vp_gap *gap, uint64_t *place)
{
    double lon, lat, x, y, half, equator;
    uint64_t column, row;
    vp_gap_place(region, gap, &lon, &lat);
    if (isnan(lon) || isnan(lat)) return false;
    vp_mercator_from_lonlat(180, 0, &half, &equator);
    vp_mercator_from_lonlat(lon > 180 ? lon - 360 : lon, lat, &x, &y);
    if (!count_squares((x / half + 1) / 2, &column) || !count_squares((1 - y / half) / 2, &row)) return false;
    *place = place_of(column, row);
    return true;
}

void vp_gap_mark_at(const vp_gap_mark *mark, uint32_t zoom, uint32_t units, uint32_t *x, uint32_t *y)
{
    uint64_t squares = (UINT64_C(1) << PLACE_BITS) >> zoom; /* a side of the tile */
    *x = (uint32_t)((gather(mark->place) & (squares - 1)) * units / squares);
    *y = (uint32_t)((gather(mark->place >> 1) & (squares - 1)) * units / squares);
}

/* ------------------------------------------------------------ merging */

/* What the marks of all zooms are made from, and the room to make them. */
typedef struct {
    const vp_region *region;
    const vp_gaps *gaps;
    size_t tile_bytes;
    uint32_t *last;   /* [service] its latest mark */
    uint64_t *square; /* [service] and the square of that */
} merging;

static int compare_places(const void *left, const void *right)
{
    const vp_gap_mark *a = left, *b = right;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static double worse(vp_reach reach, double a, double b)
{
    bool more_is_better = reach == VP_REACH_SIGNAL || reach == VP_REACH_AREA;
    if (isnan(a) || isnan(b)) return NAN;
    return (more_is_better ? a < b : a > b) ? a : b;
}

/* Of two marks that become one the place with most people stays; of equal ones the first row. */
static void merge(vp_gap_mark *into, const vp_gap_mark *other, const vp_gap *gaps, vp_reach reach)
{
    const vp_gap *stays = &gaps[into->row], *comes = &gaps[other->row];
    if (comes->people > stays->people || (comes->people == stays->people && other->row < into->row)) {
        into->place = other->place;
        into->row = other->row;
    }
    into->count += other->count;
    into->people_tenths += other->people_tenths;
    into->worst = worse(reach, into->worst, other->worst);
}

/* The marks of `each`, merged where they share a square of that fineness, into `to`, which has room for all. */
static size_t merge_all(merging *m, const vp_gap_zoom *each, uint32_t fineness, vp_gap_mark *to)
{
    size_t count = 0;
    for (size_t s = 0; s < m->region->definitions.service_count; s++) m->square[s] = UINT64_MAX;
    for (size_t i = 0; i < each->count; i++) {
        const vp_gap_mark *mark = &each->marks[i];
        size_t service = m->gaps->gaps[mark->row].service;
        uint64_t square = square_of(mark->place, fineness);
        if (m->square[service] == square) {
            merge(&to[m->last[service]], mark, m->gaps->gaps, m->region->definitions.services[service].reach);
            continue;
        }
        m->square[service] = square;
        m->last[service] = (uint32_t)count;
        to[count++] = *mark;
    }
    return count;
}

/* What a mark can take in a tile at the most, with its share of the tile's texts (tiles/layers.c). */
static size_t bytes_of(const merging *m, const vp_gap_mark *mark)
{
    enum { NUMBERS = 3 * 11, ROW_AND_PLACE = 48, DIGITS = 11, TWO_TEXTS = 8 };
    const vp_gap *gap = &m->gaps->gaps[mark->row];
    const vp_unit_set *set = &m->region->units.sets[m->region->units.main_set];
    size_t service = strlen(m->region->definitions.services[gap->service].id);
    size_t unit = gap->unit != VP_NONE ? strlen(set->units[gap->unit].code) : 0;
    return NUMBERS + ROW_AND_PLACE + service + DIGITS + unit + TWO_TEXTS;
}

/* What each service adds to a tile once. */
static size_t bytes_of_services(const merging *m)
{
    size_t bytes = 100;
    for (size_t s = 0; s < m->region->definitions.service_count; s++)
        bytes += strlen(m->region->definitions.services[s].id) + 16;
    return bytes;
}

static bool fits(const merging *m, const vp_gap_mark marks[], size_t count, uint32_t zoom)
{
    size_t bytes = 0, others = bytes_of_services(m);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && square_of(marks[i].place, zoom) != square_of(marks[i - 1].place, zoom)) bytes = 0;
        bytes += bytes_of(m, &marks[i]);
        if (bytes + others > m->tile_bytes) return false;
    }
    return true;
}

/* ------------------------------------------------------------ all zooms */

static bool mark_each(const merging *m, vp_gap_zoom *each, vp_error *err)
{
    each->marks = calloc(m->gaps->gap_count + 1, sizeof *each->marks);
    if (!each->marks) return vp_fail_memory(err, m->gaps->gap_count * sizeof *each->marks);
    for (size_t g = 0; g < m->gaps->gap_count; g++) {
        const vp_gap *gap = &m->gaps->gaps[g];
        vp_gap_mark mark = {
            .row = (uint32_t)g, .count = 1, .people_tenths = llround(gap->people * 10), .worst = gap->worst};
        if (find_place(m->region, gap, &mark.place)) each->marks[each->count++] = mark;
    }
    if (each->count) qsort(each->marks, each->count, sizeof *each->marks, compare_places);
    return true;
}

/* Squares no finer than those of the next zoom, since two tiles of it never have more marks than the one around them;
 * where they are the same the marks are, too. */
static bool mark_zoom(merging *m, vp_gap_marks *all, uint32_t zoom, uint32_t *fineness, vp_error *err)
{
    const vp_gap_zoom *each = &all->zooms[VP_GAP_ZOOM_EACH];
    vp_gap_zoom *own = &all->zooms[zoom], *next = &all->zooms[zoom + 1];
    bool same = *fineness <= zoom + FINEST;
    if (!same) *fineness = zoom + FINEST;
    vp_gap_mark *marks = malloc((each->count + 1) * sizeof *marks);
    if (!marks) return vp_fail_memory(err, each->count * sizeof *marks);
    size_t count = merge_all(m, each, *fineness, marks);
    while (*fineness > zoom && !fits(m, marks, count, zoom)) {
        same = false;
        count = merge_all(m, each, --*fineness, marks);
    }
    vp_gap_mark *fitted = same ? NULL : realloc(marks, (count + 1) * sizeof *marks);
    if (same) free(marks);
    *own = same ? *next : (vp_gap_zoom){fitted ? fitted : marks, count};
    return true;
}

static bool mark_all(merging *m, vp_gap_marks *all, vp_error *err)
{
    size_t services = m->region->definitions.service_count;
    m->last = calloc(services + 1, sizeof *m->last);
    m->square = calloc(services + 1, sizeof *m->square);
    bool ok = (m->last && m->square) || vp_fail_memory(err, services * sizeof *m->square);
    ok = ok && mark_each(m, &all->zooms[VP_GAP_ZOOM_EACH], err);
    uint32_t fineness = VP_GAP_ZOOM_EACH + FINEST;
    for (uint32_t zoom = VP_GAP_ZOOM_EACH; ok && zoom-- > 0;) ok = mark_zoom(m, all, zoom, &fineness, err);
    free(m->last);
    free(m->square);
    return ok;
}

vp_gap_marks *vp_gap_marks_new(const vp_region *region, const vp_gaps *gaps, size_t tile_bytes, vp_error *err)
{
    vp_gap_marks *all = calloc(1, sizeof *all);
    merging m = {.region = region, .gaps = gaps, .tile_bytes = tile_bytes};
    if (!all) {
        vp_fail_memory(err, sizeof *all);
        return NULL;
    }
    if (mark_all(&m, all, err)) return all;
    vp_gap_marks_free(all);
    return NULL;
}

void vp_gap_marks_free(vp_gap_marks *marks)
{
    if (!marks) return;
    for (size_t z = 0; z <= VP_GAP_ZOOM_EACH; z++)
        if (z == VP_GAP_ZOOM_EACH || marks->zooms[z].marks != marks->zooms[z + 1].marks) free(marks->zooms[z].marks);
    free(marks);
}

/* The first mark whose square is at least this one. */
static size_t lower_bound(const vp_gap_zoom *zoom, uint64_t square, uint32_t fineness)
{
    size_t low = 0, high = zoom->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (square_of(zoom->marks[middle].place, fineness) < square)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const vp_gap_mark *vp_gap_marks_in(const vp_gap_marks *marks, uint32_t zoom, uint32_t column, uint32_t row,
                                   size_t *count)
{
    const vp_gap_zoom *all = &marks->zooms[zoom < VP_GAP_ZOOM_EACH ? zoom : VP_GAP_ZOOM_EACH];
    uint64_t square = place_of(column, row);
    size_t first = lower_bound(all, square, zoom);
    *count = lower_bound(all, square + 1, zoom) - first;
    return all->marks + first;
}
