/* What goes back to a client, without HTTP's machinery. */
#pragma once
#include "base/blob.h"
#include "base/sentences.h"
#include "model/reference.h"

#define VP_TAG_MOST 160

/* One row a form an answer can take; names are the values of the f parameter. */
typedef enum {
    VP_MEDIA_JSON,
    VP_MEDIA_CSV,
    VP_MEDIA_GEOJSON,
    VP_MEDIA_HTML,
    VP_MEDIA_MVT,
    VP_MEDIA_PNG,
    VP_MEDIA_OPENAPI,
    VP_MEDIA_SCHEMA,
    VP_MEDIA_STYLE,
    VP_MEDIA_METRICS,
    VP_MEDIA_FILE,
    VP_MEDIA_PROBLEM,
    VP_MEDIA_COUNT
} vp_media;

typedef struct {
    const char *name, *type; /* f=name; the Content-Type */
    const char *accept;      /* the type as an Accept header names it */
    bool worth_encoding;
} vp_media_row;
extern const vp_media_row vp_media_rows[VP_MEDIA_COUNT];

/* Content-Security-Policy of pages without scripts; the sum is that of their rules (ogc/page.h). */
#define VP_STRICT_POLICY                                                                                               \
    "default-src 'none'; style-src 'sha256-En/IHfazQxoF+ud9y6jwDTODXlCKB+dfY20ux1PEBV8='; base-uri 'none'; "           \
    "form-action 'none'; frame-ancestors 'self'"

typedef struct {
    unsigned status;
    const char *type;                      /* Content-Type; static text. NULL without a body */
    vp_blob *body;                         /* NULL: empty. Of a 304, what is not sent */
    char tag[VP_TAG_MOST];                 /* ETag with its quotes; "" without one */
    bool store;                            /* false: Cache-Control: no-store */
    bool immutable;                        /* the address names the snapshot: the answer may be kept for good */
    bool ranges;                           /* parts of the body may be asked for */
    size_t first, count;                   /* of a 206: which bytes of the body */
    char allow[64];                        /* for 405 and OPTIONS; "" otherwise */
    char location[300];                    /* Location; "" without one */
    char reference[VP_REFERENCE_URI_MOST]; /* Content-Crs: URI of the positions' reference system; "" without */
    char file[160];                        /* Content-Disposition: saved under this name; "" without one */
    char applied[40];                      /* Preference-Applied; "" without one */
    unsigned retry_seconds;                /* Retry-After; 0 without one */
    const char *problem;                   /* URI of what went wrong, static text; NULL: what the status says */
    unsigned failed_status;                /* of a failure whose kind does not say it; 0: the kind does */
    char waits_for[40]; /* a job or a ticket of the lane: not an answer yet, ask again when it is there; "" otherwise */
    bool dated;         /* says when it was made: made anew for each request, from the same snapshot */
    bool page;          /* an HTML page: gets the security headers of one */
    bool strict;        /* a page without scripts: VP_STRICT_POLICY */
    const char *language; /* Content-Language, static text; NULL without */
    size_t route;         /* row of the table of routes, VP_ROUTE_NONE when none matched */
} vp_reply;

void vp_reply_clear(vp_reply *reply);

/* Makes reply a problem document (RFC 9457) of err, with status or, when 0, that of its kind.
 * Bytes of a client that are not UTF-8 are shown as '?'. Of the server's own troubles only the public
 * sentence is shown (service/public_error.h). */
void vp_reply_problem(vp_reply *reply, unsigned status, const vp_error *err);

/* From now on problem documents have their sentence in Vietnamese, too (detail_vi), where there is a translation.
 * Before any thread answers; the sentences stay the caller's, and live as long. */
void vp_reply_translate(const vp_sentences *vietnamese);

/* The part of the body that a Range header asks for, where such a one may be: status 206, or 416 when it has none of
 * it. if_range: an entity tag that the body must still have; both may be NULL. More than one part: the whole. */
void vp_reply_cut(vp_reply *reply, const char *range, const char *if_range);
