#include "snapshot/feature_ids.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char *id;
    size_t row;
} entry;

static int compare_entries(const void *one, const void *other)
{
    const entry *a = one, *b = other;
    int order = strcmp(a->id, b->id);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static char *join(const char *first, const char *second)
{
    size_t room = strlen(first) + strlen(second) + 2;
    char *text = malloc(room);
    if (text) snprintf(text, room, "%s:%s", first, second);
    return text;
}

/* Rows by their present id, then by place. */
static void sort(entry entries[], char *const ids[], size_t count)
{
    for (size_t i = 0; i < count; i++) entries[i] = (entry){ids[i], i};
    qsort(entries, count, sizeof *entries, compare_entries);
}

static size_t same_from(const entry entries[], size_t from, size_t count)
{
    size_t to = from + 1;
    while (to < count && strcmp(entries[to].id, entries[from].id) == 0) to++;
    return to;
}

static bool is_taken(const entry sorted[], size_t count, const char *id)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(sorted[middle].id, id);
        if (order == 0) return true;
        *(order < 0 ? &low : &high) = order < 0 ? middle + 1 : middle;
    }
    return false;
}

/* The id with the first number from *number on that no row has yet. */
static char *numbered(const entry sorted[], size_t count, const char *id, size_t *number)
{
    for (;;) {
        char digits[24];
        snprintf(digits, sizeof digits, "%zu", (*number)++);
        char *text = join(id, digits);
        if (!text || !is_taken(sorted, count, text)) return text;
        free(text);
    }
}

/* ids of the rows that share theirs with another become group:own. */
static bool add_groups(char *ids[], const entry sorted[], size_t count, vp_row_text *group, const void *context)
{
    for (size_t from = 0, to; from < count; from = to) {
        to = same_from(sorted, from, count);
        for (size_t i = from; i < to && to - from > 1; i++) {
            const char *name = group(context, sorted[i].row);
            ids[sorted[i].row] = join(name ? name : "", sorted[i].id);
        }
    }
    /* The texts that were replaced: ids now has others for these rows. */
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        if (ids[sorted[i].row] == sorted[i].id) continue;
        ok = ok && ids[sorted[i].row];
        free(sorted[i].id);
    }
    return ok;
}

/* new_ids: what replaces an id, kept apart until all numbers are found, since sorted still names the old ones. */
static bool add_numbers(char *ids[], char *new_ids[], const entry sorted[], size_t count)
{
    bool ok = true;
    for (size_t from = 0, to; ok && from < count; from = to) {
        size_t number = 2;
        to = same_from(sorted, from, count);
        for (size_t i = from + 1; ok && i < to; i++)
            ok = (new_ids[sorted[i].row] = numbered(sorted, count, sorted[i].id, &number)) != NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (!new_ids[i]) continue;
        free(ids[i]);
        ids[i] = new_ids[i];
    }
    return ok;
}

static bool copy_own(char *ids[], size_t count, vp_row_text *own, const void *context)
{
    for (size_t i = 0; i < count; i++) {
        const char *text = own(context, i);
        if (!(ids[i] = strdup(text ? text : ""))) return false;
    }
    return true;
}

char **vp_feature_ids_new(size_t count, vp_row_text *own, vp_row_text *group, const void *context, vp_error *err)
{
    char **ids = calloc(count + 1, sizeof *ids), **new_ids = calloc(count + 1, sizeof *new_ids);
    entry *entries = calloc(count + 1, sizeof *entries);
    bool ok = ids && new_ids && entries && copy_own(ids, count, own, context);
    if (ok) sort(entries, ids, count);
    ok = ok && add_groups(ids, entries, count, group, context);
    if (ok) sort(entries, ids, count);
    ok = ok && add_numbers(ids, new_ids, entries, count);
    free(entries);
    free(new_ids);
    if (ok) return ids;
    vp_feature_ids_free(ids, count);
    vp_fail_memory(err, count * sizeof *ids);
    return NULL;
}

void vp_feature_ids_free(char **ids, size_t count)
{
    for (size_t i = 0; ids && i < count; i++) free(ids[i]);
    free(ids);
}
