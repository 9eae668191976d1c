#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>
#include <vungphu/levels.h>
#include <vungphu/region.h>

const char *const vp_share_basis_names[VP_SHARE_COUNT] = {
    [VP_SHARE_WHOLE] = "whole", [VP_SHARE_STATED] = "stated", [VP_SHARE_PEOPLE] = "people",
    [VP_SHARE_AREA] = "area",   [VP_SHARE_EQUAL] = "equal",
};

void vp_unit_clear(vp_unit *unit, size_t record_count)
{
    free(unit->code);
    free(unit->name);
    free(unit->name_en);
    free(unit->full_name);
    free(unit->kind);
    free(unit->parent_code);
    vp_shape_clear(&unit->shape);
    vp_shape_clear(&unit->lonlat);
    if (unit->records)
        for (size_t i = 0; i < record_count; i++) free(unit->records[i].text);
    free(unit->records);
    free(unit->yearly);
}

void vp_unit_set_clear(vp_unit_set *set, size_t record_count)
{
    for (size_t u = 0; set->units && u < set->unit_count; u++) vp_unit_clear(&set->units[u], record_count);
    free(set->units);
    free(set->level);
    free(set->vintage);
}

static void free_sets(vp_units *units)
{
    for (size_t s = 0; s < units->set_count; s++) vp_unit_set_clear(&units->sets[s], units->record_count);
    free(units->sets);
    vp_levels_forget(units);
    free(units->years);
}

static void free_texts(char **texts, size_t count)
{
    for (size_t i = 0; texts && i < count; i++) free(texts[i]);
    free(texts);
}

static void free_services(vp_definitions *definitions)
{
    for (size_t i = 0; i < definitions->service_count; i++) {
        vp_service *s = &definitions->services[i];
        free(s->id);
        free(s->title_vi);
        free(s->title_en);
        free(s->department);
        free(s->mode);
        free(s->scope);
        free(s->limits);
        free(s->facilities);
    }
    free(definitions->services);
}

static void free_facilities(vp_supply *supply)
{
    for (size_t i = 0; i < supply->facility_count; i++) {
        vp_facility *f = &supply->facilities[i];
        free(f->id);
        free(f->name);
        free(f->kind);
        free(f->unit_code);
        free(f->dataset);
        free(f->attributes);
    }
    free(supply->facilities);
}

static void free_broadcast(vp_supply *supply)
{
    for (size_t i = 0; i < supply->transmitter_count; i++) {
        vp_transmitter *t = &supply->transmitters[i];
        free(t->id);
        free(t->site);
        free(t->programme);
        free(t->system);
        free(t->pattern_azimuth_degrees);
        free(t->pattern_db);
        free(t->vertical_degrees);
        free(t->vertical_db);
    }
    free(supply->transmitters);
    for (size_t i = 0; i < supply->service_area_count; i++) {
        free(supply->service_areas[i].id);
        free(supply->service_areas[i].unit_code);
        vp_shape_clear(&supply->service_areas[i].shape);
    }
    free(supply->service_areas);
}

static void free_settlements(vp_settlements *settlements)
{
    for (size_t i = 0; i < settlements->count; i++) {
        free(settlements->items[i].id);
        free(settlements->items[i].name);
        free(settlements->items[i].kind);
        free(settlements->items[i].unit_code);
        vp_shape_clear(&settlements->items[i].shape);
    }
    free(settlements->items);
    free(settlements->of_cell);
}

static void free_groups(vp_region *region)
{
    for (size_t g = 0; g < region->definitions.group_count; g++)
        vp_group_clear(&region->definitions.groups[g], region->units.set_count);
    free(region->definitions.groups);
}

static void free_indicators(vp_definitions *definitions)
{
    for (size_t i = 0; i < definitions->indicator_count; i++) {
        vp_indicator *n = &definitions->indicators[i];
        free(n->id);
        free(n->title_vi);
        free(n->title_en);
        free(n->department);
        free(n->owner_after);
        free(n->people);
        free(n->milestones);
        free(n->numerator);
        free(n->denominator);
        free(n->unit);
        free(n->source);
        free(n->definition);
    }
    free(definitions->indicators);
    free(definitions->joints);
}

static void free_crosswalk_and_speeds(vp_region *region)
{
    for (size_t i = 0; i < region->units.crosswalk_count; i++) {
        free(region->units.crosswalk[i].old_code);
        free(region->units.crosswalk[i].old_vintage);
        free(region->units.crosswalk[i].new_code);
        free(region->units.crosswalk[i].new_vintage);
    }
    free(region->units.crosswalk);
    for (size_t i = 0; i < region->speed_table.speed_count; i++) {
        free(region->speed_table.speeds[i].mode);
        free(region->speed_table.speeds[i].class_name);
    }
    free(region->speed_table.speeds);
    for (size_t i = 0; region->speed_table.mode_changes && i < region->speed_table.mode_change_count; i++) {
        free(region->speed_table.mode_changes[i].from);
        free(region->speed_table.mode_changes[i].to);
    }
    free(region->speed_table.mode_changes);
    for (size_t i = 0; region->land.clutter_heights && i < region->land.clutter_height_count; i++) {
        free(region->land.clutter_heights[i].name_vi);
        free(region->land.clutter_heights[i].name_en);
        free(region->land.clutter_heights[i].source);
    }
    free(region->land.clutter_heights);
}

