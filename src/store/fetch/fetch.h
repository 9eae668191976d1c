/* A file brought from the network into a folder: what lies in a place alone where the format lets it be read in parts,
 * else whole. All that touches the network or opens what came from it is the confined child's. What was begun and not
 * ended is gone on with the next time, from FOLDER/.fetch. */
#pragma once
#include "base/buffer.h"
#include "store/fetch/address.h"
#include "store/files/checksum.h"
#include <stdint.h>
#include <vungphu/shape.h>

typedef struct {
    const char *folder; /* where the file's path begins */
    const char *mirror; /* asked instead of the machines that addresses name; NULL: none */
    unsigned patience;  /* seconds without a byte until a try is given up */
    bool (*progress)(void *context, const char *what, double done);
    void *context;
} vp_fetch_options;

typedef struct {
    const char *const *addresses; /* several: tiles, of which those that are not there are left out */
    size_t address_count;
    const char *path;        /* relative to the folder; its ending says what is made */
    const char *layer, *crs; /* "" : the only one, the file's own */
    const char *filter;      /* OGR SQL WHERE on its rows; "" */
    const char *sha256;      /* of the file at the address, which is then brought whole; "" */
    bool raster;
    vp_bounds degrees;        /* the place; west > east: everywhere */
    const vp_buffer *outline; /* WKB in degrees: rows with a place of theirs inside; NULL: all */
} vp_fetch_wish;

typedef struct {
    vp_checksum checksum; /* of what lies in the folder */
    uint64_t bytes;       /* of it */
    uint64_t received, requests;
    size_t absent; /* tiles that are not there */
    bool window;   /* only parts were asked for */
} vp_fetched;

enum { VP_FETCH_ADDRESSES_MOST = 64 };

bool vp_fetch_file(const vp_fetch_options *options, const vp_fetch_wish *wish, vp_fetched *fetched, vp_error *err);

/* The bounds in degrees of the rows of a local file. */
bool vp_fetch_extent(const char *file, const char *layer, const char *crs, const char *filter, vp_bounds *degrees,
                     vp_error *err);
/* The bounds and outline (WKB, degrees) of the row of a local file of which a column is admin, or a name that differs
 * in marks and case; VP_NOT_FOUND and the names that there are. */
bool vp_fetch_outline(const char *file, const char *admin, vp_bounds *degrees, vp_buffer *outline, vp_error *err);
