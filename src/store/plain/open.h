/* GDAL at work on plain files, and what it says kept. For this room. */
#pragma once
#include "platform/whole_file.h"
#include <gdal.h>
#include <stdbool.h>
#include <vungphu/error.h>

/* What GDAL said first while it worked; some calls report failure in no other way. */
typedef struct {
    bool failed;
    char message[300];
} vp_plain_words;

void vp_plain_begin(vp_plain_words *words);
void vp_plain_end(void);
/* The end for a writer: the draft takes its place when it was made and GDAL had no complaint, else it goes. */
bool vp_plain_end_file(const vp_plain_words *words, vp_whole_file *file, bool made, vp_error *err);
