/* The printable report: one HTML document in Vietnamese for A4 that asks no other file for anything. */
#pragma once
#include "base/buffer.h"
#include "snapshot/snapshot.h"
#include <vungphu/territory.h>

/* Appends the document. The snapshot may be without outlines; they are made for the maps then. */
bool vp_report_write(const vp_snapshot *snapshot, vp_buffer *out, vp_error *err);
/* On a territory: of one unit other than the plan's without the province's maps, for its people's committee. */
bool vp_report_write_of(const vp_snapshot *snapshot, vp_territory territory, vp_buffer *out, vp_error *err);
