/* Tables that state something of units: people, records, groups. */
#include "base/sentences.h"
#include "store/proposal/proposal_internal.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Most of its values are codes of units; of several such columns the one that has most units. */
static const vp_look_column *joined_column(const vp_guess *g, const vp_look *look)
{
    const vp_look_column *best = NULL;
    double most = 0;
    for (size_t i = 0; g->unit_code && i < look->column_count; i++) {
        const vp_look_column *c = &look->columns[i];
        double part = vp_look_agreement(c, g->unit_code), units = vp_look_agreement(g->unit_code, c);
        bool one = c->code_count == 1 && c->filled > 1; /* a state's number is no unit's */
        if (part <= 0.5 || one || vp_guess_by_chance(g->unit_code, c) || part + units <= most) continue;
        best = c, most = part + units;
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

/* Of the column, else of the condition (which ends in the last year), else of the file. */
static int year_of_people(const vp_guess *g, const vp_look *look, const vp_look_column *people, const char *filter)
{
    const char *texts[] = {people->key, filter, look->key};
    for (size_t i = 0; i < 3; i++) {
        int year = vp_words_year(texts[i]);
        if (year && year <= g->wishes->year) return year;
    }
    return g->wishes->year;
}

#define THOUSANDS "nghin ngan nghin_nguoi thousand thousands milliers miles mil_habitantes ribu ribu_jiwa 000 1000"

/* 4.1, 5.13: no unit has so few people, nor parts of them, but a yearbook counts thousands. */
static bool counts_thousands(const vp_look *look, const vp_look_column *people)
{
    if (vp_words_in(THOUSANDS, people->key) || vp_words_in("nghin_nguoi ngan_nguoi thousands milliers", look->key))
        return true;
    return people->numbers > 1 && people->whole * 2 < people->numbers && !people->finer && people->most < 5000 &&
           !sets_thousands_apart(people);
}

static void state_count(vp_guess *g, const vp_look *look, vp_proposed_source *row, const vp_look_column *people)
{
    state_thousands(row, people);
    if (!counts_thousands(look, people)) return;
    vp_guess_field(row, "times", NULL, "1000");
    g->out->people *= 1000;
    snprintf(row->note, sizeof row->note, "people are taken for thousands: times:=1000; check it");
    vp_guess_say(g, look, "its people (%s) are taken for thousands: check it, and times:=1000 in datasets.csv",
                 people->name);
}

static void take_people(vp_guess *g, const vp_look *look, const vp_look_column *code, const vp_look_column *people)
{
    char filter[600];
    if (!vp_guess_one_row_each(g, look, code, filter, sizeof filter)) {
        vp_guess_say(g, look, "no people of it are taken: it has units in several rows; keep one of each");
        return;
    }
    vp_proposed_source *row = vp_guess_row(g, look, "population_units");
    if (!row) return;
    snprintf(row->vintage, sizeof row->vintage, "%d", year_of_people(g, look, people, filter));
    vp_guess_filter(row, filter);
    vp_guess_field(row, "code", code, NULL);
    vp_guess_field(row, "people", people, NULL);
    g->out->table_people = true;
    if (!*filter) g->out->people = sum_of(people);
    state_count(g, look, row, people);
    const char *spread =
        g->out->land_cover ? VP_PART("spread over built-up land cover") : VP_PART("spread evenly over each unit");
    if (*filter)
        vp_guess_say(g, look, "people of units (%s), joined by %s, where %s; %s", people->name, code->name, filter,
                     spread);
    else
        vp_guess_say(g, look, "%.0f people of units (%s), joined by %s; %s", g->out->people, people->name, code->name,
                     spread);
}

static void take_records(vp_guess *g, const vp_look *look, const vp_look_column *code)
{
    vp_proposed_source *row = vp_guess_row(g, look, "records");
    if (!row) return;
    const vp_look_column *year = vp_look_find(look, "year");
    snprintf(row->vintage, sizeof row->vintage, "%s", g->out->vintage);
    vp_guess_field(row, "code", code, NULL);
    if (year) vp_guess_field(row, "year", year, NULL);
    if (vp_guess_people(g, look)) state_thousands(row, vp_guess_people(g, look));
    find_groups(g, look, vp_guess_people(g, look));
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
    const vp_look_column *people = g->units && !g->out->raster_people ? vp_guess_people(g, g->units) : NULL;
    for (size_t i = 0; i < g->look_count; i++) {
        const vp_look *look = &g->looks[i];
        vp_place_columns places;
        if (g->used[i] || look->kind != VP_LOOK_TABLE || vp_proposal_places(look, &places)) continue;
        const vp_look_column *code = joined_column(g, look), *own = vp_guess_people(g, look);
        bool wanted = own && g->unit_code && !g->out->raster_people && !g->out->table_people;
        if (!code && wanted) take_people_by_name(g, look, own);
        if (!code) continue;
        if (own && !g->out->raster_people && !g->out->table_people) take_people(g, look, code, own);
        if (code->unique || vp_look_find(look, "year"))
            take_records(g, look, code);
        else if (!g->used[i])
            vp_guess_say(g, look, "no records are taken: it has units in several rows");
        g->used[i] = true;
    }
    if (people && !g->out->table_people && g->unit_code) take_people(g, g->units, g->unit_code, people);
}
