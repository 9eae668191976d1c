/* What the processes of the server share: the terrain they compute on, their inputs, and counting people. */
#pragma once
#include "service/jobs.h"
#include "snapshot/snapshot.h"
#include <jansson.h>

/* One job at work. */
typedef struct {
    const vp_snapshot *snapshot; /* that is served */
    const vp_region *region;     /* its dataset's, with grids */
    const json_t *inputs;        /* checked against the process's table */
    vp_job_progress *progress;
    void *progress_context;
} vp_process_work;

/* Inputs that were not sent keep the fallback. */
double vp_process_number(const vp_process_work *work, const char *name, double fallback);
const char *vp_process_text(const vp_process_work *work, const char *name, const char *fallback);
bool vp_process_yes(const vp_process_work *work, const char *name);
/* Where points[index] of an input lies: projected metres and cell. VP_BAD_INPUT outside the grid. */
bool vp_process_point(const vp_process_work *work, const char *name, size_t index, double xy[2], size_t *cell,
                      vp_error *err);
double vp_process_lon(const vp_process_work *work, const char *name, size_t index);
double vp_process_lat(const vp_process_work *work, const char *name, size_t index);
/* An input that names a service or group of the snapshot; VP_NONE when it was not sent. */
bool vp_process_service(const vp_process_work *work, const char *name, size_t *service, vp_error *err);
bool vp_process_group(const vp_process_work *work, const char *name, size_t *group, vp_error *err);

/* {province: {people, reached, share}, units: [{code, name, people, reached, share}]} of the main set: people of the
 * first population on cells whose value is at most limit (at_least: at least), cells of no data (NaN) left out of both
 * reached and people and counted as no_data. INFINITY is no way at all, or no signal. */
json_t *vp_process_count(const vp_process_work *work, const float values[], double limit, bool at_least, vp_error *err);

/* The processes: a result, or NULL and err. */
typedef json_t *vp_process_function(const vp_process_work *work, vp_error *err);
vp_process_function vp_process_site, vp_process_travel_time, vp_process_signal;
