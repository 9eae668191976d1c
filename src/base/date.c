#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <vungphu/date.h>

typedef struct {
    int year, month, day;
} calendar_day;

static bool exists(calendar_day d)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (d.year % 4 == 0 && d.year % 100 != 0) || d.year % 400 == 0;
    return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= days[d.month - 1] &&
           (leap || d.month != 2 || d.day < 29);
}

/* A whole number of least to most digits; what follows it, or NULL. */
static const char *digits(const char *at, int least, int most, int *number)
{
    int count = 0;
    for (*number = 0; at && count < most && isdigit((unsigned char)at[count]); count++)
        *number = 10 * *number + (at[count] - '0');
    return at && count >= least && !isdigit((unsigned char)at[count]) ? at + count : NULL;
}

static const char *sign(const char *at, const char *signs) { return at && *at && strchr(signs, *at) ? at + 1 : NULL; }

static const char *iso_day(const char *at, calendar_day *d)
{
    at = sign(digits(at, 4, 4, &d->year), "-");
    at = sign(digits(at, 2, 2, &d->month), "-");
    return digits(at, 2, 2, &d->day);
}

/* hh:mm, with seconds, their fraction, and Z or an offset where there are; a plus sign that came as the blank that it
 * means in an address is one too. */
static bool is_time(const char *at)
{
    int hours, minutes, seconds, fraction;
    at = digits(sign(digits(at, 2, 2, &hours), ":"), 2, 2, &minutes);
    if (!at || hours > 23 || minutes > 59) return false;
    if (*at == ':' && (!(at = digits(at + 1, 2, 2, &seconds)) || seconds > 60)) return false;
    if (*at == '.' && !(at = digits(at + 1, 1, 9, &fraction))) return false;
    if (*at == 'Z' || *at == 'z') return !at[1];
    if (!*at) return true;
    at = digits(sign(digits(sign(at, "+- "), 2, 2, &hours), ":"), 2, 2, &minutes);
    return at && !*at && hours <= 23 && minutes <= 59;
}

static const char *office_day(const char *at, calendar_day *d)
{
    const char *end = sign(digits(at, 4, 4, &d->year), "-/");
    if (end) {
        char separator[] = {end[-1], '\0'};
        return digits(sign(digits(end, 1, 2, &d->month), separator), 1, 2, &d->day);
    }
    at = sign(digits(sign(digits(at, 1, 2, &d->day), "/"), 1, 2, &d->month), "/");
    return digits(at, 4, 4, &d->year);
}

bool vp_date_read(const char *text, vp_date_form form, vp_date day)
{
    calendar_day d = {0};
    const char *end = form == VP_DATE_OFFICE ? office_day(text, &d) : iso_day(text, &d);
    bool ok = end && exists(d);
    if (ok && form == VP_DATE_ISO)
        ok = !*end;
    else if (ok && form == VP_DATE_MOMENT)
        ok = !*end || ((*end == 'T' || *end == 't') && is_time(end + 1));
    else if (ok)
        ok = d.year >= 1000 && (!*end || *end == 'T' || *end == ' ');
    day[0] = '\0';
    if (ok)
        snprintf(day, sizeof(vp_date), "%04u-%02u-%02u", (unsigned)d.year % 10000U, (unsigned)d.month % 100U,
                 (unsigned)d.day % 100U);
    return ok;
}

/* Days from the civil date by counting 400-year eras of 146,097 days, years beginning in March. */
double vp_date_days(const char *date)
{
    calendar_day d = {0};
    const char *end = iso_day(date, &d);
    if (!end || *end || !exists(d)) return NAN;
    int from_march = (d.month + 9) % 12, y = d.year - (d.month <= 2), era = y / 400;
    int of_era = y - era * 400, of_year = (153 * from_march + 2) / 5 + d.day - 1;
    long days = era * 146097L + of_era * 365L + of_era / 4 - of_era / 100 + of_year - 719468;
    return (double)days;
}

bool vp_date_within(const vp_date from, const vp_date to, const vp_date day)
{
    return strcmp(from, day) <= 0 && (!to[0] || strcmp(to, day) >= 0);
}
