/* The program: a table of commands, one file each. */
#include "cli/commands.h"
#include "cli/old_spellings.h"
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/version.h>

/* To add a command: its file, its line in commands.h and its row here. */
static const vp_command commands[] = {
    {"check", "validates a province folder's tables and sources", vp_check_command},
    {"build", "imports, analyses and publishes a province folder", vp_build_command},
    {"serve", "serves the current snapshot: API, tiles and web map", vp_serve_command},
    {"indicators", "prints the indicators' values per unit", vp_indicators_command},
    {"targets", "prints the plan's score board", vp_targets_command},
    {"gaps", "prints the places left out, most people first", vp_gaps_command},
    {"quality", "prints what is doubtful in the data, with places", vp_quality_command},
    {"signal", "computes field strength over an area, or the loss of one path", vp_signal_command},
    {"sites", "finds where new facilities reach most people, with a proven bound", vp_sites_command},
    {"crosswalk", "where the people of old units went, with bounds for divided ones", vp_crosswalk_command},
    {"export", "writes tables, layers and surfaces for other programs", vp_export_command},
    {"scenario", "indicators before and after a list of changes", vp_scenario_command},
    {"locate", "chooses sites on plain tables of costs, with a proven bound", vp_locate_command},
    {"travel-time", "minutes to the nearest facility, on rasters of yours", vp_travel_time_command},
    {"referral", "from the facilities of one level to those of the next, there and back", vp_referral_command},
    {"zonal", "counts, sums and quantiles of a raster in each zone", vp_zonal_command},
    {"access", "supply per person when all who are near share it", vp_access_command},
};
#define COMMAND_COUNT (sizeof commands / sizeof *commands)

static int print_help(FILE *to)
{
    fputs("vungphu (vùng phủ, \"coverage area\"): who reaches which public service in a province\n\n"
          "Usage: vungphu COMMAND [OPTION...] ...\n\n",
          to);
    for (size_t i = 0; i < COMMAND_COUNT; i++) fprintf(to, "  %-12s %s\n", commands[i].name, commands[i].summary);
    fputs("\nvungphu COMMAND --help explains one command, with an example.\n", to);
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
        fputs("vungphu: not enough memory for the arguments\n", stderr);
        return VP_EXIT_FAILED;
    }
    int status = command->run(count, today);
    free(today);
    return status;
}

int main(int count, char **arguments)
{
    argp_err_exit_status = VP_EXIT_USAGE;
    if (count < 2) return print_help(stderr);
    if (strcmp(arguments[1], "--help") == 0 || strcmp(arguments[1], "-h") == 0 || strcmp(arguments[1], "help") == 0)
        return print_help(stdout);
    if (strcmp(arguments[1], "--version") == 0) return puts("vungphu " VP_VERSION) < 0;
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(arguments[1], commands[i].name) == 0) return run(&commands[i], count - 1, arguments + 1);
    fprintf(stderr, "vungphu: there is no command %s; see vungphu --help\n", arguments[1]);
    return VP_EXIT_USAGE;
}
