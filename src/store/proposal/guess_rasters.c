/* Rasters: people, heights or classes of land, by their names and by their cells. */
#include "base/sentences.h"
#include "store/proposal/proposal_internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define PEOPLE_WORDS                                                                                                   \
    "ppp pop population worldpop ghs_pop ghspop people dan_so danso landscan hrsl unadj constrained meta_pop gpw pph " \
    "pop_count people_100m"
#define HEIGHT_WORDS                                                                                                   \
    "dem elevation srtm glo30 glo_30 glo90 copernicus aster alos aw3d altitude do_cao docao dtm dsm height heights "   \
    "hgt terrain dia_hinh"
#define COVER_WORDS                                                                                                    \
    "worldcover land_cover landcover lulc lc land_use landuse esa thuc_phu tham_phu lop_phu globcover cover clutter"
#define OTHER_WORDS                                                                                                    \
    "built built_s built_v built_up built_h ghs_built ghsbuilt ntl nightlights night_lights viirs dmsp ndvi evi "      \
    "slope aspect "                                                                                                    \
    "hillshade rainfall precipitation friction accessibility travel_time walking_only smod ghs_smod"
#define DENSITY_WORDS "density mat_do per_km2 pd per_sq_km persons_per_km2 densidade ppkm2"

static bool of_world_cover(int class) { return (class >= 10 && class <= 100 && class % 10 == 0) || class == 95; }

static size_t strange_classes(const vp_look_raster *r)
{
    size_t count = 0;
    for (int i = 1; i < 256; i++) count += r->classes[i] && !of_world_cover(i);
    return count;
}

/* By the name of the file and what it says of itself; where they say nothing, by the cells. */
static const char *role_of(const vp_look *look, const char **why)
{
    const vp_look_raster *r = &look->raster;
    const char *names[] = {look->key, r->words ? r->words : ""};
    size_t length = strlen(look->path);
    *why = VP_PART("by its name");
    if (vp_words_in(OTHER_WORDS, look->key)) return NULL;
    if (vp_guess_is_of_some(look)) return "population";
    for (size_t i = 0; i < 2; i++) {
        if (vp_words_in(COVER_WORDS, names[i])) return "land_cover";
        if (vp_words_in(PEOPLE_WORDS, names[i]) || vp_words_in(DENSITY_WORDS, names[i])) return "population";
        if (vp_words_in(HEIGHT_WORDS, names[i])) return "elevation";
    }
    if (length > 4 && strcmp(look->path + length - 4, ".hgt") == 0) return "elevation";
    *why = VP_PART("by its cells");
    if (!r->known) return NULL;
    if (r->whole && r->class_count > 1 && r->class_count <= 25 && r->least >= 0 && r->most <= 255 &&
        (r->bytes || strange_classes(r) == 0))
        return "land_cover";
    if (r->least < 0 || (r->roughness < 0.35 && r->most <= 9000)) return r->least >= -500 ? "elevation" : NULL;
    return "population";
}

/* The part of the smaller that both cover, 0 to 1. */
static double overlap(vp_bounds a, vp_bounds b)
{
    double x = fmin(a.east, b.east) - fmax(a.west, b.west), y = fmin(a.north, b.north) - fmax(a.south, b.south);
    double least = fmin((a.east - a.west) * (a.north - a.south), (b.east - b.west) * (b.north - b.south));
    return x > 0 && y > 0 && least > 0 ? x * y / least : 0;
}

/* Two estimates of one year are no tiles: the second needs a label of its own. The first is the plainest by name. */
static void label_estimates(vp_guess *g)
{
    vp_proposed_source *rows = g->out->sources;
    for (size_t i = 0; i < g->out->source_count; i++) {
        size_t same = 1;
        for (size_t k = 0; k < i && strcmp(rows[i].role, "population") == 0; k++)
            same += strcmp(rows[k].role, "population") == 0 && strncmp(rows[k].vintage, rows[i].vintage, 4) == 0 &&
                    overlap(g->looks[rows[k].look].bounds, g->looks[rows[i].look].bounds) > 0.5;
        if (same < 2) continue;
        size_t used = strlen(rows[i].vintage);
        snprintf(rows[i].vintage + used, sizeof rows[i].vintage - used, "_%zu", same);
        vp_guess_say(g, &g->looks[rows[i].look],
                     "another estimate of the same year, labelled %s: figures carry the range", rows[i].vintage);
    }
}

static void take(vp_guess *g, const vp_look *look)
{
    const char *why, *role = look->raster.has_crs ? role_of(look, &why) : NULL;
    if (!look->raster.has_crs) vp_guess_say(g, look, "not used: it does not say in which coordinate system it is");
    if (role && strcmp(role, "population") == 0 && vp_guess_is_of_some(look)) return; /* guess_ages.c */
    vp_proposed_source *row = role ? vp_guess_row(g, look, role) : NULL;
    if (!look->raster.has_crs) g->used[look - g->looks] = true;
    if (!row) return;
    vp_proposal *p = g->out;
    int year = vp_words_year(look->key);
    double metres = look->raster.cell_metres;
    if (strcmp(role, "population") == 0) {
        bool density = vp_words_in(DENSITY_WORDS, look->key) ||
                       (look->raster.words && vp_words_in(DENSITY_WORDS, look->raster.words));
        p->raster_people = true;
        snprintf(row->vintage, sizeof row->vintage, "%d", year ? year : g->wishes->year);
        if (density) vp_guess_field(row, "density", NULL, "km2");
        if (density) snprintf(row->note, sizeof row->note, "calls itself a density: multiplied by the cells' area");
    }
    p->elevation |= strcmp(role, "elevation") == 0;
    p->land_cover |= strcmp(role, "land_cover") == 0;
    if (strcmp(role, "land_cover") == 0 && strange_classes(&look->raster)) p->other_classes = true;
    if (strcmp(role, "elevation") != 0 && metres > 0 && (p->finest_metres <= 0 || metres < p->finest_metres))
        p->finest_metres = metres;
    vp_guess_say(g, look, "the role %s, %s: cells of about %.0f m%s%s", role, why, metres,
                 *row->fields ? ", a density" : "",
                 strcmp(role, "land_cover") == 0 && p->other_classes
                     ? "; its classes are not ESA WorldCover's: put their speeds into speeds.csv"
                     : "");
}

void vp_guess_rasters(vp_guess *g)
{
    for (size_t i = 0; i < g->look_count; i++)
        if (g->looks[i].kind == VP_LOOK_RASTER && !g->used[i]) take(g, &g->looks[i]);
    label_estimates(g);
    vp_guess_ages(g);
}
