/* The commands, one file each. To add one: its file, cli/<name>.c with vp_<name>_command, and its row here: name,
 * what stands of it in the file's name and the function's, and one line for vungphu --help. */
#pragma once
#include "cli/arguments/command.h"

#define VP_COMMANDS(ROW)                                                                                               \
    ROW("demo", demo, "builds the sample province, serves it and opens the map")                                       \
    ROW("init", init, "proposes a province folder from your files")                                                    \
    ROW("fetch", fetch, "brings what a province folder names by address, or open data")                                \
    ROW("check", check, "validates a province folder's tables and sources")                                            \
    ROW("build", build, "imports, analyses and publishes a province folder")                                           \
    ROW("merge", merge, "joins the parts of a nation, each built alone, into one snapshot")                            \
    ROW("submit", submit, "builds and merges the parts of a nation, on this machine or on Slurm")                      \
    ROW("status", status, "how far the parts of a nation are")                                                         \
    ROW("serve", serve, "serves the current snapshot: API, tiles and web map")                                         \
    ROW("indicators", indicators, "prints the indicators' values per unit")                                            \
    ROW("targets", targets, "prints the plan's score board")                                                           \
    ROW("gaps", gaps, "prints the places left out, most people first")                                                 \
    ROW("settlements", settlements, "prints the settlements that a service leaves out, by name")                       \
    ROW("ranking", ranking, "ranks communes by what they lack of several services at once")                            \
    ROW("facilities", facilities, "what each facility carries, and who depends on it alone")                           \
    ROW("uncertainty", uncertainty, "how far shares of people reached may be off, by seeded runs")                     \
    ROW("quality", quality, "prints what is doubtful in the data, with places")                                        \
    ROW("signal", signal, "computes field strength over an area, or the loss of one path")                             \
    ROW("sites", sites, "finds where new facilities reach most people, with a proven bound")                           \
    ROW("invest", invest, "plans what to build where in which year for the money there is")                            \
    ROW("roads", roads, "which roads to build or upgrade so that most people gain access")                             \
    ROW("catchments", catchments, "who goes to which facility, by places: a school map")                               \
    ROW("crosswalk", crosswalk, "where the people of old units went, with bounds for divided ones")                    \
    ROW("export", export, "writes tables, layers and surfaces for other programs")                                     \
    ROW("publish", publish, "writes the map and its answers as files to where they are served from")                   \
    ROW("scenario", scenario, "indicators before and after a list of changes")                                         \
    ROW("locate", locate, "chooses sites on plain tables of costs, with a proven bound")                               \
    ROW("travel-time", travel_time, "minutes to the nearest facility, on rasters of yours")                            \
    ROW("referral", referral, "from the facilities of one level to those of the next, there and back")                 \
    ROW("zonal", zonal, "counts, sums and quantiles of a raster in each zone")                                         \
    ROW("access", access, "supply per person when all who are near share it")                                          \
    ROW("reference", reference, "prints the reference of columns, measures, settings and addresses")

#define VP_COMMAND_DECLARED(name, stem, summary) int vp_##stem##_command(int count, char **arguments);
VP_COMMANDS(VP_COMMAND_DECLARED)
#undef VP_COMMAND_DECLARED
