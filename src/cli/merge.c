/* vungphu merge FOLDER: the parts of a nation, built alone, as one snapshot. */
#include "cli/arguments/parse.h"
#include "cli/commands.h"
#include "cli/stages/stages_options.h"
#include <argp.h>

int vp_merge_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_stages_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        NULL,
        NULL, /* the request goes on to the child */
        NULL,
        "Publishes one snapshot of a nation whose parts (parts.csv) were built by vungphu build --part. Journeys "
        "are those of the parts, joined where they meet; the rest is computed, and everything counted, as a build of "
        "the whole does. A part that is missing, or older than its inputs, is named, and there is no data in its "
        "units.\v"
        "Example: vungphu merge gis-data/nation",
        children,
        NULL,
        NULL};
    vp_stages_request a = {.merge = true};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    return vp_stages_run(&a);
}
