/* The options that build and merge share, the folder among them. */
#pragma once
#include "cli/stages/stages.h"
#include <argp.h>

/* A child parser for argp_child; its input is a vp_stages_request. */
extern const struct argp vp_stages_argp;
