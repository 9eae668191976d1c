/* Lists of services asked for together, as the tables, the commands and the API write them:
 * "fm_either=54|dvb_t2_either+culture_point_walk=30" has two parts; of the first either service will do. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/error.h>
#include <vungphu/region.h>

VP_BEGIN_DECLS

/* The next ID or ID=LIMIT of a list. Parts stand between + or commas, the services of one part between |: *alternative
 * says that the service belongs to the part before. limit is NaN without one. False at the end of the list or, with
 * a sentence, at a limit that is no number. *at moves behind it. */
VP_API bool vp_joint_next(const char **at, char id[100], double *limit, bool *alternative, vp_error *err);
/* A service more, as a part of its own or of the last. VP_BAD_INPUT when there are too many, it stands in the list
 * already, or its limit is off its scale. limit NaN: its default. */
VP_API bool vp_joint_add(const vp_definitions *definitions, size_t service, double limit, bool alternative,
                         vp_joint *joint, vp_error *err);
/* A list more, with limits apart: between commas, one a service, an empty one the service's own or that of ID=LIMIT;
 * limits NULL: none. It is not closed. VP_BAD_INPUT also for a service that is not defined. */
VP_API bool vp_joint_add_list(const vp_definitions *definitions, const char *services, const char *limits,
                              vp_joint *joint, vp_error *err);
/* A whole list; at_least 0: all of them. */
VP_API bool vp_joint_read(const vp_definitions *definitions, const char *text, size_t at_least, vp_joint *out,
                          vp_error *err);
/* at_least after the services are in: 0 becomes all; more than there are is refused. */
VP_API bool vp_joint_close(vp_joint *joint, size_t at_least, vp_error *err);

enum { VP_JOINT_TEXT = VP_JOINT_MOST * 128 };
/* The list with every limit, and how many of how many: "a=54+b=30 2 of 2". Cut when it is longer. */
VP_API void vp_joint_write(const vp_definitions *definitions, const vp_joint *joint, char text[VP_JOINT_TEXT]);

VP_END_DECLS
