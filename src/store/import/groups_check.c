/* Grids of groups against those of everyone: nowhere can a group have more people than there are. */
#include "store/import/job_internal.h"
#include "store/sqlite/grid_store.h"
#include "store/sqlite/rows.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MORE 1.001 /* grids are of whole or half people, and resampled */

typedef struct {
    int64_t id;
    char *group, *path, *vintage;
} counted;

/* Cells in which the group has more people than everyone, and the one where it has most too many. */
typedef struct {
    size_t cells, worst;
    double excess, most;
} excess;

static excess compare(const float group[], const float everyone[], size_t count)
{
    excess found = {0};
    for (size_t i = 0; i < count; i++) {
        double there = isnan(everyone[i]) ? 0 : (double)everyone[i], more = (double)group[i] - there;
        if (!((double)group[i] > there * MORE + 1e-3)) continue;
        found.cells++;
        found.excess += more;
        if (more > found.most) found.most = more, found.worst = i;
    }
    return found;
}

static void report(vp_import_job *job, const counted *c, const char *everyone, const excess *found, double there,
                   double all)
{
    vp_point at;
    vp_grid_geometry_centre(job->geometry, found->worst, &at.x, &at.y);
    if (!vp_import_degrees(job, &at)) at = (vp_point){NAN, NAN};
    vp_findings_add(
        job->findings, VP_FINDING_WARNING, (vp_place){.file = c->path, .column = "group", .value = c->group},
        "in %zu cells of the grids it has more people of the group than %s has people at all, together %.1f "
        "too many; most at %.5f, %.5f (%.2f of %.2f): are both of one year, and of one source?",
        found->cells, everyone, found->excess, at.x, at.y, there, all);
}

/* That of everyone: of the group's vintage where there is one, else the first. */
#define EVERYONE                                                                                                       \
    "SELECT g.id, s.path FROM grid g JOIN source s ON s.id = g.source WHERE g.role = 'population'"                     \
    " AND g.population_group IS NULL ORDER BY g.label <> ?, g.id LIMIT 1"

static bool check(vp_import_job *job, sqlite3_stmt *query, const counted *c, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(job->geometry);
    float *group = malloc(cells * sizeof *group), *everyone = malloc(cells * sizeof *everyone);
    bool row = false, ok = (group && everyone) || vp_fail_memory(err, cells * sizeof *group);
    ok = ok && vp_statement_bind(query, err, "t", c->vintage) && vp_statement_next(query, &row, err);
    if (ok && row) {
        ok = vp_grid_store_read(job->database, c->id, group, err) &&
             vp_grid_store_read(job->database, vp_statement_whole(query, 0), everyone, err);
        excess found = ok ? compare(group, everyone, cells) : (excess){0};
        if (found.cells)
            report(job, c, vp_statement_text(query, 1), &found, (double)group[found.worst],
                   isnan(everyone[found.worst]) ? 0 : (double)everyone[found.worst]);
    }
    free(group);
    free(everyone);
    return ok;
}

static bool read(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    counted *c = item;
    c->id = vp_statement_whole(row, 0);
    return vp_statement_copy(row, 1, &c->group, err) && vp_statement_copy(row, 2, &c->path, err) &&
           vp_statement_copy(row, 3, &c->vintage, err);
}

bool vp_import_check_groups(vp_import_job *job, vp_error *err)
{
    counted *items = NULL;
    size_t count = 0;
    bool ok = vp_rows_load(job->database,
                           "SELECT g.id, g.population_group, s.path, s.vintage FROM grid g JOIN source s ON s.id = "
                           "g.source WHERE g.role = 'population' AND g.population_group IS NOT NULL ORDER BY g.id",
                           VP_ROWS(items, count, read, NULL), err);
    sqlite3_stmt *query = ok && count ? vp_database_prepare(job->database, EVERYONE, err) : NULL;
    for (size_t i = 0; ok && i < count; i++) ok = query && check(job, query, &items[i], err);
    sqlite3_finalize(query);
    for (size_t i = 0; i < count; i++) {
        free(items[i].group);
        free(items[i].path);
        free(items[i].vintage);
    }
    free(items);
    return ok;
}
