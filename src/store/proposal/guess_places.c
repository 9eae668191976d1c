/* Points and lines: people, facilities, roads, barriers. */
#include "store/proposal/proposal_internal.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <vungphu/region.h>

#define RIVER_WORDS "river rivers waterway waterways stream streams song suoi canal canals kenh hydro rios"
#define RAIL_WORDS  "railway railways rail duong_sat"
#define LAKE_WORDS  "lake lakes water reservoir reservoirs ho_nuoc mat_nuoc lagos"
#define ROAD_CLASSES                                                                                                   \
    "motorway motorway_link trunk trunk_link primary primary_link secondary secondary_link tertiary tertiary_link "    \
    "unclassified residential living_street service road pedestrian footway cycleway path steps track bridleway"

/* ------------------------------------------------------------ services */

vp_proposed_service *vp_guess_service(vp_guess *g, const vp_service_kind *kind, const char *id)
{
    vp_proposal *p = g->out;
    for (size_t i = 0; i < p->service_count; i++)
        if (strcmp(p->services[i].id, id) == 0) return &p->services[i];
    if (p->service_count == VP_PROPOSED_SERVICES) return NULL;
    vp_proposed_service *s = &p->services[p->service_count++];
    *s = (vp_proposed_service){.kind = kind};
    snprintf(s->id, sizeof s->id, "%s", id);
    snprintf(s->title_vi, sizeof s->title_vi, "%s", kind ? kind->title_vi : id);
    snprintf(s->title_en, sizeof s->title_en, "%s", kind ? kind->title_en : id);
    return s;
}

static bool wanted(const vp_guess *g, const vp_service_kind *kind)
{
    return !g->wishes->domain || !kind || strcmp(kind->domain, g->wishes->domain) == 0;
}

void vp_guess_place(vp_proposed_source *row, const vp_look *look)
{
    vp_place_columns p;
    if (!vp_proposal_places(look, &p)) return;
    if (p.both != VP_NONE)
        vp_guess_field(row, "lonlat", &look->columns[p.both], NULL);
    else {
        vp_guess_field(row, "lon", &look->columns[p.lon], NULL);
        vp_guess_field(row, "lat", &look->columns[p.lat], NULL);
    }
    if (!*look->crs) snprintf(row->crs, sizeof row->crs, "%s", p.metres ? VP_PROPOSED_ZONE : "EPSG:4326");
}

/* DHIS2 exports all levels in one table: districts as polygons, facilities as points. */
static void point_filter(const vp_look *look, char *filter, size_t size)
{
    char condition[500];
    const vp_look_value *point = NULL;
    const vp_look_column *c = vp_guess_feature_type(look, &point);
    if (!c || c->value_count < 2) return;
    vp_guess_equals(c->name, point->text, condition, sizeof condition);
    size_t used = strlen(filter);
    snprintf(filter + used, size - used, "%s%s", used ? " AND " : "", condition);
}

/* How the rows of a look are placed and named. */
static void place_fields(vp_proposed_source *row, const vp_look *look, bool id)
{
    const vp_look_column *key = vp_guess_id(look), *name = vp_guess_column(look, VP_MEANING_NAME, 0.05);
    if (id && key) vp_guess_field(row, "id", key, NULL);
    if (id && !key) snprintf(row->fields, sizeof row->fields, "id=fid");
    if (id && name) vp_guess_field(row, "name", name, NULL);
    vp_guess_place(row, look);
}

static void attribute(vp_proposed_source *row, const vp_look *look, const char *name, vp_meaning meaning)
{
    const vp_look_column *c = vp_guess_column(look, meaning, 0.05);
    if (c && (double)c->numbers >= 0.9 * (double)c->filled) vp_guess_field(row, name, c, NULL);
}

