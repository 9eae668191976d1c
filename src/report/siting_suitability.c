#include "report/siting_suitability.h"
#include "report/figures.h"
#include "json/json.h"
#include <math.h>
#include <stdio.h>

static json_t *quantiles_json(const double q[VP_SITING_QUANTILES])
{
    json_t *list = json_array();
    for (size_t i = 0; i < VP_SITING_QUANTILES; i++) vp_json_add(&list, vp_json_number(q[i]));
    return list;
}

static json_t *factor_json(const vp_siting_factor *f, const vp_siting_judged *j)
{
    json_t *o = json_object();
    vp_json_put(&o, "name", vp_json_text(f->name));
    if (isfinite(f->least)) vp_json_put(&o, "least", json_real(f->least));
    if (isfinite(f->most)) vp_json_put(&o, "most", json_real(f->most));
    vp_json_put(&o, "excluded", json_integer((json_int_t)j->excluded));
    vp_json_put(&o, "unknown", json_integer((json_int_t)j->unknown));
    vp_json_put(&o, "excluded_alone", json_integer((json_int_t)j->alone));
    if (f->weight > 0) {
        vp_json_put(&o, "zero", vp_json_number(j->zero));
        vp_json_put(&o, "one", vp_json_number(j->one));
        vp_json_put(&o, "weight", json_real(f->weight));
    }
    vp_json_put(&o, "quantiles", quantiles_json(j->quantiles));
    return o;
}

json_t *vp_siting_suitability_json(const vp_siting_shown *s)
{
    const vp_siting_question *q = s->question;
    const vp_siting_result *r = s->result;
    json_t *o = json_object(), *list = json_array();
    if (!q->factor_count) {
        json_decref(o);
        json_decref(list);
        return NULL;
    }
    for (size_t k = 0; k < q->factor_count; k++) vp_json_add(&list, factor_json(&q->factors[k], &r->factors[k]));
    vp_json_put(&o, "places", json_integer((json_int_t)r->places));
    vp_json_put(&o, "places_left", json_integer((json_int_t)r->places_left));
    vp_json_put(&o, "factors", list);
    if (!r->scores) return o;
    vp_json_put(&o, "score_least", json_real(q->score_least));
    vp_json_put(&o, "places_low", json_integer((json_int_t)r->places_low));
    vp_json_put(&o, "score_worth", json_real(q->score_worth));
    vp_json_put(&o, "score_quantiles", quantiles_json(r->score_quantiles));
    return o;
}

json_t *vp_siting_suitability_at(const vp_siting_shown *s, uint32_t site)
{
    json_t *o = json_object();
    for (size_t k = 0; k < s->question->factor_count; k++)
        vp_json_put(&o, s->question->factors[k].name,
                    vp_json_number(s->question->factors[k].values[s->result->cells[site]]));
    return o;
}

void vp_siting_suitability_print(const vp_siting_shown *s)
{
    const vp_siting_question *q = s->question;
    const vp_siting_result *r = s->result;
    if (!q->factor_count) return;
    printf("of %zu places %zu are left by the factors of suitability:\n", r->places, r->places_left);
    for (size_t k = 0; k < q->factor_count; k++) {
        const vp_siting_factor *f = &q->factors[k];
        const vp_siting_judged *j = &r->factors[k];
        printf("  %s: excludes %zu (%zu by itself alone), not known at %zu; %g to %g, median %g", f->name, j->excluded,
               j->alone, j->unknown, j->quantiles[0], j->quantiles[VP_SITING_QUANTILES - 1], j->quantiles[2]);
        if (f->weight > 0) printf("; scores 0 at %g, 1 at %g, weight %g", j->zero, j->one, f->weight);
        putchar('\n');
    }
    if (!r->scores) return;
    printf("scores are %.3f to %.3f, median %.3f; %zu places score less than %g\n", r->score_quantiles[0],
           r->score_quantiles[VP_SITING_QUANTILES - 1], r->score_quantiles[2], r->places_low, q->score_least);
    for (size_t k = 0; k < r->answer->chosen_count; k++)
        printf("%s%zu: %.3f", k ? ", " : "scores of the sites: ", k + 1, r->scores[r->answer->chosen[k].site]);
    if (r->answer->chosen_count) putchar('\n');
    if (q->score_worth > 0)
        printf("what is made large is people + %g for each 1 of score: %.6g, and no choice has more than %.6g\n",
               q->score_worth, r->answer->objective, r->answer->bound);
}

/* ---- the report for print */

