/* Units, and tables that state something of them. */
#include "store/proposal/proposal_internal.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define WATER_WORDS "lake lakes water rivers river reservoir reservoirs ho_nuoc mat_nuoc song_ho lagos"
#define ZONE_WORDS  "service_area service_areas water_area water_areas vung_cap_nuoc supply_zone"

/* ------------------------------------------------------------ units */

static bool may_be_units(const vp_look *look)
{
    if (look->kind != VP_LOOK_AREAS || !look->rows || vp_guess_is_osm(look)) return false;
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
            double part = other->unique && other->code_count > 2 ? vp_look_agreement(c, other) : 0;
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

static const vp_look *finest_of(const vp_guess *g)
{
    const vp_look *best = NULL;
    for (size_t i = 0; i < g->look_count; i++)
        if (may_be_units(&g->looks[i]) && (!best || g->looks[i].rows > best->rows)) best = &g->looks[i];
    return best;
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

void vp_guess_units(vp_guess *g)
{
    const vp_look *finest = finest_of(g);
    if (finest) take_units(g, finest, true);
    for (size_t i = 0; finest && i < g->look_count; i++)
        if (&g->looks[i] != finest && may_be_units(&g->looks[i])) take_units(g, &g->looks[i], false);
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
    g->out->people = people->sum;
    vp_guess_say(g, look, "%.0f people of units (%s), joined by %s; %s", people->sum, people->name, code->name,
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
    find_groups(g, look, vp_guess_people(look));
    vp_guess_say(g, look, "records of units, joined by %s", code->name);
}

void vp_guess_tables(vp_guess *g)
{
    const vp_look_column *people = g->units && !g->out->raster_people ? vp_guess_people(g->units) : NULL;
    for (size_t i = 0; i < g->look_count; i++) {
        const vp_look *look = &g->looks[i];
        vp_place_columns places;
        if (look->kind != VP_LOOK_TABLE || vp_proposal_places(look, &places)) continue;
        const vp_look_column *code = joined_column(g, look), *own = code ? vp_guess_people(look) : NULL;
        if (!code) continue;
        if (own && !g->out->raster_people && !g->out->table_people && code->unique) take_people(g, look, code, own);
        take_records(g, look, code);
    }
    if (people && !g->out->table_people && g->unit_code) take_people(g, g->units, g->unit_code, people);
}
