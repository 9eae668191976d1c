#include "platform/cores.h"
#include <math.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 4096 };

static size_t granted_by(const char *path)
{
    char quota[32];
    double period;
    FILE *file = fopen(path, "re");
    int read = file ? fscanf(file, "%31s %lf", quota, &period) : 0;
    if (file) fclose(file);
    double microseconds = read == 2 ? strtod(quota, NULL) : 0; /* "max" is no number */
    return microseconds > 0 && period > 0 ? (size_t)ceil(microseconds / period) : SIZE_MAX;
}

size_t vp_cores_granted(const char *mount, const char *group)
{
    size_t least = SIZE_MAX;
    char path[PATH_BYTES];
    for (size_t length = strlen(group);; length--) {
        while (length && group[length - 1] == '/') length--;
        int written = snprintf(path, sizeof path, "%s%.*s/cpu.max", mount, (int)length, group);
        size_t granted = written > 0 && (size_t)written < sizeof path ? granted_by(path) : SIZE_MAX;
        if (granted < least) least = granted;
        while (length && group[length - 1] != '/') length--;
        if (length == 0) return least;
    }
}

/* The line of version 2 is "0::/path". */
static size_t granted_to_process(void)
{
    char line[PATH_BYTES];
    size_t granted = SIZE_MAX;
    FILE *file = fopen("/proc/self/cgroup", "re");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "0::/", 4) == 0) {
            line[strcspn(line, "\n")] = '\0';
            granted = vp_cores_granted("/sys/fs/cgroup", line + 3);
        }
    if (file) fclose(file);
    return granted;
}

size_t vp_cores_count(void)
{
    cpu_set_t set;
    int allowed = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    size_t cores = allowed > 0 ? (size_t)allowed : 1, granted = granted_to_process();
    return granted < cores ? granted : cores;
}
