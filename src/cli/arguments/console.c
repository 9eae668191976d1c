#include "cli/arguments/console.h"
#include "cli/arguments/command.h"
#include "cli/arguments/language.h"
#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BAR_WIDTH 30

bool vp_console_progress(void *context, const char *step, double done)
{
    vp_console *console = context;
    if (console->quiet || !isatty(STDERR_FILENO)) return true;
    char bar[BAR_WIDTH + 1];
    size_t full = (size_t)(done * BAR_WIDTH);
    memset(bar, '.', BAR_WIDTH);
    memset(bar, '#', full > BAR_WIDTH ? BAR_WIDTH : full);
    bar[BAR_WIDTH] = '\0';
    fprintf(stderr, "\r[%s] %3.0f %% %-40.40s", bar, done * 100, step);
    console->drawn = true;
    return true;
}

void vp_console_end(vp_console *console)
{
    if (console->drawn) fputc('\n', stderr);
    console->drawn = false;
}

static const char *const severities[] = {N_("note"), N_("warning"), N_("error")};

void vp_console_sentence(FILE *to, const char *sentence)
{
    char *own = vp_language_sentence(sentence);
    fputs(own ? own : sentence, to);
    free(own);
}

static void print_finding(const vp_finding *f)
{
    fprintf(stderr, "%s: ", gettext(severities[f->severity]));
    if (f->file) fprintf(stderr, "%s", f->file);
    if (f->layer) fprintf(stderr, " [%s]", f->layer);
    if (f->row > 0) fprintf(stderr, gettext(" row %ld"), f->row);
    if (f->column) fprintf(stderr, gettext(" column %s"), f->column);
    if (f->value) fprintf(stderr, gettext(" value \"%s\""), f->value);
    fputs(": ", stderr);
    vp_console_sentence(stderr, f->reason);
    fputc('\n', stderr);
}

static void print_number(const char *before, size_t count, const char *one, const char *more)
{
    fputs(before, stderr);
    fprintf(stderr, "%zu %s", count, gettext(count == 1 ? one : more));
}

void vp_console_findings(const vp_findings *findings, vp_severity least)
{
    size_t notes = findings->count - findings->errors - findings->warnings;
    size_t shown = findings->errors + findings->warnings + (least == VP_FINDING_NOTE ? notes : 0);
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].severity >= least) print_finding(&findings->items[i]);
    if (shown || least == VP_FINDING_NOTE) {
        print_number("", shown, N_("finding"), N_("findings"));
        print_number(": ", findings->errors, N_("error"), N_("errors"));
        print_number(", ", findings->warnings, N_("warning"), N_("warnings"));
        if (least == VP_FINDING_NOTE) print_number(", ", notes, N_("note"), N_("notes"));
        fputc('\n', stderr);
    }
    if (findings->failed) fputs(gettext("the list is not complete: memory ran out\n"), stderr);
}

void vp_console_weakness(const char *sentence)
{
    if (!sentence) return;
    fprintf(stderr, "%s: ", gettext("warning"));
    vp_console_sentence(stderr, sentence);
    fputc('\n', stderr);
}

int vp_console_fail(const vp_error *err)
{
    fputs("vungphu: ", stderr);
    vp_console_sentence(stderr, err->message);
    fputc('\n', stderr);
    return VP_EXIT_FAILED;
}
