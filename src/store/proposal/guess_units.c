/* Units, and tables that state something of them. */
#include "store/proposal/proposal_internal.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WATER_WORDS "lake lakes water rivers river reservoir reservoirs ho_nuoc mat_nuoc song_ho lagos"
#define ZONE_WORDS  "service_area service_areas water_area water_areas vung_cap_nuoc supply_zone"

/* ------------------------------------------------------------ units */

static bool may_be_units(const vp_guess *g, const vp_look *look)
{
    if (g->used[look - g->looks] || look->kind != VP_LOOK_AREAS || !look->rows || vp_guess_is_osm(look)) return false;
    return !vp_words_in(WATER_WORDS, look->key) && !vp_words_in(ZONE_WORDS, look->key) &&
           !vp_service_kind_of(look->key);
}

/* How well a column holds codes: by its name, and by the tables that use its values. */
static double code_score(const vp_guess *g, const vp_look *look, const vp_look_column *c)
{
    double score = vp_words_fit(VP_MEANING_CODE, c->key), best = 0;
    if (c->filled < look->rows || (c->numbers == c->filled && c->whole < c->numbers)) return 0;
    for (size_t i = 0; i < g->look_count; i++)
        for (size_t k = 0; g->looks[i].kind == VP_LOOK_TABLE && k < g->looks[i].column_count; k++) {
            const vp_look_column *other = &g->looks[i].columns[k];
            bool marks = other->unique && other->code_count > 2 && 2 * c->code_count > look->rows;
            double part = marks ? vp_look_agreement(c, other) : 0;
            if (part > best) best = part;
        }
    if (best > 0.5) score += 2000 * best;
    if (score <= 0) return 0;
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
    const vp_look_column *code = code_of(g, look), *name = vp_guess_column(look, VP_MEANING_NAME, 0.9);
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

/* ------------------------------------------------------------ tables of units */

static const vp_look_column *joined_column(const vp_guess *g, const vp_look *look)
{
    const vp_look_column *best = NULL;
    double most = 0.5;
    for (size_t i = 0; g->unit_code && i < look->column_count; i++) {
        double part = vp_look_agreement(&look->columns[i], g->unit_code);
        if (part > most || (part >= most && part > 0.5 && !best)) best = &look->columns[i], most = part;
    }
    return best;
}

static bool is_name(const char *text)
{
    if (!isalpha((unsigned char)*text)) return false;
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && *text != '_') return false;
    return true;
}

static const struct {
    const char *id, *title_vi, *title_en, *words;
} group_words[] = {
    {"children_under_5", "Trẻ em dưới 5 tuổi", "Children under 5",
     "under5 under_5 children_under_5 tre_duoi_5 duoi_5_tuoi u5"},
    {"children", "Trẻ em", "Children", "children tre_em"},
    {"women", "Phụ nữ", "Women", "women female females nu phu_nu"},
    {"older_people", "Người cao tuổi", "Older people", "elderly older over_60 over_65 nguoi_cao_tuoi cao_tuoi"},
    {"minority", "Đồng bào dân tộc thiểu số", "Ethnic minorities", "minority dan_toc_thieu_so dtts ethnic_minority"},
    {"poor", "Hộ nghèo", "Poor people", "poor ngheo poverty ho_ngheo"},
};

static void find_groups(vp_guess *g, const vp_look *look, const vp_look_column *people)
{
    for (size_t k = 0; k < sizeof group_words / sizeof *group_words; k++)
        for (size_t i = 0; i < look->column_count && g->out->group_count < VP_PROPOSED_GROUPS; i++) {
            const vp_look_column *c = &look->columns[i];
            bool number = c->numbers && (double)c->numbers >= 0.9 * (double)c->filled && c->least >= 0;
            bool share = c->most <= 1, count = people && is_name(people->name) && c->sum <= people->sum;
            if (c == people || !number || !is_name(c->name) || !(share || count) ||
                !vp_words_in(group_words[k].words, c->key))
                continue;
            vp_proposed_group *group = &g->out->groups[g->out->group_count++];
            snprintf(group->id, sizeof group->id, "%s", group_words[k].id);
            snprintf(group->title_vi, sizeof group->title_vi, "%s", group_words[k].title_vi);
            snprintf(group->title_en, sizeof group->title_en, "%s", group_words[k].title_en);
            if (share)
                snprintf(group->share, sizeof group->share, "%.90s", c->name);
            else
                snprintf(group->share, sizeof group->share, "%.90s/%.90s", c->name, people->name);
            break;
        }
}

/* 12.345 in every row is thousands set apart: nobody counts people in fractions. */
static bool sets_thousands_apart(const vp_look_column *people)
{
    return people->doubtful && people->doubtful + people->whole >= people->numbers;
}

static double sum_of(const vp_look_column *people)
{
    double sum = people->sum, most = people->most; /* a last row with the total counts nobody twice */
    if (sets_thousands_apart(people)) sum += 999 * people->doubtful_sum, most *= people->whole ? 1 : 1000;
    return people->filled > 3 && fabs(2 * most - sum) < 0.001 * sum ? sum - most : sum;
}

