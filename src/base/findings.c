#include "base/findings.h"
#include "base/array.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const vp_severity_names[] = {"note", "warning", "error"};

static char *copy(const char *text) { return text ? strdup(text) : NULL; }

void vp_findings_add(vp_findings *findings, vp_severity severity, vp_place place, const char *format, ...)
{
    char *reason = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&reason, format, arguments);
    va_end(arguments);
    findings->errors += severity == VP_FINDING_ERROR;
    findings->warnings += severity == VP_FINDING_WARNING;
    if (length < 0 || !VP_ARRAY_FIT(findings->items, findings->room, findings->count + 1, NULL)) {
        if (length >= 0) free(reason);
        findings->failed = true;
        return;
    }
    findings->items[findings->count++] = (vp_finding){.severity = severity,
                                                      .file = copy(place.file),
                                                      .layer = copy(place.layer),
                                                      .column = copy(place.column),
                                                      .value = copy(place.value),
                                                      .reason = reason,
                                                      .row = place.row};
}

void vp_findings_clear(vp_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        vp_finding *f = &findings->items[i];
        free(f->file);
        free(f->layer);
        free(f->column);
        free(f->value);
        free(f->reason);
    }
    free(findings->items);
    *findings = (vp_findings){0};
}
