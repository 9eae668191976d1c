/* The program: a table of commands, one file each. */
#include "base/name.h"
#include "cli/arguments/language.h"
#include "cli/arguments/old_spellings.h"
#include "cli/commands.h"
#include "store/text/text.h"
#include <argp.h>
#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/version.h>

#define LISTED(name, stem, summary) {name, summary, vp_##stem##_command},
static const vp_command commands[] = {VP_COMMANDS(LISTED)};
#define COMMAND_COUNT (sizeof commands / sizeof *commands)

static int print_help(FILE *to)
{
    fputs(gettext("vungphu (vùng phủ, \"coverage area\"): who reaches which public service in a province\n\n"
                  "Usage: vungphu COMMAND [OPTION...] ...\n\n"),
          to);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(to, "  %-12s %s\n", commands[i].name, gettext(commands[i].summary));
    fputs(
        gettext("\nvungphu COMMAND --help explains one command, with an example. --language vi|en: the language of the "
                "help.\n"),
        to);
    return to == stdout ? VP_EXIT_DONE : VP_EXIT_USAGE;
}

/* argp's messages name the program as the user typed it. */
static int run(const vp_command *command, int count, char **arguments)
{
    static char name[64];
    snprintf(name, sizeof name, "vungphu %s", command->name);
    arguments[0] = name;
    char **today = vp_old_spellings_replace(command->name, &count, arguments);
    if (!today) {
        fputs(gettext("vungphu: not enough memory for the arguments\n"), stderr);
        return VP_EXIT_FAILED;
    }
    int status = command->run(count, today);
    free(today);
    return status;
}

/* A word or two letters off, or another word for it. */
static int print_unknown(const char *word)
{
    const char *nearest = NULL;
    size_t least = 3;
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        size_t distance = vp_name_distance(word, commands[i].name, 2);
        if (distance < least) nearest = commands[i].name, least = distance;
    }
    fprintf(stderr, gettext("vungphu: there is no command %s; "), word);
    if (nearest) fprintf(stderr, gettext("is %s meant? "), nearest);
    fputs(gettext("There are:"), stderr);
    for (size_t i = 0; i < COMMAND_COUNT; i++) fprintf(stderr, " %s", commands[i].name);
    fputs(gettext("\nvungphu --help says what they do\n"), stderr);
    return VP_EXIT_USAGE;
}

int main(int count, char **arguments)
{
    const char *unknown;
    argp_err_exit_status = VP_EXIT_USAGE;
    if (!vp_language_begin(&count, arguments, &unknown)) {
        fprintf(stderr, gettext("vungphu: --language is vi or en, not %s\n"), unknown);
        return VP_EXIT_USAGE;
    }
    if (count < 2) return print_help(stderr);
    if (strcmp(arguments[1], "--help") == 0 || strcmp(arguments[1], "-h") == 0 || strcmp(arguments[1], "help") == 0)
        return print_help(stdout);
    if (strcmp(arguments[1], "--version") == 0) return puts("vungphu " VP_VERSION) < 0;
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(arguments[1], commands[i].name) == 0) return run(&commands[i], count - 1, arguments + 1);
    return print_unknown(arguments[1]);
}
