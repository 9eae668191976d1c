/* Texts of a source as UTF-8: in which encoding they are, and whether they read as if it were another. */
#pragma once
#include "store/sandbox/source.h"

/* place: row, column and value. */
/* How a table's columns of coordinates are called: two of one row, or one for both (then the second is NULL). */
enum { VP_SOURCE_PLACES = 10 };
extern const char *const vp_source_places[VP_SOURCE_PLACES][2];

typedef void vp_source_reporter(void *context, vp_severity severity, vp_place place, const char *reason);

typedef struct {
    const char *encoding; /* declared; "" when it is not */
    const char *declare;  /* the file that it can be declared in; NULL: nowhere, so that the source must be converted */
    vp_source_reporter *report;
    void *context;
    const char *page; /* that the source states and nobody overrules; filled by vp_source_words_columns */
    bool reported_page, reported_tcvn3, reported_twice, reported_vni;
} vp_source_words;

/* The names of the header's columns, decoded. NULL when memory is short; free them and each of them. */
char **vp_source_words_columns(vp_source_words *words, const vp_source_header *header, vp_error *err);
/* A value, trimmed NFC UTF-8; free it. NULL and why when the bytes are not of the encoding. */
char *vp_source_words_text(vp_source_words *words, const char *bytes, size_t length, const char *column, long row,
                           vp_error *why);
