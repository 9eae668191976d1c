/* One row of datasets.csv into the dataset. */
#include "store/import/job_internal.h"
#include <string.h>

bool vp_import_dataset(vp_import_job *job, const vp_dataset *dataset, vp_error *err)
{
    const vp_role *role = vp_role_find(dataset->role);
    size_t first = job->findings->count;
    job->dataset = dataset;
    job->features = job->rejected = job->reported = job->unreported = 0;
    bool ok = vp_database_run(job->database, "BEGIN", err) && vp_import_database_source(job, err) &&
              (role->raster ? vp_raster_import(job, role, err) : vp_vector_import(job, role, err));
    for (size_t i = first; i < job->findings->count; i++)
        if (strcmp(role->name, "records") == 0 && job->findings->items[i].severity == VP_FINDING_ERROR)
            job->records_missing = true;
    if (ok && job->unreported) {
        job->reported = 0;
        vp_import_report(job, VP_FINDING_WARNING, (vp_place){0}, "and %zu more findings like these", job->unreported);
    }
    ok = ok && vp_import_database_counted(job, err) && (role->raster || vp_import_database_heard(job, first, err)) &&
         vp_import_database_findings(job, first, job->source, err) && vp_database_run(job->database, "COMMIT", err);
    job->dataset = NULL;
    job->reported = job->unreported = 0;
    return ok;
}
