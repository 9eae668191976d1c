/* Which files there are. */
#include "base/array.h"
#include "publish/publish_internal.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <fts.h>

void vp_site_files_clear(vp_site_files *files)
{
    for (size_t i = 0; i < files->count; i++) free(files->items[i].name);
    free(files->items);
    *files = (vp_site_files){0};
}

static int by_name(const FTSENT **a, const FTSENT **b) { return strcmp((*a)->fts_name, (*b)->fts_name); }

bool vp_site_files_list(const char *folder, vp_site_files *out, vp_error *err)
{
    char root[4096];
    char *const roots[] = {root, NULL};
    snprintf(root, sizeof root, "%.4000s", folder);
    size_t skip = strlen(folder) + 1;
    *out = (vp_site_files){0};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    bool ok = walk || vp_fail(err, vp_error_of_system(errno), "%s: cannot be read: %s", folder, strerror(errno));
    for (FTSENT *entry; ok && (entry = fts_read(walk));) {
        if (entry->fts_info != FTS_F) continue;
        ok = VP_ARRAY_FIT(out->items, out->room, out->count + 1, err);
        char *name = ok ? strdup(entry->fts_path + skip) : NULL;
        if (!name) {
            ok = ok && vp_fail_memory(err, entry->fts_pathlen);
            break;
        }
        out->items[out->count++] = (vp_site_file){name, (size_t)entry->fts_statp->st_size};
    }
    if (walk) fts_close(walk);
    return ok;
}
