/* What the columns of the tables are called in the reader's language, and how their cells are shown. */
#pragma once
#include <stdbool.h>

typedef enum {
    VP_FORM_PLAIN, /* texts; numbers as they are */
    VP_FORM_WHOLE, /* people, households: no decimals shown */
    VP_FORM_TENTH, /* one decimal */
    VP_FORM_HUNDREDTH,
    VP_FORM_DEGREES,
    VP_FORM_SHARE,  /* 0 to 1, shown in percent */
    VP_FORM_DATE,   /* a text such as 2026-12-31 */
    VP_FORM_MOMENT, /* a text such as 2026-12-31T23:59:59Z */
    VP_FORM_VALUE,  /* of an indicator: by its unit */
    VP_FORM_COUNT
} vp_form;

/* The title of a table's column, or its name when it has none; *form is set in any case. */
const char *vp_titles_of(const char *table, const char *column, bool english, vp_form *form);
/* How values of an indicator's unit are shown. */
vp_form vp_titles_form_of_unit(const char *unit);
