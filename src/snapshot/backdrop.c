#include "snapshot/backdrop.h"
#include "base/array.h"
#include "snapshot/vertex_weights.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/relief.h>

/* ------------------------------------------------------------ lines that go on in one another */

/* A line of a feature; ends are numbered 2 · piece and 2 · piece + 1. */
typedef struct {
    const vp_point *points;
    size_t count;
    size_t next[2]; /* the end that meets this one; VP_NONE: none, or several do */
    bool drawn;
} piece;

typedef struct {
    vp_point at;
    size_t end;
} meeting;

static int compare_meetings(const void *one, const void *other)
{
    const meeting *a = one, *b = other;
    int order = vp_vertex_compare(a->at, b->at);
    return order ? order : (a->end > b->end) - (a->end < b->end);
}

static bool link_pieces(piece pieces[], size_t count, vp_error *err)
{
    meeting *ends = calloc(2 * count + 1, sizeof *ends);
    if (!ends) return vp_fail_memory(err, 2 * count * sizeof *ends);
    for (size_t i = 0; i < count; i++) {
        ends[2 * i] = (meeting){pieces[i].points[0], 2 * i};
        ends[2 * i + 1] = (meeting){pieces[i].points[pieces[i].count - 1], 2 * i + 1};
    }
    qsort(ends, 2 * count, sizeof *ends, compare_meetings);
    for (size_t first = 0, next; first < 2 * count; first = next) {
        for (next = first + 1; next < 2 * count && vp_vertex_compare(ends[next].at, ends[first].at) == 0;) next++;
        size_t a = ends[first].end, b = ends[next - 1].end;
        if (next - first != 2 || a / 2 == b / 2) continue;
        pieces[a / 2].next[a % 2] = b;
        pieces[b / 2].next[b % 2] = a;
    }
    free(ends);
    return true;
}

/* The end from which the whole line that a piece is part of can be walked: any of a closed one. */
static size_t find_start(const piece pieces[], size_t i)
{
    size_t end = 2 * i;
    while (pieces[end / 2].next[end % 2] != VP_NONE) {
        end = pieces[end / 2].next[end % 2] ^ 1;
        if (end / 2 == i) break;
    }
    return end;
}

/* ------------------------------------------------------------ a layer */

typedef struct {
    vp_backdrop_layer *layer;
    size_t feature_room, part_room, point_room, weight_room;
    vp_vertex_line line;
} building;

