/* snapshot.json: what a snapshot is, from which sources and settings, and the size and sums of
 * each of its files: SHA-256 for people and their tools, BLAKE2b-256 for the loader, which
 * takes it at four times the speed. */
#pragma once
#include "snapshot/snapshot.h"
#include "store/snapshot/files.h"
#include "store/snapshot/service_inputs.h"

typedef struct {
    char *path; /* within the snapshot */
    size_t bytes;
    vp_checksum sha256, blake2b;
} vp_manifest_file;

typedef struct {
    char *key, *value;
} vp_manifest_setting;

typedef struct {
    char *id, *made_at, *software;
    vp_travel_options travel; /* neighbours and open_corners of the build; the defaults where the file is silent */
    bool merged;              /* of parts, each solved within its window */
    vp_manifest_setting *settings;
    size_t setting_count; /* of the dataset */
    vp_source *sources;
    size_t source_count;
    vp_manifest_file dataset; /* dataset.sqlite as it was analysed */
    vp_manifest_file *files;
    size_t file_count;
    vp_service_inputs *inputs; /* what each service rests on; none where the file is silent */
    size_t input_count;
} vp_manifest;

void vp_manifest_clear(vp_manifest *manifest);

/* The settings and sources of a dataset.sqlite. */
bool vp_manifest_read_dataset(vp_manifest *manifest, const char *dataset_path, vp_error *err);

/* Measures and sums a file of the snapshot in directory; any thread may. Free file->path. */
bool vp_manifest_measure(vp_manifest_file *file, const char *directory, const char *path, vp_error *err);
/* Adds a measured file; takes its path, also on failure. */
bool vp_manifest_add(vp_manifest *manifest, vp_manifest_file file, vp_error *err);
/* The row of a path; NULL when the manifest does not have it. */
const vp_manifest_file *vp_manifest_find(const vp_manifest *manifest, const char *path);

/* Writes snapshot.json and its own sum into directory. */
bool vp_manifest_write(const vp_manifest *manifest, const char *directory, vp_error *err);
/* Reads them back; refused when the sum differs. Clear the manifest also on failure. */
bool vp_manifest_read(vp_manifest *manifest, const char *directory, vp_error *err);

/* Whether every file is there and as long as it was: what shows without reading them. */
bool vp_manifest_check_lengths(const vp_manifest *manifest, const char *directory, vp_error *err);
/* The bytes of a file, of the right size and sum; NULL and an error that names it else. Free it. */
void *vp_manifest_bytes(const vp_manifest *manifest, const char *directory, const char *path, size_t *length,
                        vp_error *err);
