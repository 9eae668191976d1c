#include "snapshot/vertex_weights.h"
#include <math.h>
#include <stdlib.h>

int vp_vertex_compare(vp_point a, vp_point b)
{
    if (a.x != b.x) return a.x < b.x ? -1 : 1;
    return a.y < b.y ? -1 : a.y > b.y;
}

static double triangle(vp_point a, vp_point b, vp_point c)
{
    return fabs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)) / 2;
}

static bool less(const void *context, uint32_t a, uint32_t b)
{
    const vp_vertex_line *l = context;
    if (l->areas[a] != l->areas[b]) return l->areas[a] < l->areas[b];
    int order = vp_vertex_compare(l->points[a], l->points[b]);
    return order ? order < 0 : a < b;
}

static void measure(vp_vertex_line *l, size_t point)
{
    l->areas[point] = triangle(l->points[l->before[point]], l->points[point], l->points[l->after[point]]);
}

static void turn(vp_vertex_line *l)
{
    for (size_t i = 0, k = l->count - 1; i < k; i++, k--) {
        int order = vp_vertex_compare(l->points[i], l->points[k]);
        if (order < 0) return;
        if (order > 0) break;
    }
    for (size_t i = 0, k = l->count - 1; i < k; i++, k--) {
        vp_point point = l->points[i];
        l->points[i] = l->points[k];
        l->points[k] = point;
        float *weight = l->weights[i];
        l->weights[i] = l->weights[k];
        l->weights[k] = weight;
    }
}

void vp_vertex_line_weigh(vp_vertex_line *l)
{
    if (l->count < 3) return;
    turn(l);
    for (size_t i = 1; i + 1 < l->count; i++) {
        l->before[i] = i - 1;
        l->after[i] = i + 1;
        measure(l, i);
        vp_heap_put(&l->interior, (uint32_t)i, less, l);
    }
    double reached = 0;
    while (l->interior.count > 0) {
        size_t point = vp_heap_take(&l->interior, less, l), before = l->before[point], after = l->after[point];
        reached = fmax(reached, l->areas[point]);
        *l->weights[point] = (float)reached;
        l->after[before] = after;
        l->before[after] = before;
        size_t neighbours[] = {before, after};
        for (int n = 0; n < 2; n++)
            if (neighbours[n] > 0 && neighbours[n] + 1 < l->count) {
                measure(l, neighbours[n]);
                vp_heap_put(&l->interior, (uint32_t)neighbours[n], less, l);
            }
    }
}

void vp_vertex_line_clear(vp_vertex_line *l)
{
    free(l->points);
    free(l->weights);
    free(l->before);
    free(l->after);
    vp_heap_clear(&l->interior);
    free(l->areas);
}

bool vp_vertex_line_init(vp_vertex_line *l, size_t room)
{
    *l = (vp_vertex_line){.points = calloc(room, sizeof *l->points),
                          .weights = calloc(room, sizeof *l->weights),
                          .before = calloc(room, sizeof *l->before),
                          .after = calloc(room, sizeof *l->after),
                          .areas = calloc(room, sizeof *l->areas)};
    return l->points && l->weights && l->before && l->after && l->areas && vp_heap_init(&l->interior, room, NULL);
}
