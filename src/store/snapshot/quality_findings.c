#include "store/snapshot/quality_findings.h"
#include "store/snapshot/quality_terrain.h"
#include <string.h>

enum { LISTED_MOST = 20 };

static void add(const vp_quality *quality, vp_findings *findings)
{
    size_t places = 0;
    for (size_t i = 0; i < quality->count; i++) {
        const vp_quality_row *q = &quality->rows[i];
        vp_place place = {.file = q->file, .layer = q->layer, .row = q->row, .column = q->field, .value = q->value};
        bool facility = strcmp(q->kind, "ground") == 0;
        if (facility && places++ >= LISTED_MOST) continue;
        vp_findings_add(findings, strcmp(q->severity, "note") == 0 ? VP_FINDING_NOTE : VP_FINDING_WARNING, place, "%s",
                        q->reason);
    }
    if (places > LISTED_MOST)
        vp_findings_add(findings, VP_FINDING_WARNING, (vp_place){.file = "facilities"},
                        "%zu more facilities stand where none of their service's modes can be; the quality report of a "
                        "build lists all",
                        places - LISTED_MOST);
}

static void count_closed(const vp_supply *supply, vp_findings *findings)
{
    size_t closed = 0;
    const vp_facility *first = NULL;
    for (size_t i = 0; i < supply->facility_count; i++) {
        if (supply->facilities[i].open) continue;
        if (!closed++) first = &supply->facilities[i];
    }
    if (closed)
        vp_findings_add(
            findings, VP_FINDING_NOTE,
            (vp_place){
                .file = "facilities", .layer = first->dataset, .column = "open_from, open_to", .value = first->id},
            "%zu of %zu facilities, this one first, are not open on the day that the figures describe (as_of of "
            "province.csv), and count in none",
            closed, supply->facility_count);
}

bool vp_quality_findings(const vp_region *region, vp_findings *findings, vp_error *err)
{
    vp_quality quality = {0};
    bool ok = vp_quality_terrain(region, NULL, &quality, err);
    if (ok) add(&quality, findings);
    if (ok) count_closed(&region->supply, findings);
    vp_quality_clear(&quality);
    return ok && (!findings->failed || vp_fail_memory(err, sizeof *findings->items));
}
