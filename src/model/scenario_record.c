#include "model/scenario_record.h"
#include <stdlib.h>

void vp_scenario_record_clear(vp_scenario_record *r)
{
    free(r->title_vi);
    free(r->title_en);
    free(r->changes);
    free(r->snapshot);
    free(r->status);
    free(r->conflict);
    free(r->reason);
    *r = (vp_scenario_record){0};
}

void vp_scenario_records_free(vp_scenario_record *records, size_t count)
{
    for (size_t i = 0; records && i < count; i++) vp_scenario_record_clear(&records[i]);
    free(records);
}
