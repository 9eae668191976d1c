/* The region's definitions, units and places. */
#include "store/snapshot/snapshot_archive.h"
#include <vungphu/indicators.h>

/* A member added to one of these must be added to its walk, or it would come back empty; low, high and terms of a group
 * are of combinations, which are never kept. */
_Static_assert(sizeof(void *) != 8 ||
                   (sizeof(vp_unit) == 152 && sizeof(vp_service) == 120 && sizeof(vp_facility) == 112 &&
                    sizeof(vp_transmitter) == 168 && sizeof(vp_speed) == 40 && sizeof(vp_group) == 96 &&
                    sizeof(vp_indicator) == 216 && sizeof(vp_crosswalk) == 48 && sizeof(vp_mode_change) == 24 &&
                    sizeof(vp_clutter_height) == 40 && sizeof(vp_settlement) == 136 && sizeof(vp_joint) == 408 &&
                    sizeof(vp_growth) == 56 && sizeof(vp_planned_service) == 32 && sizeof(vp_planned_joint) == 16 &&
                    sizeof(vp_population) == 48),
               "the walks below know other members");

static void date(vp_archive *a, vp_date value)
{
    vp_archive_bytes(a, value, sizeof(vp_date));
    value[sizeof(vp_date) - 1] = 0;
}

static void points(vp_archive *a, vp_shape *s)
{
    s->ring_starts = vp_archive_block(a, s->ring_starts, s->ring_count + 1, sizeof *s->ring_starts);
    for (size_t r = 0; !a->failed && r < s->ring_count; r++)
        vp_archive_below(a, s->ring_starts[r], s->ring_starts[r + 1], false, "a ring is empty");
    if (!a->failed) vp_archive_below(a, s->ring_starts[0], 1, false, "rings do not begin at 0");
    if (!a->failed) s->point_count = s->ring_starts[s->ring_count];
    s->points = a->failed ? s->points : vp_archive_block(a, s->points, s->point_count, sizeof *s->points);
}

static void shape(vp_archive *a, vp_shape *s)
{
    size_t rings = s->ring_count;
    vp_archive_whole(a, &rings);
    vp_archive_below(a, rings, SIZE_MAX, false, "a shape has too many rings");
    if (a->failed) return;
    if (a->writing && !s->ring_starts) { /* an empty shape: one offset */
        size_t none = 0;
        vp_archive_bytes(a, &none, sizeof none);
        return;
    }
    s->ring_count = rings;
    points(a, s);
    if (a->failed && !a->writing) s->ring_count = s->point_count = 0;
}

static void unit(vp_archive *a, vp_unit *u, size_t record_count)
{
    vp_archive_text(a, &u->code);
    vp_archive_text(a, &u->name);
    vp_archive_text(a, &u->name_en);
    vp_archive_text(a, &u->full_name);
    vp_archive_text(a, &u->kind);
    vp_archive_text(a, &u->parent_code);
    date(a, u->valid_from);
    date(a, u->valid_to);
    shape(a, &u->shape);
    shape(a, &u->lonlat);
    u->records = vp_archive_zeros(a, u->records, record_count, sizeof *u->records);
    for (size_t i = 0; !a->failed && i < record_count; i++) {
        vp_archive_number(a, &u->records[i].number);
        vp_archive_text(a, &u->records[i].text);
    }
}

/* What was recorded of each year; where nothing was, one flag. */
static void yearly(vp_archive *a, vp_unit *u, size_t count)
{
    bool any = u->yearly != NULL;
    vp_archive_flag(a, &any);
    if (!a->failed && any) u->yearly = vp_archive_block(a, u->yearly, count, sizeof *u->yearly);
}

static void plan(vp_archive *a, vp_units *units)
{
    vp_archive_flag(a, &units->plan_is_named);
    vp_archive_whole(a, &units->plan.set);
    vp_archive_whole(a, &units->plan.unit);
    if (a->failed || !units->plan_is_named) return;
    vp_archive_below(a, units->plan.set, units->set_count, false, "the plan's unit set is not known");
    if (!a->failed)
        vp_archive_below(a, units->plan.unit, units->sets[units->plan.set].unit_count, true,
                         "the plan's unit is not known");
}

