/* How many cores the process may use. */
#pragma once
#include <stddef.h>

/* Those that its affinity names, or fewer when a control group (version 2) grants less time; at least 1. */
size_t vp_cores_count(void);
/* The whole cores, rounded up, that cpu.max of the group and of those above it grant below the mount point;
 * SIZE_MAX: no limit. group begins with '/'. */
size_t vp_cores_granted(const char *mount, const char *group);
