/* Who is served without going anywhere: transmitters, and areas that a scheme serves. */
#include "store/proposal/proposal_internal.h"
#include <stdio.h>
#include <string.h>

#define FREQUENCY_WORDS "frequency_mhz freq_mhz frequency freq tan_so tan_so_mhz mhz"
#define POWER_WORDS     "erp_kw erp power_kw cong_suat cong_suat_kw cong_suat_phat kw"
#define MAST_WORDS                                                                                                     \
    "mast_metres mast_height_m mast_height mast antenna_height height_m height chieu_cao_cot chieu_cao cot"
#define SCOPE_WORDS   "scope pham_vi cap_chuong_trinh"
#define POLE_WORDS    "polarisation polarization phan_cuc"
#define SITE_WORDS    "site site_name ten_tram tram dia_diem"
#define PROGRAM_WORDS "programme program chuong_trinh kenh_chuong_trinh"
#define AREA_WORDS                                                                                                     \
    "service_area service_areas water_area water_areas supply_area supply_zone vung_cap_nuoc vung_phuc_vu "            \
    "khu_vuc_cap_nuoc"
#define HOUSEHOLD_WORDS "households_connected households so_ho ho_dau_noi so_ho_dau_noi"

/* What a band of frequencies is for, and the service that its receivers are served by: limits as in the sample. */
static const struct {
    const char *system, *id, *title_vi, *title_en, *polarisation;
    double least_mhz, most_mhz;
} bands[] = {
    {"fm", "fm_either", "Phát thanh FM", "FM radio", "V", 87.5, 108},
    {"dvb_t2", "dvb_t2_either", "Truyền hình số DVB-T2", "Digital television DVB-T2", "H", 470, 862},
};

static const vp_look_column *column_of(const vp_look *look, const char *words, bool numbers)
{
    for (size_t i = 0; i < look->column_count; i++) {
        const vp_look_column *c = &look->columns[i];
        bool is = !numbers || (double)c->numbers >= 0.9 * (double)c->filled;
        if (c->filled && is && vp_words_in(words, c->key)) return c;
    }
    return NULL;
}

/* A column all of whose values are of the words; else what is assumed. */
static void choice(vp_proposed_source *row, const vp_look *look, const char *name, const char *columns,
                   const char *values, const char *assumed)
{
    const vp_look_column *c = column_of(look, columns, false);
    bool all = c && c->value_count > 0 && c->filled == look->rows;
    for (size_t i = 0; all && i < c->value_count; i++) all = vp_words_in(values, c->values[i].key);
    vp_guess_field(row, name, all ? c : NULL, all ? NULL : assumed);
    size_t used = strlen(row->note);
    if (!all) snprintf(row->note + used, sizeof row->note - used, "%sassumed: %s %s", used ? "; " : "", name, assumed);
}

static void optional(vp_proposed_source *row, const vp_look *look, const char *name, const char *words)
{
    const vp_look_column *c = column_of(look, words, false);
    if (c) vp_guess_field(row, name, c, NULL);
}

static bool in_band(const vp_look_column *frequency, size_t band)
{
    return frequency->least <= bands[band].most_mhz && frequency->most >= bands[band].least_mhz;
}

