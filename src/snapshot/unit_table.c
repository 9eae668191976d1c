#include "snapshot/unit_table.h"
#include <pthread.h>
#include <stdlib.h>
#include <vungphu/indicators.h>

struct vp_unit_table {
    pthread_mutex_t lock; /* for making a set's values */
    double **sets;        /* [set]; NULL: not asked for yet */
    size_t set_count;
};

vp_unit_table *vp_unit_table_new(vp_error *err)
{
    vp_unit_table *table = calloc(1, sizeof *table);
    if (!table) {
        vp_fail_memory(err, sizeof *table);
        return NULL;
    }
    pthread_mutex_init(&table->lock, NULL);
    return table;
}

void vp_unit_table_free(vp_unit_table *table)
{
    if (!table) return;
    for (size_t s = 0; s < table->set_count; s++) free(table->sets[s]);
    free(table->sets);
    pthread_mutex_destroy(&table->lock);
    free(table);
}

static double *measure(const vp_snapshot *snapshot, size_t set, vp_error *err)
{
    const vp_region *region = snapshot->region;
    size_t units = region->units.sets[set].unit_count, columns = region->definitions.indicator_count;
    double *values = calloc(units * columns + 1, sizeof *values);
    if (!values) vp_fail_memory(err, units * columns * sizeof *values);
    for (size_t i = 0; values && i < units * columns; i++) {
        const vp_question question = vp_question_of(set, i / columns);
        vp_measurement m;
        if (vp_indicator_measure(region, snapshot->results.coverage, &region->definitions.indicators[i % columns],
                                 &question, &m, err)) {
            values[i] = m.value;
            continue;
        }
        free(values);
        return NULL;
    }
    return values;
}

const double *vp_unit_table_of(const vp_snapshot *snapshot, size_t set, vp_error *err)
{
    vp_unit_table *table = snapshot->places.unit_table;
    pthread_mutex_lock(&table->lock);
    if (!table->sets) {
        table->sets = calloc(snapshot->region->units.set_count + 1, sizeof *table->sets);
        if (table->sets)
            table->set_count = snapshot->region->units.set_count;
        else
            vp_fail_memory(err, sizeof *table->sets);
    }
    if (table->sets && !table->sets[set]) table->sets[set] = measure(snapshot, set, err);
    const double *values = table->sets ? table->sets[set] : NULL;
    pthread_mutex_unlock(&table->lock);
    return values;
}
