/* What the server can be asked to compute: OGC API – Processes, part 1 (OGC 18-062r2). A process is a row: what it
 * takes, for descriptions and for the check of what is sent, and the function that computes it. */
#pragma once
#include "service/jobs.h"
#include "snapshot/land_view.h"
#include <jansson.h>

enum { VP_INPUT_NUMBERS_MOST = 5000 };

typedef enum {
    VP_INPUT_TEXT,
    VP_INPUT_NUMBER,
    VP_INPUT_WHOLE,
    VP_INPUT_YES_NO,
    VP_INPUT_POINTS,  /* [[lon, lat], …], WGS 84 */
    VP_INPUT_AREAS,   /* polygons, each [[lon, lat], …] of its corners, at least 3 */
    VP_INPUT_NUMBERS, /* at most VP_INPUT_NUMBERS_MOST */
} vp_input_type;

typedef struct {
    const char *name;
    vp_input_type type;
    bool required;
    double least,
        most; /* of numbers, of each of several; of texts, points and areas how many bytes, points and areas */
    const char *choices; /* of texts: words separated by blanks; NULL: any text */
    const char *description;
} vp_input;

/* The result, an object, or NULL and err. inputs fit the process's row; the view is this run's own. */
typedef json_t *vp_process_function(const json_t *inputs, vp_land_view *view, const vp_job_progress *progress,
                                    vp_error *err);

typedef struct {
    const char *id, *title_vi, *title_en, *description, *result;
    const vp_input *inputs;
    size_t input_count;
    vp_process_function *compute;
} vp_process;

typedef struct vp_processes {
    const vp_process *rows;
    size_t count;
    vp_jobs_options jobs; /* run is called with inputs that fit the process's row */
    double wait_seconds;  /* how long a synchronous execution is waited for */
} vp_processes;
