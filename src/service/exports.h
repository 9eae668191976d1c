/* Files for /export: what `vungphu export` writes, in memory when small, else as a file without a name. */
#pragma once
#include "service/exporter.h"

/* For vp_exporter; context is the dataset's directory. */
vp_blob *vp_exports_write(void *context, const vp_exported *what, vp_error *err);
