/* The parent's side of the confined child that fetches: its messages, checked as untrusted. */
#pragma once
#include "store/fetch/fetch.h"
#include "store/fetch/fetch_internal.h"
#include <stdio.h>

typedef struct {
    FILE *file;        /* that bytes go to; NULL: none are expected */
    const char *about; /* beside it: what it is a part of, for going on; NULL: not kept */
    uint64_t at, size; /* size: VP_REMOTE_UNKNOWN */
    vp_bounds degrees;
    vp_buffer outline;
    uint64_t received, requests;
    size_t absent;
    const vp_fetch_options *options; /* for progress; NULL */
    const char *what;
} vp_fetch_child;

bool vp_fetch_child_run(vp_fetch_child *child, const vp_fetch_job *job, vp_error *err);
