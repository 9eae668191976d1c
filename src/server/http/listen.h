/* The socket that connections come in on. */
#pragma once
#include <vungphu/error.h>

/* Listens on host:port or [address]:port (port 0: a free one) and writes http://host:port, with the port that
 * was taken, to address. Returns the descriptor, non-blocking, or -1 and err. */
int vp_listen_open(const char *text, char *address, size_t address_size, vp_error *err);
