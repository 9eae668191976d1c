/* The column that counts people, and which rows of a table count everyone once. */
#include "store/proposal/proposal_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PEOPLE_TABLES                                                                                                  \
    "dan_so population people poblacion populacao penduduk admpop census census2011 census2020 census2021 census2022 " \
    "recensement pca"
#define WHOLES                                                                                                         \
    "total totals all both both_sexes tong tong_so tong_cong ensemble gesamt insgesamt jumlah ambos ambos_sexos "      \
    "todos "                                                                                                           \
    "totale les_deux_sexes persons t_tl"

/* ------------------------------------------------------------ columns */

/* pop_2015, pop_2020: the key without its year. */
static size_t stem_of(const char *key)
{
    size_t length = strlen(key), digits = 0;
    while (digits < length && key[length - 1 - digits] >= '0' && key[length - 1 - digits] <= '9') digits++;
    return digits == 4 ? length - digits : length;
}

/* Of columns that differ by their year alone, the last that is not to come. */
static const vp_look_column *of_latest_year(const vp_guess *g, const vp_look *look, const vp_look_column *c)
{
    const vp_look_column *best = c;
    size_t stem = stem_of(c->key);
    for (size_t i = 0; i < look->column_count; i++) {
        const vp_look_column *other = &look->columns[i];
        int year = vp_words_year(other->key), known = vp_words_year(best->key);
        bool same = stem_of(other->key) == stem && strncmp(other->key, c->key, stem) == 0;
        bool later = year > known || (known > g->wishes->year && year < known);
        if (same && year && later && year <= g->wishes->year && 2 * other->filled > look->rows) best = other;
    }
    return best;
}

/* Of a table about people whose columns are years: the last. */
static const vp_look_column *latest_year(const vp_guess *g, const vp_look *look)
{
    const vp_look_column *best = NULL;
    int last = 0;
    if (!vp_words_in(PEOPLE_TABLES, look->key)) return NULL;
    for (size_t i = 0; i < look->column_count; i++) {
        const char *key = look->columns[i].key, *bare = key + strspn(key, "xy");
        if (strncmp(key, "nam_", 4) == 0 || strncmp(key, "year_", 5) == 0) bare = strchr(key, '_') + 1;
        int year = strlen(bare) == 4 ? vp_words_year(bare) : 0;
        if (year > last && year <= g->wishes->year) best = &look->columns[i], last = year;
    }
    return best;
}

/* Below a heading "people" that is merged over several columns. */
static const vp_look_column *total(const vp_look *look)
{
    if (!vp_words_in(PEOPLE_TABLES, look->key)) return NULL;
    for (size_t i = 0; i < look->column_count; i++)
        if (vp_words_in(WHOLES, look->columns[i].key)) return &look->columns[i];
    return NULL;
}

/* INSEE's squares count individuals and households: ind, men. */
static const vp_look_column *of_squares(const vp_look *look)
{
    return vp_look_find(look, "men") ? vp_look_find(look, "ind") : NULL;
}

const vp_look_column *vp_guess_people(const vp_guess *g, const vp_look *look)
{
    const vp_look_column *c = vp_guess_column(look, VP_MEANING_PEOPLE, 0.5);
    if (c) c = of_latest_year(g, look, c);
    if (!c) c = latest_year(g, look);
    if (!c) c = total(look);
    if (!c) c = of_squares(look);
    return c && (double)c->numbers >= 0.8 * (double)c->filled && c->least >= 0 && c->sum > 0 ? c : NULL;
}

/* ------------------------------------------------------------ rows */

typedef struct {
    const vp_look *look;
    const vp_look_column *code;
    bool *kept; /* per row */
    size_t count;
    uint64_t *seen; /* room for all codes */
} rows;

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* How many units the kept rows have; *several: one of them more than once. */
static size_t units_of(const rows *r, bool *several)
{
    size_t count = 0, units = 0;
    for (size_t i = 0; i < r->count; i++)
        if (r->kept[i]) r->seen[count++] = r->code->cells[i];
    if (count) qsort(r->seen, count, sizeof *r->seen, compare);
    for (size_t i = 0; i < count; i++) units += i == 0 || r->seen[i - 1] != r->seen[i];
    *several = units < count;
    return units;
}

static bool are_years(const vp_look_column *c)
{
    return c->numbers && c->numbers == c->filled && c->whole == c->numbers && c->least >= 1900 && c->most <= 2100;
}

/* The value that stands for all that the column tells apart: the last year that is not to come, "total"; NULL. */
static const vp_look_value *whole_of(const vp_guess *g, const vp_look_column *c)
{
    const vp_look_value *best = NULL;
    if (c->value_count < 2 || c->value_count == VP_LOOK_VALUES_MOST) return NULL;
    for (size_t i = 0; i < c->value_count; i++) {
        const vp_look_value *value = &c->values[i];
        int year = are_years(c) ? atoi(value->text) : 0;
        if (are_years(c) ? year <= g->wishes->year && (!best || year > atoi(best->text))
                         : !best && vp_words_in(WHOLES " t", value->key))
            best = value;
    }
    return best;
}

/* Keeps the rows of this value, if all units are among them. */
static bool keep_only(rows *r, const vp_look_column *c, const vp_look_value *value)
{
    bool several, *before = malloc(r->count + 1);
    size_t all = units_of(r, &several);
    uint64_t wanted = vp_look_code(value->text);
    if (!before) return false;
    memcpy(before, r->kept, r->count);
    for (size_t i = 0; i < r->count; i++) r->kept[i] = r->kept[i] && c->cells[i] == wanted;
    bool whole = units_of(r, &several) * 10 >= all * 9;
    if (!whole) memcpy(r->kept, before, r->count);
    free(before);
    return whole;
}

/* Of years first, then of whatever has a value "total". */
static bool narrow(const vp_guess *g, rows *r, char *filter, size_t size)
{
    bool several = true;
    size_t used = 0;
    for (int years = 1; years >= 0; years--)
        for (size_t i = 0; i < r->look->column_count && units_of(r, &several) && several; i++) {
            const vp_look_column *c = &r->look->columns[i];
            const vp_look_value *value = c == r->code || are_years(c) != (years == 1) ? NULL : whole_of(g, c);
            char condition[500];
            if (!value || c->cell_count < r->count || !keep_only(r, c, value)) continue;
            vp_guess_equals(c->name, value->text, condition, sizeof condition);
            used += (size_t)snprintf(filter + used, size - used, "%s%s", used ? " AND " : "", condition);
            if (used >= size) return false;
        }
    return units_of(r, &several) > 0 && !several;
}

bool vp_guess_one_row_each(const vp_guess *g, const vp_look *look, const vp_look_column *code, char *filter,
                           size_t size)
{
    *filter = '\0';
    if (code->unique) return true;
    if (!g->unit_code || !look->rows || code->cell_count < look->rows) return false;
    rows r = {look, code, calloc(look->rows, 1), look->rows, malloc(look->rows * sizeof *r.seen)};
    bool ok = r.kept && r.seen;
    for (size_t i = 0; ok && i < r.count; i++) r.kept[i] = vp_look_has_code(g->unit_code, code->cells[i]);
    ok = ok && narrow(g, &r, filter, size);
    free(r.kept);
    free(r.seen);
    return ok;
}
