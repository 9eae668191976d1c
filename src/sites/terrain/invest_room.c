/* Room for projects of an investment plan, of whatever kind. */
#include "base/array.h"
#include "sites/terrain/invest_internal.h"

bool vp_invest_grow(vp_invest_work *w, size_t projects, size_t covered, vp_error *err)
{
    vp_invest_result *r = w->result;
    return VP_ARRAYS_FIT(w->project_room, w->project_count + projects + 1, err, VP_ARRAY(w->start), VP_ARRAY(w->prices),
                         VP_ARRAY(w->first), VP_ARRAY(w->kinds), VP_ARRAY(r->projects)) &&
           VP_ARRAY_FIT(w->covered, w->covered_room, w->start[w->project_count] + covered + 1, err);
}
