/* What of the machine's memory this process holds. */
#pragma once
#include <stddef.h>

/* Bytes of mapped files, programs and libraries among them, that lie in its memory now; 0 where the system does not
 * say. */
size_t vp_memory_of_files(void);
