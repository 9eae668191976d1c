/* Why something failed, in one sentence that a user can act on.
 *
 * Makers return NULL and doers return false exactly when they have filled a
 * vp_error. Whoever fails writes the sentence; no caller rewrites it. */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/api.h>

VP_BEGIN_DECLS

typedef enum {
    VP_BAD_INPUT = 1, /* the caller, a client or a file is wrong */
    VP_NOT_FOUND,
    VP_NO_MEMORY,
    VP_IO, /* disk, database, network */
    VP_CANCELLED,
    VP_CONFLICT,  /* the thing changed meanwhile (stale ETag) */
    VP_DENIED,    /* not allowed for this caller */
    VP_BUSY,      /* a bounded queue is full */
    VP_NO_SPACE,  /* the disk or a quota is full */
    VP_READ_ONLY, /* what would be written lies where nothing may be written */
    VP_NO_FILES,  /* as many files and connections are open as may be */
    VP_LAST_KIND = VP_NO_FILES,
} vp_error_kind;

typedef struct {
    vp_error_kind kind;
    char message[512]; /* UTF-8, cut at a character when too long */
} vp_error;

/* Fills err and returns false, so that a check is one line:
 *     if (zoom > 22) return vp_fail(err, VP_BAD_INPUT, "zoom %u is above 22", zoom);
 * err may be NULL when the caller does not want to know. */
VP_API bool vp_fail(vp_error *err, vp_error_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));
VP_API bool vp_fail_v(vp_error *err, vp_error_kind kind, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/* The kind of a failure of the system, by errno: VP_NO_SPACE, VP_READ_ONLY, VP_NO_MEMORY, VP_NO_FILES, else VP_IO. */
VP_API vp_error_kind vp_error_of_system(int number);

/* The sentence for a failed allocation of that many bytes. Returns false. */
VP_API bool vp_fail_memory(vp_error *err, size_t bytes);

VP_END_DECLS
