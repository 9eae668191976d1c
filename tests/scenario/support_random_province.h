/* A small province drawn at random with services of every reach, analysed, and its what-if. */
#pragma once
#include "base/random.h"
#include "scenario/scenario.h"

enum { WALK, CAR, THERE_AND_BACK, STRAIGHT, FLOATING, PLACED, NATIONAL = PLACED, LOCAL, BOTH, EITHER, SERVICES };
enum { FACILITIES = 9, TRANSMITTERS = 3, SETS = 2, POPULATIONS = 2, SPEEDS = 7 };

/* A province of random terrain, people, borders and facilities, analysed. */
typedef struct {
    vp_region region;
    vp_unit units[SETS][3];
    vp_unit_set sets[SETS];
    vp_population populations[POPULATIONS];
    vp_facility facilities[FACILITIES];
    vp_transmitter transmitters[TRANSMITTERS];
    char ids[FACILITIES][8];
    double beds[FACILITIES];
    size_t lists[PLACED][FACILITIES];
    vp_service services[SERVICES];
    vp_speed speeds[SPEEDS];
    vp_indicator indicator;
    vp_joint joints[2];
    char *attribute;
    vp_weights **weights;
    vp_coverage *coverage;
    vp_grid *surfaces[SERVICES];
    int32_t *nearest[SERVICES];
    int64_t *access[SERVICES];
    vp_what_if *what_if;
} province;

double random_share(vp_random *random); /* 0 to below 1 */

/* The same seed gives the same province. */
province *random_province(uint64_t seed, size_t columns, size_t rows, size_t transmitters);
void random_province_free(province *p);