static bool take_band(vp_guess *g, const vp_look *look, const vp_look_column *const needed[3], size_t band)
{
    const vp_look_column *frequency = needed[0], *id = vp_guess_id(look);
    vp_proposed_source *row = vp_guess_row(g, look, "transmitters");
    vp_proposed_service *service = row ? vp_guess_service(g, NULL, bands[band].id) : NULL;
    if (!service) return false;
    service->reach = VP_PROPOSED_SIGNAL;
    service->system = bands[band].system;
    snprintf(service->title_vi, sizeof service->title_vi, "%s", bands[band].title_vi);
    snprintf(service->title_en, sizeof service->title_en, "%s", bands[band].title_en);
    service->rows += look->rows;
    if (id) vp_guess_field(row, "id", id, NULL);
    if (!id) snprintf(row->fields, sizeof row->fields, "id=fid");
    vp_guess_place(row, look);
    vp_guess_field(row, "frequency_mhz", frequency, NULL);
    vp_guess_field(row, "erp_kw", needed[1], NULL);
    vp_guess_field(row, "mast_metres", needed[2], NULL);
    vp_guess_field(row, "system", NULL, bands[band].system);
    choice(row, look, "scope", SCOPE_WORDS, "national local", "local");
    choice(row, look, "polarisation", POLE_WORDS, "h v", bands[band].polarisation);
    optional(row, look, "site", SITE_WORDS);
    optional(row, look, "programme", PROGRAM_WORDS);
    char condition[400];
    snprintf(condition, sizeof condition, "\"%.100s\" >= %g AND \"%.100s\" <= %g", frequency->name,
             bands[band].least_mhz, frequency->name, bands[band].most_mhz);
    vp_guess_filter(row, condition);
    vp_guess_say(g, look, "transmitters of the system %s, where %s", bands[band].system, row->filter);
    return true;
}

/* False when it is none. wanted: else it is left out, and is no other service either. */
static bool take_transmitters(vp_guess *g, const vp_look *look, bool wanted)
{
    const vp_look_column *const needed[3] = {column_of(look, FREQUENCY_WORDS, true), column_of(look, POWER_WORDS, true),
                                             column_of(look, MAST_WORDS, true)};
    vp_place_columns places;
    bool points = look->kind == VP_LOOK_POINTS || (look->kind == VP_LOOK_TABLE && vp_proposal_places(look, &places));
    if (!points || !needed[0] || !needed[1]) return false;
    g->used[look - g->looks] = true;
    if (!wanted) return true;
    if (!needed[2]) {
        vp_guess_say(g, look, "not used: transmitters need a column with the height of their masts, as mast_metres");
        return true;
    }
    bool any = false;
    for (size_t i = 0; i < sizeof bands / sizeof *bands; i++)
        if (in_band(needed[0], i)) any |= take_band(g, look, needed, i);
    if (!any) vp_guess_say(g, look, "not used: no transmitter is on 87.5 to 108 or 470 to 862 MHz");
    return true;
}

static void take_area(vp_guess *g, const vp_look *look)
{
    vp_proposed_source *row = vp_guess_row(g, look, "service_areas");
    vp_proposed_service *service = row ? vp_guess_service(g, NULL, "water_area") : NULL;
    const vp_look_column *id = vp_guess_id(look);
    g->used[look - g->looks] = true;
    if (!service) return;
    service->reach = VP_PROPOSED_AREA;
    snprintf(service->title_vi, sizeof service->title_vi, "Vùng được phục vụ");
    snprintf(service->title_en, sizeof service->title_en, "Area that is served");
    service->rows += look->rows;
    if (id) vp_guess_field(row, "id", id, NULL);
    optional(row, look, "households_connected", HOUSEHOLD_WORDS);
    vp_guess_field(row, "service", NULL, service->id);
    vp_guess_say(g, look, "%zu areas that are served (%s)", look->rows, service->id);
}

void vp_guess_served(vp_guess *g)
{
    const char *domain = g->wishes->domain;
    bool broadcast = !domain || strcmp(domain, "broadcast") == 0, water = !domain || strcmp(domain, "water") == 0;
    for (size_t i = 0; i < g->look_count; i++) {
        const vp_look *look = &g->looks[i];
        if (g->used[i] || !look->rows || vp_guess_is_osm(look)) continue;
        if (take_transmitters(g, look, broadcast)) continue;
        bool area = look->kind == VP_LOOK_AREAS && vp_words_in(AREA_WORDS, look->key);
        if (area && water) take_area(g, look);
        g->used[i] |= area;
    }
}
