#include "cli/stages/written_beside.h"
#include "platform/memory.h"
#include <stdlib.h>
#include <string.h>

/* Surfaces come faster than they are written, then years are solved, of which nothing is: copies wait meanwhile. */
enum { COPIES_MOST = 256 << 20, CELL_BYTES = sizeof(float) + sizeof(int32_t) };

struct vp_written_beside {
    vp_grid_geometry geometry;
    vp_beside_work work;
    vp_backlog *backlog; /* NULL: at once */
};

typedef enum { SURFACE, MODE, ACCESS } item_kind;

typedef struct {
    item_kind kind;
    size_t service;
    vp_grid *values;        /* SURFACE */
    const int32_t *numbers; /* nearest or mode */
    const int64_t *access;
    bool lasting; /* numbers and access are another's */
} item;

static bool do_item(void *context, void *given, vp_error *err)
{
    const vp_beside_work *w = &((const vp_written_beside *)context)->work;
    const item *i = given;
    switch (i->kind) {
    case SURFACE: return w->surface(w->context, i->service, i->values, i->numbers, err);
    case MODE: return w->mode(w->context, i->service, i->numbers, err);
    default: return w->access(w->context, i->service, i->access, err);
    }
}

static void drop_item(void *given)
{
    item *i = given;
    vp_grid_free(i->values);
    if (!i->lasting) free((void *)(uintptr_t)i->numbers);
    if (!i->lasting) free((void *)(uintptr_t)i->access);
    free(i);
}

vp_written_beside *vp_written_beside_new(vp_grid_geometry geometry, const vp_beside_work *work, bool beside,
                                         vp_error *err)
{
    vp_written_beside *b = calloc(1, sizeof *b);
    if (!b) {
        vp_fail_memory(err, sizeof *b);
        return NULL;
    }
    *b = (vp_written_beside){.geometry = geometry, .work = *work};
    size_t waiting = COPIES_MOST / (vp_grid_geometry_cells(geometry) * CELL_BYTES + 1);
    if (!beside || !waiting) return b;
    b->backlog = vp_backlog_new(do_item, drop_item, b, waiting < 8 ? waiting : 8, err);
    if (b->backlog) return b;
    free(b);
    return NULL;
}

bool vp_written_beside_end(vp_written_beside *b, vp_error *err)
{
    return !b->backlog || vp_backlog_drain(b->backlog, err);
}

void vp_written_beside_free(vp_written_beside *b)
{
    if (!b) return;
    vp_backlog_free(b->backlog);
    free(b);
}

/* ------------------------------------------------------------ items */

static void *copy_of(const void *from, size_t bytes)
{
    void *copy = vp_memory_new(bytes);
    if (copy) memcpy(copy, from, bytes);
    return copy;
}

static vp_grid *copy_grid(const vp_grid *from, vp_error *err)
{
    vp_grid_geometry geometry = vp_grid_geometry_of(from);
    vp_grid *copy = vp_grid_new_unset(geometry, err);
    if (copy) memcpy(vp_grid_edit(copy), vp_grid_cells(from), vp_grid_geometry_cells(geometry) * sizeof(float));
    return copy;
}

/* Takes what i points to. */
static bool give(const vp_written_beside *b, bool whole, const item *i, vp_error *err)
{
    item *given = whole ? copy_of(i, sizeof *i) : NULL;
    if (given) return vp_backlog_give(b->backlog, given, err);
    vp_grid_free(i->values);
    if (!i->lasting) free((void *)(uintptr_t)i->numbers);
    if (!i->lasting) free((void *)(uintptr_t)i->access);
    return vp_fail_memory(err, vp_grid_geometry_cells(b->geometry) * sizeof *i->access);
}

bool vp_beside_surface(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    const vp_written_beside *b = context;
    if (!b->backlog) return b->work.surface(b->work.context, service, values, nearest, err);
    item i = {.kind = SURFACE, .service = service, .lasting = b->work.is_lasting(b->work.context, service)};
    i.values = i.lasting ? vp_grid_over(b->geometry, vp_grid_cells(values), err) : copy_grid(values, err);
    i.numbers =
        i.lasting || !nearest ? nearest : copy_of(nearest, vp_grid_geometry_cells(b->geometry) * sizeof *nearest);
    return give(b, i.values && (i.numbers || !nearest), &i, err);
}

bool vp_beside_mode(void *context, size_t service, const int32_t *mode, vp_error *err)
{
    const vp_written_beside *b = context;
    if (!b->backlog) return b->work.mode(b->work.context, service, mode, err);
    const item i = {
        .kind = MODE, .service = service, .numbers = copy_of(mode, vp_grid_geometry_cells(b->geometry) * sizeof *mode)};
    return give(b, i.numbers != NULL, &i, err);
}

bool vp_beside_access(void *context, size_t service, const int64_t *access, vp_error *err)
{
    const vp_written_beside *b = context;
    if (!b->backlog) return b->work.access(b->work.context, service, access, err);
    size_t bytes = vp_grid_geometry_cells(b->geometry) * sizeof *access;
    item i = {.kind = ACCESS, .service = service, .lasting = b->work.is_access_lasting(b->work.context, service)};
    i.access = i.lasting || !access ? access : copy_of(access, bytes);
    return give(b, i.access || !access, &i, err);
}