static void take_facilities(vp_guess *g, const vp_look *look, const vp_service_kind *kind, const char *id,
                            const char *filter, size_t rows)
{
    vp_proposed_service *service = wanted(g, kind) ? vp_guess_service(g, kind, id) : NULL;
    vp_proposed_source *row = service ? vp_guess_row(g, look, "facilities") : NULL;
    g->used[look - g->looks] = true;
    if (!row) return;
    place_fields(row, look, true);
    attribute(row, look, "beds", VP_MEANING_BEDS);
    attribute(row, look, "doctors", VP_MEANING_DOCTORS);
    attribute(row, look, "places", VP_MEANING_PLACES);
    vp_guess_field(row, "service", NULL, service->id);
    vp_guess_filter(row, filter);
    point_filter(look, row->filter, sizeof row->filter);
    const vp_look_value *point = NULL;
    if (vp_guess_feature_type(look, &point)) rows = point->count;
    service->rows += rows;
    service->beds |= strstr(row->fields, "beds=") != NULL;
    vp_guess_say(g, look, "%zu places of the service %s%s%s", rows, service->id, *filter ? ", where " : "", filter);
}

/* ------------------------------------------------------------ kinds in a column */

/* Of which department all kinds are that the name of the file or its layer says; NULL: it says none, or several. */
static const char *domain_of(const vp_look *look)
{
    const char *domain = NULL;
    for (size_t i = 0; i < vp_service_kind_count; i++) {
        const vp_service_kind *kind = &vp_service_kinds[i];
        if (!vp_words_in(kind->words, look->key) && !vp_words_in(kind->words, look->layer)) continue;
        if (domain && strcmp(domain, kind->domain) != 0) return NULL;
        domain = kind->domain;
    }
    return domain;
}

/* "Primary" is a school, but no school in a file of health facilities. */
static const vp_service_kind *kind_of(const char *domain, const vp_look_value *value)
{
    const vp_service_kind *kind = vp_service_kind_of(value->key);
    if (!kind) kind = vp_service_kind_in_script(value->text);
    return kind && (!domain || strcmp(kind->domain, domain) == 0) ? kind : NULL;
}

static size_t mapped_rows(const char *domain, const vp_look_column *c, size_t *all)
{
    size_t mapped = 0;
    *all = 0;
    for (size_t i = 0; i < c->value_count; i++) {
        *all += c->values[i].count;
        if (kind_of(domain, &c->values[i])) mapped += c->values[i].count;
    }
    return mapped;
}

static const vp_look_column *kind_column(const vp_look *look)
{
    const vp_look_column *best = NULL;
    const char *domain = domain_of(look);
    double most = 0;
    for (size_t i = 0; i < look->column_count; i++) {
        const vp_look_column *c = &look->columns[i];
        size_t all, mapped = mapped_rows(domain, c, &all);
        bool named = vp_words_fit(VP_MEANING_KIND, c->key) > 0 || c->in_tags;
        double score = all ? (double)mapped / (double)all : 0;
        if (c->value_count == VP_LOOK_VALUES_MOST && !named) continue; /* names, not kinds */
        if (!named && (c->unique || score < 0.6)) continue;
        if (mapped && (named || look->rows > 1) && (double)mapped + (named ? 0.5 : 0) > most)
            best = c, most = (double)mapped + (named ? 0.5 : 0);
    }
    return best;
}

static bool is_plain(const char *name)
{
    for (const char *at = name; *at; at++)
        if (!isalnum((unsigned char)*at) && *at != '_') return false;
    return isalpha((unsigned char)*name);
}

/* column IN ('a', 'b') of the values of one kind; false when they do not fit. */
static bool filter_of(const char *domain, const vp_look_column *c, const vp_service_kind *kind, char *filter,
                      size_t size, size_t *rows)
{
    char value[200], column[200];
    size_t used = 0;
    vp_guess_quoted(c->name, '"', column, sizeof column);
    *rows = 0;
    for (size_t i = 0; i < c->value_count; i++) {
        if (kind_of(domain, &c->values[i]) != kind) continue;
        vp_guess_quoted(c->values[i].text, '\'', value, sizeof value);
        const char *mark = is_plain(c->name) ? "" : "\"";
        int more = c->in_tags ? snprintf(filter + used, size - used, "%sother_tags LIKE '%%\"%s\"=>\"%s\"%%'",
                                         used ? " OR " : "", column, value)
                   : used     ? snprintf(filter + used, size - used, ", '%s'", value)
                              : snprintf(filter, size, "%s%s%s IN ('%s'", mark, column, mark, value);
        if (more < 0 || used + (size_t)more + 2 >= size) return false;
        used += (size_t)more;
        *rows += c->values[i].count;
    }
    if (!c->in_tags && used) snprintf(filter + used, size - used, ")");
    return used > 0;
}

