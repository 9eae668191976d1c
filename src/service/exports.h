/* Files for /export: what `vungphu export` writes, in memory when small, else as a file without a name. */
#pragma once
#include "service/exporter.h"
#include "store/export/export.h"

/* For vp_exporter; context is the dataset's directory. */
vp_blob *vp_exports_write(void *context, const vp_exported *what, vp_error *err);
/* The columns that the view carries, as a file. */
bool vp_exports_write_columns(const struct vp_snapshot *view, const vp_export_question *question, const char *path,
                              vp_error *err);
