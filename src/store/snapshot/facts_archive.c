/* People, facts, gaps and weights. */
#include "store/snapshot/snapshot_archive.h"
#include <stdlib.h>

/* Where facilities stand is found by their points once, in the build. */
static void facility_units(vp_archive *a, const vp_archived_coverage *c, size_t set)
{
    size_t **units = &c->coverage->facility_unit[set], count = c->region->supply.facility_count;
    vp_archive_expect(a, count, "it has other facilities");
    if (!a->failed) *units = vp_archive_block(a, *units, count, sizeof **units);
    for (size_t f = 0; !a->failed && f < count; f++)
        vp_archive_below(a, (*units)[f], c->region->units.sets[set].unit_count, true, "a unit is not known");
}

/* One unit set of them, of so many facilities. */
static void catchment_people(vp_archive *a, vp_catchment_people *p, size_t facilities, size_t units)
{
    p->first = vp_archive_block(a, p->first, facilities + 1, sizeof *p->first);
    for (size_t i = 0; !a->failed && i < facilities; i++)
        vp_archive_below(a, p->first[i], p->first[i + 1] + 1, false, "rows of a catchment go backwards");
    if (a->failed) return;
    size_t rows = p->first[facilities];
    p->unit = vp_archive_block(a, p->unit, rows, sizeof *p->unit);
    p->people = vp_archive_block(a, p->people, rows, sizeof *p->people);
    p->everyone = vp_archive_block(a, p->everyone, units, sizeof *p->everyone);
    for (size_t i = 0; !a->failed && i < rows; i++)
        vp_archive_below(a, p->unit[i], units, false, "a unit is not known");
}

static void catchments(vp_archive *a, const vp_region *region, vp_catchments **item)
{
    bool there = *item != NULL;
    vp_archive_flag(a, &there);
    if (a->failed || !there) return;
    if (!*item) *item = calloc(1, sizeof **item);
    if (*item && !(*item)->sets) (*item)->sets = calloc(region->units.set_count + 1, sizeof *(*item)->sets);
    if (!*item || !(*item)->sets) {
        a->failed = true;
        vp_fail_memory(a->err, region->units.set_count * sizeof(vp_catchment_people));
        return;
    }
    vp_catchments *c = *item;
    c->facilities = vp_archive_array(a, c->facilities, &c->facility_count, sizeof *c->facilities);
    for (size_t i = 0; !a->failed && i < c->facility_count; i++) {
        vp_archive_whole(a, &c->facilities[i]);
        vp_archive_below(a, c->facilities[i], region->supply.facility_count, false, "a facility is not known");
    }
    for (size_t s = 0; !a->failed && s < region->units.set_count; s++)
        catchment_people(a, &c->sets[s], c->facility_count, region->units.sets[s].unit_count);
}

bool vp_archive_people(vp_archive *a, void *subject)
{
    vp_archived_coverage *c = subject;
    vp_archive_expect(a, c->coverage->set_count, "it has other unit sets");
    vp_archive_expect(a, c->coverage->service_count, "it has other services");
    vp_archive_expect(a, c->coverage->population_count, "it has other populations");
    for (size_t s = 0; !a->failed && s < c->coverage->set_count; s++) {
        size_t units = c->region->units.sets[s].unit_count;
        vp_archive_expect(a, units, "it has other units");
        for (size_t p = 0; p < c->coverage->population_count; p++) {
            vp_archive_block(a, c->coverage->people[s][p], units, sizeof(double));
            vp_archive_block(a, c->coverage->no_people_share[s][p], units, sizeof(double));
        }
        vp_archive_block(a, c->coverage->no_terrain_share[s], units, sizeof(double));
        vp_archive_block(a, c->coverage->area[s], units, sizeof(double));
        facility_units(a, c, s);
        for (size_t v = 0; v < c->coverage->service_count; v++) {
            bool there = c->coverage->floating[s][v] != NULL;
            vp_archive_flag(a, &there);
            if (there)
                c->coverage->floating[s][v] = vp_archive_block(a, c->coverage->floating[s][v], units, sizeof(double));
        }
    }
    for (size_t v = 0; !a->failed && v < c->coverage->service_count; v++)
        catchments(a, c->region, &c->coverage->catchments[v]);
    return !a->failed;
}

