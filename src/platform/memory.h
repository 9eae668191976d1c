/* What of the machine's memory this process holds, and how much it may; room for large arrays. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Whether 16 MB more of address space can be had. Where not, what a library complains of or cannot do says nothing of
 * the file: many pass over memory that they did not get. Also within a handler of a signal. */
bool vp_memory_is_left(void);

/* Bytes of mapped files, programs and libraries among them, that lie in its memory now; 0 where the system does not
 * say. */
size_t vp_memory_of_files(void);
/* Bytes of its own, which no file has, that lie in memory: what only it can free. 0 where the system does not say.
 */
size_t vp_memory_own(void);
/* What the machine has, or less where a control group of version 2 grants less (memory.max); SIZE_MAX: unknown. */
size_t vp_memory_granted(void);
/* The same of a group and those above it; mount: /sys/fs/cgroup. */
size_t vp_memory_granted_to(const char *mount, const char *group);

/* Room for an array, begun at a cache line and unset: free() frees it. What is large lies on large pages where the
 * system has them, which spares most of the time of its first writing and most address look-ups; what is small would
 * cost more as a whole page than the work on it. */
void *vp_memory_new(size_t bytes);
/* What is freed from now on stays with the process for what it asks next: large arrays that come and go are not cleared
 * by the system each time, and fragments may cost some memory. */
void vp_memory_keep(void);
/* Gives the pages of such an array back until they are written again; what they held is lost. Small ones keep them. */
void vp_memory_give_back(void *memory, size_t bytes);
