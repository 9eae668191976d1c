/* Files for /export: what `vungphu export` writes, as bytes. */
#pragma once
#include "service/exporter.h"

/* For vp_exporter; context is the dataset's directory. */
bool vp_exports_write(void *context, const vp_exported *what, vp_buffer *out, vp_error *err);
