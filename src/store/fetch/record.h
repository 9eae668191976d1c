/* FOLDER/fetched.csv: what was brought, from where, when, and under which licence. A row a file. */
#pragma once
#include "store/fetch/fetch.h"

#define VP_FETCH_RECORD "fetched.csv"

typedef struct {
    const char *path, *address; /* address: of tiles all, joined by | */
    const char *licence, *attribution, *citation, *vintage, *note;
} vp_fetch_record;

/* The file's row is written anew; the others stay. */
bool vp_fetch_record_write(const char *folder, const vp_fetch_record *record, const vp_fetched *fetched, vp_error *err);

/* A column of the file's row; "" where there is none. The caller frees it. NULL when memory is short. */
char *vp_fetch_record_find(const char *folder, const char *path, const char *column);
