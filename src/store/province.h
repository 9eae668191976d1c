/* The province folder: its CSV tables read, checked whole, and kept as rows of text.
 * gis-data/README.md says what each table and column means. */
#pragma once
#include <vungphu/error.h>
#include "base/findings.h"

typedef struct vp_province vp_province;

/* folder holds the tables; data_folder is where the paths of datasets.csv are relative to
 * (NULL: folder itself). Every finding of every table is added; NULL only when there is an
 * error among them or err is filled. */
vp_province *vp_province_read(const char *folder, const char *data_folder, vp_findings *findings, vp_error *err);
void vp_province_free(vp_province *province);
