/* The commands of a nation that is built part by part. cli/commands.h lists them. */
#pragma once

int vp_submit_command(int count, char **texts);
int vp_status_command(int count, char **texts);
