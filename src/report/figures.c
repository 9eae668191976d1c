#include "report/figures.h"
#include <math.h>

static const char *or_dash(const char *text) { return text && *text ? text : "–"; }

void vp_figure(vp_markup *m, const char *key, double value, int decimals)
{
    vp_report_number text;
    vp_report_format(value, decimals, text);
    vp_markup_begin(m, "data");
    vp_markup_attribute(m, "class", key);
    if (isfinite(value)) vp_markup_attribute_format(m, "value", "%.17g", value);
    vp_markup_text(m, text);
    vp_markup_end(m);
}

void vp_figure_cell(vp_markup *m, const char *key, double value, int decimals)
{
    vp_markup_begin(m, "td");
    vp_markup_attribute(m, "class", "n");
    vp_figure(m, key, value, decimals);
    vp_markup_end(m);
}

void vp_figure_row_text(vp_markup *m, const char *label, const char *text)
{
    vp_markup_begin(m, "tr");
    vp_markup_element(m, "td", NULL, label);
    vp_markup_element(m, "td", NULL, text);
    vp_markup_end(m);
}

void vp_figure_row(vp_markup *m, const char *label, const char *key, double value, int decimals)
{
    if (!isfinite(value)) return;
    vp_markup_begin(m, "tr");
    vp_markup_element(m, "td", NULL, label);
    vp_figure_cell(m, key, value, decimals);
    vp_markup_end(m);
}

static void put_notice(vp_markup *m, const vp_region *region)
{
    const char *texts[] = {region->notice_vi, region->notice_en};
    for (int i = 0; i < 2; i++) {
        if (!texts[i] || !*texts[i]) continue;
        vp_markup_begin(m, "div");
        vp_markup_attribute(m, "class", "notice");
        vp_markup_element(m, "b", NULL, i ? "Notice. " : "Lưu ý về dữ liệu. ");
        vp_markup_text(m, texts[i]);
        vp_markup_end(m);
    }
}

static void put_snapshot(vp_markup *m, const vp_snapshot *snapshot)
{
    vp_markup_begin(m, "p");
    vp_markup_attribute(m, "class", "meta");
    vp_markup_format(m, "Bản công bố / snapshot %s · tính cho ngày / as of %s · Vùng Phủ %s", snapshot->provenance.id,
                     snapshot->region->as_of, or_dash(snapshot->provenance.software));
    vp_markup_end(m);
}

static void begin_document(vp_markup *m, const char *title, const vp_region *region)
{
    vp_buffer_text(m->out, "<!DOCTYPE html>\n");
    vp_markup_begin(m, "html");
    vp_markup_attribute(m, "lang", "vi");
    vp_markup_begin(m, "head");
    vp_markup_begin(m, "meta");
    vp_markup_attribute(m, "charset", "utf-8");
    vp_markup_void_end(m);
    vp_markup_begin(m, "title");
    vp_markup_format(m, "%s – %s", title, region->name_vi);
    vp_markup_end(m);
    vp_markup_style(m, vp_report_style);
    vp_markup_end(m);
    vp_markup_begin(m, "body");
}

bool vp_figure_document(const vp_snapshot *snapshot, const char *title, vp_figure_body *body, const void *context,
                        vp_buffer *out, vp_error *err)
{
    vp_outlines *own = snapshot->places.outlines ? NULL : vp_outlines_new(snapshot->region, err);
    vp_markup m = {.out = out};
    const vp_report page = {.m = &m, .snapshot = snapshot, .outlines = own ? own : snapshot->places.outlines};
    bool ok = page.outlines != NULL;
    if (ok) {
        begin_document(&m, title, snapshot->region);
        ok = body(&page, context, err);
        vp_markup_element(&m, "h3", NULL, "Nguồn dữ liệu / Sources");
        vp_report_sources(&page);
        vp_markup_end(&m);
        vp_markup_end(&m);
    }
    vp_outlines_free(own);
    if (ok && out->failed) return vp_fail(err, VP_NO_MEMORY, "no memory for the report");
    return ok;
}

void vp_figure_front(const vp_report *page, const char *heading, size_t service)
{
    const vp_region *region = page->snapshot->region;
    vp_markup *m = page->m;
    vp_markup_element(m, "p", "place", region->name_vi);
    vp_markup_element(m, "h1", NULL, heading);
    if (service != VP_NONE) {
        const vp_service *of = &region->definitions.services[service];
        vp_markup_begin(m, "p");
        vp_markup_format(m, "%s · %s (%s)", or_dash(of->title_vi), or_dash(of->title_en), of->id);
        vp_markup_end(m);
    }
    put_snapshot(m, page->snapshot);
    put_notice(m, region);
}
