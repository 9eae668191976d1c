#include "store/snapshot/past.h"
#include "store/files/published.h"
#include "store/snapshot/manifest.h"
#include "store/snapshot/snapshot_archive.h"
#include <dirent.h>
#include <stdlib.h>

static bool merge(vp_history *into, const vp_history *from, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < from->count; i++) ok = vp_history_put(into, &from->points[i], err);
    return ok;
}

/* Leaves found empty when the snapshot cannot be read; that is for its reader to complain of. */
static void read_one(const char *snapshot, vp_history *found)
{
    vp_manifest manifest = {0};
    size_t length;
    void *bytes = NULL;
    if (vp_manifest_read(&manifest, snapshot, NULL) && vp_manifest_find(&manifest, VP_HISTORY_FILE))
        bytes = vp_manifest_bytes(&manifest, snapshot, VP_HISTORY_FILE, &length, NULL);
    if (bytes && !vp_archive_read(VP_HISTORY_FILE, bytes, length, "history", vp_archive_history, found, NULL))
        vp_history_clear(found);
    free(bytes);
    vp_manifest_clear(&manifest);
}

static int select_snapshots(const struct dirent *entry) { return entry->d_name[0] != '.'; }

bool vp_past_read(const char *directory, vp_history *history, vp_error *err)
{
    struct dirent **entries = NULL;
    char *published = vp_path_join(err, directory, "published", NULL);
    if (!published) return false;
    int count = scandir(published, &entries, select_snapshots, alphasort); /* ids sort by time */
    bool ok = true;
    for (int i = 0; i < count; i++) {
        vp_history found = {0};
        char *snapshot = ok ? vp_path_join(err, published, entries[i]->d_name, NULL) : NULL;
        if (snapshot) read_one(snapshot, &found);
        ok = ok && snapshot && merge(history, &found, err);
        vp_history_clear(&found);
        free(snapshot);
        free(entries[i]);
    }
    free(entries);
    free(published);
    return ok;
}
