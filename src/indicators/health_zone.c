#include <math.h>
#include <stdbool.h>
#include <vungphu/health_zone.h>

static int zone(bool mountainous, bool difficult, double km)
{
    if (mountainous) return km >= (difficult ? 3 : 5) ? 3 : 2;
    if (km >= 15) return 3;
    return km >= 3 ? 2 : 1;
}

/* Whether a criterion of value known could be answered by yes (1) or no (0). */
static bool may_be(double known, int answer) { return isnan(known) || (known != 0) == (answer != 0); }

vp_health_zones vp_health_zone_of(vp_health_zone_facts facts)
{
    vp_health_zones zones = {3, 1};
    double least = isnan(facts.km) ? 0 : facts.km, most = isnan(facts.km) ? INFINITY : facts.km;
    for (int m = 0; m <= 1; m++)
        for (int d = 0; d <= 1; d++) {
            if (!may_be(facts.mountainous, m) || !may_be(facts.difficult, d)) continue;
            int near = zone(m, d, least), far = zone(m, d, most); /* farther is never a lower zone */
            if (near < zones.least) zones.least = near;
            if (far > zones.most) zones.most = far;
        }
    return zones;
}
