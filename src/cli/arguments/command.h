/* One command of the program: parses its own arguments (argp), prints results on stdout
 * and messages on stderr. */
#pragma once

enum { VP_EXIT_DONE = 0, VP_EXIT_FAILED = 1, VP_EXIT_USAGE = 2 };

typedef struct {
    const char *name, *summary;
    int (*run)(int count, char **arguments); /* arguments[0] is the command's name */
} vp_command;
