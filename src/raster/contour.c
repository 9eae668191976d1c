#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/contour.h>

/* A crossing keeps this share of the step from both centres, so that no ring runs through a centre,
 * where it could touch another. */
#define LEAST_PART (1.0 / 64)

/* Corners of a square of four centres, counter-clockwise, and the sides that begin at them. */
enum { SOUTH_WEST, SOUTH_EAST, NORTH_EAST, NORTH_WEST };
enum { SOUTH, EAST, NORTH, WEST };

/* Centres are counted from 1, with a margin of one all round that is never within the limit:
 * centre (c, r) is the cell (c - 1, r - 1) of the box. A square is named by its north-west centre. */
typedef struct {
    vp_grid_geometry geometry;
    const vp_contour_field *field;
    vp_contour_box box;
    double limit;
    size_t columns, rows; /* of centres, with the margin */
    uint32_t *ring_at;    /* [centre] 1 + the ring that crosses between it and the one east of it; 0: none yet */
    vp_point *points;
    size_t point_count, point_room;
    size_t *starts, *outer;
    size_t ring_count, ring_room;
} tracing;

static float value_at(const tracing *t, size_t column, size_t row)
{
    if (column == 0 || row == 0 || column > t->box.columns || row > t->box.rows) return INFINITY;
    size_t cell = (t->box.first_row + row - 1) * t->geometry.columns + t->box.first_column + column - 1;
    const vp_contour_field *f = t->field;
    if ((f->mask && !f->mask[cell]) || (f->labels && f->labels[cell] != f->label) || !isfinite(f->values[cell]))
        return INFINITY;
    return f->values[cell];
}

static bool is_within(const tracing *t, float value) { return isfinite(value) && (double)value <= t->limit; }

/* ------------------------------------------------------------ growing lists */

static bool add_point(tracing *t, vp_point point)
{
    if (!VP_ARRAY_FIT(t->points, t->point_room, t->point_count + 1, NULL)) return false;
    t->points[t->point_count++] = point;
    return true;
}

/* A ring's next corner; a corner exactly on the line from the one before it to the next is none. */
static bool add_corner(tracing *t, vp_point point)
{
    if (t->point_count >= t->starts[t->ring_count] + 2) {
        vp_point *b = &t->points[t->point_count - 1], a = b[-1];
        if ((b->x - a.x) * (point.y - b->y) == (b->y - a.y) * (point.x - b->x)) {
            *b = point;
            return true;
        }
    }
    return add_point(t, point);
}

/* Room for one ring more and for the end of the last. */
static bool begin_ring(tracing *t)
{
    if (!VP_ARRAYS_FIT(t->ring_room, t->ring_count + 2, NULL, VP_ARRAY(t->starts), VP_ARRAY(t->outer))) return false;
    t->starts[t->ring_count] = t->point_count;
    return true;
}

/* ------------------------------------------------------------ one square */

typedef struct {
    size_t column, row;
    float values[4];
    bool within[4];
} square;

static void look(const tracing *t, square *s, size_t column, size_t row)
{
    *s = (square){.column = column, .row = row};
    for (int k = 0; k < 4; k++) {
        size_t c = column + (k == SOUTH_EAST || k == NORTH_EAST), r = row + (k == SOUTH_WEST || k == SOUTH_EAST);
        s->values[k] = value_at(t, c, r);
        s->within[k] = is_within(t, s->values[k]);
    }
}

/* Where a ring that enters by a side leaves, the area on its left. Two opposite corners within the
 * limit are joined when the mean of the four is within it too. */
static int side_out(const tracing *t, const square *s, int entered)
{
    if (s->within[(entered + 2) % 4] && !s->within[(entered + 3) % 4]) {
        double mean = 0;
        for (int k = 0; k < 4; k++) mean += (double)s->values[k] / 4;
        return (entered + (mean <= t->limit ? 1 : 3)) % 4;
    }
    int side = 0;
    while (s->within[side] || !s->within[(side + 1) % 4]) side++;
    return side;
}

static vp_point centre_of(const tracing *t, size_t column, size_t row)
{
    double size = t->geometry.cell_metres;
    return (vp_point){t->geometry.west + ((double)(t->box.first_column + column) - 0.5) * size,
                      t->geometry.north - ((double)(t->box.first_row + row) - 0.5) * size};
}

/* The crossing of a side whose two ends differ. */
static vp_point crossing(const tracing *t, const square *s, int side)
{
    int in = s->within[side] ? side : (side + 1) % 4, out = s->within[side] ? (side + 1) % 4 : side;
    double part = 0.5;
    if (isfinite(s->values[out])) {
        double inner = (double)s->values[in], outer = (double)s->values[out];
        part = fmin(fmax((t->limit - inner) / (outer - inner), LEAST_PART), 1 - LEAST_PART);
    }
    static const size_t east[4] = {0, 1, 1, 0}, south[4] = {1, 1, 0, 0};
    vp_point a = centre_of(t, s->column + east[in], s->row + south[in]);
    vp_point b = centre_of(t, s->column + east[out], s->row + south[out]);
    return (vp_point){a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)};
}