static void texts(vp_archive *a, char ***list, size_t *count)
{
    *list = vp_archive_array(a, *list, count, sizeof **list);
    for (size_t i = 0; !a->failed && i < *count; i++) vp_archive_text(a, &(*list)[i]);
}

/* Names of the bits of a mask. */
static void classes(vp_archive *a, char *names[VP_ROAD_CLASSES_MOST], size_t *count)
{
    vp_archive_whole(a, count);
    vp_archive_below(a, *count, VP_ROAD_CLASSES_MOST + 1, false, "there are too many classes");
    if (a->failed) *count = 0;
    for (size_t i = 0; !a->failed && i < *count; i++) vp_archive_text(a, &names[i]);
}

/* An enumeration as its number, checked against its size. */
static int enumerated(vp_archive *a, int value, int count)
{
    vp_archive_int(a, &value);
    if (value < 0 || value >= count) {
        vp_archive_below(a, 1, 0, false, "a kind is not known");
        return 0;
    }
    return value;
}

static void unit_sets(vp_archive *a, vp_region *r)
{
    r->units.sets = vp_archive_array(a, r->units.sets, &r->units.set_count, sizeof *r->units.sets);
    for (size_t s = 0; !a->failed && s < r->units.set_count; s++) {
        vp_unit_set *set = &r->units.sets[s];
        vp_archive_text(a, &set->level);
        vp_archive_text(a, &set->vintage);
        set->units = vp_archive_array(a, set->units, &set->unit_count, sizeof *set->units);
        for (size_t u = 0; !a->failed && u < set->unit_count; u++) {
            unit(a, &set->units[u], r->units.record_count);
            yearly(a, &set->units[u], (r->units.year_count + r->units.later_count) * r->units.dated_count);
        }
    }
    vp_archive_whole(a, &r->units.main_set);
    vp_archive_below(a, r->units.main_set, r->units.set_count, false, "there is no main unit set");
    plan(a, &r->units);
    r->units.crosswalk = vp_archive_array(a, r->units.crosswalk, &r->units.crosswalk_count, sizeof *r->units.crosswalk);
    for (size_t i = 0; !a->failed && i < r->units.crosswalk_count; i++) {
        vp_crosswalk *c = &r->units.crosswalk[i];
        vp_archive_text(a, &c->old_code);
        vp_archive_text(a, &c->old_vintage);
        vp_archive_text(a, &c->new_code);
        vp_archive_text(a, &c->new_vintage);
        vp_archive_number(a, &c->share);
        vp_archive_flag(a, &c->exact);
        c->basis = (vp_share_basis)enumerated(a, (int)c->basis, VP_SHARE_COUNT);
    }
}

static void service(vp_archive *a, vp_service *s, const vp_region *r)
{
    vp_archive_text(a, &s->id);
    vp_archive_text(a, &s->title_vi);
    vp_archive_text(a, &s->title_en);
    vp_archive_text(a, &s->department);
    s->reach = (vp_reach)enumerated(a, (int)s->reach, VP_REACH_COUNT);
    s->season = (vp_season)enumerated(a, (int)s->season, VP_SEASON_COUNT);
    vp_archive_text(a, &s->mode);
    vp_archive_text(a, &s->scope);
    s->limits = vp_archive_array(a, s->limits, &s->limit_count, sizeof *s->limits);
    s->limits = vp_archive_block(a, s->limits, s->limit_count, sizeof *s->limits);
    vp_archive_number(a, &s->default_limit);
    vp_archive_number(a, &s->queue_minutes);
    vp_archive_whole(a, &s->capacity);
    vp_archive_below(a, s->capacity, r->supply.attribute_count, true, "a capacity is not known");
    vp_archive_whole(a, &s->group);
    vp_archive_below(a, s->group, r->definitions.group_count, true, "a group is not known");
    s->facilities = vp_archive_array(a, s->facilities, &s->facility_count, sizeof *s->facilities);
    s->facilities = vp_archive_block(a, s->facilities, s->facility_count, sizeof *s->facilities);
    for (size_t i = 0; !a->failed && i < s->facility_count; i++)
        vp_archive_below(a, s->facilities[i], r->supply.facility_count, false, "a facility is not known");
}

