/* The coordinate reference systems that people of a province have positions in. */
#pragma once
#include "model/reference.h"
#include <vungphu/error.h>
#include <vungphu/shape.h>

/* The system of the province (crs, EPSG:32648), and of Viet Nam's VN-2000 each whose area of use meets the province
 * (degrees); no deprecated ones. Those without an EPSG code are left out. Free it by its own function. */
vp_local_references *vp_local_references_new(const char *crs, vp_bounds degrees, vp_error *err);
