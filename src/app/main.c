/* The program: a table of commands, one file each. */
#include "app/command.h"
#include <stdio.h>
#include <string.h>

static const vp_command commands[] = {
    {"--version", "prints the version", NULL},
};

int main(int count, char **arguments)
{
    if (count < 2 || strcmp(arguments[1], "--help") == 0) {
        puts("vungphu COMMAND …: service coverage of a province");
        return count < 2 ? VP_EXIT_USAGE : VP_EXIT_DONE;
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(arguments[1], commands[i].name) == 0)
            return commands[i].run ? commands[i].run(count - 1, arguments + 1) : (puts("vungphu " VP_VERSION), 0);
    fprintf(stderr, "vungphu: no command %s; see vungphu --help\n", arguments[1]);
    return VP_EXIT_USAGE;
}
