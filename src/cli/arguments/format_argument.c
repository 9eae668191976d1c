#include "cli/arguments/format_argument.h"
#include "cli/arguments/parse.h"

static error_t parse(int key, char *value, struct argp_state *state)
{
    vp_format_argument *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        a->decimal.format = &a->format;
        state->child_inputs[0] = &a->decimal;
        return 0;
    case 'f':
        if (!vp_output_format_of(value, &a->format))
            vp_argument_error(state, "the format is text, csv or json, not %s", value);
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&vp_decimal_argp, 0, NULL, 0}, {0}};
static const struct argp_option text[] = {{"format", 'f', "text|csv|json", 0, "what to print (default text)", 5}, {0}};
static const struct argp_option csv[] = {{"format", 'f', "text|csv|json", 0, "what to print (default csv)", 5}, {0}};
const struct argp vp_format_text_argp = {text, parse, NULL, NULL, children, NULL, NULL};
const struct argp vp_format_csv_argp = {csv, parse, NULL, NULL, children, NULL, NULL};
