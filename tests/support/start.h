/* What a start of the program sends to the process that has it loaded (loaded.c), in one message: these bytes, then the
 * texts, each with its terminator: the folder, the arguments, the environment; and the open descriptors. */
#pragma once
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#define START_SOCKET "VP_LOADED_SOCKET" /* variable of the environment: where it listens */

enum {
    START_BYTES_MOST = 160 << 10, /* of a message; a socket carries some more */
    START_FILES_MOST = 64,
    START_SIGNALS_MOST = 32,
    START_LIMITS = RLIM_NLIMITS,
};

typedef struct {
    int argument_count, variable_count, file_count;
    int files[START_FILES_MOST];            /* the number that each has */
    uint8_t is_ignored[START_SIGNALS_MOST]; /* signals that who starts it has set aside */
    struct rlimit limits[START_LIMITS];
    mode_t mask;
    pid_t group;
} start_head;

/* Then a number is sent each way: by the start a signal that it got, by the process the status that waitpid gave. */
static const int start_passed[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
