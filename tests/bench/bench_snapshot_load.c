/* Loading of a published snapshot with all its sums checked; DIR is a dataset directory.
 * CSV: what, which time, seconds, CPU seconds so far, MB of memory at the most. */
#include "store/snapshot/snapshot_store.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "usage: bench_snapshot_load DIR\n");
        return 2;
    }
    for (int i = 0; i < 3; i++) {
        struct timespec began, ended;
        vp_error err = {0};
        clock_gettime(CLOCK_MONOTONIC, &began);
        vp_snapshot *snapshot = vp_snapshot_load(arguments[1], &err);
        clock_gettime(CLOCK_MONOTONIC, &ended);
        if (!snapshot) {
            fprintf(stderr, "%s\n", err.message);
            return 1;
        }
        vp_snapshot_release(snapshot);
        struct rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        double seconds = (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9;
        double cpu = (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
                     (double)usage.ru_utime.tv_usec / 1e6 + (double)usage.ru_stime.tv_usec / 1e6;
        printf("snapshot_load,%d,%.2f,%.2f,%.0f\n", i, seconds, cpu, (double)usage.ru_maxrss / 1024);
    }
    return 0;
}
