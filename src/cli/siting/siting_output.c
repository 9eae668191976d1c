#include "cli/siting/siting_output.h"
#include "cli/arguments/language.h"
#include <libintl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void vp_siting_output_text(const vp_sites_problem *problem, const vp_sites_answer *a)
{
    char *translated = vp_language_sentence(a->method);
    const char *method = translated ? translated : a->method;
    static const char *const meaning[] = {N_("weight covered"), N_("weighted cost"), N_("largest cost"),
                                          N_("price or number of sites")};
    printf("\n%s: %s %.10g, ", vp_objective_names[problem->objective], gettext(meaning[problem->objective]),
           a->objective);
    if (a->proven)
        fputs(gettext("proven to be the best possible\n"), stdout);
    else
        printf(problem->objective == VP_OBJECTIVE_COVERAGE ? gettext("no choice can be above %.10g; gap %.4f %%\n")
                                                           : gettext("no choice can be below %.10g; gap %.4f %%\n"),
               a->bound, 100 * a->gap);
    printf(gettext("%.10g of %.10g weight is served; all allowed sites together would serve %.10g\n"),
           a->weight_covered, a->weight, a->weight_reachable);
    printf(gettext("method: %s; %.2f s%s\n"), method, a->seconds,
           a->stopped ? gettext("; stopped before the end") : "");
    free(translated);
}

static volatile sig_atomic_t interrupted;

static void note(int number)
{
    (void)number;
    interrupted = 1;
}

/* A second Ctrl-C ends the program as usual. */
void vp_siting_output_catch_interrupt(void)
{
    struct sigaction action = {.sa_handler = note, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
}

bool vp_siting_output_progress(void *context, double objective, double bound, double done)
{
    vp_siting_bar *bar = context;
    (void)done;
    if (!bar->quiet && isatty(STDERR_FILENO)) {
        char best[60], proven[60] = "";
        snprintf(best, sizeof best, "%s", gettext("no choice yet"));
        if (isfinite(objective)) snprintf(best, sizeof best, gettext("best %.8g"), objective);
        if (isfinite(bound)) snprintf(proven, sizeof proven, gettext(", bound %.8g"), bound);
        fprintf(stderr, gettext("\r%s%s, Ctrl-C stops   "), best, proven);
        bar->drawn = true;
    }
    return !interrupted;
}

void vp_siting_output_end(vp_siting_bar *bar)
{
    if (bar->drawn) fputc('\n', stderr);
    bar->drawn = false;
}