/* Where people lie on the scale, from the first bin with people to the last. */
static vp_fact_stretch *stretches_of(const vp_facts *facts, vp_error *err)
{
    vp_fact_stretch *stretches = calloc(facts->unit_count + 1, sizeof *stretches);
    uint64_t at = 0;
    for (size_t u = 0; stretches && u < facts->unit_count; u++) {
        vp_unit_bins bins = vp_facts_bins(facts, u);
        size_t first = bins.first, end = bins.end;
        while (end > first && vp_facts_bin(bins, end - 1) == 0) end--;
        while (first < end && vp_facts_bin(bins, first) == 0) first++;
        if (first == end) first = end = 0;
        stretches[u] = (vp_fact_stretch){(uint32_t)first, (uint32_t)(end - first), at};
        at += end - first;
    }
    if (!stretches) vp_fail_memory(err, facts->unit_count * sizeof *stretches);
    return stretches;
}

static void write_facts(vp_archive *a, const vp_facts *facts)
{
    size_t units = facts->unit_count;
    vp_fact_stretch *stretches = stretches_of(facts, a->err);
    if (!stretches) {
        a->failed = true;
        return;
    }
    vp_archive_view(a, stretches, units, sizeof *stretches);
    vp_archive_view(a, facts->beyond, units, sizeof(double));
    vp_archive_view(a, facts->unreachable, units, sizeof(double));
    vp_archive_view(a, facts->no_data, units, sizeof(double));
    for (size_t u = 0; u < units; u++) {
        vp_unit_bins bins = vp_facts_bins(facts, u);
        vp_archive_view(a, bins.people + (stretches[u].first - bins.first), stretches[u].count, sizeof(double));
    }
    free(stretches);
}

/* Of numbers that are only read. */
static double *view_of(vp_archive *a, size_t count)
{
    return (double *)(uintptr_t)vp_archive_view(a, NULL, count, sizeof(double));
}

static vp_facts *read_facts(vp_archive *a, vp_scale scale, size_t units)
{
    vp_facts parts = {.scale = scale, .unit_count = units};
    parts.stretches = vp_archive_view(a, NULL, units, sizeof *parts.stretches);
    parts.beyond = view_of(a, units);
    parts.unreachable = view_of(a, units);
    parts.no_data = view_of(a, units);
    uint64_t at = 0;
    for (size_t u = 0; !a->failed && u < units; u++) {
        vp_fact_stretch s = parts.stretches[u];
        vp_archive_below(a, (size_t)s.first + s.count, scale.bins + 1, false, "people beyond the scale");
        vp_archive_below(a, s.at, at + 1, false, "stretches of people overlap");
        vp_archive_below(a, at, s.at + 1, false, "stretches of people lie apart");
        at += s.count;
    }
    parts.by_bin = view_of(a, a->failed ? 0 : at);
    vp_facts *facts = a->failed ? NULL : vp_facts_over(&parts, a->err);
    if (!facts) a->failed = true;
    return facts;
}

static void facts(vp_archive *a, vp_facts **item, vp_scale scale, size_t units)
{
    bool there = *item != NULL;
    vp_archive_flag(a, &there);
    if (a->failed || !there) return;
    vp_archive_expect(a, scale.bins, "the scale has other steps");
    if (a->writing)
        write_facts(a, *item);
    else if (!a->failed)
        *item = read_facts(a, scale, units);
}

bool vp_archive_facts(vp_archive *a, void *subject)
{
    vp_archived_coverage *c = subject;
    vp_scale scale = vp_scale_of(c->region->definitions.services[c->service].reach);
    vp_archive_expect(a, c->service, "it is of another service");
    vp_archive_expect(a, c->coverage->set_count, "it has other unit sets");
    for (size_t s = 0; !a->failed && s < c->coverage->set_count; s++) {
        vp_archive_expect(a, c->region->units.sets[s].unit_count, "it has other units");
        for (size_t p = 0; !a->failed && p < c->coverage->population_count; p++)
            facts(a, &c->coverage->facts[s][c->service][p], scale, c->region->units.sets[s].unit_count);
    }
    return !a->failed;
}

