/* Sources into a dataset: each opened by GDAL in a confined child process, checked,
 * reprojected, and written in one transaction. */
#pragma once
#include "store/province.h"

typedef struct {
    bool (*progress)(void *context, const char *step, double done); /* false cancels; may be NULL */
    void *context;
} vp_import_options;

/* Writes a new SpatiaLite file at database_path, which must not exist; on failure or any
 * finding of kind error nothing is left there. Findings are added and also stored. */
bool vp_import(const vp_province *province, const char *database_path, const vp_import_options *options,
               vp_findings *findings, vp_error *err);

/* Reads and checks everything as vp_import does, and leaves nothing behind. */
bool vp_import_check(const vp_province *province, vp_findings *findings, vp_error *err);
