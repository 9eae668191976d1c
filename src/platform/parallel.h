/* Independent pieces of work, each of which may fail, on a team of the pool. */
#pragma once
#include <stddef.h>
#include <vungphu/error.h>

/* Piece i of the work, at a place of the team (platform/team.h). err is its own. */
typedef bool vp_piece(void *context, size_t place, size_t i, vp_error *err);

/* Runs piece 0 … count-1, each once, on a team of that many threads (0: the budget). After a failure no further piece
 * begins; err is that of the failed piece of lowest number among those that ran. */
bool vp_parallel_run(size_t threads, size_t count, vp_piece *piece, void *context, vp_error *err);
