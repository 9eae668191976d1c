/* The surface of a service in a year to come, from its own and the cells in which they differ. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/coverage.h>

VP_BEGIN_DECLS

/* The service's surface with what differs then; free it. */
VP_API float *vp_planned_surface(const vp_planned_facts *planned, const float surface[], size_t cell_count,
                                 vp_error *err);
/* Fills cells and values: where then[] is not the same as surface[]. */
VP_API bool vp_planned_differ(vp_planned_facts *planned, const float surface[], const float then[], size_t cell_count,
                              vp_error *err);

VP_END_DECLS
