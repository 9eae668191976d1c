/* Texts of a source, by what datasets.csv and the file say of their encoding. */
#include "store/import/vector_internal.h"
#include <stdlib.h>

static void report(void *context, vp_severity severity, vp_place place, const char *reason)
{
    vp_import_report(context, severity, place, "%s", reason);
}

bool vp_vector_convert(vp_vector *v, vp_binding *binding, const vp_source_feature *feature)
{
    vp_error why = {0};
    char *text = vp_source_words_text(&v->words, feature->values[binding->column], feature->lengths[binding->column],
                                      binding->name, v->row, &why);
    if (!text) {
        vp_vector_reject(v, binding->name, NULL, "%s", why.message);
        return false;
    }
    binding->text = *text ? text : NULL;
    if (!*text) free(text);
    return true;
}

bool vp_vector_read_columns(vp_vector *v, vp_error *err)
{
    v->words = (vp_source_words){
        .encoding = v->job->dataset->encoding, .declare = "datasets.csv", .report = report, .context = v->job};
    v->columns = vp_source_words_columns(&v->words, vp_source_about(v->source), err);
    return v->columns != NULL;
}
