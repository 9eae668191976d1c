/* Rasters that count people of one sex or age, as WorldPop and Meta publish them: groups, and everyone as their sum. */
#include "store/proposal/proposal_internal.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGES = 21, AGE_STEP = 5 }; /* 0: below 1; 1: 1 to 4; 2: 5 to 9 … 20: 95 and over */

/* WorldPop: vnm_f_0_2020.tif, vnm_t_05_2025_CN_100m_R2025A_v1.tif. False when the name is no such. */
static bool sex_and_age(const char *key, char *sex, int *age)
{
    size_t length = strlen(key);
    for (size_t i = 1; i + 3 < length; i++) {
        size_t digits = strspn(key + i + 2, "0123456789");
        if (key[i - 1] != '_' || !strchr("fmt", key[i]) || key[i + 1] != '_' || !digits || digits > 2) continue;
        if (key[i + 2 + digits] != '_') continue;
        *sex = key[i];
        *age = atoi(key + i + 2);
        return *age == 1 || (*age % AGE_STEP == 0 && *age <= 95);
    }
    return false;
}

static size_t place_of(int age) { return age == 0 ? 0 : age == 1 ? 1 : (size_t)(age / AGE_STEP + 1); }

#define FEMALE "female females women"
#define MALE   "male males men"
#define YOUNG  "under_five under5 under_5 children_under_five children_under_5 u5"

bool vp_guess_is_of_some(const vp_look *look)
{
    char sex;
    int age;
    return sex_and_age(look->key, &sex, &age) || vp_words_in(FEMALE " " MALE " " YOUNG, look->key) ||
           vp_words_in("children elderly youth agesex reproductive", look->key);
}

/* [sex of f, m, t][place of the age]: its look; NULL: none. Of the latest year. */
typedef struct {
    const vp_look *looks[3][AGES];
    int year;
} ages;

static int year_of(const vp_guess *g, const vp_look *look)
{
    int year = vp_words_year(look->key);
    return year ? year : g->wishes->year;
}

static void collect(vp_guess *g, ages *a)
{
    char sex;
    int age;
    for (size_t i = 0; i < g->look_count; i++) {
        const vp_look *look = &g->looks[i];
        bool is = look->kind == VP_LOOK_RASTER && !g->used[i] && sex_and_age(look->key, &sex, &age);
        if (is && year_of(g, look) > a->year) *a = (ages){.year = year_of(g, look)};
        if (!is || year_of(g, look) < a->year) continue;
        a->looks[sex == 'f' ? 0 : sex == 'm' ? 1 : 2][place_of(age)] = look;
    }
}

/* The files that count both sexes, or women alone, of an age. */
static size_t files_of(const ages *a, size_t age, bool women, const vp_look *files[2])
{
    const vp_look *f = a->looks[0][age], *m = a->looks[1][age], *all = a->looks[2][age];
    if (women) return (files[0] = f) ? 1 : 0;
    if (all) return (files[0] = all) ? 1 : 0;
    if (!f || !m) return 0;
    files[0] = f, files[1] = m;
    return 2;
}

static bool is_whole(const ages *a, size_t first, size_t last, bool women)
{
    const vp_look *files[2];
    for (size_t age = first; age <= last; age++)
        if (!files_of(a, age, women, files)) return false;
    return true;
}

/* Rows of the files, each a part of the group, or of everyone. */
static void take_parts(vp_guess *g, const ages *a, size_t first, size_t last, bool women, const char *group)
{
    for (size_t age = first; age <= last; age++) {
        const vp_look *files[2];
        size_t count = files_of(a, age, women, files);
        for (size_t i = 0; i < count; i++) {
            char sex, part[16];
            int years;
            vp_proposed_source *row = vp_guess_row(g, files[i], "population");
            if (!row || !sex_and_age(files[i]->key, &sex, &years)) return;
            snprintf(part, sizeof part, "%c_%d", sex, years);
            snprintf(row->vintage, sizeof row->vintage, "%d", a->year);
            if (group) vp_guess_field(row, "group", NULL, group);
            vp_guess_field(row, "part", NULL, part);
            double metres = files[i]->raster.cell_metres;
            if (metres > 0 && (g->out->finest_metres <= 0 || metres < g->out->finest_metres))
                g->out->finest_metres = metres;
        }
    }
}

