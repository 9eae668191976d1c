/* The socket that connections come in on. */
#pragma once
#include <vungphu/error.h>

/* On the addresses of this machine by which others reach it, when every one is listened on: http://192.168.1.5:8080; at
 * most that many, of IPv4 and IPv6 without those of a link alone. */
typedef char vp_listen_address[80];
size_t vp_listen_reachable(const char *address, vp_listen_address found[], size_t most);

/* Listens on host:port or [address]:port (port 0: a free one) and writes http://host:port, with the port that
 * was taken, to address. Returns the descriptor, non-blocking, or -1 and err. */
int vp_listen_open(const char *text, char *address, size_t address_size, vp_error *err);
