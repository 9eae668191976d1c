/* The arguments that every command on a published snapshot shares: DIR, and how its table is printed. */
#pragma once
#include "cli/arguments/format_argument.h"
#include "snapshot/snapshot.h"
#include <argp.h>

/* A command's own arguments begin with it. */
typedef struct {
    const char *directory;
    vp_format_argument table;
} vp_snapshot_arguments;

/* A child parser for argp_child; its input is a vp_snapshot_arguments. */
extern const struct argp vp_snapshot_argp;

/* Parses a command's own options and those that it shares: vp_snapshot_argp, or what has it as a child. The input of
 * both is arguments, the command's struct. False after a usage message. */
bool vp_snapshot_arguments_parse(const struct argp *own, const struct argp *shared, int count, char **texts,
                                 void *arguments);

/* The units of this level and vintage (NULL: any); the main set without both. VP_NONE and a sentence when there are
 * none. */
size_t vp_snapshot_arguments_set(const vp_units *units, const char *level, const char *vintage, vp_error *err);

/* Loads the snapshot and prints of it; arguments are the command's own. Returns the command's exit status. */
typedef bool vp_snapshot_printer(const vp_snapshot *snapshot, const void *arguments, vp_error *err);
int vp_snapshot_arguments_print(const vp_snapshot_arguments *common, vp_snapshot_printer *print, const void *arguments);

/* The same of a snapshot as it will be at the end of a year (snapshot/year_view.h; 0: as it is), in which the group
 * stands, also where it is a combination (vungphu/group.h; NULL: none). */
int vp_snapshot_arguments_print_view(const vp_snapshot_arguments *common, int year, const char *group,
                                     vp_snapshot_printer *print, const void *arguments);
/* A row of a command's options, for its year by vp_argument_count. */
enum { VP_OPTION_YEAR = 2000 };
#define VP_YEAR_OPTION                                                                                                 \
    {                                                                                                                  \
        "year", VP_OPTION_YEAR, "YEAR", 0,                                                                             \
            "at the end of a year to come, such as 2030: people grown as growth.csv states, facilities open by their " \
            "dates",                                                                                                   \
            0                                                                                                          \
    }

/* The number in an option's value; ends the program with a usage message when it is none. */
double vp_argument_number(const char *value, struct argp_state *state);
/* The same for a whole number of 0 to 10^9. */
size_t vp_argument_whole(const char *value, struct argp_state *state);
/* The same for a number above 0, and for a whole one of 1 to 10^9. */
double vp_argument_above_0(const char *value, struct argp_state *state);
size_t vp_argument_count(const char *value, struct argp_state *state);
/* 8, 16 or 32. */
int vp_argument_neighbours(const char *value, struct argp_state *state);
/* The threads that the whole process computes on, and no more from now on: 0 (one a core) to 256. */
int vp_argument_threads(const char *value, struct argp_state *state);
