/* People as tables give them: places with a number of people, and units with one, which is spread over the unit's land.
 */
#include "store/import/people_internal.h"
#include "store/import/vector_internal.h"
#include "store/text/number.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* times:=1000 in fields: the numbers count thousands. 1 without it; NaN when it is none. */
static double times_of(const vp_vector *v)
{
    const vp_field *field = vp_dataset_field(v->job->dataset, "times");
    double times = NAN;
    if (!field) return 1;
    if (field->constant) vp_number_read(field->value, VP_DECIMAL_POINT, &times);
    return times > 0 && times <= 1e6 ? times : NAN;
}

static bool people_of(vp_vector *v, double *people)
{
    bool ok;
    double times = times_of(v);
    if (isnan(times)) {
        vp_vector_reject(v, "times", vp_vector_text(v, "times"), "a number above 0 is needed: times:=1000");
        return false;
    }
    *people = times * vp_vector_number(v, "people", &ok);
    if (ok && *people >= 0 && *people < 1e9) return true;
    vp_vector_reject(v, "people", vp_vector_text(v, "people"), "a number of people is needed");
    return false;
}

/* ------------------------------------------------------------ places */

typedef struct {
    double people;
    size_t places, areas;     /* areas: spread over the cells inside */
    vp_people_mosaic *mosaic; /* NULL: refused */
} places;

static bool begin_places(vp_vector *v, vp_error *err)
{
    places *p = v->kept = calloc(1, sizeof *p);
    if (!p) return vp_fail_memory(err, sizeof *p);
    if (!vp_import_people_mosaic(v->job, false, &p->mosaic, err)) return false;
    size_t cells = vp_grid_geometry_cells(v->job->geometry);
    for (size_t i = 0; p->mosaic && i < cells; i++) {
        p->mosaic->beyond[i] = 0;
        if (isnan(p->mosaic->people[i])) p->mosaic->people[i] = 0; /* nobody but at the places */
    }
    return true;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Where the area's rings cross the middle line of a row of cells, in columns, ascending. */
static size_t crossings(const vp_vector *v, double y, double at[])
{
    const vp_grid_geometry *f = &v->job->geometry;
    size_t count = 0;
    for (size_t ring = 0, first = 0; ring < v->area.ring_count; first = v->area.ring_ends[ring++])
        for (size_t i = first; i + 1 < v->area.ring_ends[ring]; i++) {
            vp_point a = v->area.points[i], b = v->area.points[i + 1];
            if ((a.y > y) == (b.y > y)) continue;
            at[count++] = (a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x) - f->west) / f->cell_metres;
        }
    if (count) qsort(at, count, sizeof *at, compare);
    return count;
}

/* The cells of a row whose middles lie inside, also beyond the grid: how many; each of the grid gets its people. */
static double add_to_row(const vp_vector *v, long long row, double people, double at[])
{
    const vp_grid_geometry *f = &v->job->geometry;
    size_t count = crossings(v, f->north - ((double)row + 0.5) * f->cell_metres, at);
    double *cells = ((places *)v->kept)->mosaic->people, inside = 0;
    for (size_t i = 0; i + 1 < count; i += 2) {
        double first = ceil(at[i] - 0.5), end = ceil(at[i + 1] - 0.5);
        inside += end - first;
        if (people <= 0 || row < 0 || row >= (long long)f->rows) continue;
        for (double c = fmax(first, 0); c < end && c < (double)f->columns; c++)
            cells[(size_t)row * f->columns + (size_t)c] += people;
    }
    return inside;
}

/* A square or hexagon: evenly over the cells whose middles lie in it. *spread: false when it has none. */
static bool spread_over_area(const vp_vector *v, double people, bool *spread, vp_error *err)
{
    const vp_grid_geometry *f = &v->job->geometry;
    vp_bounds b = vp_vector_geometry_bounds(&v->area);
    long long top = llround(floor((f->north - b.north) / f->cell_metres)),
              bottom = llround(ceil((f->north - b.south) / f->cell_metres));
    double *at = malloc((v->area.point_count + 1) * sizeof *at), inside = 0;
    if (!at) return vp_fail_memory(err, v->area.point_count * sizeof *at);
    for (long long row = top; row <= bottom; row++) inside += add_to_row(v, row, 0, at);
    for (long long row = top; inside > 0 && row <= bottom; row++) add_to_row(v, row, people / inside, at);
    free(at);
    *spread = inside > 0;
    return true;
}

bool vp_vector_take_people(vp_vector *v, vp_error *err)
{
    double people;
    size_t cell;
    bool spread = false;
    vp_point at = v->geometry.points[0];
    if (!v->kept && !begin_places(v, err)) return false;
    places *p = v->kept;
    if (!people_of(v, &people) || !p->mosaic) return true;
    if (v->area.point_count && !spread_over_area(v, people, &spread, err)) return false;
    if (spread) {
        p->areas++;
        return true;
    }
    if (!vp_grid_geometry_locate(v->job->geometry, at.x, at.y, &cell)) return true;
    p->mosaic->people[cell] += people;
    p->people += people, p->places++;
    return true;
}

