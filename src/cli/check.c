/* vungphu check FOLDER: every finding of the tables and sources; changes nothing. */
#include "cli/commands.h"
#include "cli/console.h"
#include "store/import/import.h"
#include <argp.h>

typedef struct {
    const char *folder, *data;
} arguments;

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case 'd': a->data = value; return 0;
    case ARGP_KEY_ARG:
        if (a->folder) argp_error(state, "one province folder, not two: %s", value);
        a->folder = value;
        return 0;
    case ARGP_KEY_END:
        if (!a->folder) argp_error(state, "which province folder?");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

int vp_check_command(int count, char **texts)
{
    static const struct argp_option options[] = {
        {"data", 'd', "DIR", 0, "where the files named in datasets.csv lie (default: FOLDER)", 0}, {0}};
    static const struct argp argp = {options,
                                     parse,
                                     "FOLDER",
                                     "Validates the tables and sources of a province folder.\v"
                                     "Example: vungphu check gis-data/thai-nguyen --data ../shared/data/thai-nguyen\n"
                                     "Exit status: 0 no errors, 1 errors were found, 2 wrong usage.",
                                     NULL,
                                     NULL,
                                     NULL};
    arguments a = {0};
    if (argp_parse(&argp, count, texts, 0, NULL, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    vp_findings findings = {0};
    vp_province *province = vp_province_read(a.folder, a.data, &findings, &err);
    bool checked = province && vp_import_check(province, &findings, &err);
    vp_console_findings(&findings, VP_FINDING_NOTE);
    if (!checked && findings.errors == 0) vp_console_fail(&err);
    int status = checked && findings.errors == 0 ? VP_EXIT_DONE : VP_EXIT_FAILED;
    vp_province_free(province);
    vp_findings_clear(&findings);
    return status;
}
