/* When each connection is cut: libmicrohttpd's timeout is of idleness only, so that a byte a second outlives it. */
#pragma once
#include <stdint.h>
#include <vungphu/error.h>

typedef struct vp_deadlines vp_deadlines;
typedef struct vp_connection vp_connection; /* one, from its beginning to its end */

/* Looks every quarter of a second; then also calls tick(context), and left(context, …) for each connection that waits
 * (vp_connection_await) and whose client has hung up. A connection of which nothing was heard is cut
 * seconds_most after it began, and an idle one when of what was sent nothing more is taken for seconds_most. */
vp_deadlines *vp_deadlines_new(double seconds_most, void (*tick)(void *context),
                               void (*left)(void *context, const char *waited_for, const void *who), void *context,
                               vp_error *err);
void vp_deadlines_free(vp_deadlines *deadlines); /* after its last connection; NULL is fine */

/* NULL when memory is short. */
vp_connection *vp_connection_begin(vp_deadlines *deadlines, int socket);
void vp_connection_end(vp_deadlines *deadlines, vp_connection *connection); /* NULL is fine */

/* The line of a request is read, at this moment (vp_deadlines_now), on a connection that may have been idle. */
void vp_connection_request(vp_deadlines *deadlines, vp_connection *connection, int64_t at);
/* So many bytes were its head; with a body, how long it is on the wire is asked for in the end. */
void vp_connection_take(vp_connection *connection, size_t head);
void vp_connection_take_body(vp_connection *connection);
/* An answer is being made, for as long as it takes; waited_for: what who waits for, "": nothing that may be left. */
void vp_connection_await(vp_deadlines *deadlines, vp_connection *connection, const char *waited_for, const void *who);
/* An answer is ready and must be taken in so many seconds. */
void vp_connection_answer(vp_connection *connection, double seconds);
/* The answer is gone at this moment; the connection may idle so many seconds. */
void vp_connection_idle(vp_connection *connection, int64_t at, double seconds);

int64_t vp_deadlines_now(void); /* monotonic nanoseconds */
