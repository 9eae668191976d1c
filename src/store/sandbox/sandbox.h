/* A child process that may read a few files and compute, but not do harm: limits on CPU time and memory, no file but
 * those, nothing written but its one pipe, no process, signal or program, and no socket unless it is asked for. What it
 * makes comes back through the pipe. A crash or a limit reached is an ordinary error of the parent. */
#pragma once
#include <stdint.h>
#include <sys/types.h>
#include <vungphu/error.h>

typedef struct {
    unsigned cpu_seconds;
    uint64_t
        memory_bytes; /* address space besides the parent's; not limited under sanitizers, which reserve terabytes */
    int idle_seconds; /* longest wait for the next byte */
    const char *const *readable; /* real paths of files, ended by NULL; NULL: none. The system's libraries and their
                                    data may be read besides */
    bool connects;               /* may make connections: of vungphu fetch alone */
} vp_sandbox_limits;

enum { VP_SANDBOX_FILES_MOST = 24 };

typedef struct {
    pid_t pid; /* 0: not running */
    int input; /* read end of the pipe */
    int idle_seconds;
    const char *what; /* borrowed: what it works on, for sentences */
} vp_sandbox;

/* Runs work(context, output) in a child, which returns 0 or, below 125, the errno that kept it from its work. Threads
 * that the calling process has besides must be idle: none may hold a lock of GDAL, PROJ or SQLite. */
bool vp_sandbox_start(vp_sandbox *sandbox, int (*work)(void *context, int output), void *context, const char *what,
                      const vp_sandbox_limits *limits, vp_error *err);

/* Exactly length bytes. When the pipe ends before the first of them, *end is true and
 * the result too; an end in between is an error that says how the child died. */
bool vp_sandbox_read(vp_sandbox *sandbox, void *bytes, size_t length, bool *end, vp_error *err);

/* Waits for the child. False when it died of a signal or limit, or failed. */
bool vp_sandbox_finish(vp_sandbox *sandbox, vp_error *err);
void vp_sandbox_kill(vp_sandbox *sandbox); /* fine when it is not running */

/* What this kernel cannot keep a hostile source from, in a sentence to be said once; NULL: nothing. */
const char *vp_sandbox_weakness(void);