static void facility(vp_archive *a, vp_facility *f, size_t attribute_count)
{
    vp_archive_text(a, &f->id);
    vp_archive_text(a, &f->name);
    vp_archive_text(a, &f->kind);
    vp_archive_text(a, &f->unit_code);
    vp_archive_text(a, &f->dataset);
    vp_archive_number(a, &f->x);
    vp_archive_number(a, &f->y);
    vp_archive_number(a, &f->lon);
    vp_archive_number(a, &f->lat);
    vp_archive_number(a, &f->moved_metres);
    date(a, f->open_from);
    date(a, f->open_to);
    vp_archive_flag(a, &f->open);
    f->attributes = vp_archive_block(a, f->attributes, attribute_count, sizeof *f->attributes);
}

static void transmitter(vp_archive *a, vp_transmitter *t)
{
    vp_archive_text(a, &t->id);
    vp_archive_text(a, &t->site);
    vp_archive_text(a, &t->programme);
    vp_archive_text(a, &t->system);
    t->scope = (vp_scope)enumerated(a, (int)t->scope, VP_SCOPE_LOCAL + 1);
    t->polarisation = (vp_polarisation)enumerated(a, (int)t->polarisation, VP_POLARISATION_VERTICAL + 1);
    double *const numbers[] = {&t->x, &t->y, &t->lon, &t->lat, &t->mast_metres, &t->frequency_mhz, &t->erp_kw};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) vp_archive_number(a, numbers[i]);
    date(a, t->open_from);
    date(a, t->open_to);
    vp_archive_flag(a, &t->open);
    vp_archive_whole(a, &t->pattern_count);
    t->pattern_azimuth_degrees = vp_archive_block(a, t->pattern_azimuth_degrees, t->pattern_count, sizeof(double));
    t->pattern_db = vp_archive_block(a, t->pattern_db, t->pattern_count, sizeof(double));
    vp_archive_whole(a, &t->vertical_count);
    t->vertical_degrees = vp_archive_block(a, t->vertical_degrees, t->vertical_count, sizeof(double));
    t->vertical_db = vp_archive_block(a, t->vertical_db, t->vertical_count, sizeof(double));
}

static void places(vp_archive *a, vp_region *r)
{
    r->supply.facilities =
        vp_archive_array(a, r->supply.facilities, &r->supply.facility_count, sizeof *r->supply.facilities);
    for (size_t i = 0; !a->failed && i < r->supply.facility_count; i++)
        facility(a, &r->supply.facilities[i], r->supply.attribute_count);
    r->supply.transmitters =
        vp_archive_array(a, r->supply.transmitters, &r->supply.transmitter_count, sizeof *r->supply.transmitters);
    for (size_t i = 0; !a->failed && i < r->supply.transmitter_count; i++) transmitter(a, &r->supply.transmitters[i]);
}

static void settlements(vp_archive *a, vp_region *r)
{
    vp_settlements *all = &r->settlements;
    size_t cells = vp_grid_geometry_cells(r->geometry);
    all->items = vp_archive_array(a, all->items, &all->count, sizeof *all->items);
    for (size_t i = 0; !a->failed && i < all->count; i++) {
        vp_settlement *s = &all->items[i];
        vp_archive_text(a, &s->id);
        vp_archive_text(a, &s->name);
        vp_archive_text(a, &s->kind);
        vp_archive_text(a, &s->unit_code);
        double *const numbers[] = {&s->x,      &s->y,          &s->lon,       &s->lat,
                                   &s->people, &s->households, &s->difficult, &s->grid_people};
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) vp_archive_number(a, numbers[k]);
        vp_archive_whole(a, &s->unit);
        vp_archive_below(a, s->unit, r->units.sets[r->units.main_set].unit_count, true, "a unit is not known");
    }
    if (a->failed || !all->count) return;
    all->of_cell = vp_archive_block(a, all->of_cell, cells, sizeof *all->of_cell);
    for (size_t i = 0; !a->failed && i < cells; i++)
        if (all->of_cell[i] != UINT32_MAX)
            vp_archive_below(a, all->of_cell[i], all->count, false, "a settlement is not known");
}

static void areas(vp_archive *a, vp_region *r)
{
    r->supply.service_areas =
        vp_archive_array(a, r->supply.service_areas, &r->supply.service_area_count, sizeof *r->supply.service_areas);
    for (size_t i = 0; !a->failed && i < r->supply.service_area_count; i++) {
        vp_service_area *area = &r->supply.service_areas[i];
        vp_archive_text(a, &area->id);
        vp_archive_text(a, &area->unit_code);
        vp_archive_whole(a, &area->service);
        vp_archive_below(a, area->service, r->definitions.service_count, false, "a service is not known");
        vp_archive_number(a, &area->households_connected);
        shape(a, &area->shape);
    }
}

