/* The printable report: one HTML document in Vietnamese for A4 that asks no other file for anything. */
#pragma once
#include "base/buffer.h"
#include "snapshot/snapshot.h"
#include <vungphu/territory.h>

/* Appends the document on a territory: that of the plan (vp_territory_of_plan), or one unit, without the province's
 * maps, for its people's committee. The snapshot may be without outlines; they are made for the maps then. */
bool vp_report_write(const vp_snapshot *snapshot, vp_territory territory, vp_buffer *out, vp_error *err);
