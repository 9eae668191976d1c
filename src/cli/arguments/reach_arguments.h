/* The arguments of commands that ask of a published snapshot whom one service reaches: --service, --group and --limit
 * besides those of every snapshot. */
#pragma once
#include "cli/arguments/snapshot_arguments.h"
#include "snapshot/land_view.h"
#include <vungphu/region.h>

/* A command's own arguments begin with it. */
typedef struct {
    vp_snapshot_arguments common;
    const char *service, *group; /* NULL: not given */
    double limit;                /* set it to NaN: the service's default */
    int year;                    /* to come; 0: as the snapshot is */
    bool needs_service;          /* set it where no other option can stand for the service */
} vp_reach_arguments;

/* Parses them, and a command's own by its options and parser, whose input is arguments: a struct that begins with a
 * vp_reach_arguments. False after a usage message. */
bool vp_reach_arguments_parse(const struct argp *own, int count, char **texts, void *arguments);

/* The rows of the service that was given and of the group, else the service's own (VP_NONE: everyone). VP_NOT_FOUND
 * with a sentence for what there is not. */
bool vp_reach_arguments_find(const vp_reach_arguments *a, const vp_definitions *definitions, size_t *service,
                             size_t *group, vp_error *err);
/* The same on the snapshot's land; a group that is a combination (vungphu/group.h) is put into the view. Clear it also
 * on failure. */
bool vp_reach_arguments_view(const vp_reach_arguments *a, const vp_snapshot *snapshot, vp_land_view *view,
                             size_t *service, size_t *group, vp_error *err);