static bool add_points(building *b, const vp_point points[], size_t count, bool backwards, vp_error *err)
{
    vp_backdrop_layer *l = b->layer;
    if (!VP_ARRAY_FIT(l->points, b->point_room, l->point_count + count, err) ||
        !VP_ARRAY_FIT(l->weights, b->weight_room, l->point_count + count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        vp_point p = points[backwards ? count - 1 - i : i];
        size_t begun = l->parts[l->part_count - 1].first, at = l->point_count;
        if (at > begun && vp_vertex_compare(l->points[at - 1], p) == 0) continue;
        l->points[l->point_count++] = p;
    }
    return true;
}

static bool begin_part(building *b, vp_error *err)
{
    vp_backdrop_layer *l = b->layer;
    if (!VP_ARRAY_FIT(l->parts, b->part_room, l->part_count + 1, err)) return false;
    l->parts[l->part_count++] = (vp_backdrop_part){.first = l->point_count};
    return true;
}

/* Bounds and weights of the part that was begun last; one without length is taken back. */
static bool end_part(building *b, vp_error *err)
{
    vp_backdrop_layer *l = b->layer;
    vp_backdrop_part *part = &l->parts[l->part_count - 1];
    part->count = l->point_count - part->first;
    if (part->count < 2) {
        l->point_count = part->first;
        l->part_count--;
        return true;
    }
    vp_bounds all = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    bool ok = vp_vertex_line_init(&b->line, part->count) ||
              vp_fail_memory(err, part->count * (sizeof *l->points + sizeof *l->weights));
    for (size_t i = 0; ok && i < part->count; i++) {
        vp_point p = b->line.points[i] = l->points[part->first + i];
        b->line.weights[i] = &l->weights[part->first + i];
        l->weights[part->first + i] = INFINITY;
        all = (vp_bounds){fmin(all.west, p.x), fmin(all.south, p.y), fmax(all.east, p.x), fmax(all.north, p.y)};
    }
    b->line.count = part->count;
    if (ok) vp_vertex_line_weigh(&b->line);
    vp_vertex_line_clear(&b->line);
    part->bounds = all;
    return ok;
}

static bool add_line(building *b, piece pieces[], size_t i, vp_error *err)
{
    if (!begin_part(b, err)) return false;
    for (size_t end = find_start(pieces, i); end != VP_NONE && !pieces[end / 2].drawn;) {
        piece *p = &pieces[end / 2];
        p->drawn = true;
        if (!add_points(b, p->points, p->count, end % 2 == 1, err)) return false;
        end = p->next[end % 2 ^ 1];
    }
    return end_part(b, err);
}

static bool add_lines(building *b, const vp_backdrop_row rows[], size_t count, vp_error *err)
{
    size_t piece_count = 0;
    for (size_t r = 0; r < count; r++) piece_count += rows[r].shape.ring_count;
    piece *pieces = calloc(piece_count + 1, sizeof *pieces);
    if (!pieces) return vp_fail_memory(err, piece_count * sizeof *pieces);
    piece_count = 0;
    for (size_t r = 0; r < count; r++)
        for (size_t k = 0; k < rows[r].shape.ring_count; k++) {
            const size_t *starts = &rows[r].shape.ring_starts[k];
            if (starts[1] - starts[0] < 2) continue;
            pieces[piece_count++] =
                (piece){rows[r].shape.points + starts[0], starts[1] - starts[0], {VP_NONE, VP_NONE}, false};
        }
    bool ok = link_pieces(pieces, piece_count, err);
    for (size_t i = 0; ok && i < piece_count; i++) ok = pieces[i].drawn || add_line(b, pieces, i, err);
    free(pieces);
    return ok;
}

static bool add_areas(building *b, const vp_backdrop_row rows[], size_t count, vp_error *err)
{
    for (size_t r = 0; r < count; r++)
        for (size_t k = 0; k < rows[r].shape.ring_count; k++) {
            const size_t *starts = &rows[r].shape.ring_starts[k];
            if (!begin_part(b, err) ||
                !add_points(b, rows[r].shape.points + starts[0], starts[1] - starts[0], false, err) ||
                !end_part(b, err))
                return false;
        }
    return true;
}

static const char *name_of(const vp_backdrop_row *row) { return row->name ? row->name : ""; }

static bool is_same(const vp_backdrop_row *a, const vp_backdrop_row *b)
{
    return a->area == b->area && strcmp(a->class_name, b->class_name) == 0 && strcmp(name_of(a), name_of(b)) == 0;
}

static bool add_feature(building *b, const vp_backdrop_row rows[], size_t count, vp_error *err)
{
    vp_backdrop_layer *l = b->layer;
    if (!VP_ARRAY_FIT(l->features, b->feature_room, l->feature_count + 1, err)) return false;
    vp_backdrop_feature *f = &l->features[l->feature_count++];
    *f = (vp_backdrop_feature){.class_name = strdup(rows->class_name), .rank = 1, .area = rows->area};
    f->first = l->part_count;
    if (*name_of(rows)) f->name = strdup(rows->name);
    if (!f->class_name || (*name_of(rows) && !f->name)) return vp_fail_memory(err, strlen(name_of(rows)) + 1);
    bool ok = rows->area ? add_areas(b, rows, count, err) : add_lines(b, rows, count, err);
    f->count = l->part_count - f->first;
    return ok;
}

bool vp_backdrop_layer_init(vp_backdrop_layer *layer, const vp_backdrop_row rows[], size_t count, vp_error *err)
{
    building b = {.layer = layer};
    *layer = (vp_backdrop_layer){0};
    for (size_t first = 0, next; first < count; first = next) {
        for (next = first + 1; next < count && is_same(&rows[next], &rows[first]);) next++;
        if (!add_feature(&b, rows + first, next - first, err)) return false;
    }
    return true;
}

static void clear_layer(vp_backdrop_layer *layer)
{
    for (size_t i = 0; i < layer->feature_count; i++) {
        free(layer->features[i].class_name);
        free(layer->features[i].name);
    }
    free(layer->features);
    free(layer->parts);
    free(layer->points);
    free(layer->weights);
}

void vp_backdrop_free(vp_backdrop *backdrop)
{
    if (!backdrop) return;
    for (size_t i = 0; i < VP_BACKDROP_LAYERS; i++) clear_layer(&backdrop->layers[i]);
    free(backdrop);
}

void vp_backdrop_rank_roads(vp_backdrop_layer *roads, const vp_speed_table *speeds)
{
    const double main_km_per_h = 45, connecting_km_per_h = 25;
    for (size_t i = 0; i < roads->feature_count; i++) {
        double fastest = 0;
        for (size_t s = 0; s < speeds->speed_count; s++) {
            const vp_speed *speed = &speeds->speeds[s];
            if (speed->surface == VP_SURFACE_ROAD && strcmp(speed->class_name, roads->features[i].class_name) == 0)
                fastest = fmax(fastest, speed->km_per_h);
        }
        roads->features[i].rank = fastest >= main_km_per_h ? 1 : fastest >= connecting_km_per_h ? 2 : 3;
    }
}

/* ------------------------------------------------------------ the relief */

/* -1 turned from the light, 0 level, 1 facing it. */
static double tone_of(float light)
{
    double d = isnan(light) ? 0 : (double)light - VP_RELIEF_LEVEL_LIGHT;
    return d < 0 ? d / VP_RELIEF_LEVEL_LIGHT : d / (1 - VP_RELIEF_LEVEL_LIGHT);
}

/* How much of its light and shade a cell outside the province keeps: they fade towards the edges of the grid. */
static double kept(vp_grid_geometry g, size_t cell)
{
    enum { FADING = 16 }; /* of which one part, at each edge */
    size_t column = cell % g.columns, row = cell / g.columns;
    size_t from_side = column < g.columns - 1 - column ? column : g.columns - 1 - column;
    size_t from_end = row < g.rows - 1 - row ? row : g.rows - 1 - row;
    size_t from_edge = from_side < from_end ? from_side : from_end;
    size_t width = (g.columns < g.rows ? g.columns : g.rows) / FADING;
    return from_edge < width ? (double)from_edge / (double)width : 1;
}

void vp_backdrop_relief(const float light[], const uint8_t inside[], vp_grid_geometry geometry, uint8_t shown[])
{
    size_t count = vp_grid_geometry_cells(geometry);
    for (size_t i = 0; i < count; i++) {
        double tone = tone_of(light[i]);
        double part = ((inside[i] ? tone : tone * kept(geometry, i)) + 1) / 2; /* 0 darkest, 1 lightest */
        shown[i] = inside[i] ? (uint8_t)(VP_RELIEF_INSIDE + rint(part * (VP_RELIEF_TONES - 1)))
                             : (uint8_t)(VP_RELIEF_OUTSIDE + rint(part * (VP_RELIEF_OUTSIDE_TONES - 1)));
    }
}

vp_colour vp_backdrop_relief_colour(size_t shown, uint8_t *opacity)
{
    static const vp_colour shade = {32, 44, 40}, light = {255, 255, 255};
    static const vp_colour outside[VP_RELIEF_OUTSIDE_TONES] = {/* level: what lies behind, as in tiles/map-style.json */
                                                               {190, 199, 195},
                                                               {209, 216, 213},
                                                               {226, 230, 228},
                                                               {233, 236, 235},
                                                               {241, 243, 242}};
    const int darkest = 110, lightest = 90, wash = 190, middle = VP_RELIEF_TONES / 2;
    int tone = (int)shown - VP_RELIEF_INSIDE - middle;
    *opacity = 0;
    if (shown == VP_RELIEF_NOTHING || shown >= VP_RELIEF_SHOWN) return shade;
    if (shown >= VP_RELIEF_OUTSIDE) {
        *opacity = (uint8_t)wash;
        return outside[shown - VP_RELIEF_OUTSIDE];
    }
    *opacity = (uint8_t)(tone < 0 ? -tone * darkest / middle : tone * lightest / middle);
    return tone < 0 ? shade : light;
}
