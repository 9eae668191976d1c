/* Units: which layers, and which column holds their codes and names. */
#include "store/proposal/proposal_internal.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUILDING_WORDS                                                                                                 \
    "building buildings footprint footprints nha_o toa_nha gebaeude batiments edificios edificaciones parcel parcels " \
    "thua_dat"
#define WATER_WORDS "lake lakes water rivers river reservoir reservoirs ho_nuoc mat_nuoc song_ho lagos"
#define ZONE_WORDS  "service_area service_areas water_area water_areas vung_cap_nuoc supply_zone"

/* ------------------------------------------------------------ units */

bool vp_guess_is_mesh(const vp_guess *g, const vp_look *look)
{
    enum { LEAST = 100 };
    if (look->kind != VP_LOOK_AREAS || look->rows < LEAST || !vp_guess_people(g, look)) return false;
    for (size_t i = 0; i < look->column_count; i++)
        if (vp_words_fit(VP_MEANING_NAME, look->columns[i].key) > 0) return false;
    return true;
}

static bool may_be_units(const vp_guess *g, const vp_look *look)
{
    if (vp_guess_is_mesh(g, look)) return false;
    if (g->used[look - g->looks] || look->kind != VP_LOOK_AREAS || !look->rows || vp_guess_is_osm(look)) return false;
    if (vp_words_in(BUILDING_WORDS, look->key) || vp_look_find(look, "building")) return false;
    return !vp_words_in(WATER_WORDS, look->key) && !vp_words_in(ZONE_WORDS, look->key) &&
           !vp_service_kind_of(look->key);
}

/* 1, 2, 3 …: that another table numbers its rows, too, joins nothing. */
static bool numbers_rows(const vp_look_column *c)
{
    bool whole = c->filled && c->numbers == c->filled && c->whole == c->numbers;
    return whole && c->least >= 0 && c->least <= 1 && c->most <= 2 * (double)c->filled;
}

bool vp_guess_by_chance(const vp_look_column *codes, const vp_look_column *other)
{
    bool same = strcmp(codes->key, other->key) == 0 && !vp_words_in("objectid fid ogc_fid gid stt tt no", codes->key);
    return numbers_rows(codes) && !same;
}

/* The share of the units' codes that the column of a table has. */
static double marked(const vp_look_column *codes, const vp_look_column *other)
{
    return other->code_count > 2 && !vp_guess_by_chance(codes, other) ? vp_look_agreement(codes, other) : 0;
}

/* Texts of one length that begin alike, such as 25001, 25019: codes, whatever the column is called. */
static bool look_like_codes(const vp_look_column *c)
{
    if (!c->unique || c->value_count < 3) return false;
    const char *first = c->values[0].text;
    size_t length = strlen(first);
    for (size_t i = 0; i < c->value_count; i++) {
        const char *text = c->values[i].text;
        if (strlen(text) != length || strncmp(text, first, 2) != 0 || strpbrk(text, " .,;")) return false;
    }
    return length >= 4 && length <= 24;
}

/* Of the columns that may hold names the one that tells the units apart; those of the units above do not. */
static const vp_look_column *name_of(const vp_look *look)
{
    const vp_look_column *best = NULL;
    double most = 0;
    for (size_t i = 0; i < look->column_count; i++) {
        const vp_look_column *c = &look->columns[i];
        double fit = vp_words_fit(VP_MEANING_NAME, c->key);
        if (fit <= 0 || c->in_tags || strchr(c->name, '\n') || (double)c->filled < 0.9 * (double)look->rows) continue;
        if (2 * c->code_count < look->rows) fit /= 100;
        if (fit > most) best = c, most = fit;
    }
    return best && (2 * best->code_count >= look->rows || look->cut) ? best : NULL;
}

