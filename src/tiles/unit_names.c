/* The layer of units' names: a point for each, so that a renderer writes the name once, however many tiles cut the
 * unit. */
#include "snapshot/outlines.h"
#include "tiles/layers_internal.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    size_t unit;
    double width;
} name;

static int order_names(const void *a, const void *b)
{
    const name *x = a, *y = b;
    return x->width != y->width ? (x->width < y->width) - (x->width > y->width)
                                : (x->unit > y->unit) - (x->unit < y->unit);
}

/* What is written where a name has not room: three texts, one after the other; NULL without memory. */
static char *short_names(const char *whole, const char *forms[VP_NAME_FORMS])
{
    size_t room = strlen(whole) + 2;
    char *texts = room <= SIZE_MAX / VP_NAME_FORMS ? malloc(VP_NAME_FORMS * room) : NULL;
    for (size_t form = 0; texts && form < VP_NAME_FORMS; form++) {
        vp_short_name(whole, (vp_name_form)form, texts + form * room);
        forms[form] = texts + form * room;
    }
    return texts;
}

static bool write_name(vp_vector_layer *layer, vp_tile_drawing *d, const vp_unit_set *set, const vp_outline outlines[],
                       size_t unit, vp_error *err)
{
    const vp_unit *u = &set->units[unit];
    vp_point p = vp_tile_snap(&d->scale, outlines[unit].name);
    const char *forms[VP_NAME_FORMS] = {0};
    char *texts = u->name ? short_names(u->name, forms) : NULL;
    if (u->name && !texts) return vp_fail_memory(err, strlen(u->name));
    const vp_tile_property properties[] = {{"code", u->code, NAN},
                                           {"name", u->name, NAN},
                                           {"kind", u->kind, NAN},
                                           {"level", set->level, NAN},
                                           {"vintage", set->vintage, NAN},
                                           {"width", NULL, rint(outlines[unit].name_width)},
                                           {"short", forms[VP_NAME_SHORT], NAN},
                                           {"tiny", forms[VP_NAME_TINY], NAN},
                                           {"initials", forms[VP_NAME_INITIALS], NAN}};
    vp_tile_geometry_begin(&d->geometry, VP_GEOMETRY_POINT);
    vp_tile_geometry_point(&d->geometry, (int32_t)p.x, (int32_t)p.y);
    bool ok =
        vp_vector_layer_add(layer, unit + 1, &d->geometry, properties, sizeof properties / sizeof *properties, err);
    free(texts);
    return ok;
}

/* Names in the tile, those with most room first: they are the ones to be written where there is not room for all. */
static size_t find_names(const vp_tile_drawing *d, const vp_unit_set *set, const vp_outline outlines[], name names[])
{
    size_t count = 0;
    for (size_t u = 0; u < set->unit_count; u++) {
        const vp_outline *o = &outlines[u];
        if (o->name_width > 0 && vp_tile_holds(vp_tile_snap(&d->scale, o->name)))
            names[count++] = (name){u, o->name_width};
    }
    qsort(names, count, sizeof *names, order_names);
    return count;
}

bool vp_unit_names_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err)
{
    const vp_unit_set *units = &snapshot->region->units.sets[set];
    const vp_outline *outlines = snapshot->places.outlines->sets[set];
    vp_tile_drawing d = {.scale = vp_tile_scale_of(tile)};
    vp_vector_layer *layer = vp_vector_layer_new("unit_names", err);
    name *names = layer ? calloc(units->unit_count + 1, sizeof *names) : NULL;
    bool ok = names || (layer && vp_fail_memory(err, units->unit_count * sizeof *names));
    size_t count = ok ? find_names(&d, units, outlines, names) : 0;
    for (size_t i = 0; ok && i < count; i++) ok = write_name(layer, &d, units, outlines, names[i].unit, err);
    ok = ok && vp_vector_layer_write(layer, out, err);
    vp_vector_layer_free(layer);
    vp_tile_geometry_clear(&d.geometry);
    free(names);
    return ok;
}