static const struct {
    const char *id, *title_vi, *title_en;
    size_t first, least, last; /* places of ages; least: all up to it must be there */
    bool women;
    const char *words; /* of a file that counts the group by itself */
} kinds[] = {
    {"children_under_5", "Trẻ em dưới 5 tuổi", "Children under 5", 0, 1, 1, false, YOUNG},
    {"women_15_49", "Phụ nữ 15–49 tuổi", "Women aged 15 to 49", 4, 10, 10, true, "reproductive"},
    {"people_60_and_over", "Người từ 60 tuổi", "People aged 60 and over", 13, 17, AGES - 1, false, "elderly"},
};

static bool add_group(vp_guess *g, size_t kind)
{
    if (g->out->group_count == VP_PROPOSED_GROUPS) return false;
    vp_proposed_group *group = &g->out->groups[g->out->group_count++];
    *group = (vp_proposed_group){0};
    snprintf(group->id, sizeof group->id, "%s", kinds[kind].id);
    snprintf(group->title_vi, sizeof group->title_vi, "%s", kinds[kind].title_vi);
    snprintf(group->title_en, sizeof group->title_en, "%s", kinds[kind].title_en);
    return true;
}

/* Meta's settlement layer: one file a group. */
static void take_named(vp_guess *g, size_t kind)
{
    char sex;
    int age;
    for (size_t i = 0; i < g->look_count; i++) {
        const vp_look *look = &g->looks[i];
        if (look->kind != VP_LOOK_RASTER || g->used[i] || sex_and_age(look->key, &sex, &age) ||
            !vp_words_in(kinds[kind].words, look->key))
            continue;
        vp_proposed_source *row = add_group(g, kind) ? vp_guess_row(g, look, "population") : NULL;
        if (!row) return;
        snprintf(row->vintage, sizeof row->vintage, "%d", year_of(g, look));
        vp_guess_field(row, "group", NULL, kinds[kind].id);
        vp_guess_say(g, look, "people of the group %s", kinds[kind].id);
        return;
    }
}

static void take_group(vp_guess *g, const ages *a, size_t kind)
{
    size_t last = kinds[kind].last;
    if (!is_whole(a, kinds[kind].first, kinds[kind].least, kinds[kind].women)) {
        take_named(g, kind);
        return;
    }
    const vp_look *first[2] = {g->looks, NULL};
    files_of(a, kinds[kind].first, kinds[kind].women, first);
    if (!add_group(g, kind)) return;
    take_parts(g, a, kinds[kind].first, last, kinds[kind].women, kinds[kind].id);
    vp_guess_say(g, first[0], "and the other ages of the group %s: their sum is its people", kinds[kind].id);
}

void vp_guess_ages(vp_guess *g)
{
    ages a = {.year = 0};
    collect(g, &a);
    size_t last = 17; /* 80 and over, or 80 to 84 where there are older ones */
    if (!g->out->raster_people && is_whole(&a, 0, last, false)) {
        const vp_look *first[2] = {g->looks, NULL};
        files_of(&a, 0, false, first);
        take_parts(g, &a, 0, AGES - 1, false, NULL);
        g->out->raster_people = true;
        vp_guess_say(g, first[0], "and the other ages of both sexes: their sum is the population of %d", a.year);
    }
    for (size_t k = 0; g->out->raster_people && k < sizeof kinds / sizeof *kinds; k++) take_group(g, &a, k);
    for (size_t i = 0; i < g->look_count; i++) {
        const vp_look *look = &g->looks[i];
        if (look->kind != VP_LOOK_RASTER || g->used[i] || !look->raster.has_crs || !vp_guess_is_of_some(look)) continue;
        vp_guess_say(g, look,
                     "not used: people of one sex or age alone; as a group: population with group:= and a "
                     "row of groups.csv");
        g->used[i] = true;
    }
}
