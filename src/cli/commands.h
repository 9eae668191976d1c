/* The commands' entry points, one file each; the table of them is in main.c. */
#pragma once
#include "cli/command.h"

int vp_access_command(int count, char **arguments);
int vp_build_command(int count, char **arguments);
int vp_check_command(int count, char **arguments);
int vp_crosswalk_command(int count, char **arguments);
int vp_export_command(int count, char **arguments);
int vp_gaps_command(int count, char **arguments);
int vp_indicators_command(int count, char **arguments);
int vp_referral_command(int count, char **arguments);
int vp_quality_command(int count, char **arguments);
int vp_scenario_command(int count, char **arguments);
int vp_serve_command(int count, char **arguments);
int vp_locate_command(int count, char **arguments);
int vp_signal_command(int count, char **arguments);
int vp_sites_command(int count, char **arguments);
int vp_targets_command(int count, char **arguments);
int vp_travel_time_command(int count, char **arguments);
int vp_zonal_command(int count, char **arguments);
