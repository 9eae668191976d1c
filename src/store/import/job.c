#include "store/import/job_internal.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Several datasets may lie in one file. */
static bool measure(vp_import_job *job, size_t at, vp_error *err)
{
    const vp_dataset *d = vp_province_dataset(job->province, at);
    for (size_t i = 0; i < vp_province_dataset_count(job->province); i++) {
        const vp_dataset *other = vp_province_dataset(job->province, i);
        if (!*job->sums[i].sum || strcmp(other->full_path, d->full_path) != 0) continue;
        job->sums[at] = job->sums[i];
        return true;
    }
    if (vp_checksum_source(d->full_path, job->sums[at].sum, &job->sums[at].bytes, err)) return true;
    *job->sums[at].sum = '\0';
    return false;
}

bool vp_import_checksum(vp_import_job *job, const vp_dataset *dataset, vp_checksum sum, size_t *bytes, vp_error *err)
{
    size_t count = vp_province_dataset_count(job->province), at = 0;
    if (!job->sums && !(job->sums = calloc(count + 1, sizeof *job->sums)))
        return vp_fail_memory(err, count * sizeof *job->sums);
    while (vp_province_dataset(job->province, at) != dataset) at++;
    if (!*job->sums[at].sum && !measure(job, at, err)) return false;
    memcpy(sum, job->sums[at].sum, sizeof(vp_checksum));
    if (bytes) *bytes = job->sums[at].bytes;
    return true;
}

vp_source *vp_import_open(const vp_dataset *d, const vp_source_area *area, vp_findings *findings, vp_error *err)
{
    const vp_column_names wanted = {d->wanted, d->wanted_count};
    vp_source_request request = {d->full_path,
                                 d->path,
                                 d->layer,
                                 d->filter,
                                 d->encoding,
                                 d->decimal,
                                 {d->header_row, &wanted, d->wanted_count > 0, false},
                                 area};
    return vp_source_open(&request, findings, err);
}