bool vp_archive_joint(vp_archive *a, void *subject)
{
    vp_archived_coverage *c = subject;
    vp_scale scale = vp_scale_of(VP_REACH_AREA);
    vp_archive_expect(a, c->coverage->joint_count, "it has other joint questions");
    vp_archive_expect(a, c->coverage->set_count, "it has other unit sets");
    for (size_t s = 0; !a->failed && s < c->coverage->set_count; s++) {
        vp_archive_expect(a, c->region->units.sets[s].unit_count, "it has other units");
        for (size_t j = 0; !a->failed && j < c->coverage->joint_count; j++)
            for (size_t p = 0; !a->failed && p < c->coverage->population_count; p++)
                facts(a, &c->coverage->joint[s][j][p], scale, c->region->units.sets[s].unit_count);
    }
    return !a->failed;
}

/* Of every set and population, as one row of what is planned has them. */
static void planned_facts(vp_archive *a, const vp_archived_coverage *c, vp_scale scale, vp_planned_facts *planned)
{
    for (size_t s = 0; !a->failed && s < c->coverage->set_count; s++) {
        size_t units = c->region->units.sets[s].unit_count;
        vp_archive_expect(a, units, "it has other units");
        for (size_t p = 0; !a->failed && p < c->coverage->population_count; p++)
            facts(a, &planned->facts[s][p], scale, units);
        bool there = planned->floating[s] != NULL;
        vp_archive_flag(a, &there);
        if (there) planned->floating[s] = vp_archive_block(a, planned->floating[s], units, sizeof(double));
    }
    vp_archive_whole(a, &planned->cell_count);
    vp_archive_below(a, planned->cell_count, vp_grid_geometry_cells(c->region->geometry) + 1, false,
                     "a planned surface has too many cells");
    if (a->failed) return;
    planned->cells = vp_archive_block(a, planned->cells, planned->cell_count, sizeof *planned->cells);
    planned->values = vp_archive_block(a, planned->values, planned->cell_count, sizeof *planned->values);
    for (size_t i = 0; !a->failed && i < planned->cell_count; i++)
        vp_archive_below(a, planned->cells[i], vp_grid_geometry_cells(c->region->geometry), false,
                         "a cell is outside the grid");
}

bool vp_archive_planned(vp_archive *a, void *subject)
{
    vp_archived_coverage *c = subject;
    const vp_definitions *d = &c->region->definitions;
    vp_archive_expect(a, c->coverage->planned_count, "it has other planned services");
    vp_archive_expect(a, c->coverage->planned_joint_count, "it has other planned joint questions");
    for (size_t i = 0; !a->failed && i < c->coverage->planned_count; i++)
        planned_facts(a, c, vp_scale_of(d->services[d->planned[i].service].reach), &c->coverage->planned[i]);
    for (size_t i = 0; !a->failed && i < c->coverage->planned_joint_count; i++)
        planned_facts(a, c, vp_scale_of(VP_REACH_AREA), &c->coverage->planned_joints[i]);
    return !a->failed;
}

bool vp_archive_gaps(vp_archive *a, void *subject)
{
    vp_archived_gaps *g = subject;
    const vp_region *r = g->region;
    g->gaps->gaps = vp_archive_array(a, g->gaps->gaps, &g->gaps->gap_count, sizeof *g->gaps->gaps);
    for (size_t i = 0; !a->failed && i < g->gaps->gap_count; i++) {
        vp_gap *gap = &g->gaps->gaps[i];
        vp_archive_whole(a, &gap->service);
        vp_archive_below(a, gap->service, r->definitions.service_count, false, "a service is not known");
        vp_archive_whole(a, &gap->group);
        vp_archive_below(a, gap->group, r->definitions.group_count, true, "a group is not known");
        vp_archive_whole(a, &gap->unit);
        vp_archive_below(a, gap->unit, r->units.sets[r->units.main_set].unit_count, true, "a unit is not known");
        vp_archive_whole(a, &gap->settlement);
        vp_archive_below(a, gap->settlement, r->settlements.count, true, "a settlement is not known");
        vp_archive_whole(a, &gap->first_cell);
        vp_archive_below(a, gap->first_cell, vp_grid_geometry_cells(r->geometry), false, "a cell is outside the grid");
        double *const numbers[] = {&gap->limit,
                                   &gap->people,
                                   &gap->x,
                                   &gap->y,
                                   &gap->lon,
                                   &gap->lat,
                                   &gap->worst,
                                   &gap->settlement_people,
                                   &gap->mean,
                                   &gap->area_square_metres,
                                   &gap->unreachable_people};
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) vp_archive_number(a, numbers[k]);
        gap->people_low = gap->people_high = gap->people; /* a combined group is never kept */
    }
    return !a->failed;
}

