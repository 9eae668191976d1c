/* Numbers and coordinates as people write them: with a decimal point or comma, thousands set apart by a point, a comma,
 * a space or an apostrophe; degrees, minutes and seconds. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef enum {
    VP_DECIMAL_UNKNOWN, /* found from the text, where it can be */
    VP_DECIMAL_POINT,   /* 1,234.56 */
    VP_DECIMAL_COMMA,   /* 1.234,56 */
} vp_decimal;

/* "point", "comma"; anything else is unknown. */
vp_decimal vp_decimal_named(const char *name);

typedef enum {
    VP_NUMBER_NONE,     /* no number */
    VP_NUMBER_WHOLE,    /* 1234 */
    VP_NUMBER_GROUPED,  /* 1.234.567, 1 234: thousands set apart, without doubt */
    VP_NUMBER_FRACTION, /* 0.5, 12,75, 1.234,5 */
    VP_NUMBER_DOUBTFUL, /* 1.234 or 1,234 with the decimal unknown: a fraction or a thousand. *number is the fraction */
} vp_number_kind;

/* Text that is trimmed. No hexadecimal, NaN or infinity. */
vp_number_kind vp_number_read(const char *text, vp_decimal decimal, double *number);

/* A number in a table whose own separator says how its numbers are written: decimal '.' (cells parted by commas), ','
 * (by semicolons) or 0 (by tabs: it says nothing). The other sign is understood too where there is no doubt. */
bool vp_number_in_table(const char *text, char decimal, double *number);
/* Whether that failed because the text may be a fraction or thousands set apart; then what to write instead. */
bool vp_number_doubt(const char *text, char decimal, char *reason, size_t size);

/* Degrees: a number, or degrees with minutes and seconds, with a letter of the direction before or behind: N S E W,
 * in Vietnamese B (Bắc), N as north, Đ (Đông), T (Tây). *axis is 'x' (east or west), 'y', or 0 without a letter. */
bool vp_degrees_read(const char *text, vp_decimal decimal, double *degrees, char *axis);

/* Both coordinates in one text: "21.716 105.014 0 0" (ODK and Kobo: latitude, longitude, altitude, accuracy), "21.716,
 * 105.014", "POINT (105.014 21.716)", "21°42'58\"N 105°0'50\"E", "[105.014,21.716]" and GeoJSON's point (DHIS2). Which
 * is which follows letters, POINT or brackets, and what exceeds 90; else the latitude comes first. */
bool vp_lonlat_read(const char *text, vp_decimal decimal, double *lon, double *lat);
