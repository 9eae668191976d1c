/* The tables of an investment plan: what may be built at what price, the money of each year, the targets. Files, or
 * texts of the same form. */
#pragma once
#include "base/findings.h"
#include <vungphu/error.h>
#include <vungphu/invest.h>

/* A row of what may be built. Numbers that the table does not give are NaN. */
typedef struct {
    char *service, *group, *candidates; /* service: its id or an indicator's; the others "" where not given */
    vp_invest_kind kind;
    char *class_name; /* of roads of gaps */
    double price, limit, takes, most, first_year, spacing, people_per_place, prominence, mast, frequency, erp, weight,
        gaps;
    long row;
} vp_invest_offer;

typedef struct {
    int year;
    double money;
} vp_invest_budget;

typedef struct {
    char *service, *group; /* service "": all of them together, of a gain */
    int year;              /* 0: the last one */
    double share;
    bool of_gain;
    long row;
} vp_invest_aim;

typedef struct {
    vp_invest_offer *offers;
    size_t offer_count, offer_room;
    vp_invest_budget *budgets; /* by year, each once */
    size_t budget_count, budget_room;
    vp_invest_aim *aims;
    size_t aim_count, aim_room;
} vp_invest_tables;

/* One of the tables: text NULL: the file of that name. */
typedef struct {
    const char *name, *text;
} vp_invest_source;

/* Budgets and targets with name NULL: none. False also when findings has an error. */
bool vp_invest_tables_read(const vp_invest_source *projects, const vp_invest_source *budgets,
                           const vp_invest_source *targets, vp_invest_tables *tables, vp_findings *findings,
                           vp_error *err);
void vp_invest_tables_clear(vp_invest_tables *tables);
