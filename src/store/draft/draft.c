/* What stands in the tables. */
#include "store/draft/draft.h"
#include "base/buffer.h"
#include "store/draft/draft_internal.h"
#include "store/draft/shipped_speeds.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The one target of that plan that can be measured from places alone; the others need records. */
#define PLAN_OF_BEDS                                                                                                                      \
    "Kế hoạch 54/KH-UBND ngày 17/3/2024 của UBND tỉnh Thái Nguyên, mục II.1: \"60 giường bệnh viện … trên 10.000 " \
    "dân\"; thay bằng kế hoạch của tỉnh bạn"

#define ROW(...) ((const char *const[]){__VA_ARGS__})

static bool province_table(vp_draft_table *t, const vp_proposal *p, const vp_draft_place *place)
{
    char cell[32];
    const char *level = p->units ? p->level : "square";
    snprintf(cell, sizeof cell, "%g", place->cell_metres);
    return vp_draft_table_add(t, ROW("id", place->id, "short name, part of snapshot ids")) &&
           vp_draft_table_add(t, ROW("name_vi", place->name, "the name shown")) &&
           vp_draft_table_add(t, ROW("name_en", place->name, "")) &&
           vp_draft_table_add(t, ROW("crs", place->crs, "metres, the zone of the files' middle")) &&
           vp_draft_table_add(t, ROW("cell_metres", cell, "side of a cell: smaller is finer and slower")) &&
           vp_draft_table_add(t, ROW("as_of", place->as_of, "the day that the figures describe")) &&
           vp_draft_table_add(t, ROW("unit_level", level, "the finest level of units")) &&
           vp_draft_table_add(t, ROW("margin_metres", "2000", "how far beyond the units roads and terrain count")) &&
           vp_draft_table_add(t, ROW("snap_metres", "500", "places on water are moved to land no further away")) &&
           vp_draft_table_add(t,
                              ROW("people_on_barriers", "move", "people on water are counted on the nearest land")) &&
           vp_draft_table_add(t, ROW("repair", "yes", "invalid polygons are mended and reported"));
}

static bool dataset_rows(vp_draft_table *t, const vp_proposal *p, const vp_draft_place *place)
{
    bool ok = true;
    char year[5];
    snprintf(year, sizeof year, "%.4s", place->as_of);
    for (size_t i = 0; ok && i < p->source_count; i++) {
        const vp_proposed_source *s = &p->sources[i];
        bool zone = strcmp(s->crs, VP_PROPOSED_ZONE) == 0;
        ok = vp_draft_table_add(t, ROW(s->role, s->path, s->layer, s->filter, s->vintage, zone ? place->crs : s->crs,
                                       s->encoding, s->decimal, s->fields, s->licence, s->attribution, s->url,
                                       zone ? "no file says in which system these metres are: check it" : s->note));
    }
    if (ok && p->squares)
        ok = vp_draft_table_add(t, ROW("units", VP_DRAFT_SQUARES, "", "", year, "EPSG:4326", "", "",
                                       "code=code;name=code;level:=square", "", "", "",
                                       "squares made by vungphu init: give boundaries as soon as you have them"));
    return ok;
}

static bool travels(const vp_proposal *p) { return p->roads || p->land_cover; }

/* Limits as in the sample: field strengths at which receivers work (docs/methods.md, "Broadcast"). */
static bool served_row(vp_draft_table *t, const vp_proposed_service *s)
{
    bool fm = s->system && strcmp(s->system, "fm") == 0;
    if (s->reach == VP_PROPOSED_AREA)
        return vp_draft_table_add(
            t, ROW(s->id, s->title_vi, s->title_en, "", "area", "", "", "0", "0", "", "", "inside a served area"));
    return vp_draft_table_add(t, ROW(s->id, s->title_vi, s->title_en, "", "signal", s->system, "either",
                                     fm ? "48;54;60;66;74" : "48.2;54.3", fm ? "54" : "54.3", "", "",
                                     "dBµV/m 10 m above the ground; national or local"));
}

static bool service_rows(vp_draft_table *t, const vp_proposal *p)
{
    bool ok = true;
    for (size_t i = 0; ok && i < p->service_count; i++) {
        const vp_proposed_service *s = &p->services[i];
        const vp_service_kind *k = s->kind ? s->kind : vp_service_kind_named("health_station");
        const char *beds = s->beds ? "beds" : "", *department = s->kind ? k->department : "";
        if (s->reach != VP_PROPOSED_TRAVEL) {
            ok = served_row(t, s);
            continue;
        }
        ok = travels(p)
                 ? vp_draft_table_add(t, ROW(s->id, s->title_vi, s->title_en, department, "travel_time", k->mode, "",
                                             k->minutes, k->default_minutes, beds, "", "minutes to the nearest"))
                 : vp_draft_table_add(t, ROW(s->id, s->title_vi, s->title_en, department, "distance", "", "", k->metres,
                                             k->default_metres, beds, "",
                                             "metres in a straight line, since there are no roads"));
    }
    return ok;
}