static void group(vp_archive *a, vp_group *g, const vp_region *r)
{
    vp_archive_text(a, &g->id);
    vp_archive_text(a, &g->title_vi);
    vp_archive_text(a, &g->title_en);
    vp_archive_text(a, &g->definition);
    vp_archive_text(a, &g->grid);
    g->member = vp_archive_zeros(a, g->member, r->units.set_count, sizeof *g->member);
    g->share = vp_archive_zeros(a, g->share, r->units.set_count, sizeof *g->share);
    for (size_t s = 0; !a->failed && s < r->units.set_count; s++) {
        size_t units = r->units.sets[s].unit_count;
        g->member[s] = vp_archive_zeros(a, g->member[s], units, sizeof **g->member);
        for (size_t u = 0; !a->failed && u < units; u++) vp_archive_flag(a, &g->member[s][u]);
        g->share[s] = vp_archive_block(a, g->share[s], units, sizeof **g->share);
    }
}

static void speed(vp_archive *a, vp_speed *s)
{
    vp_archive_text(a, &s->mode);
    s->surface = (vp_surface_kind)enumerated(a, (int)s->surface, VP_SURFACE_BARRIER + 1);
    s->season = (vp_season)enumerated(a, (int)s->season, VP_SEASON_COUNT);
    vp_archive_text(a, &s->class_name);
    vp_archive_number(a, &s->km_per_h);
    vp_archive_flag(a, &s->slope);
}

static void joint(vp_archive *a, vp_joint *j, const vp_region *r)
{
    vp_archive_whole(a, &j->service_count);
    vp_archive_below(a, j->service_count, VP_JOINT_MOST + 1, false, "a joint question has too many services");
    vp_archive_whole(a, &j->part_count);
    vp_archive_below(a, j->part_count, j->service_count + 1, false, "a joint question has too many parts");
    vp_archive_whole(a, &j->at_least);
    if (!a->failed) vp_archive_below(a, j->at_least - 1, j->part_count, false, "a joint question asks for too many");
    for (size_t i = 0; !a->failed && i < j->service_count; i++) {
        vp_archive_whole(a, &j->services[i]);
        vp_archive_below(a, j->services[i], r->definitions.service_count, false, "a service is not known");
        vp_archive_number(a, &j->limits[i]);
        vp_archive_whole(a, &j->parts[i]);
        vp_archive_below(a, j->parts[i], j->part_count, false, "a part of a joint question is not known");
    }
}

static void indicator(vp_archive *a, vp_indicator *n, const vp_region *r)
{
    vp_archive_text(a, &n->id);
    vp_archive_text(a, &n->title_vi);
    vp_archive_text(a, &n->title_en);
    vp_archive_text(a, &n->department);
    vp_archive_text(a, &n->owner_after);
    n->measure = (vp_measure)enumerated(a, (int)n->measure, (int)vp_measure_count);
    vp_archive_whole(a, &n->service);
    vp_archive_below(a, n->service, r->definitions.service_count, true, "a service is not known");
    vp_archive_whole(a, &n->joint);
    vp_archive_below(a, n->joint, r->definitions.joint_count, !vp_measures[n->measure].of_joint,
                     "a joint question is not known");
    vp_archive_whole(a, &n->group);
    vp_archive_below(a, n->group, r->definitions.group_count, true, "a group is not known");
    vp_archive_whole(a, &n->other_group);
    vp_archive_below(a, n->other_group, r->definitions.group_count, true, "a group is not known");
    vp_archive_number(a, &n->limit);
    vp_archive_number(a, &n->other_limit);
    vp_archive_number(a, &n->threshold);
    vp_archive_text(a, &n->numerator);
    vp_archive_text(a, &n->denominator);
    vp_archive_number(a, &n->target);
    vp_archive_int(a, &n->target_year);
    vp_archive_number(a, &n->baseline);
    vp_archive_int(a, &n->baseline_year);
    n->milestones = vp_archive_array(a, n->milestones, &n->milestone_count, sizeof *n->milestones);
    for (size_t i = 0; !a->failed && i < n->milestone_count; i++) {
        vp_archive_int(a, &n->milestones[i].year);
        vp_archive_number(a, &n->milestones[i].value);
    }
    vp_archive_int(a, &n->better);
    vp_archive_flag(a, &n->strict);
    vp_archive_text(a, &n->people);
    vp_archive_text(a, &n->unit);
    vp_archive_text(a, &n->source);
    vp_archive_text(a, &n->definition);
}

