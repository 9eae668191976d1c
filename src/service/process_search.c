#include "service/process_inputs.h"
#include "service/process_internal.h"
#include "solver/exact.h"
#include "json/json.h"
#include <stdint.h>

vp_sites_options vp_process_search(const json_t *inputs, double seconds, vp_search_report *report,
                                   const vp_job_progress *progress)
{
    vp_sites_options options = vp_sites_defaults();
    options.seconds = vp_inputs_number(inputs, "seconds", seconds);
    options.gap = vp_inputs_number(inputs, "gap", 0);
    options.seed = (uint64_t)vp_inputs_number(inputs, "seed", 1);
    options.solve = vp_exact_solve;
    options.progress = report;
    options.context = (void *)(uintptr_t)progress;
    return options;
}

json_t *vp_process_answer(bool ok, json_t *root, vp_buffer *html, vp_error *err)
{
    if (ok && !root) ok = vp_fail(err, VP_NO_MEMORY, "no memory for the result");
    if (ok && html->length && !vp_json_set(root, "report", json_stringn(html->bytes, html->length)))
        ok = vp_fail_memory(err, html->length);
    vp_buffer_clear(html);
    if (ok) return root;
    json_decref(root);
    return NULL;
}
