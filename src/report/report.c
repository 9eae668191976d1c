#include "report/report_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/levels.h>

/* 2026-12-31 as 31/12/2026. */
static void day_of(const char *date, char text[16])
{
    if (strlen(date) == 10)
        snprintf(text, 16, "%.2s/%.2s/%.4s", date + 8, date + 5, date);
    else
        snprintf(text, 16, "–");
}

static void write_head(const vp_report *r)
{
    vp_markup *m = r->m;
    vp_markup_begin(m, "head");
    vp_markup_begin(m, "meta");
    vp_markup_attribute(m, "charset", "utf-8");
    vp_markup_void_end(m);
    vp_markup_begin(m, "title");
    vp_markup_format(m, "Báo cáo vùng phủ dịch vụ công – %s", r->snapshot->region->name_vi);
    vp_markup_end(m);
    vp_markup_style(m, vp_report_style);
    vp_markup_end(m);
}

/* Counts the units that make up the territory, and adds up their people. */
static double people_of(const vp_report *r, size_t base, size_t *count)
{
    const vp_units *units = &r->snapshot->region->units;
    const vp_coverage *coverage = r->snapshot->results.coverage;
    double sum = coverage->population_count ? 0 : (double)NAN;
    *count = 0;
    for (size_t u = 0; u < units->sets[base].unit_count; u++) {
        size_t upper = vp_levels_parent(units, base, u, r->territory.set);
        if (upper == VP_NONE || (r->territory.unit != VP_NONE && upper != r->territory.unit)) continue;
        ++*count;
        if (coverage->population_count && !isnan(coverage->people[base][0][u])) sum += coverage->people[base][0][u];
    }
    return sum;
}

/* On which territory every value stands. */
static void write_territory(const vp_report *r)
{
    const vp_region *region = r->snapshot->region;
    const vp_unit_set *set = &region->units.sets[r->territory.set];
    bool of_plan = vp_territory_is(r->territory, vp_territory_of_plan(&region->units));
    vp_markup_begin(r->m, "p");
    vp_markup_attribute(r->m, "class", "meta");
    vp_markup_format(r->m, "Địa bàn của bảng điểm: %s (%s %s, mã %s)%s", vp_territory_name(region, r->territory),
                     set->level, set->vintage, vp_territory_code(&region->units, r->territory),
                     of_plan ? ": địa bàn mà kế hoạch ràng buộc" : "");
    vp_markup_end(r->m);
}

static void write_front(const vp_report *r)
{
    vp_markup *m = r->m;
    const vp_snapshot *s = r->snapshot;
    char day[16], made[16];
    vp_report_number people;
    day_of(s->region->as_of, day);
    char cut[11];
    snprintf(cut, sizeof cut, "%.10s", s->provenance.made_at ? s->provenance.made_at : "");
    day_of(cut, made);
    size_t base = vp_levels_base(&s->region->units, r->territory.set), count;
    vp_report_format(people_of(r, base, &count), 0, people);
    vp_markup_element(m, "p", "place", s->region->name_vi);
    vp_markup_element(m, "h1", NULL, "Báo cáo vùng phủ dịch vụ công và tiến độ mục tiêu kế hoạch");
    vp_markup_begin(m, "p");
    vp_markup_attribute(m, "class", "meta");
    vp_markup_format(m, "Số liệu tính cho ngày %s · %zu đơn vị hành chính (%s) · %s người theo lưới dân số %s", day,
                     count, s->region->units.sets[base].vintage, people,
                     s->region->people.population_count ? s->region->people.populations[0].label : "–");
    vp_markup_begin(m, "br");
    vp_markup_void_end(m);
    vp_markup_format(m, "Lập ngày %s bằng Vùng Phủ %s từ bản công bố %s", made,
                     s->provenance.software ? s->provenance.software : "", s->provenance.id);
    vp_markup_end(m);
    write_territory(r);
    if (!s->region->notice_vi || !*s->region->notice_vi) return;
    vp_markup_begin(m, "div");
    vp_markup_attribute(m, "class", "notice");
    vp_markup_element(m, "b", NULL, "Lưu ý về dữ liệu. ");
    vp_markup_text(m, s->region->notice_vi);
    vp_markup_end(m);
}

/* The maps are of the whole province. */
static bool has_maps(const vp_report *r)
{
    return r->territory.unit == VP_NONE ||
           vp_territory_is(r->territory, vp_territory_of_plan(&r->snapshot->region->units));
}

static void heading(const vp_report *r, const char *class_name, int *number, const char *title)
{
    char text[100];
    snprintf(text, sizeof text, "%d. %s", ++*number, title);
    vp_markup_element(r->m, "h2", class_name, text);
}

static bool write_body(const vp_report *r, vp_error *err)
{
    vp_markup *m = r->m;
    int number = 0;
    vp_markup_begin(m, "body");
    write_front(r);
    heading(r, NULL, &number, "Tóm tắt");
    vp_report_status_chart(r);
    vp_report_target_chart(r);
    if (has_maps(r)) heading(r, "page", &number, "Bản đồ");
    if (has_maps(r) && !vp_report_maps(r, err)) return false;
    heading(r, "page", &number, "Bảng điểm mục tiêu");
    vp_report_board(r);
    heading(r, NULL, &number, "Nơi còn thiếu dịch vụ");
    vp_report_gaps(r);
    heading(r, NULL, &number, "Cách tính từng chỉ tiêu");
    vp_report_definitions(r);
    heading(r, NULL, &number, "Nguồn dữ liệu");
    vp_report_sources(r);
    vp_markup_end(m);
    return true;
}

static bool write_document(const vp_report *r, vp_error *err)
{
    vp_buffer_text(r->m->out, "<!DOCTYPE html>\n");
    vp_markup_begin(r->m, "html");
    vp_markup_attribute(r->m, "lang", "vi");
    write_head(r);
    if (!write_body(r, err)) return false;
    vp_markup_end(r->m);
    return !r->m->out->failed || vp_fail(err, VP_NO_MEMORY, "no memory for the report");
}

bool vp_report_write(const vp_snapshot *snapshot, vp_territory territory, vp_buffer *out, vp_error *err)
{
    const vp_region *region = snapshot->region;
    vp_score *scores = calloc(region->definitions.indicator_count + 1, sizeof *scores);
    vp_outlines *own = snapshot->places.outlines ? NULL : vp_outlines_new(region, err);
    vp_markup m = {.out = out};
    vp_report r = {&m, snapshot, snapshot->places.outlines ? snapshot->places.outlines : own, scores, territory};
    vp_board board = {region, snapshot->results.coverage, &snapshot->listings.history, territory};
    bool ok = r.outlines != NULL;
    if (ok && !scores) ok = vp_fail_memory(err, region->definitions.indicator_count * sizeof *scores);
    for (size_t i = 0; ok && i < region->definitions.indicator_count; i++)
        ok = vp_indicator_score(&board, &region->definitions.indicators[i], &scores[i], err);
    ok = ok && write_document(&r, err);
    vp_outlines_free(own);
    free(scores);
    return ok;
}