static void growth(vp_archive *a, vp_growth *g, const vp_region *r)
{
    vp_archive_whole(a, &g->set);
    vp_archive_below(a, g->set, r->units.set_count, true, "growth is of an unknown unit set");
    vp_archive_whole(a, &g->unit);
    if (!a->failed)
        vp_archive_below(a, g->unit, g->set == VP_NONE ? 0 : r->units.sets[g->set].unit_count, true,
                         "growth is of an unknown unit");
    vp_archive_whole(a, &g->group);
    vp_archive_below(a, g->group, r->definitions.group_count, true, "a group is not known");
    vp_archive_int(a, &g->year);
    vp_archive_number(a, &g->rate);
    vp_archive_number(a, &g->people);
    vp_archive_text(a, &g->source);
}

static void planned_service(vp_archive *a, vp_planned_service *p, const vp_region *r)
{
    vp_archive_whole(a, &p->service);
    vp_archive_below(a, p->service, r->definitions.service_count, false, "a service is not known");
    vp_archive_int(a, &p->year);
    p->facilities = vp_archive_array(a, p->facilities, &p->facility_count, sizeof *p->facilities);
    p->facilities = vp_archive_block(a, p->facilities, p->facility_count, sizeof *p->facilities);
    for (size_t i = 0; !a->failed && i < p->facility_count; i++)
        vp_archive_below(a, p->facilities[i], r->supply.facility_count, false, "a facility is not known");
}

/* What is stated of years to come. */
static void later(vp_archive *a, vp_region *r)
{
    vp_definitions *d = &r->definitions;
    r->people.growth = vp_archive_array(a, r->people.growth, &r->people.growth_count, sizeof *r->people.growth);
    for (size_t i = 0; !a->failed && i < r->people.growth_count; i++) growth(a, &r->people.growth[i], r);
    d->planned = vp_archive_array(a, d->planned, &d->planned_count, sizeof *d->planned);
    for (size_t i = 0; !a->failed && i < d->planned_count; i++) planned_service(a, &d->planned[i], r);
    d->planned_joints = vp_archive_array(a, d->planned_joints, &d->planned_joint_count, sizeof *d->planned_joints);
    for (size_t i = 0; !a->failed && i < d->planned_joint_count; i++) {
        vp_archive_whole(a, &d->planned_joints[i].joint);
        vp_archive_below(a, d->planned_joints[i].joint, d->joint_count, false, "a joint question is not known");
        vp_archive_int(a, &d->planned_joints[i].year);
    }
}

