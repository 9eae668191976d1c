/* Why a row of a referral has no number: no path, or the terrain in between is not known. */
#pragma once
#include <vungphu/referral.h>

/* Fills status and status_back of rows whose minutes are there. Costs a solve of the whole grid where numbers are
 * missing, and one more for each place that a path back is missing from. */
bool vp_referral_find_status(const vp_referral_question *question, vp_referral rows[], size_t count, vp_error *err);
