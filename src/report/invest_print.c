#include "report/invest_print.h"
#include "report/siting_print.h"

bool vp_invest_print(const vp_invest_shown *s, vp_output_format format, vp_error *err)
{
    static const char *const columns[] = {"order", "year",   "kind", "service", "lon",  "lat",  "unit_code", "unit",
                                          "price", "people", "gain", "total",   "cost", "name", "facility"};
    const vp_investment_answer *a = s->result->answer;
    bool text = format == VP_OUTPUT_TEXT;
    vp_output *output = vp_output_new(columns, text ? 13 : 15, err);
    if (!output) return false;
    for (size_t k = 0; k < a->chosen_count; k++) {
        const vp_invested *c = &a->chosen[k];
        const vp_invest_project *p = vp_invest_json_project(s, k);
        const vp_invest_row *row = &s->question->rows[p->row];
        const vp_unit *unit = vp_siting_print_unit(s->snapshot, p->cell);
        double lon, lat;
        vp_snapshot_lonlat(s->snapshot->region, p->cell, &lon, &lat);
        vp_output_number(output, (double)k + 1, 0);
        vp_output_number(output, s->question->years[c->period], 0);
        vp_output_text(output, vp_invest_kind_names[row->kind]);
        vp_output_text(output, vp_invest_json_service(s, row->need)->id);
        vp_output_number(output, lon, 5);
        vp_output_number(output, lat, 5);
        vp_output_text(output, unit ? unit->code : NULL);
        vp_output_text(output, unit ? unit->name : NULL);
        vp_output_number(output, vp_invest_json_price(s, k), 0);
        vp_output_number(output, s->result->chosen_people[k], 0);
        vp_output_number(output, c->gain, 0);
        vp_output_number(output, c->total, 0);
        vp_output_number(output, c->cost, 0);
        if (text) continue;
        vp_output_text(output, vp_invest_json_name(s, k));
        vp_output_text(output,
                       p->facility == VP_NONE ? NULL : s->question->regions[0]->supply.facilities[p->facility].id);
    }
    bool ok = vp_output_print(output, format, err);
    vp_output_free(output);
    return ok;
}
