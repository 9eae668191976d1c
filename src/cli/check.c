/* vungphu check FOLDER: every finding of the tables and sources; changes nothing. */
#include "cli/arguments/console.h"
#include "cli/arguments/folder_argument.h"
#include "cli/commands.h"
#include "store/import/import.h"
#include "store/sandbox/sandbox.h"
#include "store/snapshot/quality_findings.h"
#include <argp.h>

static error_t parse(int key, char *value, struct argp_state *state)
{
    (void)value;
    if (key != ARGP_KEY_INIT) return ARGP_ERR_UNKNOWN;
    state->child_inputs[0] = state->input;
    return 0;
}

int vp_check_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_folder_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {NULL,
                                     parse,
                                     NULL,
                                     "Validates the tables and sources of a province folder.\v"
                                     "Example: vungphu check gis-data/thai-nguyen --data ../shared/data/thai-nguyen\n"
                                     "Exit status: 0 no errors, 1 errors were found, 2 wrong usage.",
                                     children,
                                     NULL,
                                     NULL};
    vp_folder_argument a = {0};
    if (argp_parse(&argp, count, texts, 0, NULL, &a) != 0) return VP_EXIT_USAGE;
    vp_console_weakness(vp_sandbox_weakness());
    vp_error err = {0};
    vp_findings findings = {0};
    vp_province *province = vp_province_read(a.folder, a.data, &findings, &err);
    bool checked = province && vp_import_check(province, vp_quality_findings, &findings, &err);
    vp_console_findings(&findings, VP_FINDING_NOTE);
    if (!checked && findings.errors == 0) vp_console_fail(&err);
    int status = checked && findings.errors == 0 ? VP_EXIT_DONE : VP_EXIT_FAILED;
    vp_province_free(province);
    vp_findings_clear(&findings);
    return status;
}
