#include "store/snapshot/kept_check.h"
#include "platform/thread.h"
#include "store/files/mapped_file.h"
#include "store/files/published.h"
#include "store/snapshot/manifest.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

typedef enum { NOT_READ, LEFT, BEING_READ, GOOD, BAD } file_state;

struct vp_kept_check {
    char *folder; /* of the snapshot; NULL: none */
    vp_manifest manifest;
    pthread_mutex_t lock;
    pthread_cond_t read;
    file_state *states; /* [file] under lock */
    atomic_bool over;
    pthread_t thread;
    bool has_thread;
};

/* Cells have a sum a block, which costs a third. */
static bool is_as_written(const vp_kept_check *c, const vp_manifest_file *file)
{
    vp_error why = {0};
    vp_checksum sum = "";
    char *path = vp_path_join(&why, c->folder, file->path, NULL);
    bool cells = strncmp(file->path, "cells/", 6) == 0, good = false;
    if (path && cells) good = vp_mapped_file_check(path, file->bytes, &why);
    if (path && !cells) good = vp_checksum_file(path, sum, NULL, &why) && strcmp(sum, file->sha256) == 0;
    free(path);
    return good;
}

/* False: another thread does, or did; or it is left, and nobody has asked. */
static bool read_file(vp_kept_check *c, size_t i, bool asked)
{
    pthread_mutex_lock(&c->lock);
    bool mine = c->states[i] == NOT_READ || (asked && c->states[i] == LEFT);
    if (mine) c->states[i] = BEING_READ;
    pthread_mutex_unlock(&c->lock);
    if (!mine) return false;
    bool good = is_as_written(c, &c->manifest.files[i]);
    pthread_mutex_lock(&c->lock);
    c->states[i] = good ? GOOD : BAD;
    pthread_cond_broadcast(&c->read);
    pthread_mutex_unlock(&c->lock);
    return true;
}

static void *read_all(void *context)
{
    vp_kept_check *c = context;
    for (size_t i = 0; i < c->manifest.file_count && !atomic_load(&c->over); i++) read_file(c, i, false);
    return NULL;
}

/* What keeps it from being read is no reason not to build. */
static bool open_snapshot(vp_kept_check *c, const char *directory, vp_error *err)
{
    vp_error why = {0};
    char *id = vp_published_current(directory, &why);
    if (id) c->folder = vp_path_join(&why, directory, "published", id, NULL);
    if (!c->folder || !vp_manifest_read(&c->manifest, c->folder, &why)) vp_manifest_clear(&c->manifest);
    free(id);
    c->states = calloc(c->manifest.file_count + 1, sizeof *c->states);
    return c->states || vp_fail_memory(err, c->manifest.file_count * sizeof *c->states);
}

vp_kept_check *vp_kept_check_new(const char *directory, vp_error *err)
{
    vp_kept_check *c = calloc(1, sizeof *c);
    if (!c) {
        vp_fail_memory(err, sizeof *c);
        return NULL;
    }
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->read, NULL);
    atomic_init(&c->over, false);
    if (!open_snapshot(c, directory, err)) {
        vp_kept_check_free(c);
        return NULL;
    }
    /* Without a thread each file is read when it is asked for. */
    if (c->manifest.file_count) c->has_thread = vp_thread_start(&c->thread, "check", read_all, c);
    return c;
}

void vp_kept_check_free(vp_kept_check *c)
{
    if (!c) return;
    atomic_store(&c->over, true);
    if (c->has_thread) pthread_join(c->thread, NULL);
    vp_manifest_clear(&c->manifest);
    pthread_cond_destroy(&c->read);
    pthread_mutex_destroy(&c->lock);
    free(c->folder);
    free(c->states);
    free(c);
}

void vp_kept_check_leave(vp_kept_check *c, const char *name)
{
    const vp_manifest_file *file = c ? vp_manifest_find(&c->manifest, name) : NULL;
    if (!file) return;
    pthread_mutex_lock(&c->lock);
    file_state *state = &c->states[file - c->manifest.files];
    if (*state == NOT_READ) *state = LEFT;
    pthread_mutex_unlock(&c->lock);
}

bool vp_kept_check_is_good(vp_kept_check *c, const char *name)
{
    const vp_manifest_file *file = c ? vp_manifest_find(&c->manifest, name) : NULL;
    if (!file) return false;
    size_t i = (size_t)(file - c->manifest.files);
    read_file(c, i, true);
    pthread_mutex_lock(&c->lock);
    while (c->states[i] == BEING_READ) pthread_cond_wait(&c->read, &c->lock);
    bool good = c->states[i] == GOOD;
    pthread_mutex_unlock(&c->lock);
    return good;
}
