/* The monotonic clock: for how long something took, and for waiting. */
#pragma once

/* Seconds since some moment; setting the date does not move it. */
double vp_clock_now(void);
