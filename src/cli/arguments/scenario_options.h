/* The changes of a scenario as options of a command. */
#pragma once
#include <argp.h>

/* A child parser; its input is a vp_scenario_changes (service/scenario_changes.h), zeroed before. */
extern const struct argp vp_scenario_options_argp;
