/* The tables of `vungphu locate`: who can be served from where, and at what cost. */
#pragma once
#include "base/findings.h"
#include <vungphu/sites.h>

typedef struct vp_names vp_names; /* texts numbered in the order they first come */
vp_names *vp_names_new(void);     /* NULL: memory is short; a table frees its own */
size_t vp_names_count(const vp_names *names);
const char *vp_names_text(const vp_names *names, size_t number);
/* SIZE_MAX when it has not come. */
size_t vp_names_find(const vp_names *names, const char *text);
/* The number of the text, a new one at the end; SIZE_MAX when memory is short. */
size_t vp_names_add(vp_names *names, const char *text);

typedef struct {
    vp_names *demands, *sites;
    vp_cost *entries;
    size_t entry_count, entry_room;
    double *weights;    /* [demand]; NULL: none given */
    uint8_t *states;    /* [site] vp_site_state; NULL: none given */
    double *prices;     /* [site]; NULL: none given */
    double *capacities; /* [site] INFINITY where the field is empty; NULL: none given */
    vp_costs *costs;    /* made from entries by the readers */
    size_t count;       /* P as an OR-Library file states it; SIZE_MAX: it does not */
    double *loads;      /* [demand] of an instance, what it takes of a capacity; NULL: its weight */
    bool undivided;     /* of an instance: each demand at one site */
    bool stated;        /* an instance says what is asked: */
    vp_objective objective;
} vp_cost_table;

typedef struct {
    const char *costs;  /* CSV: demand,site,cost */
    const char *graph;  /* CSV: node,node,length; or OR-Library's p-median text */
    const char *demand; /* CSV: demand,weight. NULL: 1 each */
    const char *sites;  /* CSV: site and any of state, price, capacity. NULL: all free */
} vp_cost_files;

/* Every bad row becomes a finding (after 200 errors reading stops; of more than 200 warnings the number is reported);
 * false when there is an error among them or err is filled. A site that only the table of sites names is one too: it
 * serves nobody, is chosen only when fixed, and is then counted and paid for. */
bool vp_cost_table_read(const vp_cost_files *files, vp_cost_table *table, vp_findings *findings, vp_error *err);
void vp_cost_table_clear(vp_cost_table *table);