static void definitions(vp_archive *a, vp_region *r)
{
    r->definitions.groups =
        vp_archive_array(a, r->definitions.groups, &r->definitions.group_count, sizeof *r->definitions.groups);
    for (size_t i = 0; !a->failed && i < r->definitions.group_count; i++) group(a, &r->definitions.groups[i], r);
    r->definitions.services =
        vp_archive_array(a, r->definitions.services, &r->definitions.service_count, sizeof *r->definitions.services);
    for (size_t i = 0; !a->failed && i < r->definitions.service_count; i++) service(a, &r->definitions.services[i], r);
    r->speed_table.speeds =
        vp_archive_array(a, r->speed_table.speeds, &r->speed_table.speed_count, sizeof *r->speed_table.speeds);
    for (size_t i = 0; !a->failed && i < r->speed_table.speed_count; i++) speed(a, &r->speed_table.speeds[i]);
    r->speed_table.mode_changes = vp_archive_array(a, r->speed_table.mode_changes, &r->speed_table.mode_change_count,
                                                   sizeof *r->speed_table.mode_changes);
    for (size_t i = 0; !a->failed && i < r->speed_table.mode_change_count; i++) {
        vp_archive_text(a, &r->speed_table.mode_changes[i].from);
        vp_archive_text(a, &r->speed_table.mode_changes[i].to);
        vp_archive_number(a, &r->speed_table.mode_changes[i].minutes);
    }
    r->land.clutter_heights =
        vp_archive_array(a, r->land.clutter_heights, &r->land.clutter_height_count, sizeof *r->land.clutter_heights);
    for (size_t i = 0; !a->failed && i < r->land.clutter_height_count; i++) {
        vp_archive_int(a, &r->land.clutter_heights[i].land_cover_class);
        vp_archive_number(a, &r->land.clutter_heights[i].metres);
        vp_archive_text(a, &r->land.clutter_heights[i].name_vi);
        vp_archive_text(a, &r->land.clutter_heights[i].name_en);
        vp_archive_text(a, &r->land.clutter_heights[i].source);
    }
    classes(a, r->land.road_classes, &r->land.road_class_count);
    classes(a, r->land.barrier_classes, &r->land.barrier_class_count);
    r->definitions.joints =
        vp_archive_array(a, r->definitions.joints, &r->definitions.joint_count, sizeof *r->definitions.joints);
    for (size_t i = 0; !a->failed && i < r->definitions.joint_count; i++) joint(a, &r->definitions.joints[i], r);
    r->definitions.indicators = vp_archive_array(a, r->definitions.indicators, &r->definitions.indicator_count,
                                                 sizeof *r->definitions.indicators);
    for (size_t i = 0; !a->failed && i < r->definitions.indicator_count; i++)
        indicator(a, &r->definitions.indicators[i], r);
}

/* Of everyone first, then of groups. */
static void population(vp_archive *a, vp_region *r, size_t i)
{
    vp_population *p = &r->people.populations[i];
    vp_archive_text(a, &p->label);
    vp_archive_flag(a, &p->of_group);
    vp_archive_whole(a, &p->group);
    if (p->of_group) vp_archive_below(a, p->group, r->definitions.group_count, false, "a group is not known");
    if (!a->failed && i && r->people.populations[i - 1].of_group && !p->of_group)
        vp_archive_below(a, 1, 1, false, "a population stands behind those of groups");
    if (!a->failed && !i && p->of_group) vp_archive_below(a, 1, 1, false, "no population counts everyone");
}

bool vp_archive_region(vp_archive *a, void *subject)
{
    vp_region *r = subject;
    vp_archive_text(a, &r->id);
    vp_archive_text(a, &r->name_vi);
    vp_archive_text(a, &r->name_en);
    vp_archive_text(a, &r->notice_vi);
    vp_archive_text(a, &r->notice_en);
    vp_archive_text(a, &r->crs);
    date(a, r->as_of);
    r->season = (vp_season)enumerated(a, (int)r->season, VP_SEASON_COUNT);
    vp_archive_whole(a, &r->geometry.columns);
    vp_archive_whole(a, &r->geometry.rows);
    vp_archive_number(a, &r->geometry.cell_metres);
    vp_archive_number(a, &r->geometry.west);
    vp_archive_number(a, &r->geometry.north);
    if (!a->failed && !vp_grid_geometry_check(r->geometry, a->err)) a->failed = true;
    texts(a, &r->units.record_names, &r->units.record_count);
    texts(a, &r->supply.attribute_names, &r->supply.attribute_count);
    size_t years = r->units.year_count + r->units.later_count;
    r->units.years = vp_archive_array(a, r->units.years, &years, sizeof *r->units.years);
    for (size_t i = 0; !a->failed && i < years; i++) vp_archive_int(a, &r->units.years[i]);
    vp_archive_whole(a, &r->units.later_count);
    vp_archive_below(a, r->units.later_count, years + 1, false, "more years are to come than there are");
    if (!a->failed) r->units.year_count = years - r->units.later_count;
    vp_archive_whole(a, &r->units.dated_count);
    vp_archive_below(a, r->units.dated_count, r->units.record_count + 1, false,
                     "more records are dated than there are");
    unit_sets(a, r);
    places(a, r);
    definitions(a, r);
    later(a, r);
    areas(a, r);
    settlements(a, r);
    r->people.populations =
        vp_archive_array(a, r->people.populations, &r->people.population_count, sizeof *r->people.populations);
    for (size_t i = 0; !a->failed && i < r->people.population_count; i++) population(a, r, i);
    return !a->failed;
}
