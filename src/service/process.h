/* What the server can be asked to compute: OGC API – Processes, part 1 (OGC 18-062r2). The program gives the
 * table and the function that computes; this room describes, checks what is sent, and runs jobs. */
#pragma once
#include "service/jobs.h"

typedef enum {
    VP_INPUT_TEXT,
    VP_INPUT_NUMBER,
    VP_INPUT_WHOLE,
    VP_INPUT_YES_NO,
    VP_INPUT_POINTS, /* [[lon, lat], …], WGS 84 */
} vp_input_type;

typedef struct {
    const char *name;
    vp_input_type type;
    bool required;
    double least, most;  /* of numbers; of texts and points how many bytes and points */
    const char *choices; /* of texts: words separated by blanks; NULL: any text */
    const char *description;
} vp_input;

typedef struct {
    const char *id, *title_vi, *title_en, *description, *result;
    const vp_input *inputs;
    size_t input_count;
} vp_process;

typedef struct vp_processes {
    const vp_process *rows;
    size_t count;
    vp_jobs_options jobs; /* run is called with inputs that fit the process's table */
    double wait_seconds;  /* how long a synchronous execution is waited for */
} vp_processes;