static void state_thousands(vp_proposed_source *row, const vp_look_column *people)
{
    bool all = sets_thousands_apart(people);
    const char *sign = NULL;
    for (size_t i = 0; all && i < people->value_count && !sign; i++) sign = strpbrk(people->values[i].text, ".,");
    if (!sign) return;
    snprintf(row->decimal, sizeof row->decimal, "%s", *sign == '.' ? "comma" : "point");
}

static void take_people(vp_guess *g, const vp_look *look, const vp_look_column *code, const vp_look_column *people)
{
    vp_proposed_source *row = vp_guess_row(g, look, "population_units");
    if (!row) return;
    int year = vp_words_year(look->key);
    if (!year) year = vp_words_year(people->key);
    snprintf(row->vintage, sizeof row->vintage, "%d", year ? year : g->wishes->year);
    vp_guess_field(row, "code", code, NULL);
    vp_guess_field(row, "people", people, NULL);
    g->out->table_people = true;
    g->out->people = sum_of(people);
    state_thousands(row, people);
    vp_guess_say(g, look, "%.0f people of units (%s), joined by %s; %s", g->out->people, people->name, code->name,
                 g->out->land_cover ? "spread over built-up land cover" : "spread evenly over each unit");
}

static void take_records(vp_guess *g, const vp_look *look, const vp_look_column *code)
{
    vp_proposed_source *row = vp_guess_row(g, look, "records");
    if (!row) return;
    const vp_look_column *year = vp_look_find(look, "year");
    snprintf(row->vintage, sizeof row->vintage, "%s", g->out->vintage);
    vp_guess_field(row, "code", code, NULL);
    if (year) vp_guess_field(row, "year", year, NULL);
    if (vp_guess_people(look)) state_thousands(row, vp_guess_people(look));
    find_groups(g, look, vp_guess_people(look));
    vp_guess_say(g, look, "records of units, joined by %s", code->name);
    if (vp_service_kind_of(look->key))
        vp_guess_say(g, look, "its places have no coordinates: with columns lon and lat they would be a service");
}

/* The table's column whose names most often are the units'. */
static const vp_look_column *named_column(const vp_look *look, const vp_look_column *names)
{
    const vp_look_column *best = NULL;
    double most = 0.5;
    for (size_t i = 0; i < look->column_count; i++) {
        double part = vp_look_name_agreement(&look->columns[i], names);
        if (look->columns[i].name_count > 1 && part > most) best = &look->columns[i], most = part;
    }
    return best;
}

/* Names never join by themselves: a table of codes is made of them, which a person can read and correct. */
static void take_people_by_name(vp_guess *g, const vp_look *look, const vp_look_column *people)
{
    const vp_look_column *names = vp_guess_column(g->units, VP_MEANING_NAME, 0.9),
                         *own = names ? named_column(look, names) : NULL;
    vp_proposed_source *row = own ? vp_guess_row(g, look, "population_units") : NULL;
    if (!row) return;
    int year = vp_words_year(look->key);
    snprintf(row->vintage, sizeof row->vintage, "%d", year ? year : g->wishes->year);
    snprintf(row->path, sizeof row->path, VP_PROPOSED_PEOPLE);
    snprintf(row->fields, sizeof row->fields, "code=code;people=people");
    snprintf(row->note, sizeof row->note, "made by vungphu init of %.80s: its names found among the units'",
             look->path);
    *row->layer = *row->encoding = *row->crs = '\0';
    g->out->names = (vp_proposed_names){true,
                                        (size_t)(look - g->looks),
                                        (size_t)(own - look->columns),
                                        (size_t)(people - look->columns),
                                        (size_t)(g->units - g->looks),
                                        (size_t)(names - g->units->columns),
                                        (size_t)(g->unit_code - g->units->columns)};
    g->out->table_people = true;
    g->out->people = sum_of(people);
    vp_guess_say(g, look, "%.0f people of units (%s), found by the names in %s: see " VP_PROPOSED_PEOPLE,
                 g->out->people, people->name, own->name);
}

void vp_guess_tables(vp_guess *g)
{
    const vp_look_column *people = g->units && !g->out->raster_people ? vp_guess_people(g->units) : NULL;
    for (size_t i = 0; i < g->look_count; i++) {
        const vp_look *look = &g->looks[i];
        vp_place_columns places;
        if (g->used[i] || look->kind != VP_LOOK_TABLE || vp_proposal_places(look, &places)) continue;
        const vp_look_column *code = joined_column(g, look), *own = vp_guess_people(look);
        bool wanted = own && g->unit_code && !g->out->raster_people && !g->out->table_people;
        if (!code && wanted) take_people_by_name(g, look, own);
        if (!code) continue;
        if (own && !g->out->raster_people && !g->out->table_people && code->unique) take_people(g, look, code, own);
        take_records(g, look, code);
    }
    if (people && !g->out->table_people && g->unit_code) take_people(g, g->units, g->unit_code, people);
}
