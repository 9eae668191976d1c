#include "base/name.h"
#include <stdio.h>
#include <string.h>

size_t vp_name_distance(const char *a, const char *b, size_t most)
{
    enum { LONGEST = 128 };
    size_t m = strlen(a), n = strlen(b);
    if (m > LONGEST || n > LONGEST || (m > n ? m - n : n - m) > most) return most + 1;
    size_t row[LONGEST + 1];
    for (size_t j = 0; j <= n; j++) row[j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best) best = row[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[n] > most ? most + 1 : row[n];
}

/* From the whole name, or from as many letters of it as the word has, which stands for a beginning. */
static size_t distance_from(const char *word, const char *name, size_t most)
{
    char beginning[80];
    size_t whole = vp_name_distance(word, name, most), length = strlen(word);
    if (length < 5 || length + 2 > sizeof beginning || strlen(name) <= length) return whole;
    for (size_t longer = 0; longer < 2; longer++) {
        snprintf(beginning, sizeof beginning, "%.*s", (int)(length + longer), name);
        size_t begun = vp_name_distance(word, beginning, 1);
        if (begun <= 1 && begun + 1 < whole) whole = begun + 1;
    }
    return whole;
}

bool vp_name_fail(vp_error *err, vp_error_kind error, const char *kind, const char *word, vp_name_at *names,
                  const void *of, size_t count)
{
    const char *near = NULL;
    size_t most = strlen(word) < 5 ? 1 : 3, least = most + 1, used = 0;
    bool full = false;
    char list[400] = "";
    for (size_t i = 0; i < count; i++) {
        size_t distance = distance_from(word, names(of, i), most);
        if (distance < least) near = names(of, i), least = distance;
        full = full || used + strlen(names(of, i)) + 6 > sizeof list;
        if (!full) used += (size_t)snprintf(list + used, sizeof list - used, " %s", names(of, i));
    }
    if (!*list) snprintf(list, sizeof list, " none");
    if (near)
        return vp_fail(err, error, "there is no %s %.60s; is %.60s meant? There are:%s%s", kind, word, near, list,
                       full ? " …" : "");
    return vp_fail(err, error, "there is no %s %.60s; There are:%s%s", kind, word, list, full ? " …" : "");
}
