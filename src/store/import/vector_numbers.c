/* Numbers and coordinates of a row, and what a column as a whole says of how they are written. */
#include "store/import/vector_internal.h"
#include "store/text/number.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static vp_decimal decimal_of(const vp_vector *v, const vp_binding *binding)
{
    return binding->is_number ? VP_DECIMAL_POINT : vp_decimal_named(v->job->dataset->decimal);
}

static void note(vp_written *written, vp_number_kind kind, const char *text, long row)
{
    written->wholes += kind == VP_NUMBER_WHOLE;
    written->grouped += kind == VP_NUMBER_GROUPED;
    if (kind == VP_NUMBER_FRACTION) {
        const char *point = strrchr(text, '.'), *comma = strrchr(text, ',');
        written->point = written->point || (point && (!comma || comma < point));
        written->comma = written->comma || (comma && (!point || point < comma));
    }
    if (kind != VP_NUMBER_DOUBTFUL || written->doubtful++) return;
    snprintf(written->first_doubtful, sizeof written->first_doubtful, "%s", text);
    written->first_row = row;
}

double vp_vector_parse(vp_vector *v, vp_binding *binding, bool *ok)
{
    double number = NAN;
    *ok = true;
    if (!binding->text) return NAN;
    vp_number_kind kind = vp_number_read(binding->text, decimal_of(v, binding), &number);
    *ok = kind != VP_NUMBER_NONE;
    if (!binding->constant) note(&binding->written, kind, binding->text, v->row);
    return *ok ? number : NAN;
}

double vp_vector_number(vp_vector *v, const char *name, bool *ok)
{
    vp_binding *binding = vp_vector_binding(v, name);
    *ok = true;
    return binding ? vp_vector_parse(v, binding, ok) : NAN;
}

/* 1.234 is a fraction among 0.5 and 12.75, a thousand among 900 and 12.345.678; alone it may be either. */
static void judge(vp_vector *v, const vp_binding *b)
{
    const vp_written *w = &b->written;
    double fraction, thousand;
    bool by_point = strchr(w->first_doubtful, '.') != NULL, same = by_point ? w->point : w->comma,
         other = by_point ? w->comma : w->point;
    if (!w->doubtful || (same && !other && !w->grouped)) return;
    vp_number_read(w->first_doubtful, by_point ? VP_DECIMAL_POINT : VP_DECIMAL_COMMA, &fraction);
    vp_number_read(w->first_doubtful, by_point ? VP_DECIMAL_COMMA : VP_DECIMAL_POINT, &thousand);
    bool thousands = w->wholes || w->grouped || other;
    vp_import_report(v->job, thousands ? VP_FINDING_ERROR : VP_FINDING_WARNING, w->first_row, b->name,
                     w->first_doubtful,
                     "%zu values of this column are written like this one, which may be %.15g or %.15g (thousands set "
                     "apart)%s; declare decimal in datasets.csv: %s for %.15g, %s for %.15g",
                     w->doubtful, fraction, thousand,
                     thousands ? " and stands among whole numbers" : "; they were read as fractions",
                     by_point ? "point" : "comma", fraction, by_point ? "comma" : "point", thousand);
}

void vp_vector_judge_numbers(vp_vector *v)
{
    for (size_t i = 0; i < v->binding_count; i++) judge(v, &v->bindings[i]);
}

/* ------------------------------------------------------------ coordinates */

static bool reject_coordinate(vp_vector *v, const char *name)
{
    return vp_vector_reject(v, name, vp_vector_text(v, name),
                            "a coordinate is missing or not a number, nor degrees such as 21°35'12\"N; both in one "
                            "column are read by lonlat=column");
}

static bool read_coordinate(vp_vector *v, const vp_binding *b, char axis, double *degrees)
{
    char found = 0;
    if (!b->text || !vp_degrees_read(b->text, decimal_of(v, b), degrees, &found)) {
        reject_coordinate(v, b->name);
        return false;
    }
    if (!found || found == axis) return true;
    vp_vector_reject(v, b->name, b->text, "it is a %s; longitude and latitude look swapped",
                     found == 'x' ? "longitude" : "latitude");
    return false;
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
    const vp_binding *both = both_in_one(v);
    if (both) {
        if (!both->text || !vp_lonlat_read(both->text, decimal_of(v, both), &p.x, &p.y))
            return vp_vector_reject(v, both->name, both->text,
                                    "two coordinates are needed here, as \"21.59 105.84 0 0\" (latitude, longitude), "
                                    "\"21.59, 105.84\" or \"21°35'24\"N 105°50'24\"E\"");
    } else if (!read_coordinate(v, vp_vector_binding(v, "lon"), 'x', &p.x) ||
               !read_coordinate(v, vp_vector_binding(v, "lat"), 'y', &p.y)) {
        return true;
    }
    return vp_vector_geometry_set_point(&v->geometry, p, err);
}
