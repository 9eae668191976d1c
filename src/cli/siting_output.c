#include "cli/siting_output.h"
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

void vp_siting_output_text(const vp_sites_problem *problem, const vp_sites_answer *a)
{
    static const char *const meaning[] = {"weight covered", "weighted cost", "largest cost",
                                          "price or number of sites"};
    printf("\n%s: %s %.10g, ", vp_objective_names[problem->objective], meaning[problem->objective], a->objective);
    if (a->proven)
        printf("proven to be the best possible\n");
    else
        printf("no choice can be %s %.10g; gap %.4f %%\n",
               problem->objective == VP_OBJECTIVE_COVERAGE ? "above" : "below", a->bound, 100 * a->gap);
    printf("%.10g of %.10g weight is served; all allowed sites together would serve %.10g\n", a->weight_covered,
           a->weight, a->weight_reachable);
    printf("method: %s; %.2f s%s\n", a->method, a->seconds, a->stopped ? "; stopped before the end" : "");
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
        char best[40] = "no choice yet", proven[40] = "";
        if (isfinite(objective)) snprintf(best, sizeof best, "best %.8g", objective);
        if (isfinite(bound)) snprintf(proven, sizeof proven, ", bound %.8g", bound);
        fprintf(stderr, "\r%s%s, Ctrl-C stops   ", best, proven);
        bar->drawn = true;
    }
    return !interrupted;
}

void vp_siting_output_end(vp_siting_bar *bar)
{
    if (bar->drawn) fputc('\n', stderr);
    bar->drawn = false;
}
