/* Representative clutter heights: the province's own, else those of ITU-R P.1812-6 table 2 (water and open land 0,
 * suburban 10, urban and forest 15 m) by ESA WorldCover code. */
#include <vungphu/signal.h>

/* The table has no row for shrubs and mangroves. A rural province's built land is taken as suburban. */
static const vp_clutter_height built_in[] = {
    {10, 15, "rừng cây", "trees", "ITU-R P.1812-6, table 2: trees/forest"},
    {20, 5, "cây bụi", "shrubs", "assumption: low growth, no row in P.1812-6 table 2"},
    {30, 0, "đồng cỏ", "grassland", "ITU-R P.1812-6, table 2: open/rural"},
    {40, 0, "đất trồng trọt", "cropland", "ITU-R P.1812-6, table 2: open/rural"},
    {50, 10, "khu xây dựng", "built-up", "ITU-R P.1812-6, table 2: suburban"},
    {60, 0, "đất trống", "bare ground", "ITU-R P.1812-6, table 2: open/rural"},
    {80, 0, "mặt nước", "water", "ITU-R P.1812-6, table 2: water/sea"},
    {90, 0, "đất ngập nước cỏ", "herbaceous wetland", "ITU-R P.1812-6, table 2: open/rural"},
    {95, 10, "rừng ngập mặn", "mangroves", "assumption: half-grown forest, no row in P.1812-6 table 2"},
};

static const vp_clutter_height *find(const vp_clutter_height rows[], size_t count, uint8_t land_cover_class)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].land_cover_class == land_cover_class) return &rows[i];
    return NULL;
}

const vp_clutter_height *vp_clutter_of(const vp_clutter_height own[], size_t own_count, uint8_t land_cover_class)
{
    const vp_clutter_height *row = find(own, own_count, land_cover_class);
    return row ? row : find(built_in, sizeof built_in / sizeof *built_in, land_cover_class);
}

void vp_clutter_fill(const vp_clutter_height own[], size_t own_count, float metres[256])
{
    for (int i = 0; i < 256; i++) {
        const vp_clutter_height *row = vp_clutter_of(own, own_count, (uint8_t)i);
        metres[i] = row ? (float)row->metres : 0;
    }
}

float vp_clutter_metres(uint8_t land_cover_class)
{
    const vp_clutter_height *row = vp_clutter_of(NULL, 0, land_cover_class);
    return row ? (float)row->metres : 0;
}
