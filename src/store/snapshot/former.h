/* Dataset directories as former versions left them. */
#pragma once
#include <vungphu/error.h>

/* Former versions kept DIRECTORY/dataset.sqlite as a file beside the snapshots: the current one, when it was made from
 * it, gets it under a second name, without a copy; the first name becomes a link when a new snapshot is published. For
 * the holder of the lock. True also when there is nothing to do. */
bool vp_former_take_over(const char *directory, vp_error *err);
