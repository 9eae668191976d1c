#include "server/cql2/instant_internal.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/date.h>

enum { DAY_SECONDS = 86400 };

static bool read_two_digits(const char *at, double most, double *number)
{
    if (!isdigit((unsigned char)at[0]) || !isdigit((unsigned char)at[1])) return false;
    *number = (double)((at[0] - '0') * 10 + (at[1] - '0'));
    return *number <= most;
}

/* hh:mm:ss with a fraction or none, and Z. */
static bool read_time(const char *at, double *seconds)
{
    double hours, minutes, whole, fraction = 0;
    if (!read_two_digits(at, 23, &hours) || at[2] != ':' || !read_two_digits(at + 3, 59, &minutes) || at[5] != ':' ||
        !read_two_digits(at + 6, 60, &whole))
        return false;
    at += 8;
    if (*at == '.') {
        double unit = 0.1;
        if (!isdigit((unsigned char)*++at)) return false;
        for (; isdigit((unsigned char)*at); at++, unit /= 10) fraction += unit * (*at - '0');
    }
    *seconds = hours * 3600 + minutes * 60 + whole + fraction;
    return strcmp(at, "Z") == 0;
}

bool vp_cql2_instant_read(const char *text, vp_cql2_instant *out)
{
    vp_date day;
    double seconds = 0;
    size_t length = strlen(text);
    out->is_day = length == sizeof day - 1;
    if (length < sizeof day - 1) return false;
    memcpy(day, text, sizeof day - 1);
    day[sizeof day - 1] = '\0';
    double days = vp_date_days(day);
    if (isnan(days) || (!out->is_day && (text[10] != 'T' || !read_time(text + 11, &seconds)))) return false;
    out->seconds = days * DAY_SECONDS + seconds;
    return true;
}

int vp_cql2_instant_order(vp_cql2_instant a, vp_cql2_instant b)
{
    bool by_day = a.is_day || b.is_day;
    double first = by_day ? floor(a.seconds / DAY_SECONDS) : a.seconds;
    double second = by_day ? floor(b.seconds / DAY_SECONDS) : b.seconds;
    return (first > second) - (first < second);
}

bool vp_cql2_interval_stands(vp_cql2_order order, vp_cql2_interval a, vp_cql2_interval b)
{
    int starts = vp_cql2_instant_order(a.from, b.from), ends = vp_cql2_instant_order(a.to, b.to);
    int to_start = vp_cql2_instant_order(a.to, b.from), to_end = vp_cql2_instant_order(a.from, b.to);
    switch (order) {
    case VP_CQL2_AFTER: return to_end > 0;
    case VP_CQL2_BEFORE: return to_start < 0;
    case VP_CQL2_CONTAINS_TIME: return starts < 0 && ends > 0;
    case VP_CQL2_DISJOINT_TIME: return to_end > 0 || to_start < 0;
    case VP_CQL2_DURING: return starts > 0 && ends < 0;
    case VP_CQL2_EQUAL_TIME: return starts == 0 && ends == 0;
    case VP_CQL2_FINISHED_BY: return starts < 0 && ends == 0;
    case VP_CQL2_FINISHES: return starts > 0 && ends == 0;
    case VP_CQL2_MEET_TIME: return to_end <= 0 && to_start >= 0;
    case VP_CQL2_MEETS: return to_start == 0;
    case VP_CQL2_MET_BY: return to_end == 0;
    case VP_CQL2_OVERLAPPED_BY: return starts > 0 && to_end < 0 && ends > 0;
    case VP_CQL2_OVERLAPS_TIME: return starts < 0 && to_start > 0 && ends < 0;
    case VP_CQL2_STARTED_BY: return starts == 0 && ends > 0;
    case VP_CQL2_STARTS: return starts == 0 && ends < 0;
    }
    return false;
}
