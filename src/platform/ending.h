/* The end of a process that has promised when it comes. */
#pragma once

/* In so many seconds from now the process ends with this status, whatever its threads do then, and the log says so:
 * for who has nothing left to lose. Where the system gives no thread it does not, and the log says that. */
void vp_ending_by(double seconds, int status);
