/* Independent pieces of work on as many threads as there are cores. */
#pragma once
#include <stddef.h>
#include <vungphu/error.h>

/* Piece i of the work. Runs on any thread; err is its own. */
typedef bool vp_piece(void *context, size_t i, vp_error *err);

/* Runs piece 0 … count-1, each once. After a failure no further piece begins; err is that of
 * the failed piece of lowest number among those that ran. */
bool vp_parallel_run(size_t count, vp_piece *piece, void *context, vp_error *err);
