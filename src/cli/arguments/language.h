/* In which language the command line speaks: English, or one of po/. By --language, LANGUAGE, LC_ALL, LC_MESSAGES,
 * LANG, in this order. argp translates the help by itself; other sentences go through gettext(). */
#pragma once
#include <stdbool.h>

/* --language=vi, or --language vi, anywhere among the arguments is taken out of them. Before any other thread starts.
 * False: a language that there is no translation to; *unknown names it. */
bool vp_language_begin(int *count, char **arguments, const char **unknown);

/* A text that is translated where it is printed, not where it stands. */
#define N_(text) text
