#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/planned_surface.h>

float *vp_planned_surface(const vp_planned_facts *planned, const float surface[], size_t cell_count, vp_error *err)
{
    float *then = malloc((cell_count + 1) * sizeof *then);
    if (!then) {
        vp_fail_memory(err, cell_count * sizeof *then);
        return NULL;
    }
    memcpy(then, surface, cell_count * sizeof *then);
    for (size_t i = 0; i < planned->cell_count; i++) then[planned->cells[i]] = planned->values[i];
    return then;
}

static bool is_same(float a, float b) { return a == b || (isnan(a) && isnan(b)); }

/* The first cell at or after this one from which stretches are not the same, bit by bit. */
static size_t skip_same(const float a[], const float b[], size_t i, size_t count)
{
    enum { TOGETHER = 1024 };
    while (i % TOGETHER == 0 && i < count) {
        size_t stretch = count - i < TOGETHER ? count - i : TOGETHER;
        if (memcmp(a + i, b + i, stretch * sizeof *a) != 0) break;
        i += stretch;
    }
    return i;
}

bool vp_planned_differ(vp_planned_facts *planned, const float surface[], const float then[], size_t cell_count,
                       vp_error *err)
{
    size_t count = 0, at = 0;
    for (size_t i = 0; i < cell_count; i++) {
        i = skip_same(surface, then, i, cell_count);
        if (i < cell_count) count += !is_same(surface[i], then[i]);
    }
    planned->cells = malloc((count + 1) * sizeof *planned->cells);
    planned->values = malloc((count + 1) * sizeof *planned->values);
    if (!planned->cells || !planned->values) return vp_fail_memory(err, count * sizeof *planned->values);
    for (size_t i = 0; i < cell_count; i++) {
        i = skip_same(surface, then, i, cell_count);
        if (i == cell_count || is_same(surface[i], then[i])) continue;
        planned->cells[at] = (uint32_t)i;
        planned->values[at++] = then[i];
    }
    planned->cell_count = count;
    return true;
}
