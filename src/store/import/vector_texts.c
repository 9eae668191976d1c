/* Texts of a source: in which encoding, and whether they read as if it were another. */
#include "store/import/vector_internal.h"
#include "store/text/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The encoding of a text: declared, else as the file states, unless its bytes are UTF-8 all the same. */
static const char *encoding_of(vp_vector *v, const char *value, size_t length, const char *where)
{
    const char *declared = v->job->dataset->encoding;
    if (strncasecmp(declared, "UTF-16", 6) == 0) return ""; /* converted by the reader, as a whole */
    if (*declared || !*v->page) return declared;
    const char *encoding = vp_text_page(value, length, v->page);
    if (encoding != v->page && !v->reported_page) {
        v->reported_page = true;
        vp_import_report(v->job, VP_FINDING_NOTE, v->row, where, value,
                         "the file says that its texts are in code page %s, but their bytes are UTF-8: read as UTF-8 "
                         "(declare the encoding in datasets.csv if this is wrong)",
                         v->page);
    }
    return encoding;
}

/* Texts that are UTF-8 now, and read as if they had been something else. */
static void report_strange(vp_vector *v, const char *name, const char *text)
{
    if (*v->job->dataset->encoding) return;
    if (!v->reported_tcvn3 && vp_text_seems_tcvn3(text)) {
        v->reported_tcvn3 = true;
        vp_import_report(
            v->job, VP_FINDING_ERROR, v->row, name, text,
            "reads like text in a TCVN3 (ABC) font; declare encoding TCVN3 in datasets.csv (or UTF-8, if it "
            "is meant as it stands)");
    } else if (!v->reported_twice && vp_text_seems_twice(text)) {
        v->reported_twice = true;
        vp_import_report(v->job, VP_FINDING_ERROR, v->row, name, text,
                         "reads like UTF-8 that was converted to UTF-8 once more; declare encoding \"UTF-8 twice\" in "
                         "datasets.csv (or UTF-8, if it is meant as it stands)");
    }
}

bool vp_vector_convert(vp_vector *v, vp_binding *binding, const vp_source_feature *feature)
{
    const char *value = feature->values[binding->column];
    size_t length = feature->lengths[binding->column];
    vp_error why = {0};
    char *text = vp_text_from(value, length, encoding_of(v, value, length, binding->name), &why);
    if (!text) {
        vp_vector_reject(v, binding->name, NULL, "%s", why.message);
        return false;
    }
    report_strange(v, binding->name, text);
    binding->text = *text ? text : NULL;
    if (!*text) free(text);
    return true;
}

bool vp_vector_read_columns(vp_vector *v, vp_error *err)
{
    const vp_source_header *header = vp_source_about(v->source);
    v->page = header->page;
    if (!*v->job->dataset->encoding && !vp_text_encoding_known(v->page)) {
        vp_import_report(v->job, VP_FINDING_ERROR, 0, "encoding", v->page,
                         "the .cpg names the encoding \"%s\", which is not known; declare it in the column encoding",
                         v->page);
        v->page = "";
    }
    v->columns = calloc(header->column_count + 1, sizeof *v->columns);
    for (size_t i = 0; v->columns && i < header->column_count; i++) {
        const char *raw = header->columns[i];
        size_t length = strlen(raw);
        v->columns[i] = vp_text_from(raw, length, encoding_of(v, raw, length, "columns"), NULL);
        if (!v->columns[i]) v->columns[i] = vp_text_from(raw, length, "ISO-8859-1", err);
        if (!v->columns[i]) return false;
    }
    return v->columns || vp_fail_memory(err, header->column_count * sizeof *v->columns);
}