/* Of a column of kinds, not of OpenStreetMap's, where most are benches. */
static void say_left_out(vp_guess *g, const vp_look *look, const vp_look_column *c)
{
    char list[160] = "";
    size_t used = 0, rows = 0;
    if (c->in_tags || vp_words_in("amenity fclass healthcare building", c->key)) return;
    for (size_t i = 0; i < c->value_count; i++) {
        if (kind_of(domain_of(look), &c->values[i])) continue;
        rows += c->values[i].count;
        if (used < 100) used += (size_t)snprintf(list + used, 60, "%s%.50s", used ? ", " : "", c->values[i].text);
    }
    if (rows) vp_guess_say(g, look, "%zu rows are left out, of kinds that are not known: %s", rows, list);
}

static bool take_kinds(vp_guess *g, const vp_look *look, const vp_look_column *c, const char *more)
{
    bool any = false;
    const char *domain = domain_of(look);
    for (size_t k = 0; k < vp_service_kind_count; k++) {
        char filter[500], whole[600];
        size_t rows;
        if (!filter_of(domain, c, &vp_service_kinds[k], filter, sizeof filter, &rows)) continue;
        bool both = *more && strstr(filter, " OR ");
        snprintf(whole, sizeof whole, both ? "(%s)%s%s" : "%s%s%s", filter, *more ? " AND " : "", more);
        take_facilities(g, look, &vp_service_kinds[k], vp_service_kinds[k].id, whole, rows);
        any = true;
    }
    if (any) say_left_out(g, look, c);
    return any;
}

/* ------------------------------------------------------------ OpenStreetMap */

static bool has_value(const vp_look *look, const char *column, const char *words)
{
    const vp_look_column *c = vp_look_find(look, column);
    for (size_t i = 0; c && i < c->value_count; i++)
        if (vp_words_in(words, c->values[i].key)) return true;
    return false;
}

static void take_barrier(vp_guess *g, const vp_look *look, const char *class, const char *filter)
{
    vp_proposed_source *row = vp_guess_row(g, look, "barriers");
    if (!row) return;
    vp_guess_field(row, "class", NULL, class);
    const vp_look_column *name = vp_guess_column(look, VP_MEANING_NAME, 0.01);
    if (name) vp_guess_field(row, "name", name, NULL);
    vp_guess_filter(row, filter);
    vp_guess_say(g, look, "barriers of class %s%s%s", class, *filter ? ", where " : "", filter);
}

static void take_osm(vp_guess *g, const vp_look *look)
{
    const vp_look_column *tags = vp_look_find(look, "amenity"), *care = vp_look_find(look, "healthcare");
    bool areas = look->kind == VP_LOOK_AREAS;
    if (look->kind == VP_LOOK_LINES) {
        if (has_value(look, "waterway", "river canal"))
            take_barrier(g, look, "river", "waterway IN ('river', 'canal')");
        return;
    }
    if (areas && has_value(look, "natural", "water")) take_barrier(g, look, "lake", "\"natural\" = 'water'");
    if (tags && !areas) take_kinds(g, look, tags, "");
    if (care && !areas && !tags) take_kinds(g, look, care, "");
    if (tags && areas) {
        size_t first = g->out->source_count;
        take_kinds(g, look, tags, "osm_way_id IS NOT NULL");
        for (size_t i = first; i < g->out->source_count; i++) {
            vp_proposed_source *row = &g->out->sources[i];
            char rest[1100];
            const char *end = strchr(row->fields, ';');
            snprintf(rest, sizeof rest, "%s", end ? end : "");
            snprintf(row->fields, sizeof row->fields, "id=osm_way_id%s", rest);
        }
    }
    if (!g->used[look - g->looks]) vp_guess_say(g, look, "nothing of use in it");
    g->used[look - g->looks] = true;
}

/* ------------------------------------------------------------ lines */

static bool is_road_class(const char *key)
{
    return vp_words_in(ROAD_CLASSES, key) && strchr(ROAD_CLASSES, *key) != NULL;
}

