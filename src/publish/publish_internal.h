/* The files of a site, and the two kinds of destination. */
#pragma once
#include "publish/publish.h"

typedef struct {
    char *name; /* below the folder */
    size_t bytes;
} vp_site_file;

typedef struct {
    vp_site_file *items;
    size_t count, room;
} vp_site_files;

/* In the order of their names. */
bool vp_site_files_list(const char *folder, vp_site_files *out, vp_error *err);
void vp_site_files_clear(vp_site_files *files);

bool vp_publish_folder(const vp_site_options *options, const char *destination, vp_published_site *out, vp_error *err);
/* prefix: as vp_objects_path. */
bool vp_publish_remote(const vp_site_options *options, const char *prefix, vp_published_site *out, vp_error *err);
