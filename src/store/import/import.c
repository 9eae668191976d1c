#include "platform/whole_file.h"
#include "store/import/job_internal.h"
#include "store/region/load.h"
#include "store/text/text.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* ------------------------------------------------------------ all datasets */

/* After places, which come behind rasters of people, and after units, whose people are spread over land cover. */
static bool ends_people(const char *role)
{
    return strcmp(role, "population_points") == 0 || strcmp(role, "population_units") == 0;
}

static bool has_datasets(const vp_import_job *job, const vp_role *role)
{
    bool found = false;
    for (size_t i = 0; !found && i < vp_province_dataset_count(job->province); i++)
        found = strcmp(vp_province_dataset(job->province, i)->role, role->name) == 0;
    return found;
}

/* All datasets of a role, one after the other; *done counts those of all roles. */
static bool import_role(vp_import_job *job, const vp_role *role, size_t *done, vp_error *err)
{
    size_t count = vp_province_dataset_count(job->province);
    if (job->not_carried && vp_import_role_is_apart(role->name) && has_datasets(job, role))
        vp_import_explain(job, role->name, job->not_carried);
    for (size_t i = 0; i < count; i++) {
        const vp_dataset *d = vp_province_dataset(job->province, i);
        if (d->unusable || strcmp(d->role, role->name) != 0) continue;
        if (!vp_import_progress(job, d->path, (double)(*done)++ / (double)count, err) ||
            !vp_import_dataset(job, d, err))
            return false;
    }
    return true;
}

/* Once the units are in: where the grids lie, and the units against each other. */
static bool place_grids(vp_import_job *job, vp_error *err)
{
    vp_import_step step;
    size_t first = job->findings->count;
    if (!vp_import_set_geometry(job, err) || !vp_import_set_wide_geometry(job, err) ||
        !vp_import_check_parts(job, err) || !vp_import_store_parts(job, err) ||
        !vp_import_database_findings(job, first, 0, err) || !vp_import_step_begin(job, "units", &step, err))
        return false;
    first = job->findings->count;
    return (step.known || (vp_import_check_units(job, err) && vp_import_database_findings(job, first, 0, err))) &&
           vp_import_step_end(job, &step, err);
}

/* Grids whose sources, units and settings are those of the last dataset are taken over from there. People of rasters
 * are stored at once where no table adds to them. */
static bool import_grids(vp_import_job *job, const vp_role *role, size_t *done, vp_error *err)
{
    vp_import_step step;
    if (!has_datasets(job, role)) return true;
    if (!vp_import_step_begin(job, role->name, &step, err)) return false;
    bool alone = step.stated && strcmp(role->name, "population") == 0;
    return (step.known || (import_role(job, role, done, err) && vp_raster_finish(job, role, err) &&
                           (!alone || vp_import_people_finish(job, err)))) &&
           vp_import_step_end(job, &step, err);
}

static bool is_wanted(const vp_import_options *options, const vp_role *role)
{
    return !options || !options->units_only || role == vp_roles ||
           (options->facilities && strcmp(role->name, "facilities") == 0);
}

/* In the order of the table of roles: units first, since everything else is placed by them. */
static bool import_all(vp_import_job *job, vp_error *err)
{
    size_t done = 0;
    for (size_t r = 0; r < vp_role_count; r++) {
        const vp_role *role = &vp_roles[r];
        if (!is_wanted(job->options, role)) continue;
        if (role->raster ? !import_grids(job, role, &done, err) : !import_role(job, role, &done, err)) return false;
        if (ends_people(role->name) && !vp_import_people_finish(job, err)) return false;
        if (r == 0 && !place_grids(job, err)) return false;
    }
    return true;
}

static bool set_up(vp_import_job *job, vp_error *err)
{
    const char *repair = vp_province_setting(job->province, "repair");
    job->repair = strcasecmp(repair, "yes") == 0 || strcmp(repair, "1") == 0;
    if (!vp_import_set_system(job, err)) return false;
    job->geos = GEOS_init_r();
    return job->geos || vp_fail_memory(err, 1);
}

