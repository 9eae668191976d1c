/* What the library computes on a made-up world, as hashes: script/portability compares them between machines and C
 * libraries. `exact` lines hold for all; `about` lines go through the C library's sine, logarithm … and are printed to
 * nine digits. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/burn.h>
#include <vungphu/contour.h>
#include <vungphu/distance.h>
#include <vungphu/propagation.h>
#include <vungphu/travel_time.h>
#include <vungphu/zonal.h>

enum { COLUMNS = 300, ROWS = 220, CELLS = COLUMNS * ROWS, FACILITIES = 7, CORNERS = 64 };

static const vp_grid_geometry geometry = {COLUMNS, ROWS, 100, 500000, 2400000};

/* Knuth's MMIX generator: the high bits, 0 … 65535. */
static uint32_t random_bits(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 48);
}

static void print_hash(const char *what, const void *bytes, size_t length)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < length; i++) hash = (hash ^ ((const uint8_t *)bytes)[i]) * 1099511628211u;
    printf("exact %s %016llx\n", what, (unsigned long long)hash);
}

static void fail(const char *what)
{
    fprintf(stderr, "bits: %s failed\n", what);
    exit(EXIT_FAILURE);
}

/* ------------------------------------------------------------ travel */

static float pace[CELLS], height[CELLS];
static uint8_t slope[CELLS];
static size_t facilities[FACILITIES];

static void make_world(void)
{
    uint64_t state = 20260101;
    float level = 300;
    for (size_t i = 0; i < CELLS; i++) {
        uint32_t bits = random_bits(&state);
        level += (float)(int)(bits % 41 - 20) * 0.25f;
        pace[i] = bits % 13 == 0 ? INFINITY : 0.012f / (float)(1 + bits % 5);
        height[i] = bits % 997 == 0 ? NAN : level;
        slope[i] = bits % 3 > 0;
    }
    for (size_t f = 0; f < FACILITIES; f++)
        facilities[f] = (random_bits(&state) * 65536u + random_bits(&state)) % CELLS;
}

static float *travel(int neighbours, vp_slope_rule rule)
{
    static float minutes[CELLS];
    vp_terrain terrain = {geometry, pace, slope, height};
    vp_travel_options options = vp_travel_defaults();
    vp_travel found = {0};
    vp_error err;
    char what[64];
    options.neighbours = neighbours;
    options.slope_rule = rule;
    options.threads = 2;
    if (!vp_travel_time(&terrain, facilities, FACILITIES, &options, &found, &err)) fail(err.message);
    memcpy(minutes, vp_grid_cells(found.minutes), sizeof minutes);
    for (size_t i = 0; i < CELLS; i++) /* the sign of a NaN is the machine's */
        if (isnan(minutes[i])) minutes[i] = -1;
    snprintf(what, sizeof what, "travel-%d-%s", neighbours, rule == VP_SLOPE_TOBLER ? "tobler" : "langmuir");
    print_hash(what, minutes, sizeof minutes);
    print_hash("  nearest", found.nearest, CELLS * sizeof *found.nearest);
    vp_travel_clear(&found);
    return minutes;
}

/* ------------------------------------------------------------ geometry */

static void make_star(vp_point ring[CORNERS + 1], uint64_t seed)
{
    for (size_t i = 0; i < CORNERS; i++) { /* around a square, in and out: no sine */
        double t = (double)i / CORNERS * 4, part = t - floor(t), r = 3000 + 0.1 * random_bits(&seed);
        double x = t < 1 ? 1 - 2 * part : t < 2 ? -1 : t < 3 ? 2 * part - 1 : 1;
        double y = t < 1 ? 1 : t < 2 ? 1 - 2 * part : t < 3 ? -1 : 2 * part - 1;
        ring[i] = (vp_point){515000 + x * r, 2389000 + y * r};
    }
    ring[CORNERS] = ring[0];
}

static void print_geometry(const float minutes[])
{
    static uint32_t mask[CELLS];
    static vp_point a[CORNERS + 1], b[CORNERS + 1];
    size_t starts[] = {0, CORNERS + 1};
    make_star(a, 1);
    make_star(b, 2);
    vp_shape first = {a, CORNERS + 1, starts, 1}, second = {b, CORNERS + 1, starts, 1};
    const vp_shape *const shapes[] = {&first, &second};
    vp_weights *weights = vp_weights_new(geometry, shapes, 2, NULL);
    double sums[2];
    if (!weights) fail("weights");
    static float people[CELLS];
    for (size_t i = 0; i < CELLS; i++) people[i] = (float)(i % 17);
    vp_zonal_sum(weights, people, sums, NULL);
    print_hash("zonal", sums, sizeof sums);
    vp_weights_free(weights);
    vp_burn_line(geometry, a, CORNERS + 1, 1, mask);
    if (!vp_burn_shapes(geometry, shapes, 2, 2, mask, NULL)) fail("burning");
    print_hash("burn", mask, sizeof mask);
    vp_contour contour;
    if (!vp_contour_at(geometry, &(vp_contour_field){.values = minutes}, (vp_contour_box){0, 0, COLUMNS, ROWS}, 60,
                       &contour, NULL))
        fail("contour");
    print_hash("contour", contour.shape.points, contour.shape.point_count * sizeof *contour.shape.points);
    vp_contour_clear(&contour);
}

/* ------------------------------------------------------------ through the C library */

static void print_about(void)
{
    enum { POINTS = 200 };
    double km[POINTS], terrain[POINTS], sum = 0, metres = 0;
    uint64_t state = 7;
    for (size_t i = 0; i < POINTS; i++) {
        km[i] = 0.25 * (double)i;
        terrain[i] = 100 + random_bits(&state) % 300;
    }
    vp_link link = vp_link_defaults();
    link.frequency_mhz = 650;
    link.transmitter_metres = 80;
    vp_link_constants constants;
    if (!vp_link_prepare(&link, &constants, NULL)) fail("link");
    for (size_t count = 20; count <= POINTS; count++) {
        vp_path path;
        vp_loss loss;
        vp_path_measure(&constants, &(vp_profile){.count = count, .km = km, .terrain = terrain}, &path);
        vp_path_loss(&constants, &path, &loss);
        sum += loss.lb;
    }
    for (size_t i = 0; i < 1000; i++) metres += vp_distance_metres(105 + 0.001 * (double)i, 21, 106, 22);
    printf("about loss %.9g\nabout metres %.9g\n", sum, metres);
}

int main(void)
{
    static const int neighbours[] = {8, 16, 32};
    make_world();
    const float *minutes = NULL;
    for (size_t n = 0; n < 3; n++) {
        travel(neighbours[n], VP_SLOPE_LANGMUIR);
        minutes = travel(neighbours[n], VP_SLOPE_TOBLER);
    }
    print_geometry(minutes);
    print_about();
    return EXIT_SUCCESS;
}