static void free_planned(vp_region *region)
{
    for (size_t i = 0; region->definitions.planned && i < region->definitions.planned_count; i++)
        free(region->definitions.planned[i].facilities);
    free(region->definitions.planned);
    free(region->definitions.planned_joints);
    for (size_t i = 0; region->people.growth && i < region->people.growth_count; i++)
        free(region->people.growth[i].source);
    free(region->people.growth);
}

static void free_grids(vp_region *region)
{
    for (size_t i = 0; i < region->people.population_count; i++) {
        free(region->people.populations[i].label);
        vp_grid_free(region->people.populations[i].people);
        vp_grid_free(region->people.populations[i].source);
    }
    free(region->people.populations);
    vp_grid_free(region->land.elevation);
    vp_grid_free(region->land.elevation_wide);
    free(region->land.land_cover);
    free(region->land.roads);
    free(region->land.barriers);
    for (size_t i = 0; i < region->land.road_class_count; i++) free(region->land.road_classes[i]);
    for (size_t i = 0; i < region->land.barrier_class_count; i++) free(region->land.barrier_classes[i]);
}

const char *const vp_season_names[VP_SEASON_COUNT] = {
    [VP_SEASON_ALWAYS] = "", [VP_SEASON_DRY] = "dry", [VP_SEASON_FLOOD] = "flood"};

vp_season vp_season_named(const char *name)
{
    int season = VP_SEASON_ALWAYS;
    while (name && season < VP_SEASON_COUNT && strcmp(vp_season_names[season], name) != 0) season++;
    return (vp_season)season;
}

void vp_region_free(vp_region *region)
{
    if (!region) return;
    free_groups(region); /* sized by the unit sets, so before them */
    free_sets(&region->units);
    free_texts(region->units.record_names, region->units.record_count);
    free_texts(region->supply.attribute_names, region->supply.attribute_count);
    free_services(&region->definitions);
    free_facilities(&region->supply);
    free_settlements(&region->settlements);
    free_broadcast(&region->supply);
    free_indicators(&region->definitions);
    free_crosswalk_and_speeds(region);
    free_planned(region);
    free_grids(region);
    vp_lattice_clear(&region->cell_to_lonlat);
    free(region->id);
    free(region->name_vi);
    free(region->name_en);
    free(region->notice_vi);
    free(region->notice_en);
    free(region->crs);
    free(region);
}

double vp_people_factor(const vp_people *people, size_t set, size_t unit)
{
    return people->factors ? people->factors[set][unit] : 1;
}

/* The row whose text at member equals wanted. Tables have tens of rows; units, hundreds. */
#define FIND(array, count, member, wanted)                                                                             \
    for (size_t i = 0; (wanted) && i < (count); i++)                                                                   \
        if ((array)[i] member && strcmp((array)[i] member, (wanted)) == 0) return i;                                   \
    return VP_NONE

size_t vp_region_service(const vp_definitions *definitions, const char *id)
{
    FIND(definitions->services, definitions->service_count, .id, id);
}
size_t vp_region_group(const vp_definitions *definitions, const char *id)
{
    FIND(definitions->groups, definitions->group_count, .id, id);
}
size_t vp_region_indicator(const vp_definitions *definitions, const char *id)
{
    FIND(definitions->indicators, definitions->indicator_count, .id, id);
}
size_t vp_unit_set_find(const vp_unit_set *set, const char *code) { FIND(set->units, set->unit_count, .code, code); }
size_t vp_region_record(const vp_units *units, const char *name)
{
    FIND(units->record_names, units->record_count, , name);
}
size_t vp_region_attribute(const vp_supply *supply, const char *name)
{
    FIND(supply->attribute_names, supply->attribute_count, , name);
}

size_t vp_region_unit_of_code(const vp_units *units, size_t set, const char *code)
{
    const vp_unit_set *own = &units->sets[set];
    size_t unit = code ? vp_unit_set_find(own, code) : VP_NONE;
    double most = 0;
    if (!code || unit != VP_NONE) return unit;
    for (size_t i = 0; i < units->crosswalk_count; i++) {
        const vp_crosswalk *c = &units->crosswalk[i];
        if (strcmp(c->old_code, code) != 0 || strcmp(c->new_vintage, own->vintage) != 0 || !(c->share > most)) continue;
        size_t after = vp_unit_set_find(own, c->new_code);
        if (after == VP_NONE) continue; /* a unit of another level */
        unit = after;
        most = c->share;
    }
    return unit;
}