/* How well a column holds codes: by its name, by the tables that use its values, by how these are written. */
static double code_score(const vp_guess *g, const vp_look *look, const vp_look_column *c)
{
    double score = vp_words_fit(VP_MEANING_CODE, c->key), best = 0;
    if (c->filled < look->rows || (c->numbers == c->filled && c->whole < c->numbers)) return 0;
    if (vp_words_fit(VP_MEANING_PEOPLE, c->key)) return 0;
    for (size_t i = 0; i < g->look_count; i++)
        for (size_t k = 0; g->looks[i].kind == VP_LOOK_TABLE && k < g->looks[i].column_count; k++) {
            double part = 2 * c->code_count > look->rows ? marked(c, &g->looks[i].columns[k]) : 0;
            if (part > best) best = part;
        }
    if (best > 0.5) score += 2000 * best;
    if (c->value_count && strchr(c->values[0].text, ' ')) score /= 10; /* names, which a table may have as well */
    if (score <= 0 && look_like_codes(c)) score = 50;
    if (score <= 0) return 0;
    if (2 * c->code_count < look->rows) score /= 4; /* of the units above */
    return c->unique ? score + 400 : score;
}

static const vp_look_column *code_of(const vp_guess *g, const vp_look *look)
{
    const vp_look_column *best = NULL;
    double most = 0;
    for (size_t i = 0; i < look->column_count; i++) {
        double score = code_score(g, look, &look->columns[i]);
        bool name = vp_words_fit(VP_MEANING_NAME, look->columns[i].key) > 0;
        if (!name && score > most) best = &look->columns[i], most = score;
    }
    return best ? best : vp_guess_id(look);
}

/* Buildings and compounds do not cover what they lie in; outlines of facilities beside points neither. */
static bool covers(const vp_look *look, double most)
{
    return look->covered >= most / 3 && !(*look->filter && look->covered < 0.02);
}

static const vp_look *finest_of(const vp_guess *g)
{
    const vp_look *best = NULL;
    double most = 0;
    for (size_t i = 0; i < g->look_count; i++)
        if (may_be_units(g, &g->looks[i])) most = fmax(most, g->looks[i].covered);
    for (size_t i = 0; i < g->look_count; i++) {
        const vp_look *look = &g->looks[i];
        if (may_be_units(g, look) && covers(look, most) && (!best || look->rows > best->rows)) best = look;
    }
    return best;
}

/* Levels of units that lie in one layer, as DHIS2 has them: only the finest divides the place. "": one alone. */
static void finest_level(const vp_look *look, char *filter, size_t size)
{
    int finest = 0, count = 0;
    const char *text = "";
    const vp_look_column *c = NULL;
    for (size_t i = 0; i < look->column_count && !c; i++)
        if (vp_words_in("level admin_level adm_level hierarchylevel", look->columns[i].key)) c = &look->columns[i];
    *filter = '\0';
    if (!c || c->numbers < c->filled || c->whole < c->numbers || c->value_count > 8) return;
    for (size_t i = 0; i < c->value_count; i++) {
        int level = atoi(c->values[i].text);
        count++;
        if (level > finest) finest = level, text = c->values[i].text;
    }
    if (count > 1) snprintf(filter, size, "CAST(\"%.60s\" AS character(20)) = '%.10s'", c->name, text);
}

/* By the column of the codes (GID_3, ADM2_PCODE), the layer's name, what geoBoundaries states. */
static const char *level_of(const vp_look *look, const vp_look_column *code)
{
    const vp_look_column *type = vp_look_find(look, "shapetype");
    const char *level = type && type->value_count == 1 ? vp_words_level(type->values[0].key) : NULL;
    if (!level && code && strncmp(code->key, "adm", 3) == 0 && isdigit((unsigned char)code->key[3])) {
        char first[8];
        snprintf(first, sizeof first, "%.4s", code->key);
        level = vp_words_level(first);
    }
    if (!level && code) level = vp_words_level(code->key);
    if (!level) level = vp_words_level(look->key);
    return level ? level : "unit";
}

static bool has_level(const vp_guess *g, const char *level)
{
    char constant[60];
    snprintf(constant, sizeof constant, "level:=%s", level);
    for (size_t i = 0; i < g->out->source_count; i++)
        if (strcmp(g->out->sources[i].role, "units") == 0 && strstr(g->out->sources[i].fields, constant)) return true;
    return false;
}