static void tear_down(vp_import_job *job)
{
    for (size_t s = 0; s < job->set_count; s++) {
        vp_known_set *set = &job->sets[s];
        for (size_t u = 0; u < set->unit_count; u++) {
            if (set->units[u].prepared) GEOSPreparedGeom_destroy_r(job->geos, set->units[u].prepared);
            if (set->units[u].shape) GEOSGeom_destroy_r(job->geos, set->units[u].shape);
            free(set->units[u].code);
            free(set->units[u].name);
        }
        free(set->units);
        free(set->level);
        free(set->vintage);
    }
    free(job->sets);
    free(job->sums);
    free(job->merged);
    free(job->unread);
    free(job->inside);
    free(job->classes);
    vp_import_people_clear(job);
    if (job->geos) GEOS_finish_r(job->geos);
    vp_transform_free(job->to_degrees);
    vp_crs_row_clear(&job->system);
    vp_database_close(job->last);
    vp_database_close(job->database);
}

/* Definitions that the tables' errors keep out of the database are left out: nothing will come of the import, but the
 * sources are checked all the same. */
static bool define(vp_import_job *job, vp_error *err)
{
    vp_error why = {0};
    if (vp_import_database_definitions(job, &why)) return true;
    if (why.kind == VP_NO_MEMORY || !job->findings->errors) return vp_fail(err, why.kind, "%s", why.message);
    return sqlite3_get_autocommit(job->database->handle) || vp_database_run(job->database, "ROLLBACK", err);
}

/* Where the first error is: of a part of a nation that fails nobody may read more than this line. */
static const char *first_file(const vp_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].severity == VP_FINDING_ERROR && findings->items[i].file) return findings->items[i].file;
    return "province.csv";
}

static bool fill(vp_import_job *job, const char *path, vp_error *err)
{
    job->database = vp_import_database_new(path, &job->system, err);
    bool asked = job->options && !job->options->units_only && !job->findings->errors;
    return job->database && define(job, err) && vp_import_database_findings(job, 0, 0, err) &&
           (!asked || vp_import_tables_end(job, err)) && import_all(job, err);
}

/* Once all datasets are in. */
static bool finish(vp_import_job *job, vp_error *err)
{
    size_t first = job->findings->count;
    bool whole = !job->options || !job->options->units_only;
    if (whole && !vp_import_check_dataset(job, err)) return false;
    if (job->findings->failed) return vp_fail_memory(err, sizeof(vp_finding));
    if (job->findings->errors)
        return vp_fail(err, VP_BAD_INPUT,
                       "%zu error%s in the tables and sources, the first in %s; nothing was imported",
                       job->findings->errors, job->findings->errors == 1 ? "" : "s", first_file(job->findings));
    if (!vp_import_database_findings(job, first, 0, err) || !vp_import_database_settings(job, err) ||
        !vp_database_run(job->database, "ANALYZE", err))
        return false;
    vp_database *database = job->database;
    job->database = NULL;
    return vp_database_finish(database, err);
}

bool vp_import(const vp_province *province, const char *database_path, const vp_import_options *options,
               vp_findings *findings, vp_error *err)
{
    vp_whole_file dataset;
    if (!vp_whole_file_begin(&dataset, database_path, err)) return false;
    vp_import_job job = {.province = province, .findings = findings, .options = options};
    bool carried = false, ok = set_up(&job, err) && vp_import_carry(&job, dataset.draft, &carried, err) &&
                               (carried || fill(&job, dataset.draft, err)) && finish(&job, err);
    tear_down(&job);
    if (ok) return vp_whole_file_commit(&dataset, err);
    vp_whole_file_abandon(&dataset);
    return false;
}

/* What only shows when the dataset is loaded: a group's share beyond 1 in some unit. */
static bool check_region(const char *database, vp_region_checker *checker, vp_findings *findings, vp_error *err)
{
    vp_error why = {0};
    vp_region *region = vp_region_load(database, &why);
    if (!region && why.kind != VP_BAD_INPUT) return vp_fail(err, why.kind, "%s", why.message);
    if (!region) vp_findings_add(findings, VP_FINDING_ERROR, (vp_place){.file = "dataset"}, "%s", why.message);
    bool ok = !region || !checker || checker(region, findings, err);
    vp_region_free(region);
    return ok;
}

bool vp_import_check(const vp_province *province, vp_region_checker *checker, vp_findings *findings, vp_error *err)
{
    const char *folder = getenv("TMPDIR");
    char path[4096], database[4200];
    snprintf(path, sizeof path, "%s/vungphu-check-XXXXXX", folder && *folder ? folder : "/tmp");
    if (!mkdtemp(path))
        return vp_fail(err, vp_error_of_system(errno), "%s: no folder for the check: %s", path, strerror(errno));
    snprintf(database, sizeof database, "%s/dataset.sqlite", path);
    bool ok = vp_import(province, database, NULL, findings, err) && check_region(database, checker, findings, err);
    unlink(database);
    rmdir(path);
    return ok;
}
