/* A file on the network, read from any place on, by HTTP. For the confined child. Redirects are followed by hand, each
 * name looked up once and checked before it is connected to: none leads to this machine or its network. What was cut
 * off is asked for again from where it ended, as long as the file is the same. */
#pragma once
#include "store/fetch/address.h"
#include <stdint.h>

#define VP_REMOTE_UNKNOWN UINT64_MAX

typedef struct {
    uint64_t size;  /* VP_REMOTE_UNKNOWN: the server does not say */
    char etag[200]; /* "" : none */
    bool ranges;    /* the server gives parts */
} vp_remote_about;

typedef struct vp_remote vp_remote;

/* Nothing is asked yet. patience: seconds without a byte, or without a connection, until a try is given up.
 * It lives as long as the child that asks. */
vp_remote *vp_remote_new(const char *address, unsigned patience, vp_error *err);

/* Asks for the first bytes, so that the size and whether parts are given are known. */
bool vp_remote_ask(vp_remote *remote, vp_error *err);
const vp_remote_about *vp_remote_describe(const vp_remote *remote);
uint64_t vp_remote_requests(const vp_remote *remote);
uint64_t vp_remote_received(const vp_remote *remote); /* bytes of all answers */

/* Bytes [from, from + length), fewer at the file's end. VP_CONFLICT when the server gives no parts. */
bool vp_remote_read(vp_remote *remote, uint64_t from, void *bytes, size_t length, size_t *got, vp_error *err);

/* begin is called with the place that the bytes that follow belong to: from, or 0 where the server gives the file only
 * from its beginning, or when it is another file than etag ("" : not known) says. Both return false to stop. */
typedef struct {
    bool (*begin)(void *context, uint64_t from, const vp_remote_about *about);
    bool (*take)(void *context, const void *bytes, size_t length);
    void *context;
} vp_remote_sink;
bool vp_remote_stream(vp_remote *remote, uint64_t from, const char *etag, const vp_remote_sink *sink, vp_error *err);
