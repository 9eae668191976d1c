/* What is wrong with the inputs, all of it at once: each finding names the file, layer,
 * row, column and value it is about and says what to do. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef enum { VP_FINDING_NOTE, VP_FINDING_WARNING, VP_FINDING_ERROR } vp_severity;
extern const char *const vp_severity_names[]; /* note, warning, error */

typedef struct {
    vp_severity severity;
    char *file, *layer, *column, *value, *reason; /* NULL where it does not apply; reason never */
    long row;                                     /* 1 is the first line of a file or feature; 0: none */
} vp_finding;

typedef struct {
    vp_finding *items;
    size_t count, room, errors, warnings;
    bool failed; /* memory ran out: the list is not complete */
} vp_findings;

/* Where in the input: fields that do not apply are left zero. Copied. */
typedef struct {
    const char *file, *layer, *column, *value;
    long row;
} vp_place;

void vp_findings_add(vp_findings *findings, vp_severity severity, vp_place place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void vp_findings_clear(vp_findings *findings);
