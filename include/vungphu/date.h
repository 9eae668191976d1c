/* Days as text. */
#pragma once
#include <stdbool.h>
#include <vungphu/api.h>

VP_BEGIN_DECLS

typedef char vp_date[11]; /* "2026-12-31"; "" when unknown. Compares as text. */

/* From the first to the last day, both included; "" is open-ended. */
VP_API bool vp_date_within(const vp_date from, const vp_date to, const vp_date day);

VP_END_DECLS
