/* Numbers and coordinates of a row, and what a column as a whole says of how they are written. */
#include "store/import/vector_internal.h"
#include "store/text/coordinates.h"
#include <math.h>

static vp_decimal decimal_of(const vp_vector *v, const vp_binding *binding)
{
    return binding->is_number ? VP_DECIMAL_POINT : vp_decimal_named(v->job->dataset->decimal);
}

double vp_vector_parse(vp_vector *v, vp_binding *binding, bool *ok)
{
    double number = NAN;
    *ok = true;
    if (!binding->text) return NAN;
    vp_number_kind kind = vp_written_read(&binding->written, binding->text, decimal_of(v, binding), v->row, &number);
    *ok = kind != VP_NUMBER_NONE;
    return *ok ? number : NAN;
}

double vp_vector_number(vp_vector *v, const char *name, bool *ok)
{
    vp_binding *binding = vp_vector_binding(v, name);
    *ok = true;
    return binding ? vp_vector_parse(v, binding, ok) : NAN;
}

/* Percentages are shares of 1, as a spreadsheet keeps them; among other numbers they may be meant otherwise. */
static void judge_percent(vp_vector *v, const vp_binding *b)
{
    const vp_written *w = &b->written;
    if (w->percent && w->plain)
        vp_import_report(v->job, VP_FINDING_ERROR, (vp_place){.column = b->name},
                         "%zu values of this column have a percent sign and %zu have none: 45 beside 45 %% would be a "
                         "hundred times as much; write all of them one way",
                         w->percent, w->plain);
    else if (w->percent)
        vp_import_report(v->job, VP_FINDING_NOTE, (vp_place){.column = b->name},
                         "%zu values are percentages, read as shares of 1: 45 %% as 0.45", w->percent);
}

static void judge(vp_vector *v, const vp_binding *b)
{
    char reason[400];
    judge_percent(v, b);
    vp_written_verdict verdict = vp_written_judge(&b->written);
    if (verdict == VP_WRITTEN_CLEARLY) return;
    vp_written_reason(&b->written, "datasets.csv", reason, sizeof reason);
    vp_import_report(v->job, verdict == VP_WRITTEN_MIXED ? VP_FINDING_ERROR : VP_FINDING_WARNING,
                     (vp_place){.row = b->written.first_row, .column = b->name, .value = b->written.first_doubtful},
                     "%s", reason);
}

void vp_vector_judge_numbers(vp_vector *v)
{
    for (size_t i = 0; i < v->binding_count; i++) judge(v, &v->bindings[i]);
}

/* ------------------------------------------------------------ coordinates */

static vp_coordinate_cell cell_of(const vp_vector *v, const vp_binding *b)
{
    return b ? (vp_coordinate_cell){b->name, b->text, decimal_of(v, b)} : (vp_coordinate_cell){0};
}

/* The column that holds both: of the field lonlat, or of lon and lat alike. */
static const vp_binding *both_in_one(const vp_vector *v)
{
    const vp_binding *both = vp_vector_binding(v, "lonlat"), *lon = vp_vector_binding(v, "lon"),
                     *lat = vp_vector_binding(v, "lat");
    if (both) return both;
    return lon && lat && !lon->constant && !lat->constant && lon->column == lat->column ? lon : NULL;
}

bool vp_vector_read_lonlat(vp_vector *v, vp_error *err)
{
    vp_point p;
    vp_coordinate_fault fault;
    const vp_binding *one = both_in_one(v);
    vp_coordinate_cell lon = cell_of(v, vp_vector_binding(v, "lon")), lat = cell_of(v, vp_vector_binding(v, "lat")),
                       both = cell_of(v, one);
    if (!vp_coordinates_read(&lon, &lat, one ? &both : NULL, &p.x, &p.y, &fault))
        return vp_vector_reject(v, fault.column, fault.value, "%s", fault.reason);
    return vp_vector_geometry_set_point(&v->geometry, p, err);
}
