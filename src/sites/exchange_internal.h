/* Interchange by gains and losses (Whitaker 1983; Resende and Werneck 2007), whatever a site is good for: a set of open
 * sites, what closing each of them loses, and the search for swaps that pay. A pass costs one look at every pair,
 * whatever the number of open sites. */
#pragma once
#include "sites/instance.h"

typedef struct {
    const vp_instance *instance;
    bool *open;    /* [site] the caller's */
    double *loss;  /* [site] what closing it costs; kept right by the owner's turns */
    double *saved; /* [site] the part of its loss that the site being tried would take over; 0 between tries */
    uint32_t *touched, *open_sites;
    size_t touched_count, open_count;
    double price; /* of the open sites */
} vp_exchange;

bool vp_exchange_init(vp_exchange *exchange, const vp_instance *instance, bool open[], vp_error *err);
void vp_exchange_clear(vp_exchange *exchange);

static inline void vp_exchange_save(vp_exchange *exchange, uint32_t site, double amount)
{
    if (exchange->saved[site] == 0) exchange->touched[exchange->touched_count++] = site;
    exchange->saved[site] += amount;
}

typedef struct {
    void *context;
    /* What site brings, added to those that are open; what it takes over of their losses is saved. */
    double (*gain)(void *context, uint32_t site);
    /* Opens or closes the site, open[site] included, and keeps the losses right. */
    void (*turn)(void *context, uint32_t site, bool open);
} vp_exchange_sites;

/* Swaps and adds while it pays more than rounding at the value, within count and budget; fixed sites stay. */
void vp_exchange_improve(vp_exchange *exchange, const vp_exchange_sites *sites, double value);
