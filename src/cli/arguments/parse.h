/* The parsing of a command's arguments by argp: options that are none, and refusals in the reader's language. */
#pragma once
#include <argp.h>

/* argp_parse, after a look for long options that the command does not have: those are answered with the nearest that it
 * has. Not 0: refused, after a sentence on stderr. */
error_t vp_arguments_parse(const struct argp *argp, int count, char **texts, void *input);

/* argp_error with an English sentence of po/vi.po: ends the program with a usage message. */
void vp_argument_error(const struct argp_state *state, const char *format, ...) __attribute__((format(printf, 2, 3)));