static void write_rule(vp_markup *m, const vp_siting_factor *f)
{
    vp_report_number least, most;
    vp_report_format(f->least, 1, least);
    vp_report_format(f->most, 1, most);
    vp_markup_begin(m, "td");
    if (isfinite(f->least)) vp_markup_format(m, "≥ %s ", least);
    if (isfinite(f->most)) vp_markup_format(m, "≤ %s", most);
    if (isinf(f->least) && isinf(f->most)) vp_markup_format(m, "–");
    vp_markup_end(m);
}

static void write_factors(const vp_report *page, const vp_siting_shown *s)
{
    static const char *const heads[] = {"Yếu tố / factor",      "Nơi được đặt / where allowed",
                                        "Loại / excludes",      "… riêng nó / alone",
                                        "Không rõ / unknown",   "Nhỏ nhất / least",
                                        "Trung vị / median",    "Lớn nhất / greatest",
                                        "Điểm 0 / scores 0 at", "Điểm 1 / scores 1 at",
                                        "Trọng số / weight"};
    vp_markup *m = page->m;
    vp_report_table(m, "factors", heads, 11);
    for (size_t k = 0; k < s->question->factor_count; k++) {
        const vp_siting_factor *f = &s->question->factors[k];
        const vp_siting_judged *j = &s->result->factors[k];
        bool scored = f->weight > 0;
        vp_markup_begin(m, "tr");
        vp_markup_element(m, "td", NULL, f->name);
        write_rule(m, f);
        vp_figure_cell(m, "factor_excluded", (double)j->excluded, 0);
        vp_figure_cell(m, "factor_alone", (double)j->alone, 0);
        vp_figure_cell(m, "factor_unknown", (double)j->unknown, 0);
        vp_figure_cell(m, "factor_smallest", j->quantiles[0], 1);
        vp_figure_cell(m, "factor_median", j->quantiles[2], 1);
        vp_figure_cell(m, "factor_greatest", j->quantiles[VP_SITING_QUANTILES - 1], 1);
        vp_figure_cell(m, "factor_zero", scored ? j->zero : (double)NAN, 1);
        vp_figure_cell(m, "factor_one", scored ? j->one : (double)NAN, 1);
        vp_figure_cell(m, "factor_weight", scored ? f->weight : (double)NAN, 2);
        vp_markup_end(m);
    }
    vp_report_table_end(m);
}

static void write_scores(const vp_report *page, const vp_siting_shown *s)
{
    static const char *const heads[] = {"Điểm của nơi / Score of a place", ""};
    static const char *const labels[] = {"Nhỏ nhất / least", "Tứ phân vị dưới / lower quartile", "Trung vị / median",
                                         "Tứ phân vị trên / upper quartile", "Lớn nhất / greatest"};
    const vp_siting_result *r = s->result;
    vp_report_table(page->m, "scores", heads, 2);
    for (size_t i = 0; i < VP_SITING_QUANTILES; i++)
        vp_figure_row(page->m, labels[i], "score_quantile", r->score_quantiles[i], 3);
    vp_figure_row(page->m, "Ít nhất để được chọn / least that may be chosen", "score_least", s->question->score_least,
                  3);
    vp_figure_row(page->m, "Nơi dưới mức đó / places below it", "places_low", (double)r->places_low, 0);
    if (s->question->score_worth > 0)
        vp_figure_row(
            page->m,
            "Một điểm đáng bao nhiêu người; mục tiêu và cận là người cộng với số đó nhân điểm / people that a "
            "score of 1 is worth; objective and bound are people and that times the scores",
            "score_worth", s->question->score_worth, 1);
    for (size_t k = 0; k < r->answer->chosen_count; k++) {
        char label[80];
        snprintf(label, sizeof label, "Địa điểm %zu / site %zu", k + 1, k + 1);
        vp_figure_row(page->m, label, "site_score", r->scores[r->answer->chosen[k].site], 3);
    }
    vp_report_table_end(page->m);
}

void vp_siting_suitability_write(const vp_report *page, const vp_siting_shown *s)
{
    const vp_siting_result *r = s->result;
    vp_report_number places, left;
    if (!s->question->factor_count) return;
    vp_report_format((double)r->places, 0, places);
    vp_report_format((double)r->places_left, 0, left);
    vp_markup_element(page->m, "h2", NULL, "Nơi thích hợp / Suitability");
    vp_markup_begin(page->m, "p");
    vp_markup_format(page->m,
                     "Trong %s nơi có thể đặt, các yếu tố để lại %s; cận là của bài toán trên các nơi còn lại. / Of %s "
                     "places where a site could stand the factors leave %s; the bound is that of the places left.",
                     places, left, places, left);
    vp_markup_end(page->m);
    write_factors(page, s);
    if (r->scores) write_scores(page, s);
}
