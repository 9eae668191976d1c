/* Minutes on foot to a health station on a drawn map, and the people of two communes within half an hour.
 *
 *     cc travel_time.c $(pkg-config --cflags --libs vungphu) && ./a.out */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <vungphu/travel_time.h>
#include <vungphu/version.h>
#include <vungphu/zonal.h>

enum { COLUMNS = 4, ROWS = 3, CELLS = COLUMNS * ROWS };

/* F a health station, . open land, # a river. */
static const char map[] = "F.#."
                          "..#."
                          "....";

/* Who lives where; some on boats. */
static const float people[CELLS] = {
    100, 50, 10, 80, /**/
    40,  60, 10, 20, /**/
    30,  20, 40, 60,
};

/* Cells of 1 km; a kilometre on foot takes 10 minutes. */
static const vp_grid_geometry geometry = {
    .columns = COLUMNS, .rows = ROWS, .cell_metres = 1000, .west = 0, .north = 3000};

/* Two communes that meet in the middle of the third column. */
static vp_point west_ring[] = {{0, 0}, {2500, 0}, {2500, 3000}, {0, 3000}, {0, 0}};
static vp_point east_ring[] = {{2500, 0}, {4000, 0}, {4000, 3000}, {2500, 3000}, {2500, 0}};
static size_t ring_starts[] = {0, 5};

static bool walk(vp_travel *travel, vp_error *err)
{
    float pace[CELLS];
    size_t station = 0;
    for (size_t i = 0; i < CELLS; i++) {
        pace[i] = map[i] == '#' ? INFINITY : 0.01f;
        if (map[i] == 'F') station = i;
    }
    vp_terrain terrain = {.geometry = geometry, .minutes_per_metre = pace};
    vp_travel_options options = vp_travel_defaults();
    options.neighbours = 8;
    return vp_travel_time(&terrain, &station, 1, &options, travel, err);
}

static void print_minutes(const float minutes[])
{
    for (size_t i = 0; i < CELLS; i++) {
        if (isfinite(minutes[i]))
            printf("%6.1f", minutes[i]);
        else
            printf("     -");
        if (i % COLUMNS == COLUMNS - 1) putchar('\n');
    }
}

/* Cells that a border cuts are shared out by area. */
static bool count_people(const float minutes[], double limit, vp_error *err)
{
    static const vp_shape west = {west_ring, 5, ring_starts, 1}, east = {east_ring, 5, ring_starts, 1};
    static const vp_shape *const communes[] = {&west, &east};
    vp_weights *weights = vp_weights_new(geometry, communes, 2, err);
    if (!weights) return false;
    float near[CELLS];
    for (size_t i = 0; i < CELLS; i++) near[i] = minutes[i] <= limit ? people[i] : 0; /* no path is not within */
    double all[2], within[2];
    vp_zonal_sum(weights, people, all, NULL);
    vp_zonal_sum(weights, near, within, NULL);
    vp_weights_free(weights);
    printf("west: %.0f people, %.0f within %.0f minutes\n", all[0], within[0], limit);
    printf("east: %.0f people, %.0f within %.0f minutes\n", all[1], within[1], limit);
    return true;
}

int main(void)
{
    vp_error err = {0};
    vp_travel travel = {0};
    printf("libvungphu %s\n", vp_version());
    bool ok = walk(&travel, &err);
    if (ok) print_minutes(vp_grid_cells(travel.minutes));
    ok = ok && count_people(vp_grid_cells(travel.minutes), 30, &err);
    vp_travel_clear(&travel);
    if (!ok) fprintf(stderr, "travel_time: %s\n", err.message);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
