/* The arguments of commands that ask whom one service reaches: --service, --group and --limit. */
#pragma once
#include <argp.h>
#include <vungphu/error.h>
#include <vungphu/region.h>

typedef struct {
    const char *service, *group; /* NULL: not given */
    double limit;                /* set it to NaN: the service's default */
    bool needs_service;          /* set it where no other option can stand for the service */
} vp_reach_arguments;

/* A child parser for argp_child; its input is a vp_reach_arguments. */
extern const struct argp vp_reach_argp;

/* The rows of the service that was given and of the group, else the service's own (VP_NONE: everyone). VP_NOT_FOUND
 * with a sentence for what there is not. */
bool vp_reach_arguments_find(const vp_reach_arguments *a, const vp_definitions *definitions, size_t *service,
                             size_t *group, vp_error *err);
