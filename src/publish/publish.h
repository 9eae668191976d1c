/* A snapshot's site to where it is served from: a folder, or a store of objects. */
#pragma once
#include "publish/site.h"
#include <stddef.h>

typedef struct {
    char snapshot[VP_SITE_ID_MOST];
    size_t files, changed; /* changed: of files, those that were not there or differed */
    size_t removed;        /* files that were there and are none of these */
    size_t bytes, changed_bytes;
    bool same; /* what is there was made of the same: nothing was made, and nothing is counted */
} vp_published_site;

/* What is there and was made of the same (snapshot, program, web map, options) is left, but for options->anew.
 *
 * destination is a folder: DESTINATION/versions/ID is written, files that are the same as in the version before share
 * its bytes, and the link DESTINATION/current is moved to it in one step; the version before stays, older ones go.
 * VP_BUSY while another publishes there.
 *
 * destination is s3://BUCKET/PREFIX or another that store/objects/objects.h knows: what changed is put, what the map
 * begins with last; then what is no longer there is removed. Whoever has the map open meanwhile is shown that there is
 * newer data.
 */
bool vp_publish(const vp_site_options *options, const char *destination, vp_published_site *out, vp_error *err);