bool vp_archive_unserved(vp_archive *a, void *subject)
{
    vp_archived_unserved *u = subject;
    const vp_region *r = u->region;
    u->unserved->items = vp_archive_array(a, u->unserved->items, &u->unserved->count, sizeof *u->unserved->items);
    for (size_t i = 0; !a->failed && i < u->unserved->count; i++) {
        vp_unserved *one = &u->unserved->items[i];
        vp_settlement_reach *reach = &one->reach;
        double *const numbers[] = {&reach->people,      &reach->left_out, &reach->unknown,
                                   &reach->unreachable, &reach->mean,     &reach->value};
        vp_archive_whole(a, &one->service);
        vp_archive_below(a, one->service, r->definitions.service_count, false, "a service is not known");
        vp_archive_whole(a, &reach->settlement);
        vp_archive_below(a, reach->settlement, r->settlements.count, false, "a settlement is not known");
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) vp_archive_number(a, numbers[k]);
        reach->unserved = true;
    }
    return !a->failed;
}

bool vp_archive_history(vp_archive *a, void *subject)
{
    vp_history *h = subject;
    h->points = vp_archive_array(a, h->points, &h->count, sizeof *h->points);
    for (size_t i = 0; !a->failed && i < h->count; i++) {
        vp_history_point *p = &h->points[i];
        char **const texts[] = {&p->indicator, &p->question, &p->snapshot, &p->territory};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            vp_archive_text(a, texts[k]);
            if (!a->failed) vp_archive_below(a, *texts[k] ? 0 : 1, 1, false, "a value of its history has no name");
        }
        vp_archive_bytes(a, p->as_of, sizeof p->as_of);
        p->as_of[sizeof p->as_of - 1] = 0;
        vp_archive_number(a, &p->value);
    }
    return !a->failed;
}

bool vp_archive_quality(vp_archive *a, void *subject)
{
    vp_quality *q = subject;
    q->rows = vp_archive_array(a, q->rows, &q->count, sizeof *q->rows);
    for (size_t i = 0; !a->failed && i < q->count; i++) {
        vp_quality_row *row = &q->rows[i];
        char **const texts[] = {&row->kind,  &row->severity, &row->file,  &row->layer,
                                &row->field, &row->value,    &row->reason};
        double *const numbers[] = {&row->lon, &row->lat, &row->x, &row->y};
        size_t line = row->row > 0 ? (size_t)row->row : 0;
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) vp_archive_text(a, texts[k]);
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) vp_archive_number(a, numbers[k]);
        vp_archive_whole(a, &line);
        row->row = (long)line;
    }
    return !a->failed;
}

static void check_weights(vp_archive *a, const vp_weights *w)
{
    size_t cells = vp_grid_geometry_cells(w->geometry);
    for (size_t i = 0; !a->failed && i < w->run_count; i++) {
        vp_archive_below(a, w->runs[i].zone, w->zone_count, false, "a weight is of an unknown unit");
        vp_archive_below(a, (size_t)w->runs[i].first_cell + w->runs[i].cell_count, cells + 1, false,
                         "a weight is outside the grid");
    }
    for (size_t i = 0; !a->failed && i < w->partial_count; i++) {
        vp_archive_below(a, w->partials[i].zone, w->zone_count, false, "a weight is of an unknown unit");
        vp_archive_below(a, w->partials[i].cell, cells, false, "a weight is outside the grid");
    }
}

