#include "base/random.h"

uint64_t vp_random_mix(uint64_t number)
{
    number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9u;
    number = (number ^ (number >> 27)) * 0x94d049bb133111ebu;
    return number ^ (number >> 31);
}

uint64_t vp_random_next(vp_random *random) { return vp_random_mix(random->state += 0x9e3779b97f4a7c15u); }

size_t vp_random_below(vp_random *random, size_t count)
{
    return (size_t)(vp_random_next(random) % count); /* the bias is below count / 2^64 */
}
