/* Numbers that look random and are the same for the same seed everywhere: splitmix64 (Steele, Lea, Flood 2014). Not
 * for secrets: what must not be guessed comes from the system. */
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t state; /* the seed at first */
} vp_random;

uint64_t vp_random_next(vp_random *random);
size_t vp_random_below(vp_random *random, size_t count); /* 0 .. count - 1; count above 0 */

/* All 64 bits of a number stirred into each other, one to one: what hashes numbers too. */
uint64_t vp_random_mix(uint64_t number);
