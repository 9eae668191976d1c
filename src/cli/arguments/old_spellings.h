/* Options by the names that they had before every command gave a letter the same meaning. They keep working for one
 * release, with a note on stderr that says what to write. */
#pragma once
#include <stdbool.h>

/* The arguments of a command (arguments[0] is its name) with old spellings replaced by today's and -h by --help.
 * NULL when memory is short. Free the array alone: its texts are those of arguments, or literals. *count is
 * the new length, before the NULL at the end. */
char **vp_old_spellings_replace(const char *command, int *count, char **arguments);