static const vp_look_column *class_column(const vp_look *look)
{
    const vp_look_column *best = NULL;
    double most = 0.4;
    for (size_t i = 0; i < look->column_count; i++) {
        const vp_look_column *c = &look->columns[i];
        size_t all = 0, known = 0;
        for (size_t k = 0; k < c->value_count; k++) {
            all += c->values[k].count;
            known += is_road_class(c->values[k].key) ? c->values[k].count : 0;
        }
        if (all && (double)known / (double)all > most) best = c, most = (double)known / (double)all;
    }
    return best;
}

static void road_filter(const vp_look *look, const vp_look_column *class, char *filter, size_t size)
{
    char name[200];
    snprintf(name, sizeof name, is_plain(class->name) ? "%.190s" : "\"%.190s\"", class->name);
    if (has_value(look, class->key, "construction proposed platform"))
        snprintf(filter, size, "%s IS NOT NULL AND %s NOT IN ('construction', 'proposed', 'platform')", name, name);
    else if (class->filled < look->rows)
        snprintf(filter, size, "%s IS NOT NULL", name);
}

static void take_roads(vp_guess *g, const vp_look *look)
{
    const vp_look_column *class = class_column(look), *name = vp_guess_column(look, VP_MEANING_NAME, 0.01);
    vp_proposed_source *row = vp_guess_row(g, look, "roads");
    if (!row) return;
    vp_guess_field(row, "class", class, class ? NULL : "unclassified");
    if (name) vp_guess_field(row, "name", name, NULL);
    char filter[600] = "";
    if (class) road_filter(look, class, filter, sizeof filter);
    vp_guess_filter(row, filter);
    if (!class)
        snprintf(row->note, sizeof row->note, "no column has OpenStreetMap's classes: all are unclassified roads");
    g->out->roads = true;
    vp_guess_say(g, look, "roads, %zu lines, class=%s", class ? class->filled : look->rows,
                 class ? class->name : "unclassified for all, since no column has OpenStreetMap's classes");
}

void vp_guess_lines(vp_guess *g)
{
    for (size_t i = 0; i < g->look_count; i++) {
        const vp_look *look = &g->looks[i];
        if (look->kind != VP_LOOK_LINES || !look->rows || g->used[i]) continue;
        if (vp_guess_is_osm(look)) {
            if (class_column(look)) take_roads(g, look);
            take_osm(g, look);
        } else if (vp_words_in(RIVER_WORDS, look->key))
            take_barrier(g, look, "river", "");
        else if (vp_words_in(RAIL_WORDS, look->key))
            take_barrier(g, look, "railway", "");
        else
            take_roads(g, look);
    }
}

/* ------------------------------------------------------------ points */

/* Places with people: hexagons' middles, villages. Counts of services beside them are places of those. */
static void take_people_points(vp_guess *g, const vp_look *look, const vp_look_column *people)
{
    vp_proposed_source *row = vp_guess_row(g, look, "population_points");
    int year = vp_words_year(people->key);
    if (!row) return;
    vp_guess_field(row, "people", people, NULL);
    place_fields(row, look, false);
    if (!year) year = vp_words_year(look->key);
    snprintf(row->vintage, sizeof row->vintage, g->out->raster_people ? "%d_points" : "%d",
             year ? year : g->wishes->year);
    g->out->table_people = true;
    g->out->people = people->sum;
    vp_guess_say(g, look,
                 look->kind == VP_LOOK_AREAS ? "%.0f people in %zu areas (%s)" : "%.0f people at %zu places (%s)",
                 people->sum, look->rows, people->name);
    for (size_t i = 0; i < look->column_count; i++) {
        const vp_look_column *c = &look->columns[i];
        const vp_service_kind *kind =
            c->numbers && c->whole == c->numbers && c->least >= 0 && c->most > 0 ? vp_service_kind_of(c->key) : NULL;
        char filter[200];
        size_t rows = look->rows;
        if (!kind || c == people || !is_plain(c->name)) continue;
        for (size_t k = 0; k < c->value_count; k++)
            if (strcmp(c->values[k].key, "0") == 0 || !*c->values[k].key) rows -= c->values[k].count;
        snprintf(filter, sizeof filter, "%.150s > 0", c->name);
        take_facilities(g, look, kind, kind->id, filter, rows - (look->rows - c->filled));
    }
}

