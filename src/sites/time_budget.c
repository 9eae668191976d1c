#include "sites/sites_internal.h"
#include <time.h>

static const double report_seconds = 0.1; /* between two calls of the caller's progress */

double vp_watch_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void vp_watch_start(vp_watch *watch, const vp_sites_options *options)
{
    double now = vp_watch_now();
    *watch = (vp_watch){.options = options, .started = now, .deadline = now + options->seconds, .scale = 1};
}

bool vp_watch_on(vp_watch *watch, double objective, double bound, double done)
{
    if (watch->stopped || watch->enough) return false;
    double outer = watch->scale * objective + watch->shift, proven = watch->scale * bound + watch->shift;
    if (watch->options->gap > 0 && fabs(outer - proven) <= watch->options->gap * fabs(outer)) {
        watch->enough = true;
        return false;
    }
    double now = vp_watch_now();
    if (now >= watch->deadline) watch->stopped = true;
    if (watch->options->progress && now - watch->reported >= report_seconds) {
        watch->reported = now;
        if (!watch->options->progress(watch->options->context, outer, proven, done)) watch->stopped = true;
    }
    return !watch->stopped;
}

double vp_watch_left(const vp_watch *watch)
{
    double left = watch->deadline - vp_watch_now();
    return left > 0 ? left : 0;
}

/* splitmix64 (Steele, Lea, Flood 2014). */
uint64_t vp_dice_next(vp_dice *dice)
{
    uint64_t z = dice->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

size_t vp_dice_below(vp_dice *dice, size_t sides)
{
    return (size_t)(vp_dice_next(dice) % sides); /* the bias is below sides / 2^64 */
}
