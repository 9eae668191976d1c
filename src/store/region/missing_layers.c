/* What stands in for terrain layers that a province has not: a walking speed off roads without land cover, level
 * terrain without elevation. Said in the definition of every indicator that rests on travel. */
#include "base/array.h"
#include "store/region/region_internal.h"
#include "store/sqlite/settings.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASSUMED_COVER = 255 }; /* no legend has it; rows of class "*" speak of it */

/* Off paths a walker has 0.6 of the 5 km/h of level paths (Tobler 1993). */
static const double usual_off_road_km_per_h = 3;

static bool is_travelled(const vp_service *service)
{
    return service->reach == VP_REACH_TRAVEL_TIME || service->reach == VP_REACH_ROUND_TRIP;
}

/* ------------------------------------------------------------ speeds */

/* Whether row i is the first of a mode that has no row of its own for any land cover. */
static bool lacks_off_road(const vp_speed_table *speed_table, size_t count, size_t i)
{
    for (size_t k = 0; k < count; k++) {
        const vp_speed *s = &speed_table->speeds[k];
        if (strcmp(s->mode, speed_table->speeds[i].mode) != 0) continue;
        if (k < i || (s->surface == VP_SURFACE_LAND_COVER && strcmp(s->class_name, "*") == 0)) return false;
    }
    return true;
}

static bool add_off_road(vp_region *region, const char *mode, double km_per_h, vp_error *err)
{
    if (!vp_array_resize(VP_ARRAY(region->speed_table.speeds), region->speed_table.speed_count + 1, err)) return false;
    vp_speed *speed = &region->speed_table.speeds[region->speed_table.speed_count++];
    *speed = (vp_speed){.mode = strdup(mode),
                        .surface = VP_SURFACE_LAND_COVER,
                        .class_name = strdup("*"),
                        .km_per_h = km_per_h,
                        .slope = region->land.elevation != NULL};
    return (speed->mode && speed->class_name) || vp_fail_memory(err, strlen(mode));
}

static bool assume_cover(vp_region *region, double km_per_h, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(region->geometry), count = region->speed_table.speed_count;
    region->land.land_cover = malloc(cells);
    if (!region->land.land_cover) return vp_fail_memory(err, cells);
    memset(region->land.land_cover, ASSUMED_COVER, cells);
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++)
        if (lacks_off_road(&region->speed_table, count, i))
            ok = add_off_road(region, region->speed_table.speeds[i].mode, km_per_h, err);
    return ok;
}

/* Whether any row followed the slope. */
static bool level_speeds(vp_speed_table *speed_table)
{
    bool any = false;
    for (size_t i = 0; i < speed_table->speed_count; i++) {
        any |= speed_table->speeds[i].slope;
        speed_table->speeds[i].slope = false;
    }
    return any;
}

/* ------------------------------------------------------------ definitions */

static bool append(char **text, const char *more, vp_error *err)
{
    size_t length = *text ? strlen(*text) : 0, size = length + strlen(more) + 2;
    char *longer = realloc(*text, size);
    if (!longer) return vp_fail_memory(err, size);
    snprintf(longer + length, size - length, "%s%s", length ? " " : "", more);
    *text = longer;
    return true;
}

static bool define(vp_region *region, const char *sentence, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < region->definitions.indicator_count; i++) {
        vp_indicator *n = &region->definitions.indicators[i];
        if (n->service < region->definitions.service_count && is_travelled(&region->definitions.services[n->service]))
            ok = append(&n->definition, sentence, err);
    }
    return ok;
}

bool vp_region_assume_layers(vp_region_parts *parts, vp_error *err)
{
    vp_region *region = parts->region;
    char sentence[300];
    double km_per_h;
    if (!region->land.elevation && level_speeds(&region->speed_table) &&
        !define(region, "Không tính độ dốc, vì không có độ cao. / Slopes are not felt, since there is no elevation.",
                err))
        return false;
    if (region->land.land_cover || (!region->land.elevation && region->land.road_class_count == 0)) return true;
    if (!vp_settings_number(parts->database, "off_road_km_per_h", usual_off_road_km_per_h, &km_per_h, err))
        return false;
    snprintf(
        sentence, sizeof sentence,
        "Ngoài đường: %g km/h trên đất bằng, vì không có lớp phủ mặt đất. / Off roads: %g km/h on level terrain, since "
        "there is no land cover (off_road_km_per_h; rows of class * go before it).",
        km_per_h, km_per_h);
    return assume_cover(region, km_per_h, err) && define(region, sentence, err);
}
