/* The commands that choose places. cli/commands.h lists them. */
#pragma once

int vp_sites_command(int count, char **texts);
int vp_locate_command(int count, char **texts);
int vp_invest_command(int count, char **texts);
int vp_roads_command(int count, char **texts);
int vp_catchments_command(int count, char **texts);
