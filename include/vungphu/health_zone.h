/* The zone of a commune's health care, 1 to 3: the national criteria for commune health until 2030
 * (Decision 1300/QĐ-BYT of 9 March 2023).
 *
 *   zone 3  mountainous, remote, border or island: the station is 5 km or more from the nearest hospital, health
 *           centre or regional polyclinic (3 km or more on especially difficult terrain); plain and
 *           midland: 15 km or more
 *   zone 2  mountainous …: nearer than that; plain and midland: 3 km to below 15 km
 *   zone 1  plain and midland: below 3 km
 *
 * Nothing is guessed: a criterion that is not known leaves every zone open that it could lead to. */
#pragma once
#include <vungphu/api.h>

VP_BEGIN_DECLS

typedef struct {
    double mountainous; /* or remote, border, island: 1 yes, 0 no, NaN not known */
    double difficult;   /* especially difficult terrain: 1, 0, NaN not known */
    double km;          /* from the station to the nearest hospital; NaN not known */
} vp_health_zone_facts;

/* The zones that the facts allow; least == most where they decide it. */
typedef struct {
    int least, most;
} vp_health_zones;

VP_API vp_health_zones vp_health_zone_of(vp_health_zone_facts facts);

VP_END_DECLS