/* The name of the file as an id, for places of which nothing says what they are. */
static void stem_of(const vp_look *look, char *id, size_t size)
{
    const char *key = look->named ? strrchr(look->key, ' ') : NULL;
    size_t used = 0;
    for (key = key ? key + 1 : look->key; *key && used + 1 < size && used < 40; key++) id[used++] = *key;
    id[used] = '\0';
    static const char *const ends[] = {"_csv",  "_geojson", "_gpkg", "_shp", "_xlsx",
                                       "_json", "_kml",     "_zip",  "_txt", "_fgb"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t length = strlen(ends[i]);
        if (used > length && strcmp(id + used - length, ends[i]) == 0) id[used - length] = '\0';
    }
}

/* Most of the names begin as one kind does: "Trạm y tế xã …"; hospitals among dispensaries are health care. */
static const vp_service_kind *kind_by_names(const vp_look *look)
{
    static const char *const general[][2] = {{"health", "health_care"}, {"education", "school"}};
    const vp_look_column *name = vp_guess_column(look, VP_MEANING_NAME, 0.5);
    size_t all, domains[2] = {0, 0};
    if (!name || (double)mapped_rows(NULL, name, &all) < 0.6 * (double)(all ? all : 1)) return NULL;
    for (size_t k = 0; k < vp_service_kind_count; k++) {
        size_t count = 0;
        for (size_t i = 0; i < name->value_count; i++)
            if (kind_of(NULL, &name->values[i]) == &vp_service_kinds[k]) count += name->values[i].count;
        if ((double)count >= 0.9 * (double)all) return &vp_service_kinds[k];
        for (size_t d = 0; d < 2; d++) domains[d] += strcmp(vp_service_kinds[k].domain, general[d][0]) == 0 ? count : 0;
    }
    for (size_t d = 0; d < 2; d++)
        if ((double)domains[d] >= 0.6 * (double)all) return vp_service_kind_named(general[d][1]);
    return NULL;
}

static void take_places(vp_guess *g, const vp_look *look)
{
    const vp_service_kind *kind = vp_service_kind_of(look->key);
    if (!kind) kind = vp_service_kind_of(look->layer);
    const vp_look_column *column = kind_column(look), *people = vp_guess_people(g, look);
    char id[64];
    if (people && !kind && !column && look->kind != VP_LOOK_AREAS) {
        take_people_points(g, look, people);
        return;
    }
    if (column && take_kinds(g, look, column, "")) return;
    if (!kind) kind = kind_by_names(look);
    if (!kind) kind = vp_service_kind_in_script(look->path);
    stem_of(look, id, sizeof id);
    if (!*id || vp_words_in("csv geojson gpkg shp xlsx json kml zip txt fgb", id))
        *id = '\0'; /* a name in other letters */
    if (!*id || !isalpha((unsigned char)*id)) snprintf(id, sizeof id, "places_%zu", (size_t)(look - g->looks) + 1);
    take_facilities(g, look, kind, kind ? kind->id : id, "", look->rows);
}

void vp_guess_places(vp_guess *g)
{
    for (size_t i = 0; i < g->look_count; i++) {
        const vp_look *look = &g->looks[i];
        vp_place_columns places;
        bool points = look->kind == VP_LOOK_POINTS ||
                      (look->kind == VP_LOOK_TABLE && !g->used[i] && vp_proposal_places(look, &places));
        bool areas = look->kind == VP_LOOK_AREAS && !g->used[i];
        if (areas && vp_guess_is_mesh(g, look)) {
            if (!g->out->raster_people && !g->out->table_people) take_people_points(g, look, vp_guess_people(g, look));
            continue;
        }
        if (!look->rows || g->used[i] || (!points && !areas)) continue;
        if (vp_guess_is_osm(look))
            take_osm(g, look);
        else if (areas && vp_words_in(LAKE_WORDS, look->key))
            take_barrier(g, look, "lake", "");
        else if (points || vp_service_kind_of(look->key) || kind_column(look))
            take_places(g, look);
    }
}
