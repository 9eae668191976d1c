/* The stages that build and merge have in common: check, import, analyse, publish. */
#pragma once
#include "cli/arguments/folder_argument.h"
#include <stdbool.h>

typedef struct {
    vp_folder_argument from;
    const char *output; /* the dataset directory; NULL: FOLDER/dataset */
    const char *part;   /* id of the one that is built, into DIR/parts/ID; NULL: the whole */
    bool merge;         /* surfaces are those of the parts in DIR/parts */
    int threads, neighbours;
    double wait_seconds; /* for another build in the same directory */
    bool open_corners, quiet, timings, anew, explain;
} vp_stages_request;

/* Prints progress, findings and what was published, or why nothing was; the command's exit status. */
int vp_stages_run(const vp_stages_request *request);
