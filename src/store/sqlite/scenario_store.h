/* scenarios.sqlite of a dataset directory: what users saved, with every version of it.
 *
 * Any number of threads and processes: writers take turns (IMMEDIATE transactions, 10 seconds of patience), and what
 * was answered is on the disk (write-ahead log, synced at each commit). Nothing is overwritten: a new
 * version is a new row, and a deleted scenario leaves its history, as far as the limits allow. */
#pragma once
#include "model/scenario_record.h"
#include <vungphu/error.h>

typedef struct vp_scenario_store vp_scenario_store;

vp_scenario_store *vp_scenario_store_open(const char *directory, vp_error *err);
void vp_scenario_store_close(vp_scenario_store *store); /* NULL is fine */

/* Titles are made NFC. Fills id, version and at. VP_DENIED when there are most already. */
bool vp_scenario_store_create(vp_scenario_store *store, vp_scenario_record *record, size_t most, vp_error *err);
/* A new version after expected: VP_CONFLICT when it is not the current one, VP_NOT_FOUND. Fills version and at. */
bool vp_scenario_store_put(vp_scenario_store *store, vp_scenario_record *record, int64_t expected, vp_error *err);
bool vp_scenario_store_delete(vp_scenario_store *store, const char *id, int64_t expected, vp_error *err);
/* version 0: the current one. */
bool vp_scenario_store_get(vp_scenario_store *store, const char *id, int64_t version, vp_scenario_record *record,
                           vp_error *err);
/* The current versions, by time of creation; id: all versions of one that are kept, the oldest first. page NULL: all.
 */
bool vp_scenario_store_list(vp_scenario_store *store, const char *id, vp_scenario_page *page,
                            vp_scenario_record **records, size_t *count, vp_error *err);

/* From now on only the newest versions of each scenario are kept, and nothing is written that makes the file larger
 * than this (VP_NO_SPACE), once what deleted scenarios left is gone. 0: no limit. */
void vp_scenario_store_limit(vp_scenario_store *store, size_t versions_most, size_t bytes_most);
