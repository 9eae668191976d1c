/* Rings and lines of any shape become commands that the standard allows: outer rings with a positive area and holes
 * with a negative one, at least three points, nothing beyond the buffer. The input is 32-bit coordinates. */
#include "tiles/vector_tile.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) abort();
}

static int32_t unzigzag(uint32_t value) { return (int32_t)(value >> 1) ^ -(int32_t)(value & 1); }

static void check_ring(const vp_tile_geometry *g, bool is_hole)
{
    must(g->count > 3 && g->commands[0] == (1 | 1 << 3));
    uint32_t lines = g->commands[3] >> 3;
    must((g->commands[3] & 7) == 2 && lines >= 2 && g->count == 4 + 2 * (size_t)lines + 1);
    must(g->commands[g->count - 1] == (7 | 1 << 3));
    int64_t x = 0, y = 0, first_x = 0, first_y = 0, twice = 0;
    for (uint32_t i = 0; i <= lines; i++) {
        size_t at = i == 0 ? 1 : 4 + 2 * ((size_t)i - 1);
        int64_t next_x = x + unzigzag(g->commands[at]), next_y = y + unzigzag(g->commands[at + 1]);
        must(next_x >= -VP_TILE_BUFFER && next_x <= VP_TILE_EXTENT + VP_TILE_BUFFER);
        must(next_y >= -VP_TILE_BUFFER && next_y <= VP_TILE_EXTENT + VP_TILE_BUFFER);
        if (i == 0) {
            first_x = next_x;
            first_y = next_y;
        } else {
            must(next_x != x || next_y != y); /* no point twice in a row */
            twice += x * next_y - next_x * y;
        }
        x = next_x;
        y = next_y;
    }
    twice += x * first_y - first_x * y;
    must(is_hole ? twice < 0 : twice > 0);
}

/* The same points as a line: parts of two points and more within the buffer, none twice in a row. */
static void check_line(const vp_tile_geometry *g)
{
    int64_t x = 0, y = 0;
    for (size_t at = 0; at < g->count;) {
        must(at + 6 <= g->count && g->commands[at] == (1 | 1 << 3));
        uint32_t lines = g->commands[at + 3] >> 3;
        must((g->commands[at + 3] & 7) == 2 && lines >= 1 && at + 4 + 2 * (size_t)lines <= g->count);
        for (uint32_t i = 0; i <= lines; i++) {
            size_t pair = i == 0 ? at + 1 : at + 4 + 2 * ((size_t)i - 1);
            int64_t dx = unzigzag(g->commands[pair]), dy = unzigzag(g->commands[pair + 1]);
            must(i == 0 || dx != 0 || dy != 0);
            x += dx;
            y += dy;
            must(x >= -VP_TILE_BUFFER && x <= VP_TILE_EXTENT + VP_TILE_BUFFER);
            must(y >= -VP_TILE_BUFFER && y <= VP_TILE_EXTENT + VP_TILE_BUFFER);
        }
        at += 4 + 2 * (size_t)lines;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { MOST = 500 };
    vp_point ring[MOST];
    size_t count = 0;
    if (size < 1) return 0;
    bool is_hole = data[0] & 1, is_near = data[0] & 2;
    for (size_t at = 1; at + 8 <= size && count < MOST; at += 8) {
        int32_t xy[2];
        memcpy(xy, data + at, sizeof xy);
        /* Near: within a few tiles, so that rings cross the edges. */
        ring[count++] = is_near ? (vp_point){xy[0] % 9000, xy[1] % 9000} : (vp_point){xy[0], xy[1]};
    }
    vp_tile_geometry geometry = {0};
    vp_tile_geometry_begin(&geometry, VP_GEOMETRY_POLYGON);
    if (vp_tile_geometry_ring(&geometry, ring, count, is_hole))
        check_ring(&geometry, is_hole);
    else
        must(geometry.count == 0);
    vp_tile_geometry_begin(&geometry, VP_GEOMETRY_LINE);
    must(vp_tile_geometry_line(&geometry, ring, count) == (geometry.count > 0));
    check_line(&geometry);
    vp_tile_geometry_clear(&geometry);
    return 0;
}
