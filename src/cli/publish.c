/* vungphu publish DIR DEST: the current snapshot's site, to where it is served from. */
#include "publish/publish.h"
#include "cli/arguments/console.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/arguments/web_folder.h"
#include "cli/commands.h"
#include "server/endpoints/endpoints.h"
#include <argp.h>
#include <libintl.h>
#include <stdio.h>

typedef struct {
    const char *directory, *destination, *web;
    bool surfaces, groups, anew, quiet;
    uint32_t sheets;
} arguments;

enum { WEB = 256, SURFACES, GROUPS, ANEW, SHEETS, SHEETS_MOST = 14 };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case WEB: a->web = value; return 0;
    case SURFACES: a->surfaces = false; return 0;
    case GROUPS: a->groups = true; return 0;
    case ANEW: a->anew = true; return 0;
    case SHEETS:
        if (vp_argument_whole(value, state) > SHEETS_MOST)
            vp_argument_error(state, "--sheets takes a zoom from 0 to %d, not %s", SHEETS_MOST, value);
        a->sheets = (uint32_t)vp_argument_whole(value, state);
        return 0;
    case 'q': a->quiet = true; return 0;
    case ARGP_KEY_ARG:
        if (a->destination) vp_argument_error(state, "one dataset directory and one destination, not also %s", value);
        if (a->directory)
            a->destination = value;
        else
            a->directory = value;
        return 0;
    case ARGP_KEY_END:
        if (!a->destination) vp_argument_error(state, "which dataset directory, and where to publish?");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"web", WEB, "DIR", 0, "the web map as built; default: that of this program", 0},
    {"no-surfaces", SURFACES, NULL, 0, "without the surfaces as files (COG); the map shows them all the same", 0},
    {"groups", GROUPS, NULL, 0, "also each indicator for every population group, by the units of today: many files", 0},
    {"anew", ANEW, NULL, 0, "also where what lies there was made of the same snapshot, program, map and options", 0},
    {"sheets", SHEETS, "ZOOM", 0,
     "tiles from this zoom on as one archive for each tile of it, and surfaces in windows as large, so that an edit in "
     "one place changes few bytes; 0: one file each; default: 8 where the territory is wider than two tiles of that, "
     "else 0",
     0},
    {"quiet", 'q', NULL, 0, "prints nothing", 0},
    {0}};

int vp_publish_command(int count, char **texts)
{
    static const struct argp argp = {options,
                                     parse,
                                     "DIR DEST",
                                     "Writes the site of the current snapshot of the dataset directory DIR (as vungphu "
                                     "export DIR site/) and brings what "
                                     "changed to DEST: a folder, where a new version is put beside the last and the "
                                     "link DEST/current moved to it, or "
                                     "s3://BUCKET/PREFIX, with keys from the environment as GDAL has them "
                                     "(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, "
                                     "AWS_S3_ENDPOINT …).\v"
                                     "Example: vungphu publish gis-data/sample/dataset /srv/www/coverage",
                                     NULL,
                                     NULL,
                                     NULL};
    char found[PATH_MAX];
    arguments a = {.surfaces = true, .sheets = VP_SITE_SHEETS_SELF};
    vp_error err = {0};
    vp_published_site done;
    if (argp_parse(&argp, count, texts, 0, NULL, &a) != 0) return VP_EXIT_USAGE;
    const vp_site_options site = {.directory = a.directory,
                                  .web_folder = a.web ? a.web : vp_web_folder_find(found),
                                  .routes = &vp_endpoints,
                                  .surfaces = a.surfaces,
                                  .groups = a.groups,
                                  .anew = a.anew,
                                  .sheets = a.sheets};
    if (!vp_publish(&site, a.destination, &done, &err)) {
        vp_console_fail(&err);
        return VP_EXIT_FAILED;
    }
    if (!a.quiet && done.same)
        printf(gettext("%s: nothing has changed since it was published there\n"), done.snapshot);
    else if (!a.quiet)
        printf(gettext("%s: %zu files (%.1f MB): %zu written (%.1f MB), %zu left as they were, %zu removed\n"),
               done.snapshot, done.files, (double)done.bytes / 1e6, done.changed, (double)done.changed_bytes / 1e6,
               done.files - done.changed, done.removed);
    return VP_EXIT_DONE;
}
