/* The files of a site, and the two kinds of destination. */
#pragma once
#include "publish/publish.h"
#include <jansson.h>

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

#define VP_PUBLISH_LIST "files.json" /* what lies there: its last file */
/* What a site of these options is made of; id: of the snapshot, "" where there is none. */
json_t *vp_publish_source(const vp_site_options *options, char id[VP_SITE_ID_MOST], vp_error *err);
/* Whether that list says that the same is there; then out says so. list may be NULL. */
bool vp_publish_is_there(const json_t *list, const json_t *source, vp_published_site *out);

bool vp_publish_folder(const vp_site_options *options, const char *destination, vp_published_site *out, vp_error *err);
/* prefix: as vp_objects_path. */
bool vp_publish_remote(const vp_site_options *options, const char *prefix, vp_published_site *out, vp_error *err);
