#include "report/siting_report_map.h"
#include "report/gain_map.h"
#include <math.h>
#include <stdlib.h>

static bool is_closed(const vp_siting_question *q, size_t facility)
{
    for (size_t k = 0; k < q->closed_count; k++)
        if (q->closed[k] == facility) return true;
    return false;
}

bool vp_siting_report_map(const vp_report *page, const vp_siting_shown *s, vp_error *err)
{
    static const char *const fills[] = {"#b91c1c"}, *const texts[] = {"địa điểm mới, theo thứ tự / new site, in order"};
    const vp_region *region = page->snapshot->region;
    const vp_service *service = &region->definitions.services[s->question->service];
    const vp_siting_result *r = s->result;
    size_t units = region->units.sets[region->units.main_set].unit_count, sites = r->answer->chosen_count;
    double *gained = calloc(units + 1, sizeof *gained);
    bool *closed = calloc(service->facility_count + 1, sizeof *closed);
    vp_gain_place *places = calloc(sites + 1, sizeof *places);
    bool ok = (gained && closed && places) || vp_fail_memory(err, sites * sizeof *places);
    for (size_t u = 0; ok && u < units; u++)
        gained[u] = r->units[u].people > 0 ? r->units[u].after - r->units[u].before : (double)NAN;
    for (size_t k = 0; ok && k < service->facility_count; k++)
        closed[k] = is_closed(s->question, service->facilities[k]);
    for (size_t k = 0; ok && k < sites; k++) {
        places[k] = (vp_gain_place){.fill = fills[0], .number = k + 1};
        vp_snapshot_lonlat(s->snapshot->region, r->cells[r->answer->chosen[k].site], &places[k].lon, &places[k].lat);
    }
    const vp_gain_map map = {.gained = gained,
                             .facilities = service->facilities,
                             .closed = closed,
                             .facility_count = service->facility_count,
                             .places = places,
                             .place_count = sites,
                             .fills = fills,
                             .texts = texts,
                             .text_count = 1,
                             .label = "Bản đồ địa điểm mới / Map of the new sites"};
    ok = ok && vp_gain_map_draw(page, &map, err);
    free(gained);
    free(closed);
    free(places);
    return ok;
}
