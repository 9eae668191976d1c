#include "store/snapshot/former.h"
#include "platform/path.h"
#include "store/files/published.h"
#include "store/snapshot/manifest.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool give(const char *dataset, const char *snapshot, vp_error *err)
{
    char *kept = vp_path_join(err, snapshot, "dataset.sqlite", NULL);
    bool ok = kept && (link(dataset, kept) == 0 || errno == EEXIST ||
                       vp_fail(err, vp_error_of_system(errno), "%s: the dataset cannot be kept with its snapshot: %s",
                               kept, strerror(errno)));
    ok = ok && vp_path_sync(snapshot, err);
    free(kept);
    return ok;
}

/* A snapshot that cannot be read, or that is of another import, gets none: its readers refuse it as before. */
static bool is_made_from(const char *snapshot, const char *directory)
{
    vp_manifest manifest = {0};
    vp_manifest_file now = {0};
    bool same = vp_manifest_read(&manifest, snapshot, NULL) &&
                vp_manifest_measure(&now, directory, "dataset.sqlite", NULL) &&
                strcmp(now.blake2b, manifest.dataset.blake2b) == 0;
    free(now.path);
    vp_manifest_clear(&manifest);
    return same;
}

bool vp_former_take_over(const char *directory, vp_error *err)
{
    struct stat state;
    char *dataset = vp_path_join(err, directory, "dataset.sqlite", NULL);
    if (!dataset) return false;
    bool former = lstat(dataset, &state) == 0 && S_ISREG(state.st_mode), ok = true;
    char *id = former ? vp_published_current(directory, NULL) : NULL;
    char *snapshot = id ? vp_path_join(err, directory, "published", id, NULL) : NULL;
    if (id) ok = snapshot && (!is_made_from(snapshot, directory) || give(dataset, snapshot, err));
    free(snapshot);
    free(id);
    free(dataset);
    return ok;
}
