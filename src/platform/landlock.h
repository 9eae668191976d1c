/* Files that this process may touch from now on, and for ever: the kernel's Landlock (Linux 5.13). What it forbids it
 * forbids to the calling thread, to threads that this one starts later, and to their children. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/error.h>

typedef struct {
    const char *path; /* a file, or a folder with all below it; what is not there is passed over. NULL: none */
    bool written;     /* else only read */
} vp_landlock_path;

typedef struct {
    const vp_landlock_path *paths; /* besides the system's libraries and their data, which may be read */
    size_t count;
    bool connects; /* may connect to elsewhere, and read how names of machines are found and whom TLS trusts */
    bool serves; /* may still listen at a port; else neither that, nor signals to others (where Landlock knows them) */
} vp_landlock_rules;

/* What the kernel knows of it: 0 nothing, 1 files, 3 also truncation, 4 ports, 6 signals. */
int vp_landlock_version(void);

/* True, and nothing done, where the kernel has none. */
bool vp_landlock_enter(const vp_landlock_rules *rules, vp_error *err);
