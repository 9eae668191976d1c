/* Processes run on the small province.
 *
 * Six by four cells of 1 km; cell i (by rows) has 10·i people, the last no data. Commune A is the west half without the
 * cell in column 1, row 2, commune B the east half. A river fills column 4, a lake the two western cells of row 3;
 * walking goes at 5 km/h, 12 minutes a cell, and in the dry season at 6 km/h on the track along row 0. Stations stand
 * in columns 0 and 3, rows 0 and 2. */
#pragma once
#include "platform/team.h"
#include "service/processes.h"
#include "service/support_published.h"
#include "store/support_dataset.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *directory;
static vp_publication *publication;
static size_t steps, stop_at; /* reports heard; the one that is answered with "stop", 0: none */

/* Each test is a child of this process, and ThreadSanitizer lets it have threads only when this one has none. */
static inline void start(void)
{
    vp_error err = {0};
    vp_team_set_budget(1);
    directory = published_directory();
    publication = vp_publication_new(&err);
    ck_assert_ptr_nonnull(publication);
    vp_publication_replace(publication, served(directory));
}

static inline void use_all_cores(void) { vp_team_set_budget(0); }

static inline void stop(void)
{
    vp_publication_free(publication);
    remove_directory(directory);
}

static inline bool hear(void *context, const char *step, double done)
{
    (void)context;
    ck_assert(step && *step && done >= 0 && done <= 1);
    return ++steps != stop_at;
}

static inline char *run(const char *process, const char *inputs, vp_error *err)
{
    const vp_job_progress progress = {.report = hear};
    steps = 0;
    return vp_process_run(publication, process, inputs, &progress, err);
}

static inline json_t *result_of(const char *process, const char *inputs)
{
    vp_error err = {0};
    char *text = run(process, inputs, &err);
    ck_assert_msg(text != NULL, "%s %s: %s", process, inputs, err.message);
    json_t *result = json_loads(text, 0, NULL);
    ck_assert_ptr_nonnull(result);
    free(text);
    return result;
}

/* Fills each %P of a text with the lon and lat of a place in cells, in order. */
static inline const char *at(const char *text, const double places[][2])
{
    static char out[1000];
    const vp_snapshot *snapshot = vp_publication_acquire(publication);
    char *end = out;
    for (; *text; text++) {
        if (strncmp(text, "%P", 2) != 0) {
            *end++ = *text;
            continue;
        }
        vp_point p = lonlat_of(snapshot, (*places)[0], (*places)[1]);
        end += sprintf(end, "[%.9f, %.9f]", p.x, p.y);
        places++;
        text++;
    }
    *end = '\0';
    vp_snapshot_release(snapshot);
    return out;
}

static inline double number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    ck_assert_msg(json_is_number(value), "%s", key);
    return json_number_value(value);
}

static inline const json_t *unit(const json_t *result, const char *code)
{
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(result, "units"), i,
                       one) if (strcmp(json_string_value(json_object_get(one, "code")), code) == 0) return one;
    ck_abort_msg("no unit %s", code);
    return NULL;
}
