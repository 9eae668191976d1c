/* Services in a year to come: with the facilities that are open at its end, as their dates say. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/error.h>
#include <vungphu/region.h>

VP_BEGIN_DECLS

enum { VP_PLANNED_YEARS_MOST = 100 }; /* from as_of on; later openings and closings are not looked at */

/* The row of definitions->planned that holds at the end of the year; VP_NONE: the service is as on as_of. */
VP_API size_t vp_planned_of(const vp_definitions *definitions, size_t service, int year);
/* The same of definitions->planned_joints. */
VP_API size_t vp_planned_joint_of(const vp_definitions *definitions, size_t joint, int year);
/* Fills planned_joints from planned and joints: a row for every year from which a service of the question differs. */
VP_API bool vp_planned_joints_list(vp_definitions *definitions, vp_error *err);

VP_END_DECLS
