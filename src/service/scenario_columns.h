/* What a scenario changes, as columns of units: each indicator before and after, and the change. */
#pragma once
#include "model/scenario_record.h"
#include "scenario/scenario.h"
#include "service/scenario_service.h"
#include "snapshot/unit_columns.h"

#define VP_SCENARIO_COLUMNS "scenario_" /* what their ids begin with; the scenario's id follows */

/* The id of the scenario in a list of names between commas, of which one may be of columns; false: none is. */
bool vp_scenario_columns_named(const char *names, char id[VP_SCENARIO_ID]);

/* Without columns: what it is called. */
vp_unit_columns *vp_scenario_columns_titled(const vp_scenario_record *record, vp_error *err);
/* Those of the indicators that the changes touch, by name; result NULL: without values. only: the set of units whose
 * values are wanted; VP_NONE: all. */
vp_unit_columns *vp_scenario_columns_new(const vp_snapshot *snapshot, const vp_scenario_record *record,
                                         const vp_changed *changed, const vp_scenario_result *result, size_t only,
                                         vp_error *err);

/* The columns' names alone: nothing is solved. VP_NOT_FOUND where the scenario is not there, or is not of this
 * snapshot. */
vp_unit_columns *vp_scenario_columns_names(vp_scenario_service *service, const char *id, const vp_snapshot *snapshot,
                                           vp_error *err);
/* With their values, once the answer is there: VP_BUSY when it takes longer than so many seconds. */
vp_unit_columns *vp_scenario_columns_solve(vp_scenario_service *service, const char *id, const vp_snapshot *snapshot,
                                           double seconds, size_t only, vp_error *err);
/* Of all scenarios that the snapshot answers, titles alone, as a list; NULL without err: there are none. */
bool vp_scenario_columns_list(vp_scenario_service *service, const vp_snapshot *snapshot, vp_unit_columns **out,
                              vp_error *err);
/* What answers that show scenarios depend on beside the snapshot: id's version, or of all of them; NULL id: all. */
void vp_scenario_columns_edition(vp_scenario_service *service, const char *id, char *out, size_t size);
/* With values, of the scenario of a layer's name, as it is saved in a dataset's directory. */
vp_unit_columns *vp_scenario_columns_of_dataset(const char *directory, const char *layer, const vp_snapshot *snapshot,
                                                vp_error *err);