/* ------------------------------------------------------------ rings */

/* Follows the ring that runs north between the centre and the one east of it. */
static bool trace(tracing *t, size_t column, size_t row)
{
    if (!begin_ring(t)) return false;
    uint32_t number = (uint32_t)t->ring_count + 1;
    size_t c = column, r = row - 1;
    int entered = SOUTH;
    do {
        square s;
        look(t, &s, c, r);
        if (entered == SOUTH) t->ring_at[(r + 1) * t->columns + c] = number;
        if (entered == NORTH) t->ring_at[r * t->columns + c] = number;
        int side = side_out(t, &s, entered);
        if (!add_corner(t, crossing(t, &s, side))) return false;
        c = side == EAST ? c + 1 : side == WEST ? c - 1 : c;
        r = side == SOUTH ? r + 1 : side == NORTH ? r - 1 : r;
        entered = (side + 2) % 4;
    } while (c != column || r != row - 1 || entered != SOUTH);
    size_t start = t->starts[t->ring_count];
    if (!add_corner(t, t->points[start])) return false;
    t->starts[++t->ring_count] = t->point_count;
    return true;
}

/* The area just inside a hole's western border belongs to the outer ring of whatever border comes
 * before it in the row. Rings are met by rows from the north, each row from the west: the border before
 * is of a ring already traced. */
static void name_outer(tracing *t, size_t column, size_t row, bool hole)
{
    size_t ring = t->ring_count - 1;
    t->outer[ring] = VP_CONTOUR_OUTER;
    if (!hole) return;
    uint32_t before = 0;
    for (size_t c = column; !before && c-- > 0;) before = t->ring_at[row * t->columns + c];
    size_t other = before - 1;
    t->outer[ring] = t->outer[other] == VP_CONTOUR_OUTER ? other : t->outer[other];
}

static double turn_of(const tracing *t, size_t ring)
{
    const vp_point *p = t->points + t->starts[ring];
    size_t count = t->starts[ring + 1] - t->starts[ring];
    double twice = 0;
    for (size_t i = 0; i + 1 < count; i++)
        twice += (p[i].x - p[0].x) * (p[i + 1].y - p[0].y) - (p[i + 1].x - p[0].x) * (p[i].y - p[0].y);
    return twice;
}

static bool trace_row(tracing *t, size_t row)
{
    bool west = false;
    for (size_t c = 0; c + 1 < t->columns; c++) {
        bool east = is_within(t, value_at(t, c + 1, row));
        /* Only where a ring runs north, the area west of it: each ring does somewhere. */
        if (west && !east && !t->ring_at[row * t->columns + c]) {
            if (!trace(t, c, row)) return false;
            name_outer(t, c, row, turn_of(t, t->ring_count - 1) < 0);
        }
        west = east;
    }
    return true;
}

static bool finish(tracing *t, vp_contour *contour)
{
    if (!begin_ring(t)) return false;
    t->starts[t->ring_count] = t->point_count;
    *contour = (vp_contour){.shape = {t->points, t->point_count, t->starts, t->ring_count}, .outer = t->outer};
    return true;
}

bool vp_contour_at(vp_grid_geometry geometry, const vp_contour_field *field, vp_contour_box box, double limit,
                   vp_contour *contour, vp_error *err)
{
    *contour = (vp_contour){0};
    if (!vp_grid_geometry_check(geometry, err)) return false;
    if (isnan(limit)) return vp_fail(err, VP_BAD_INPUT, "the limit of a contour is not a number");
    if (box.columns == 0 || box.rows == 0) box = (vp_contour_box){0, 0, geometry.columns, geometry.rows};
    tracing t = {.geometry = geometry,
                 .field = field,
                 .box = box,
                 .limit = limit,
                 .columns = box.columns + 2,
                 .rows = box.rows + 2};
    t.ring_at = calloc(t.columns * t.rows, sizeof *t.ring_at);
    bool ok = t.ring_at != NULL;
    for (size_t row = 1; ok && row + 1 < t.rows; row++) ok = trace_row(&t, row);
    ok = ok && finish(&t, contour);
    free(t.ring_at);
    if (ok) return true;
    free(t.points);
    free(t.starts);
    free(t.outer);
    return vp_fail_memory(err, t.columns * t.rows * sizeof *t.ring_at);
}

void vp_contour_clear(vp_contour *contour)
{
    vp_shape_clear(&contour->shape);
    free(contour->outer);
    *contour = (vp_contour){0};
}
