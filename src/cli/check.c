/* vungphu check FOLDER: every finding of the tables and sources; changes nothing. */
#include "cli/arguments/console.h"
#include "cli/arguments/folder_argument.h"
#include "cli/arguments/language.h"
#include "cli/arguments/parse.h"
#include "cli/commands.h"
#include "store/import/import.h"
#include "store/sandbox/sandbox.h"
#include "store/snapshot/quality_findings.h"
#include "json/json.h"
#include <argp.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    vp_folder_argument from;
    bool json;
} arguments;

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->from; return 0;
    case 'f':
        a->json = strcmp(value, "json") == 0;
        if (!a->json && strcmp(value, "text") != 0)
            vp_argument_error(state, "the format is text or json, not %s", value);
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"format", 'f', "text|json", 0, "text on stderr (default), or JSON on stdout", 0}, {0}};

static json_t *finding_json(const void *context, size_t i)
{
    const vp_finding *f = &((const vp_findings *)context)->items[i];
    json_t *object = json_object();
    vp_json_put(&object, "severity", vp_json_text(vp_severity_names[f->severity]));
    vp_json_put(&object, "file", vp_json_text(f->file));
    vp_json_put(&object, "layer", vp_json_text(f->layer));
    vp_json_put(&object, "row", f->row > 0 ? json_integer(f->row) : json_null());
    vp_json_put(&object, "column", vp_json_text(f->column));
    vp_json_put(&object, "value", vp_json_text(f->value));
    char *reason = vp_language_sentence(f->reason);
    vp_json_put(&object, "reason", vp_json_text(reason ? reason : f->reason));
    free(reason);
    return object;
}

static bool print_json(const vp_findings *findings, vp_error *err)
{
    json_t *root = json_object();
    vp_json_put(&root, "errors", json_integer((json_int_t)findings->errors));
    vp_json_put(&root, "warnings", json_integer((json_int_t)findings->warnings));
    vp_json_put(&root, "complete", json_boolean(!findings->failed));
    vp_json_put(&root, "findings", vp_json_list(findings->count, finding_json, findings));
    return vp_json_print(root, err);
}

int vp_check_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_folder_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {options,
                                     parse,
                                     NULL,
                                     "Validates the tables and sources of a province folder.\v"
                                     "Example: vungphu check gis-data/sample\n"
                                     "Exit status: 0 no errors, 1 errors were found, 2 wrong usage.",
                                     children,
                                     NULL,
                                     NULL};
    arguments a = {0};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    vp_console_weakness(vp_sandbox_weakness());
    vp_error err = {0};
    vp_findings findings = {0};
    vp_province *province = vp_province_read(a.from.folder, a.from.data, &findings, &err);
    bool checked = province && vp_import_check(province, vp_quality_findings, &findings, &err);
    bool failed = !checked && findings.errors == 0; /* else err is about a finding */
    if (failed) vp_console_fail(&err);
    if (!a.json) vp_console_findings(&findings, VP_FINDING_NOTE);
    bool printed = !a.json || failed || print_json(&findings, &err);
    if (!printed) vp_console_fail(&err);
    int status = checked && findings.errors == 0 && printed ? VP_EXIT_DONE : VP_EXIT_FAILED;
    vp_province_free(province);
    vp_findings_clear(&findings);
    return status;
}
