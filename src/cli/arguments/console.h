/* What every command shows on stderr: progress, findings, failures. */
#pragma once
#include "base/findings.h"
#include <stdbool.h>
#include <stdio.h>
#include <vungphu/error.h>

/* A progress bar on stderr, only when it is a terminal and the command is not quiet. */
typedef struct {
    bool quiet, drawn;
} vp_console;

/* For vp_import_options and vp_analysis_options: context is a vp_console. Always true. */
bool vp_console_progress(void *context, const char *step, double done);
/* Ends the line of the bar, if one was drawn. */
void vp_console_end(vp_console *console);

/* Every finding of at least this severity, one a line, and a count. */
void vp_console_findings(const vp_findings *findings, vp_severity least);

/* In the reader's language (language.h), as every sentence below; without an end of line. */
void vp_console_sentence(FILE *to, const char *sentence);

/* What the system cannot do for safety, as a warning; NULL is fine. */
void vp_console_weakness(const char *sentence);

/* "vungphu: sentence"; returns VP_EXIT_FAILED. */
int vp_console_fail(const vp_error *err);
