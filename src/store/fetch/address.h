/* Addresses of files on the network: which are asked, and how they are written. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <vungphu/error.h>

enum { VP_ADDRESS_MOST = 2048 };

typedef struct {
    char scheme[8], host[256], port[8], path[VP_ADDRESS_MOST]; /* host: of IPv6 without brackets */
} vp_address;

/* http or https, a host, no user or password. */
bool vp_address_parse(const char *text, vp_address *address, vp_error *err);

typedef enum {
    VP_REACH_PUBLIC, /* of the internet at large */
    VP_REACH_LOCAL,  /* of this machine or its network: a person may name it, a redirect may not */
    VP_REACH_NEVER   /* of nobody: the machine's own services (169.254…), all or many machines */
} vp_address_reach;
vp_address_reach vp_address_reach_of(const struct sockaddr *at);

/* The file at an address as a mirror has it: MIRROR/host/path. False when it is too long. */
bool vp_address_mirrored(const char *mirror, const char *address, char out[VP_ADDRESS_MOST], vp_error *err);
/* The end of the path from its last full stop on, in small letters, of .osm.pbf from the last but one; "" for none. */
void vp_address_ending(const char *address, char out[16]);
