/* What a role may ask of the row at hand. */
#include "store/import/vector_internal.h"
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

vp_binding *vp_vector_binding(const vp_vector *v, const char *name)
{
    for (size_t i = 0; i < v->binding_count; i++)
        if (!v->bindings[i].other && strcmp(v->bindings[i].name, name) == 0) return &v->bindings[i];
    return NULL;
}

const char *vp_vector_text(const vp_vector *v, const char *name)
{
    const vp_binding *binding = vp_vector_binding(v, name);
    return binding ? binding->text : NULL;
}

bool vp_vector_reject(vp_vector *v, const char *column, const char *value, const char *format, ...)
{
    char reason[600];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    v->rejected = true;
    if (!*v->first_reason)
        snprintf(v->first_reason, sizeof v->first_reason, "row %ld, %s: %.150s", v->row, column ? column : "", reason);
    vp_import_report(v->job, VP_FINDING_WARNING, (vp_place){.row = v->row, .column = column, .value = value},
                     "row left out: %s", reason);
    return true;
}

typedef struct {
    char *id;
    long row;
} seen_id;

static int compare_ids(const void *a, const void *b)
{
    return strcmp(((const seen_id *)a)->id, ((const seen_id *)b)->id);
}

static void free_seen(void *node)
{
    seen_id *id = node;
    free(id->id);
    free(id);
}

bool vp_vector_is_new(vp_vector *v, const char *id, long *first, vp_error *err)
{
    seen_id *made = malloc(sizeof *made);
    char *copy = strdup(id);
    seen_id **found = NULL;
    if (made && copy) {
        *made = (seen_id){copy, v->row};
        found = (seen_id **)tsearch(made, &v->seen, compare_ids);
    }
    if (!found) {
        free(made);
        free(copy);
        *first = 0;
        return vp_fail_memory(err, sizeof *made);
    }
    *first = (*found)->row;
    if (*found == made) return true;
    free_seen(made);
    return false;
}

const char *vp_vector_date(vp_vector *v, const char *name, vp_date out)
{
    const char *text = vp_vector_text(v, name);
    if (!text) return NULL;
    if (vp_date_read(text, VP_DATE_OFFICE, out)) return out;
    vp_import_report(v->job, VP_FINDING_WARNING, (vp_place){.row = v->row, .column = name, .value = text},
                     "not a date; write it as 2026-12-31. It counts as missing");
    return NULL;
}

void vp_vector_forget(vp_vector *v)
{
    tdestroy(v->seen, free_seen);
    v->seen = NULL;
}
