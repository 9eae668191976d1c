/* Minutes and what they are worth with a link more, and with the last one less. */
#include "sites/terrain/road_internal.h"
#include <stdlib.h>
#include <string.h>

static void list_side(vp_road_work *w, size_t side)
{
    size_t count;
    const vp_quicker_change *changes = vp_quicker_changes(w->sides[side], &count);
    for (size_t i = 0; changes && i < count; i++) {
        int32_t demand = w->demand_of[changes[i].cell];
        if (demand < 0 || w->stamps[demand] == w->stamp) continue;
        w->stamps[demand] = w->stamp;
        w->changed[w->changed_count++] = (uint32_t)demand;
    }
}

static void list_changed(vp_road_work *w)
{
    w->stamp++;
    w->changed_count = 0;
    list_side(w, 0);
    if (w->sides[1]) list_side(w, 1);
}

static void count_again(vp_road_work *w)
{
    for (size_t i = 0; i < w->changed_count; i++) {
        uint32_t d = w->changed[i];
        double worth = vp_road_worth(w, d, vp_road_minutes_of(w, w->cells[d]));
        w->value += worth - w->worth[d];
        w->worth[d] = worth;
    }
}

bool vp_road_lay(vp_road_work *w, const vp_road_line *line, vp_error *err)
{
    if (!vp_quicker_push(w->sides[0], line->cells, line->cell_count, err)) return false;
    if (!w->sides[1] || vp_quicker_push(w->sides[1], line->cells, line->cell_count, err)) return true;
    vp_quicker_pop(w->sides[0]);
    return false;
}

bool vp_road_lay_all(vp_road_work *w, size_t without, vp_error *err)
{
    size_t cells = 0, at = 0, links = w->question->link_count;
    for (size_t l = 0; l < links; l++) cells += w->lines[l].cell_count;
    vp_road_line all = {.cells = malloc((cells + 1) * sizeof *all.cells)};
    if (!all.cells) return vp_fail_memory(err, cells * sizeof *all.cells);
    for (size_t l = 0; l < links; l++) {
        if (l == without) continue;
        memcpy(all.cells + at, w->lines[l].cells, w->lines[l].cell_count * sizeof *all.cells);
        at += w->lines[l].cell_count;
    }
    all.cell_count = at;
    bool ok = vp_road_lay(w, &all, err);
    free(all.cells);
    return ok;
}

void vp_road_lift(vp_road_work *w)
{
    vp_quicker_pop(w->sides[0]);
    if (w->sides[1]) vp_quicker_pop(w->sides[1]);
}

bool vp_road_push(vp_road_work *w, size_t link, vp_error *err)
{
    if (!vp_road_lay(w, &w->lines[link], err)) return false;
    w->result->evaluated++;
    list_changed(w);
    count_again(w);
    return true;
}

void vp_road_pop(vp_road_work *w)
{
    list_changed(w);
    vp_quicker_pop(w->sides[0]);
    if (w->sides[1]) vp_quicker_pop(w->sides[1]);
    count_again(w);
}