bool vp_archive_weights(vp_archive *a, void *subject)
{
    vp_archived_weights *s = subject;
    vp_weights *w = s->weights;
    size_t units = s->region->units.sets[s->region->units.main_set].unit_count;
    vp_archive_expect(a, units, "it has other units");
    w->geometry = s->region->geometry;
    w->zone_count = units;
    vp_archive_number(a, &w->overlap_square_metres);
    w->runs = vp_archive_array(a, w->runs, &w->run_count, sizeof *w->runs);
    w->runs = vp_archive_block(a, w->runs, w->run_count, sizeof *w->runs);
    w->partials = vp_archive_array(a, w->partials, &w->partial_count, sizeof *w->partials);
    w->partials = vp_archive_block(a, w->partials, w->partial_count, sizeof *w->partials);
    if (!a->failed) check_weights(a, w);
    return !a->failed;
}

static void lattice(vp_archive *a, vp_lattice *l)
{
    enum { KNOTS_MOST = 1 << 20 }; /* a side */
    double *const numbers[] = {&l->u0, &l->v0, &l->du, &l->dv};
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) vp_archive_number(a, numbers[k]);
    vp_archive_whole(a, &l->columns);
    vp_archive_whole(a, &l->rows);
    vp_archive_below(a, l->columns, KNOTS_MOST, false, "a lattice is too wide");
    vp_archive_below(a, l->rows, KNOTS_MOST, false, "a lattice is too high");
    if (a->failed) return;
    l->a = vp_archive_block(a, l->a, l->columns * l->rows, sizeof *l->a);
    l->b = vp_archive_block(a, l->b, l->columns * l->rows, sizeof *l->b);
    if (!a->failed && !a->writing) vp_lattice_measure(l);
}

bool vp_archive_lattices(vp_archive *a, void *subject)
{
    vp_archived_lattices *both = subject;
    lattice(a, both->mercator_to_cell);
    lattice(a, both->cell_to_lonlat);
    return !a->failed;
}

static void backdrop_layer(vp_archive *a, vp_backdrop_layer *l)
{
    l->features = vp_archive_array(a, l->features, &l->feature_count, sizeof *l->features);
    for (size_t i = 0; !a->failed && i < l->feature_count; i++) {
        vp_backdrop_feature *f = &l->features[i];
        vp_archive_text(a, &f->class_name);
        vp_archive_text(a, &f->name);
        vp_archive_int(a, &f->rank);
        vp_archive_flag(a, &f->area);
        vp_archive_whole(a, &f->first);
        vp_archive_whole(a, &f->count);
        if (!a->failed) vp_archive_below(a, f->rank < 1 || f->rank > 3, 1, false, "a road has no rank");
    }
    l->parts = vp_archive_array(a, l->parts, &l->part_count, sizeof *l->parts);
    for (size_t i = 0; !a->failed && i < l->part_count; i++) {
        vp_backdrop_part *p = &l->parts[i];
        double *const numbers[] = {&p->bounds.west, &p->bounds.south, &p->bounds.east, &p->bounds.north};
        vp_archive_whole(a, &p->first);
        vp_archive_whole(a, &p->count);
        for (size_t k = 0; k < 4; k++) vp_archive_number(a, numbers[k]);
    }
    vp_archive_whole(a, &l->point_count);
    l->points = a->failed ? l->points : vp_archive_block(a, l->points, l->point_count, sizeof *l->points);
    l->weights = a->failed ? l->weights : vp_archive_block(a, l->weights, l->point_count, sizeof *l->weights);
}

/* count things from first on are among all of them. */
static void expect_within(vp_archive *a, size_t first, size_t count, size_t all, const char *what)
{
    vp_archive_below(a, first, all + 1, false, what);
    if (!a->failed) vp_archive_below(a, count, all - first + 1, false, what);
}

bool vp_archive_backdrop(vp_archive *a, void *subject)
{
    vp_backdrop *backdrop = subject;
    for (size_t k = 0; !a->failed && k < VP_BACKDROP_LAYERS; k++) {
        vp_backdrop_layer *l = &backdrop->layers[k];
        backdrop_layer(a, l);
        for (size_t i = 0; !a->failed && i < l->feature_count; i++)
            expect_within(a, l->features[i].first, l->features[i].count, l->part_count, "a road has other parts");
        for (size_t i = 0; !a->failed && i < l->part_count; i++)
            expect_within(a, l->parts[i].first, l->parts[i].count, l->point_count, "a road has other points");
    }
    return !a->failed;
}