bool vp_vector_finish_people(vp_vector *v, vp_error *err)
{
    (void)err;
    places *p = v->kept;
    if (p && p->places)
        vp_import_report(v->job, VP_FINDING_NOTE, (vp_place){.column = "people"},
                         "%zu places with %.0f people: each is counted in the one cell of %g m where it stands, and "
                         "nobody between them",
                         p->places, p->people, v->job->geometry.cell_metres);
    free(v->kept);
    v->kept = NULL;
    return true;
}

/* ------------------------------------------------------------ units */

enum { WATER = 80, BUILT = 50 }; /* of ESA WorldCover */

typedef struct {
    const vp_known_set *set;
    double *people; /* per unit; NaN: the table has no row of it */
    bool built[256];
    bool has_built;
    size_t rows, parts, finer; /* rows with people; with a part of one; with less than a thousandth */
    double most;
} unit_people;

static void count_parts(unit_people *u, double people)
{
    u->rows++;
    u->parts += fabs(people - round(people)) > 1e-9;
    u->finer += fabs(people * 1000 - round(people * 1000)) > 1e-6;
    u->most = fmax(u->most, people);
}

/* 4.1 people of a unit: a yearbook's thousands. Estimates have more decimals. */
static void suspect_thousands(vp_import_job *job, const unit_people *u)
{
    if (!vp_dataset_field(job->dataset, "times") && 2 * u->parts > u->rows && !u->finer && u->most < 5000)
        vp_import_report(
            job, VP_FINDING_WARNING, (vp_place){.column = "people"},
            "most numbers of people are such as 4.1: if they count thousands, write times:=1000 in fields");
}

static const vp_known_set *finest(const vp_import_job *job)
{
    const char *level = vp_province_setting(job->province, "unit_level");
    for (size_t s = 0; s < job->set_count; s++)
        if (strcmp(job->sets[s].level, level) == 0) return &job->sets[s];
    return NULL;
}

/* built:=50|11 in fields: classes of land_cover that people live on. */
static void read_built(vp_vector *v, unit_people *u)
{
    const vp_field *field = vp_dataset_field(v->job->dataset, "built");
    if (!field) u->built[BUILT] = u->has_built = true;
    for (const char *at = field ? field->value : ""; *at;) {
        char *end;
        long class = strtol(at, &end, 10);
        if (end == at || class < 1 || class > 255) {
            vp_import_report(v->job, VP_FINDING_ERROR, (vp_place){.column = "built", .value = field->value},
                             "classes of land_cover are needed, joined by |: built:=50");
            return;
        }
        u->built[class] = u->has_built = true;
        at = end + (*end == '|');
    }
}

static bool begin_units(vp_vector *v, vp_error *err)
{
    unit_people *u = v->kept = calloc(1, sizeof *u);
    if (!u) return vp_fail_memory(err, sizeof *u);
    u->set = finest(v->job);
    size_t count = u->set ? u->set->unit_count : 0;
    u->people = malloc((count + 1) * sizeof *u->people);
    if (!u->people) return vp_fail_memory(err, (count + 1) * sizeof *u->people);
    for (size_t i = 0; i < count; i++) u->people[i] = NAN;
    read_built(v, u);
    return true;
}

static size_t find_unit(const vp_known_set *set, const char *code)
{
    for (size_t i = 0; set && i < set->unit_count; i++)
        if (strcmp(set->units[i].code, code) == 0) return i;
    return VP_NONE;
}

bool vp_vector_take_unit_people(vp_vector *v, vp_error *err)
{
    char code[64], hint[300];
    bool mended = false;
    double people;
    const char *given = vp_vector_text(v, "code");
    if (!v->kept && !begin_units(v, err)) return false;
    unit_people *u = v->kept;
    if (!given) return vp_vector_reject(v, "code", NULL, "it has no code");
    if (!u->set) return vp_vector_reject(v, "code", given, "there are no units that its people could be spread over");
    if (!vp_import_find_code(v->job, u->set->vintage, given, code, sizeof code, &mended)) {
        vp_import_near(v->job, u->set->vintage, given, hint, sizeof hint);
        return vp_vector_reject(v, "code", given, "no unit has this code%s", hint);
    }
    size_t unit = find_unit(u->set, code);
    if (unit == VP_NONE) return vp_vector_reject(v, "code", given, "it is no unit of the finest level");
    if (!isnan(u->people[unit])) return vp_vector_reject(v, "code", given, "a row before it has this code");
    v->mended += mended;
    if (!people_of(v, &people)) return true;
    u->people[unit] = people;
    count_parts(u, people);
    return true;
}

/* Where people may live: 2 on built-up land, 1 on other land, 0 on water or unknown cover. */
static int liveable(const vp_import_job *job, const unit_people *u, size_t cell)
{
    if (!job->classes) return 1;
    uint8_t class = job->classes[cell];
    return u->built[class] ? 2 : class == 0 || (class == WATER && !u->built[WATER]) ? 0 : 1;
}

