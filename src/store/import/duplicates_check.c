/* One place under two ids: its capacity would count twice. */
#include "base/array.h"
#include "store/import/job_internal.h"
#include "store/text/text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { APART_METRES_MOST = 150, SAME_SPOT_METRES = 1, REPORTED_MOST = 20 };

typedef struct {
    char *service, *code, *key; /* key: of the name, "" without one */
    vp_point place;             /* metres */
} place;

typedef struct {
    place *items;
    size_t count, room, found;
} places;

static void clear(places *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->items[i].service);
        free(all->items[i].code);
        free(all->items[i].key);
    }
    free(all->items);
}

static bool add(places *all, sqlite3_stmt *row, vp_error *err)
{
    if (!VP_ARRAY_FIT(all->items, all->room, all->count + 1, err)) return false;
    const char *name = vp_statement_text(row, 2);
    place *p = &all->items[all->count];
    *p = (place){.place = {vp_statement_number(row, 3), vp_statement_number(row, 4)}};
    all->count++;
    p->key = vp_text_key(name ? name : "");
    return vp_statement_copy(row, 0, &p->service, err) && vp_statement_copy(row, 1, &p->code, err) &&
           (p->key || vp_fail_memory(err, 1));
}

static bool read(vp_import_job *job, places *all, vp_error *err)
{
    sqlite3_stmt *query =
        vp_database_prepare(job->database,
                            "SELECT s.service, f.code, f.name, ST_X(f.geom), ST_Y(f.geom) FROM facility f JOIN "
                            "facility_service s ON s.facility = f.id ORDER BY s.service, ST_X(f.geom), f.code",
                            err);
    bool ok = query != NULL, row = true;
    while (ok && row) ok = vp_statement_next(query, &row, err) && (!row || add(all, query, err));
    sqlite3_finalize(query);
    return ok;
}

static void compare(vp_import_job *job, places *all, const place *a, const place *b)
{
    double metres = hypot(a->place.x - b->place.x, a->place.y - b->place.y);
    bool same = *a->key && strcmp(a->key, b->key) == 0;
    if (strcmp(a->code, b->code) == 0 || metres > (same ? APART_METRES_MOST : SAME_SPOT_METRES)) return;
    if (all->found++ >= REPORTED_MOST) return;
    vp_findings_add(
        job->findings, same ? VP_FINDING_WARNING : VP_FINDING_NOTE,
        (vp_place){.file = "datasets.csv", .layer = "facilities", .column = "id", .value = a->code},
        same ? "duplicate: %s and %s of service %s have one name and lie %.0f m apart; if they are one place, "
               "take one out: its capacity counts twice"
             : "%s and %s of service %s stand on one spot (%.0f m apart) under two names; is one of them "
               "a duplicate?",
        a->code, b->code, a->service, metres);
}

bool vp_import_check_duplicates(vp_import_job *job, vp_error *err)
{
    places all = {0};
    bool ok = read(job, &all, err);
    for (size_t i = 0; ok && i < all.count; i++)
        for (size_t k = i + 1; k < all.count && strcmp(all.items[i].service, all.items[k].service) == 0 &&
                               all.items[k].place.x - all.items[i].place.x <= APART_METRES_MOST;
             k++)
            compare(job, &all, &all.items[i], &all.items[k]);
    if (all.found > REPORTED_MOST)
        vp_findings_add(job->findings, VP_FINDING_WARNING, (vp_place){.file = "datasets.csv", .layer = "facilities"},
                        "and %zu more pairs of places that may be one", all.found - REPORTED_MOST);
    clear(&all);
    return ok;
}