static bool indicator_rows(vp_draft_table *t, const vp_proposal *p)
{
    bool ok = true;
    for (size_t i = 0; ok && i < p->service_count; i++) {
        const vp_proposed_service *s = &p->services[i];
        char id[160], vi[300], en[300];
        const char *department = s->kind ? s->kind->department : "";
        for (size_t g = 0; ok && g <= p->group_count; g++) {
            const vp_proposed_group *group = g ? &p->groups[g - 1] : NULL;
            snprintf(id, sizeof id, "%s_reached%s%s", s->id, group ? "_" : "", group ? group->id : "");
            snprintf(vi, sizeof vi, "%s trong tầm với của %s", group ? group->title_vi : "Dân số", s->title_vi);
            snprintf(en, sizeof en, "%s within reach: %s", group ? group->title_en : "People", s->title_en);
            ok = vp_draft_table_add(t, ROW(id, vi, en, department, "reached_share", s->id, group ? group->id : "", "",
                                           "percent", "more", "", "", "",
                                           "share of people within the service's default limit"));
        }
        snprintf(id, sizeof id, "%s_beds", s->id);
        snprintf(vi, sizeof vi, "Giường trên 10.000 dân: %s", s->title_vi);
        snprintf(en, sizeof en, "Beds per 10,000 people: %s", s->title_en);
        bool planned = p->plan && strcmp(s->id, "hospital") == 0;
        if (ok && s->beds)
            ok = vp_draft_table_add(t, ROW(id, vi, en, department, "per_10000", s->id, "", "beds", "per_10000", "more",
                                           planned ? "60" : "", planned ? "2030" : "", planned ? PLAN_OF_BEDS : "",
                                           "beds of the facilities of a unit per 10,000 of its people"));
    }
    return ok;
}

static bool group_rows(vp_draft_table *t, const vp_proposal *p)
{
    bool ok = true;
    for (size_t i = 0; ok && i < p->group_count; i++)
        ok = vp_draft_table_add(t, ROW(p->groups[i].id, p->groups[i].title_vi, p->groups[i].title_en, "",
                                       p->groups[i].share, "share of a unit's people"));
    return ok;
}

/* WorldCover's classes that the shipped table has not, and any other of another legend. */
static const char *speeds_text(vp_buffer *out, const vp_proposal *p)
{
    static const char *const modes[] = {"walk", "motorbike", "car", "ambulance", "bicycle"};
    static const char *const classes[][3] = {{"70", "1.5", "snow and ice"},
                                             {"90", "1.5", "herbaceous wetland"},
                                             {"95", "1", "mangroves"},
                                             {"100", "3", "moss and lichen"}};
    vp_buffer_text(out, vp_shipped_speeds);
    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
        for (size_t c = 0; c < sizeof classes / sizeof *classes; c++)
            vp_buffer_format(out, "%s,land_cover,%s,%s,yes,,assumption: %s\n", modes[m], classes[c][0], classes[c][1],
                             classes[c][2]);
        if (p->other_classes)
            vp_buffer_format(out, "%s,land_cover,*,3,yes,,assumption: Tobler 1993 off paths; the legend is another\n",
                             modes[m]);
    }
    return vp_buffer_terminated(out);
}

static const struct {
    const char *file, *columns;
    size_t keys;
} kinds[] = {
    {"province.csv", "key,value,note", 1},
    {"datasets.csv", "role,path,layer,filter,vintage,crs,encoding,decimal,fields,licence,attribution,url,note", 4},
    {"services.csv", "id,title_vi,title_en,department,reach,mode,scope,limits,default_limit,capacity_field,group,note",
     1},
    {"speeds.csv", "mode,surface,class,km_per_h,slope,season,source", 3},
    {"groups.csv", "id,title_vi,title_en,units_where,share_field,note", 1},
    {"indicators.csv",
     "id,title_vi,title_en,department,measure,service,group,numerator,unit,better,target,target_year,source,definition",
     1},
};
enum { PROVINCE, DATASETS, SERVICES, SPEEDS, GROUPS, INDICATORS, TABLES };

static bool fill(vp_draft_table tables[TABLES], vp_buffer *speeds, const vp_proposal *p, const vp_draft_place *place)
{
    tables[SPEEDS].text = speeds_text(speeds, p);
    return tables[SPEEDS].text && province_table(&tables[PROVINCE], p, place) &&
           dataset_rows(&tables[DATASETS], p, place) && service_rows(&tables[SERVICES], p) &&
           group_rows(&tables[GROUPS], p) && indicator_rows(&tables[INDICATORS], p);
}

bool vp_draft_write(const vp_proposal *proposal, const vp_draft_place *place, vp_findings *notes, vp_error *err)
{
    vp_draft_table tables[TABLES];
    vp_buffer speeds = {0};
    for (size_t i = 0; i < TABLES; i++) vp_draft_table_init(&tables[i], kinds[i].file, kinds[i].columns, kinds[i].keys);
    bool ok = fill(tables, &speeds, proposal, place) || vp_fail_memory(err, 4096);
    for (size_t i = 0; ok && i < TABLES; i++) ok = vp_draft_table_write(&tables[i], place->folder, notes, err);
    for (size_t i = 0; i < TABLES; i++) vp_draft_table_clear(&tables[i]);
    vp_buffer_clear(&speeds);
    return ok;
}
