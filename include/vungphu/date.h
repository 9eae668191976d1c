/* Days as text. */
#pragma once
#include <stdbool.h>
#include <vungphu/api.h>

VP_BEGIN_DECLS

typedef char vp_date[11]; /* "2026-12-31"; "" when unknown. Compares as text. */

/* How a day may be written. Whatever the form, it must be a day of the Gregorian calendar. */
typedef enum {
    VP_DATE_ISO,    /* 2026-12-31 and nothing else: tables, settings, requests, what this program wrote */
    VP_DATE_MOMENT, /* or a moment as RFC 3339 has it, of which the day as written counts: 2026-12-31T07:00:00Z */
    VP_DATE_OFFICE  /* or as offices and their programs write it: 2026-1-5, 2026/01/05, 5/1/2026 (day first), a blank
                       or T and a time of any form behind; years of four digits from 1000 */
} vp_date_form;

/* False, with day "", when text (NULL too) is no day of that form. */
VP_API bool vp_date_read(const char *text, vp_date_form form, vp_date day);

/* Days since 1970-01-01; NaN when the text is not VP_DATE_ISO. */
VP_API double vp_date_days(const char *date);

/* From the first to the last day, both included; "" is open-ended. */
VP_API bool vp_date_within(const vp_date from, const vp_date to, const vp_date day);

VP_END_DECLS
