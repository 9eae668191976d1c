/* Referral: minutes and metres between the facilities of two levels, such as a commune's health station and
 * the hospitals that it sends patients to, there and back over the same terrain. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/modes.h>

VP_BEGIN_DECLS

typedef struct {
    size_t cell;     /* of the modes' grid; SIZE_MAX: outside it, nothing is reached */
    double x, y;     /* projected metres */
    size_t identity; /* a facility of both levels is not referred to itself; VP_NONE: unlike any other */
} vp_referral_place;

typedef struct {
    const vp_modes *modes; /* each direction by the fastest, with changes en route */
    const vp_referral_place *from, *to;
    size_t from_count, to_count;
    vp_travel_options travel; /* limit_minutes: no further; from_facility is not looked at */
    size_t nearest;           /* at most so many places of `to` for each of `from`, by minutes there */
    const vp_region *region;  /* what is known of the terrain; NULL: all of it is */
    bool (*progress)(void *context, const char *step, double done); /* 0 to 1; false cancels; may be NULL */
    void *context;
} vp_referral_question;

/* Of a number that is not there: whether it is known that there is no path within the limit. */
typedef enum { VP_REFERRAL_REACHED, VP_REFERRAL_NO_PATH, VP_REFERRAL_NOT_KNOWN } vp_referral_status;
VP_API extern const char *const vp_referral_status_names[]; /* reached, no_path, not_known */

typedef struct {
    size_t from, to;                    /* to: VP_NONE where nothing is reached; the numbers are then NaN and rank 0 */
    size_t rank;                        /* 1 is the least minutes there; ties go to the lower `to` */
    double minutes_there, minutes_back; /* back: INFINITY where there is no path within the limit */
    double metres;                      /* along the path there, on the map plane, between centres of cells */
    double straight_metres;             /* between the two points on the map plane */
    vp_referral_status status, status_back; /* of minutes_there and minutes_back */
} vp_referral;

/* Rows by from, then by rank. One run in each direction for each of `to`. Free *rows. */
VP_API bool vp_referral_find(const vp_referral_question *question, vp_referral **rows, size_t *row_count,
                             vp_error *err);

VP_END_DECLS