typedef struct {
    double area[3]; /* share sums by kind of land, of one unit */
    double dense;   /* people per cell where the unit's people live */
    double found;   /* people that its shares of the cells hold */
} unit_land;

typedef enum { AREAS, SPREAD, SUMS } spread_step;

typedef struct {
    const vp_import_job *job;
    const unit_people *u;
    unit_land *land;
    double *people; /* of the mosaic */
    spread_step step;
} spreading;

/* The kind of land that a unit's people are spread over: the best that it has. */
static int best_of(const unit_land *land) { return land->area[2] > 0 ? 2 : land->area[1] > 0 ? 1 : 0; }

static void visit(spreading *s, size_t zone, size_t cell, double share)
{
    unit_land *land = &s->land[zone];
    double *there = &s->people[cell];
    if (isnan(s->u->people[zone]) && s->step != AREAS) return;
    int kind = liveable(s->job, s->u, cell);
    if (s->step == AREAS)
        land->area[kind] += share;
    else if (s->step == SUMS)
        land->found += *there * share;
    else {
        if (isnan(*there)) *there = 0;
        if (kind == best_of(land)) *there += land->dense * share;
    }
}

static void visit_all(spreading *s, const vp_weights *w, spread_step step)
{
    s->step = step;
    for (size_t i = 0; i < w->run_count; i++)
        for (size_t c = 0; c < w->runs[i].cell_count; c++) visit(s, w->runs[i].zone, w->runs[i].first_cell + c, 1);
    for (size_t i = 0; i < w->partial_count; i++)
        visit(s, w->partials[i].zone, w->partials[i].cell, w->partials[i].share);
}

/* A cell that a border cuts gives each unit a part of all who are in it: the densities are scaled, round by round,
 * until each unit's parts make up its people. */
static void fit_units(spreading *s, const vp_weights *w)
{
    enum { ROUNDS = 12 };
    size_t cells = vp_grid_geometry_cells(s->job->geometry), units = s->u->set->unit_count;
    visit_all(s, w, AREAS);
    for (size_t i = 0; i < units; i++) s->land[i].dense = s->u->people[i] / s->land[i].area[best_of(&s->land[i])];
    for (int round = 0; round <= ROUNDS; round++) {
        for (size_t i = 0; i < cells; i++) s->people[i] = (double)NAN;
        for (size_t i = 0; i < units; i++) s->land[i].found = 0;
        visit_all(s, w, SPREAD);
        if (round == ROUNDS) return;
        visit_all(s, w, SUMS);
        for (size_t i = 0; i < units; i++)
            if (s->land[i].found > 0) s->land[i].dense *= s->u->people[i] / s->land[i].found;
    }
}

static void report_spread(vp_import_job *job, const spreading *s)
{
    size_t units[3] = {0}, without = 0;
    double people[3] = {0};
    for (size_t i = 0; i < s->u->set->unit_count; i++) {
        int kind = best_of(&s->land[i]);
        if (isnan(s->u->people[i]))
            without++;
        else
            units[kind]++, people[kind] += s->u->people[i];
    }
    if (job->classes)
        vp_import_report(job, VP_FINDING_NOTE, (vp_place){.column = "people"},
                         "people of %zu units (%.0f) are spread over their built-up land cover, of %zu without any "
                         "(%.0f) evenly over their land, of %zu all water (%.0f) evenly",
                         units[2], people[2], units[1], people[1], units[0], people[0]);
    else
        vp_import_report(job, VP_FINDING_WARNING, (vp_place){.column = "people"},
                         "people of %zu units (%.0f) are spread evenly over them, since there is no land_cover: "
                         "where in its unit anybody lives is not known, and minutes are those of the mean place",
                         units[1], people[1]);
    if (without)
        vp_import_report(job, VP_FINDING_WARNING, (vp_place){.column = "code"},
                         "%zu units have no row: how many people they have is not known", without);
}

static bool spread(vp_vector *v, unit_people *u, vp_error *err)
{
    const vp_known_set *set;
    vp_people_mosaic *m = NULL;
    vp_weights *weights = vp_import_unit_weights(v->job, &set, err);
    spreading s = {v->job, u, calloc(u->set->unit_count + 1, sizeof *s.land), NULL, AREAS};
    bool ok =
        weights && (s.land || vp_fail_memory(err, sizeof *s.land)) && vp_import_people_mosaic(v->job, false, &m, err);
    if (ok && m) {
        s.people = m->people;
        fit_units(&s, weights);
        memset(m->beyond, 0, vp_grid_geometry_cells(v->job->geometry));
        report_spread(v->job, &s);
        suspect_thousands(v->job, u);
    }
    free(s.land);
    vp_weights_free(weights);
    return ok;
}

bool vp_vector_finish_unit_people(vp_vector *v, vp_error *err)
{
    unit_people *u = v->kept;
    bool ok = !u || !u->set || !err || spread(v, u, err);
    if (u) free(u->people);
    free(u);
    v->kept = NULL;
    return ok;
}
