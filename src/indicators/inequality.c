#include <math.h>
#include <stdlib.h>
#include <vungphu/inequality.h>

typedef struct {
    double value, people;
} part;

static int ascending(const void *left, const void *right)
{
    const part *a = left, *b = right;
    return a->value < b->value ? -1 : a->value > b->value;
}

/* Over parts in ascending order Σⱼ pⱼ |vᵢ − vⱼ| needs only running sums: O(n). */
static double gini(const part parts[], size_t count)
{
    double people = 0, total = 0, differences = 0;
    for (size_t i = 0; i < count; i++) {
        differences += parts[i].people * (parts[i].value * people - total);
        people += parts[i].people;
        total += parts[i].people * parts[i].value;
    }
    return total > 0 ? differences / (people * total) : NAN;
}

/* Of the unit on the border of the tenth only the people that fill it are counted. */
static void worst_tenth(const part parts[], size_t count, int better, vp_inequality *out)
{
    double people = 0, taken = 0, sum = 0;
    for (size_t i = 0; i < count; i++) people += parts[i].people;
    for (size_t i = 0; i < count && taken < people / 10; i++) {
        part worst = parts[better >= 0 ? i : count - 1 - i];
        double some = fmin(worst.people, people / 10 - taken);
        taken += some;
        sum += some * worst.value;
    }
    out->worst_tenth = sum / taken;
    out->worst_tenth_people = taken;
}

bool vp_inequality_of(const double values[], const double people[], size_t count, int better, vp_inequality *out,
                      vp_error *err)
{
    *out = (vp_inequality){
        .least = NAN, .most = NAN, .ratio = NAN, .gini = NAN, .worst_tenth = NAN, .worst_tenth_people = NAN};
    part *parts = calloc(count ? count : 1, sizeof *parts);
    if (!parts) return vp_fail_memory(err, count * sizeof *parts);
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i]) && people[i] > 0) parts[out->units++] = (part){values[i], people[i]};
    if (out->units) {
        qsort(parts, out->units, sizeof *parts, ascending);
        out->least = parts[0].value;
        out->most = parts[out->units - 1].value;
        if (out->least > 0) out->ratio = out->most / out->least;
        out->gini = gini(parts, out->units);
        worst_tenth(parts, out->units, better, out);
    }
    free(parts);
    return true;
}
