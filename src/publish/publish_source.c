/* What a published site was made of, so that the same one is not made again: the snapshot, the program, the web map's
 * files and what was chosen. It stands in files.json beside the site, which is written last. */
#include "publish/publish_internal.h"
#include "store/files/checksum.h"
#include "json/json.h"
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool put_sum(json_t *object, const char *key, const char *path, vp_error *err)
{
    vp_checksum sum;
    return vp_checksum_file(path, sum, NULL, err) &&
           (vp_json_set(object, key, json_string(sum)) || vp_fail_memory(err, sizeof sum));
}

static bool put_files(json_t *object, const char *folder, vp_error *err)
{
    vp_site_files files = {0};
    bool ok = vp_site_files_list(folder, &files, err);
    for (size_t i = 0; ok && i < files.count; i++) {
        char path[2 * PATH_MAX];
        snprintf(path, sizeof path, "%.4000s/%.4000s", folder, files.items[i].name);
        ok = put_sum(object, files.items[i].name, path, err);
    }
    vp_site_files_clear(&files);
    return ok;
}

json_t *vp_publish_source(const vp_site_options *o, char id[VP_SITE_ID_MOST], vp_error *err)
{
    char link[PATH_MAX], target[400] = "";
    snprintf(link, sizeof link, "%.4000s/current", o->directory);
    ssize_t length = readlink(link, target, sizeof target - 1);
    const char *name = length > 0 ? strrchr(target, '/') : NULL;
    snprintf(id, VP_SITE_ID_MOST, "%s", name ? name + 1 : "");
    json_t *web = json_object(),
           *root = json_pack("{s:s, s:b, s:b, s:I, s:O}", "snapshot", id, "surfaces", (int)o->surfaces, "groups",
                             (int)o->groups, "sheets", (json_int_t)o->sheets, "web", web);
    bool ok = root || vp_fail_memory(err, sizeof link);
    ok =
        ok && put_sum(root, "program", "/proc/self/exe", err) && (!o->web_folder || put_files(web, o->web_folder, err));
    json_decref(web);
    if (ok) return root;
    json_decref(root);
    return NULL;
}

bool vp_publish_is_there(const json_t *list, const json_t *source, vp_published_site *out)
{
    const json_t *there = json_object_get(list, "made_of");
    out->same = *out->snapshot && there && json_equal(there, source);
    return out->same;
}
