/* Content encodings of answers (RFC 9110, 8.4 and 12.5.3). */
#pragma once
#include "base/blob.h"

typedef enum {
    VP_ENCODING_NONE,
    VP_ENCODING_BROTLI,
    VP_ENCODING_ZSTD,
    VP_ENCODING_GZIP,
    VP_ENCODING_COUNT
} vp_encoding;

typedef struct {
    const char *name; /* as headers have it */
    const char *mark; /* behind a tag of the content: another representation, another tag */
} vp_encoding_row;
extern const vp_encoding_row vp_encoding_rows[VP_ENCODING_COUNT];

/* The one of greatest weight in an Accept-Encoding header, the smaller one of several; NULL: no header. */
vp_encoding vp_encoding_choose(const char *header);

/* The blob encoded; NULL when memory is short, it would not be smaller, or it is a file. */
vp_blob *vp_encoding_apply(vp_encoding encoding, const vp_blob *blob);
