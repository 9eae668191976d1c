/* In which language the command line speaks: English, or one of po/. By --language, LANGUAGE, LC_ALL, LC_MESSAGES,
 * LANG, in this order. argp translates the help by itself; sentences of the command line go through gettext(), those of
 * errors and findings, which the rooms below make in English, are translated when they are shown. */
#pragma once
#include "base/sentences.h"
#include <stdbool.h>

/* --language=vi, or --language vi, anywhere among the arguments is taken out of them. Before any other thread starts.
 * False: a language that there is no translation to; *unknown names it. */
bool vp_language_begin(int *count, char **arguments, const char **unknown);

/* A finished sentence of an error or a finding in the reader's language, else as it is; to be freed. NULL: no memory.
 */
char *vp_language_sentence(const char *english);

/* The reader's of two texts. */
const char *vp_language_of(const char *vietnamese, const char *english);

/* Of po/vi.po, whatever the reader's language; NULL: it is not there. From the main thread. */
const vp_sentences *vp_language_vietnamese(void);

/* A text that is translated where it is printed, not where it stands. */
#define N_(text) text
