#include "cli/arguments/old_spellings.h"
#include <libintl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* When an old spelling is meant: where its letter has another meaning today, its value decides. */
typedef enum {
    ALWAYS,      /* the letter means nothing else in this command */
    NOT_NUMBER,  /* today's meaning takes a number */
    NUMBER,      /* today's meaning takes no value */
    NOT_FORMAT,  /* today it is a form of output */
    AN_OBJECTIVE /* today it is a file */
} condition;

typedef struct {
    const char *command, *was, *now;
    condition when;
} spelling;

static const spelling spellings[] = {
    {"access", "-c", "--costs", ALWAYS},          {"access", "-d", "--demand", ALWAYS},
    {"access", "-m", "--method", ALWAYS},         {"access", "-s", "--supply", ALWAYS},
    {"crosswalk", "-c", "--code", ALWAYS},        {"crosswalk", "-d", "--divided", ALWAYS},
    {"export", "-l", "--layer", ALWAYS},          {"gaps", "-m", "--limit", ALWAYS},
    {"indicators", "-l", "--level", NOT_NUMBER},  {"indicators", "-m", "--limit", ALWAYS},
    {"locate", "-c", "--costs", NOT_NUMBER},      {"locate", "-d", "--demand", ALWAYS},
    {"locate", "-g", "--graph", ALWAYS},          {"locate", "-o", "--objective", ALWAYS},
    {"locate", "-p", "--count", ALWAYS},          {"locate", "-s", "--share", ALWAYS},
    {"locate", "-t", "--time", ALWAYS},           {"quality", "-k", "--kind", ALWAYS},
    {"ranking", "-w", "--weights", ALWAYS},       {"referral", "-f", "--from", NOT_FORMAT},
    {"referral", "-F", "--format", ALWAYS},       {"referral", "-k", "--nearest", ALWAYS},
    {"referral", "-t", "--to", ALWAYS},           {"scenario", "-a", "--add", ALWAYS},
    {"scenario", "-r", "--remove", ALWAYS},       {"serve", "-s", "--settings", ALWAYS},
    {"signal", "-c", "--clutter", ALWAYS},        {"signal", "-p", "--profile", ALWAYS},
    {"signal", "-t", "--transmitters", ALWAYS},   {"sites", "-c", "--candidates", NOT_NUMBER},
    {"sites", "-d", "--spacing", ALWAYS},         {"sites", "-e", "--gap", ALWAYS},
    {"sites", "-h", "--share", NUMBER},           {"sites", "-m", "--limit", ALWAYS},
    {"sites", "-o", "--objective", AN_OBJECTIVE}, {"sites", "-O", "--output", ALWAYS},
    {"sites", "-p", "--count", ALWAYS},           {"sites", "-t", "--time", ALWAYS},
    {"travel-time", "--ways", "--paths", ALWAYS}, {"travel-time", "-f", "--facilities", ALWAYS},
    {"travel-time", "-s", "--speed", ALWAYS},     {"zonal", "-F", "--format", ALWAYS},
    {"zonal", "-q", "--quantiles", NUMBER},       {"zonal", "-v", "--values", ALWAYS},
    {"zonal", "-w", "--weights", ALWAYS},
};

static bool is_one_of(const char *text, const char *const words[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(text, words[i]) == 0) return true;
    return false;
}

static bool is_number(const char *text)
{
    char *end;
    strtod(text, &end);
    return end != text;
}

/* value NULL: the command line ends there. */
static bool holds(condition when, const char *value)
{
    static const char *const formats[] = {"text", "csv", "json"};
    static const char *const objectives[] = {"coverage", "p-median", "p-center", "set-cover"};
    switch (when) {
    case ALWAYS: return true;
    case NOT_NUMBER: return value && !is_number(value);
    case NUMBER: return value && is_number(value);
    case NOT_FORMAT: return value && !is_one_of(value, formats, 3);
    case AN_OBJECTIVE: return value && is_one_of(value, objectives, 4);
    }
    return false;
}

/* The row of an argument, NULL when it is no old spelling. *value is what stands in the same argument behind the
 * letter or the equals sign, NULL when the next argument is the value. */
static const spelling *find(const char *command, char *argument, char *next, char **value)
{
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        const spelling *s = &spellings[i];
        size_t length = strlen(s->was);
        bool is_long = s->was[1] == '-';
        if (strcmp(command, s->command) != 0 || strncmp(argument, s->was, length) != 0) continue;
        if (is_long && argument[length] != '\0' && argument[length] != '=') continue;
        *value = argument[length] ? argument + length + (is_long ? 1 : 0) : NULL;
        if (holds(s->when, *value ? *value : next)) return s;
    }
    return NULL;
}

char **vp_old_spellings_replace(const char *command, int *count, char **arguments)
{
    char **replaced = calloc((size_t)*count * 2 + 1, sizeof *replaced);
    if (!replaced) return NULL;
    int length = 0;
    bool options = true; /* until "--" */
    for (int i = 0; i < *count; i++) {
        char *value = NULL;
        options = options && strcmp(arguments[i], "--") != 0;
        const spelling *s = options && i > 0 ? find(command, arguments[i], arguments[i + 1], &value) : NULL;
        if (s) {
            fprintf(stderr, gettext("vungphu: write %s for %s: the old spelling goes with the next release\n"), s->now,
                    s->was);
            replaced[length++] = (char *)(uintptr_t)s->now;
            if (value) replaced[length++] = value;
        } else {
            bool help = options && i > 0 && strcmp(arguments[i], "-h") == 0;
            replaced[length++] = help ? (char *)(uintptr_t) "--help" : arguments[i];
        }
    }
    *count = length;
    return replaced;
}
