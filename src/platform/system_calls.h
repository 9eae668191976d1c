/* System calls that this process makes from now on, and for ever (seccomp): others fail with EACCES. Calls are
 * known by number, and numbers differ between machines: calls of another machine (32-bit, x32) fail too. */
#pragma once
#include <stdbool.h>

/* Of a process that reads files, computes and writes what it has to say into one pipe: all else fails, whatever it is.
 * No file is opened for writing, no process started or signalled, no program run, no socket made. */
bool vp_system_calls_read_only(int output); /* false with errno */

/* The same of a process that fetches from the network as well: it may make connections of IPv4 and IPv6 to elsewhere,
 * and listens at none. */
bool vp_system_calls_fetch(int output); /* false with errno */

/* Of all threads of a server that listens already: no new program or process, no signal to another process, no
 * connection to elsewhere, no look into other processes, nothing that only an administrator needs. */
bool vp_system_calls_serve(void); /* false with errno */