/* Nothing in the rows tells them apart: their numbers in the file do. */
static void add_feature_number(vp_proposed_source *row, bool named)
{
    char rest[1000];
    snprintf(rest, sizeof rest, "%.900s", row->fields);
    snprintf(row->fields, sizeof row->fields, "code=fid;%s", named ? rest : "name=fid");
}

static void take_units(vp_guess *g, const vp_look *look, bool finest)
{
    const vp_look_column *code = code_of(g, look), *name = name_of(look);
    const char *level = level_of(look, code);
    int year = vp_words_year(look->key);
    if (!finest && has_level(g, level)) {
        vp_guess_say(g, look, "not used: a finer layer of units is taken as %s", level);
        g->used[look - g->looks] = true;
        return;
    }
    vp_proposed_source *row = vp_guess_row(g, look, "units");
    if (!row) return;
    if (!year || year > g->wishes->year) year = g->wishes->year; /* units of tomorrow are not valid today */
    char levels[120];
    finest_level(look, levels, sizeof levels);
    vp_guess_filter(row, levels);
    snprintf(row->vintage, sizeof row->vintage, "%d", year);
    if (code) vp_guess_field(row, "code", code, NULL);
    if (name || code) vp_guess_field(row, "name", name ? name : code, NULL);
    if (!code) add_feature_number(row, name != NULL);
    vp_guess_field(row, "level", NULL, level);
    if (finest) {
        g->units = look, g->unit_code = code, g->out->units = true;
        snprintf(g->out->level, sizeof g->out->level, "%s", level);
        snprintf(g->out->vintage, sizeof g->out->vintage, "%s", row->vintage);
    }
    vp_guess_say(g, look, "%zu units of level %s, vintage %s, code=%s", look->rows, level, row->vintage,
                 code ? code->name : "the feature's number");
}

/* Boundaries of OpenStreetMap: of the levels up to 8, the finest that divides the place. */
static void take_osm_units(vp_guess *g, const vp_look *look)
{
    static const char *const levels[] = {
        [4] = "province", [5] = "region", [6] = "district", [7] = "commune", [8] = "commune"};
    const vp_look_column *c = vp_look_find(look, "admin_level");
    bool is = vp_guess_is_osm(look) && look->kind == VP_LOOK_AREAS && vp_look_find(look, "boundary") && c;
    int finest = 0;
    size_t rows = 0;
    for (size_t i = 0; is && i < c->value_count; i++) {
        int level = atoi(c->values[i].text);
        if (level < 4 || level > 8 || level <= finest || c->values[i].count < 2) continue;
        finest = level, rows = c->values[i].count;
    }
    vp_proposed_source *row = finest ? vp_guess_row(g, look, "units") : NULL;
    if (!row) return;
    g->used[look - g->looks] = false; /* its lakes and amenities are looked at, too */
    g->units = NULL, g->out->units = true;
    snprintf(g->out->level, sizeof g->out->level, "%s", levels[finest]);
    snprintf(g->out->vintage, sizeof g->out->vintage, "%d", g->wishes->year);
    snprintf(row->vintage, sizeof row->vintage, "%d", g->wishes->year);
    snprintf(row->fields, sizeof row->fields, "code=osm_id;name=name;level:=%s", levels[finest]);
    snprintf(row->filter, sizeof row->filter, "boundary = 'administrative' AND admin_level = '%d' AND name IS NOT NULL",
             finest);
    vp_guess_say(g, look, "%zu units of level %s, where %s", rows, levels[finest], row->filter);
}

void vp_guess_units(vp_guess *g)
{
    const vp_look *finest = finest_of(g);
    if (finest) take_units(g, finest, true);
    for (size_t i = 0; !g->out->units && i < g->look_count; i++)
        if (!g->used[i]) take_osm_units(g, &g->looks[i]);
    for (size_t i = 0; finest && i < g->look_count; i++)
        if (&g->looks[i] != finest && may_be_units(g, &g->looks[i]) && covers(&g->looks[i], finest->covered))
            take_units(g, &g->looks[i], false);
}
