/* The answer of a siting on the terrain as `vungphu sites` shows it. */
#pragma once
#include "snapshot/snapshot.h"
#include <jansson.h>
#include <vungphu/siting.h>

typedef enum { VP_SITING_TEXT, VP_SITING_CSV, VP_SITING_JSON, VP_SITING_GEOJSON } vp_siting_format;

typedef struct {
    const vp_siting_question *question;
    const vp_siting_result *result;
    const vp_snapshot *snapshot;
    char *const *names;   /* [place in the list of candidates]; NULL: cells, which have none */
    const double *prices; /* the same; NULL: none */
    bool decimal_comma;   /* of csv */
} vp_siting_shown;

/* The unit of the main set that holds most of the cell; NULL: none. */
const vp_unit *vp_siting_print_unit(const vp_snapshot *snapshot, size_t cell);
/* Of a candidate of a list, or of the facility that gains places; NULL: it has none. */
const char *vp_siting_print_name(const vp_siting_shown *shown, uint32_t site);
/* Of a candidate that is an area; NULL: it is none. */
const vp_siting_scheme *vp_siting_print_scheme(const vp_siting_shown *shown, uint32_t site);
bool vp_siting_print(const vp_siting_shown *shown, vp_siting_format format, vp_error *err);
/* All of it as one object, for files and jobs too; geo: a FeatureCollection. NULL when memory is short. */
json_t *vp_siting_print_json(const vp_siting_shown *shown, bool geo);
