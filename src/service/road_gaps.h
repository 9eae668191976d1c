/* Road links for the places that a service leaves out: from each the path that people take to their facility now, to be
 * upgraded; where there is none, a straight line to the nearest place that has one, to be built. */
#pragma once
#include "snapshot/land_view.h"
#include "store/plain/road_list.h"

/* The links of the greatest places left out, at most so many, all of one class. question: service, group, limit and
 * travel are read. VP_NOT_FOUND: nobody is left out. */
bool vp_road_gaps_links(const vp_land_view *view, const vp_road_question *question, size_t most, const char *class_name,
                        vp_road_list *list, vp_error *err);
