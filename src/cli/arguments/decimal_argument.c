#include "cli/arguments/decimal_argument.h"
#include "cli/arguments/parse.h"
#include <string.h>

enum { DECIMAL = 2000 };

void vp_decimal_check(const vp_decimal_argument *a, bool is_csv, struct argp_state *state)
{
    if (a->comma && !is_csv) vp_argument_error(state, "--decimal comma goes with csv: add --format csv");
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    vp_decimal_argument *a = state->input;
    switch (key) {
    case DECIMAL:
        a->comma = strcmp(value, "comma") == 0;
        if (!a->comma && strcmp(value, "dot") != 0)
            vp_argument_error(state, "--decimal is comma or dot, not %s", value);
        return 0;
    case ARGP_KEY_SUCCESS:
        if (!a->format) return 0;
        vp_decimal_check(a, *a->format == VP_OUTPUT_CSV, state);
        if (a->comma) *a->format = VP_OUTPUT_CSV_COMMA;
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"decimal", DECIMAL, "comma|dot", 0,
     "of csv: comma writes it for spreadsheets with decimal commas, with semicolons and codes that stay texts", 5},
    {0}};
const struct argp vp_decimal_argp = {options, parse, NULL, NULL, NULL, NULL, NULL};
