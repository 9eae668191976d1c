/* Faults at the Nth system call of a kind, whichever library makes it: a child runs under a seccomp
 * filter that asks its parent about each of them (Linux 5.5; closes 5.9). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef enum {
    FAULT_CHANGES,     /* what changes a file: write, sync, rename, opening for writing … */
    FAULT_MEMORY,      /* what asks for memory: mmap, mremap */
    FAULT_DESCRIPTORS, /* what gives a descriptor: open, pipe, socket; once refused it stays so */
    FAULT_CLOSES,      /* close, which lets the file go and then fails */
} fault_calls;

typedef struct {
    long at;   /* which of the calls, from 1; 0: none */
    int error; /* errno to fail it with; 0: kill the child there and then */
    fault_calls calls;
} fault;

typedef struct {
    bool possible; /* false: this system has no such filters */
    bool killed;   /* by the fault */
    int status;    /* exit status of the child; -1 when it died otherwise */
    long calls;    /* how many such calls it made */
} outcome;

/* Runs child(context) in a process of its own, which exits with what it returns. */
outcome run_with_fault(fault what, int (*child)(void *context), void *context);
