#include "store/import/job_internal.h"
#include <stdarg.h>
#include <stdio.h>

enum { REPORTED_MOST = 60 };

void vp_import_report(vp_import_job *job, vp_severity severity, vp_place place, const char *format, ...)
{
    char reason[1200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    if (severity != VP_FINDING_ERROR && job->reported++ >= REPORTED_MOST) {
        job->unreported++;
        return;
    }
    const vp_dataset *d = job->dataset;
    place.file = d ? d->path : "datasets.csv";
    place.layer = d && *d->layer ? d->layer : NULL;
    vp_findings_add(job->findings, severity, place, "%s", reason);
}

bool vp_import_progress(const vp_import_job *job, const char *step, double done, vp_error *err)
{
    if (!job->options || !job->options->progress || job->options->progress(job->options->context, step, done))
        return true;
    return vp_fail(err, VP_CANCELLED, "the import was cancelled");
}

void vp_import_check_datum(vp_import_job *job, const char *crs)
{
    char name[120];
    if (!*crs || !vp_crs_datum_is_unknown(crs)) return;
    vp_crs_name(crs, name, sizeof name);
    vp_import_report(job, VP_FINDING_WARNING, (vp_place){.column = "crs", .value = name}, VP_CRS_DATUM_UNKNOWN,
                     "declare crs in datasets.csv");
}

vp_source *vp_import_open(const vp_dataset *d, vp_findings *findings, vp_error *err)
{
    const vp_column_names wanted = {d->wanted, d->wanted_count};
    vp_source_request request = {d->full_path,
                                 d->path,
                                 d->layer,
                                 d->filter,
                                 d->encoding,
                                 d->decimal,
                                 {d->header_row, &wanted, d->wanted_count > 0, false}};
    return vp_source_open(&request, findings, err);
}
