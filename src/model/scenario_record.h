/* A scenario as it is kept: who stores it and who serves it share this shape. Texts are owned. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define VP_SCENARIO_ID 24 /* bytes with the final zero */

typedef struct {
    char id[VP_SCENARIO_ID];
    int64_t version;           /* from 1; each PUT, re-basing included, makes the next */
    char *title_vi, *title_en; /* NFC; "" when not given */
    char *changes;             /* a JSON array, as docs/api.md describes it */
    char *snapshot;            /* id of the snapshot that it refers to */
    char *status;              /* ready, or needs_review: it makes no sense on the snapshot served */
    char *conflict;            /* why it needs review; "" else */
    char *reason;              /* of this version: created, edited, rebased */
    char at[24];               /* 2026-12-31T00:00:00Z */
} vp_scenario_record;

void vp_scenario_record_clear(vp_scenario_record *record);
void vp_scenario_records_free(vp_scenario_record *records, size_t count);

/* Some of a list. */
typedef struct {
    size_t skip, most; /* records */
    size_t bytes_most; /* of their changes: the page ends before, but has one record */
    size_t total;      /* filled: how many there are */
} vp_scenario_page;
