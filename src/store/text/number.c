#include "store/text/number.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONGEST = 80 };

vp_decimal vp_decimal_named(const char *name)
{
    return strcmp(name, "point") == 0   ? VP_DECIMAL_POINT
           : strcmp(name, "comma") == 0 ? VP_DECIMAL_COMMA
                                        : VP_DECIMAL_UNKNOWN;
}

/* ------------------------------------------------------------ numbers */

/* What sets thousands apart besides points and commas: spaces, narrow and not breaking, and apostrophes. */
static size_t gap_length(const char *at)
{
    static const char *const gaps[] = {" ", "'", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", "\xE2\x80\x99"};
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
        if (strncmp(at, gaps[i], strlen(gaps[i])) == 0) return strlen(gaps[i]);
    return 0;
}

/* The text with its gaps as '_'. False when it holds what no number has. */
static bool simplify(const char *text, char plain[LONGEST])
{
    size_t used = 0;
    while (*text) {
        size_t gap = gap_length(text);
        char c = gap ? '_' : *text;
        if (used + 1 >= LONGEST || (!gap && !strchr("0123456789+-.,eE", c))) return false;
        plain[used++] = c;
        text += gap ? gap : 1;
    }
    plain[used] = '\0';
    return used > 0;
}

/* Whole part digits{1,3} and then groups of a sign and three digits, up to end; without any sign in it, any digits. */
static bool is_whole_part(const char *from, const char *end, char sign)
{
    size_t first = 0, since = 0;
    bool grouped = false;
    for (const char *at = from; at < end; at++) {
        if (isdigit((unsigned char)*at)) {
            since++;
            continue;
        }
        if (*at != sign || (grouped ? since != 3 : since < 1 || since > 3)) return false;
        if (!grouped) first = since;
        grouped = true;
        since = 0;
    }
    return grouped ? since == 3 && first >= 1 : true;
}

static size_t count_of(const char *text, char sign)
{
    size_t count = 0;
    for (; *text; text++) count += *text == sign;
    return count;
}

/* The number with thousands and decimals by these signs; 0 for a sign that does not occur. */
static bool parse_by(const char *plain, char thousands, char decimal, double *number)
{
    char bare[LONGEST], *out = bare, *end;
    const char *start = plain + (*plain == '-' || *plain == '+'), *exponent = start + strcspn(start, "eE"),
               *point = decimal ? memchr(start, decimal, (size_t)(exponent - start)) : NULL;
    if (!is_whole_part(start, point ? point : exponent, thousands)) return false;
    for (const char *at = plain; *at; at++)
        if (*at != thousands) *out++ = decimal && *at == decimal ? '.' : *at;
    *out = '\0';
    if (strpbrk(bare, "_,") || (decimal && decimal != '.' && count_of(plain, '.') && thousands != '.')) return false;
    *number = strtod(bare, &end);
    return end != bare && !*end && isfinite(*number);
}

static vp_number_kind kind_of(const char *plain, char thousands, char decimal)
{
    if (decimal && strchr(plain, decimal)) return VP_NUMBER_FRACTION;
    if (strpbrk(plain, "eE")) return VP_NUMBER_FRACTION;
    return thousands && strchr(plain, thousands) ? VP_NUMBER_GROUPED : VP_NUMBER_WHOLE;
}

static vp_number_kind read_by(const char *plain, char thousands, char decimal, double *number)
{
    return parse_by(plain, thousands, decimal, number) ? kind_of(plain, thousands, decimal) : VP_NUMBER_NONE;
}

/* One sign, once, with one to three digits before it, the first no 0, and three behind: 1.234. */
static bool is_doubtful(const char *plain, char sign)
{
    const char *start = plain + (*plain == '-' || *plain == '+'), *at = strchr(start, sign);
    return at && at - start >= 1 && at - start <= 3 && *start != '0' && strspn(at + 1, "0123456789") == 3 && !at[4];
}

/* The sign that is not that of decimals sets thousands apart; a gap does, too. */
static vp_number_kind read_declared(const char *plain, char decimal, double *number)
{
    char thousands = strchr(plain, '_') ? '_' : decimal == '.' ? ',' : '.';
    return read_by(plain, thousands, decimal, number);
}

static vp_number_kind read_plain(const char *plain, vp_decimal decimal, double *number)
{
    if (decimal != VP_DECIMAL_UNKNOWN) return read_declared(plain, decimal == VP_DECIMAL_POINT ? '.' : ',', number);
    const char *point = strrchr(plain, '.'), *comma = strrchr(plain, ',');
    size_t points = count_of(plain, '.'), commas = count_of(plain, ',');
    if (points && commas) return read_declared(plain, point > comma ? '.' : ',', number);
    char sign = points ? '.' : ',';
    if (points + commas > 1) return read_by(plain, sign, 0, number); /* 1.234.567 */
    if (strchr(plain, '_') || !is_doubtful(plain, sign)) return read_declared(plain, sign, number);
    return read_by(plain, 0, sign, number) ? VP_NUMBER_DOUBTFUL : VP_NUMBER_NONE;
}

vp_number_kind vp_number_read(const char *text, vp_decimal decimal, double *number)
{
    char plain[LONGEST];
    vp_number_kind kind = simplify(text, plain) ? read_plain(plain, decimal, number) : VP_NUMBER_NONE;
    if (kind == VP_NUMBER_NONE) *number = NAN;
    return kind;
}

static bool is_declared(const char *text, char decimal)
{
    return (decimal == '.' && strchr(text, '.')) || (decimal == ',' && strchr(text, ','));
}

bool vp_number_in_table(const char *text, char decimal, double *number)
{
    vp_number_kind kind = vp_number_read(text, VP_DECIMAL_UNKNOWN, number);
    if (kind != VP_NUMBER_DOUBTFUL || is_declared(text, decimal)) return kind != VP_NUMBER_NONE;
    *number = NAN;
    return false;
}

bool vp_number_doubt(const char *text, char decimal, char *reason, size_t size)
{
    double fraction, thousand;
    bool point = strchr(text, '.') != NULL;
    if (vp_number_read(text, VP_DECIMAL_UNKNOWN, &fraction) != VP_NUMBER_DOUBTFUL || is_declared(text, decimal))
        return false;
    vp_number_read(text, point ? VP_DECIMAL_COMMA : VP_DECIMAL_POINT, &thousand);
    char shown[LONGEST];
    snprintf(shown, sizeof shown, "%.15g", fraction);
    for (char *at = shown; decimal == ',' && *at; at++)
        if (*at == '.') *at = ',';
    snprintf(reason, size, "it may be %s or %.15g (thousands set apart): write %s%s or %.15g", shown, thousand, shown,
             strpbrk(shown, ".,") ? "0" : ".0", thousand);
    return true;
}

/* ------------------------------------------------------------ degrees */

/* A letter of a direction at the beginning of the text: its axis and sign, and its length; 0 when there is none. */
static size_t direction_at(const char *text, char *axis, int *sign)
{
    static const struct {
        const char *letter;
        char axis;
        int sign;
    } directions[] = {{"N", 'y', 1},        {"S", 'y', -1},       {"E", 'x', 1},  {"W", 'x', -1}, {"B", 'y', 1},
                      {"\xC4\x90", 'x', 1}, {"\xC4\x91", 'x', 1}, {"T", 'x', -1}, {"O", 'x', -1}}; /* Ouest, Oeste */
    for (size_t i = 0; i < sizeof directions / sizeof *directions; i++) {
        size_t length = strlen(directions[i].letter);
        if (strncasecmp(text, directions[i].letter, length) != 0) continue;
        *axis = directions[i].axis;
        *sign = directions[i].sign;
        return length;
    }
    return 0;
}

/* Signs of degrees, minutes and seconds, and blanks: what parts the numbers. */
static size_t mark_length(const char *at)
{
    static const char *const marks[] = {" ",
                                        "'",
                                        "\"",
                                        ":",
                                        "d",
                                        "m",
                                        "s",
                                        "\xC2\xB0",
                                        "\xC2\xBA",
                                        "\xCB\x9A",
                                        "\xC2\xA0",
                                        "\xE2\x80\xB2",
                                        "\xE2\x80\xB3",
                                        "\xE2\x80\x99",
                                        "\xE2\x80\x9D",
                                        "\xC2\xB4"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(at, marks[i], strlen(marks[i])) == 0) return strlen(marks[i]);
    return 0;
}

/* Up to three numbers with marks between and behind them, and a letter before or behind. */
static bool read_sexagesimal(const char *at, vp_decimal decimal, double parts[3], size_t *count, char *axis, int *sign)
{
    *count = 0;
    at += direction_at(at, axis, sign);
    while (*at) {
        size_t mark = mark_length(at), digits = strspn(at, "+-0123456789.,"), letter;
        char number[LONGEST];
        if (digits && *count < 3 && digits < LONGEST) {
            snprintf(number, sizeof number, "%.*s", (int)digits, at);
            vp_decimal reading = decimal == VP_DECIMAL_UNKNOWN && strchr(number, ',') ? VP_DECIMAL_COMMA : decimal;
            if (!vp_number_read(number, reading, &parts[(*count)++])) return false;
            at += digits;
        } else if (mark) {
            at += mark;
        } else if (*count && !*axis && (letter = direction_at(at, axis, sign))) {
            at += letter;
        } else {
            return false;
        }
    }
    return *count > 0;
}

bool vp_degrees_read(const char *text, vp_decimal decimal, double *degrees, char *axis)
{
    double parts[3] = {0, 0, 0};
    size_t count;
    int sign = 1;
    *axis = 0;
    *degrees = NAN;
    if (vp_number_read(text, decimal, degrees) != VP_NUMBER_NONE) return true;
    if (!read_sexagesimal(text, decimal, parts, &count, axis, &sign)) return false;
    if (parts[0] < 0 || *text == '-') sign = -sign;
    if (parts[1] < 0 || parts[1] > 60 || parts[2] < 0 || parts[2] > 60) return false; /* 20'60.0" by rounding */
    *degrees = sign * (fabs(parts[0]) + parts[1] / 60 + parts[2] / 3600);
    return true;
}

/* ------------------------------------------------------------ both in one text */

static void trim(char *text)
{
    size_t from = strspn(text, " \t,;"), length = strlen(text + from);
    while (length && strchr(" \t,;", text[from + length - 1])) length--;
    memmove(text, text + from, length);
    text[length] = '\0';
}

/* Where the first coordinate ends: behind its letter, at a ';', at a blank or comma followed by a blank, or, when there
 * is no blank, at the only comma. NULL when the text is one coordinate. */
static const char *first_end(const char *text)
{
    char axis;
    int sign;
    for (const char *at = text + 1; *at; at++) {
        size_t letter = direction_at(at, &axis, &sign);
        if (letter && at[letter] && strchr(" ,;", at[letter]) && strpbrk(text, "0123456789") < at) return at + letter;
    }
    const char *semicolon = strchr(text, ';'), *list = strstr(text, ", "), *blank = strchr(text, ' ');
    if (semicolon) return semicolon;
    if (list) return list;
    if (strstr(text, "\xC2\xB0")) return strchr(text, ',');
    return blank ? blank : count_of(text, ',') == 1 || count_of(text, '.') > 1 ? strchr(text, ',') : NULL;
}

/* The coordinates that follow the second are left out: altitude and accuracy. */
static void cut_rest(char *text)
{
    char axis;
    int sign;
    bool marked = strstr(text, "\xC2\xB0") || strchr(text, '\'');
    for (char *at = text; *at; at++) {
        if (!marked && (*at == ' ' || *at == ';') && !direction_at(at + 1, &axis, &sign)) *at = '\0';
        if (!*at) return;
    }
}

static bool read_point(const char *text, double *lon, double *lat)
{
    int used = 0;
    if (strpbrk(text, "nNxX")) return false; /* NaN, infinity, hexadecimal */
    return (sscanf(text, " ( %lf %lf )%n", lon, lat, &used) == 2 ||
            sscanf(text, " Z ( %lf %lf %*f )%n", lon, lat, &used) == 2) &&
           used > 0 && isfinite(*lon) && isfinite(*lat);
}

/* "[105.014,21.716]", or the same behind "coordinates": of a GeoJSON point. */
static bool read_brackets(const char *text, double *lon, double *lat)
{
    int used = 0;
    const char *at = *text == '{' ? strstr(text, "\"coordinates\"") : text;
    at = at ? strchr(at, '[') : NULL;
    if (!at || strpbrk(at, "nNxX") || (*text == '{' && !strcasestr(text, "\"point\""))) return false;
    bool two = sscanf(at, "[ %lf , %lf ]%n", lon, lat, &used) == 2 && used > 0;
    if (!two) used = 0;
    bool three = !two && sscanf(at, "[ %lf , %lf , %*f ]%n", lon, lat, &used) == 2 && used > 0;
    return (two || three) && isfinite(*lon) && isfinite(*lat);
}

bool vp_lonlat_read(const char *text, vp_decimal decimal, double *lon, double *lat)
{
    char first[LONGEST], second[LONGEST], axis[2];
    double value[2];
    if (strncasecmp(text, "POINT", 5) == 0) return read_point(text + 5, lon, lat);
    if (*text == '[' || *text == '{') return read_brackets(text, lon, lat);
    const char *end = *text && strlen(text) < LONGEST ? first_end(text) : NULL;
    if (!end) return false;
    snprintf(first, sizeof first, "%.*s", (int)(end - text), text);
    snprintf(second, sizeof second, "%s", end);
    trim(first);
    trim(second);
    cut_rest(second);
    trim(second);
    if (!vp_degrees_read(first, decimal, &value[0], &axis[0]) || !vp_degrees_read(second, decimal, &value[1], &axis[1]))
        return false;
    if (axis[0] && axis[1] && axis[0] == axis[1]) return false;
    bool lon_first = axis[0] == 'x' || axis[1] == 'y' || (!axis[0] && !axis[1] && fabs(value[0]) > 90);
    *lon = value[lon_first ? 0 : 1];
    *lat = value[lon_first ? 1 : 0];
    return true;
}
