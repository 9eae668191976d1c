/* PROJ's own database of coordinate systems: without it no system is known, whatever its text. */
#pragma once
#include <proj.h>
#include <vungphu/error.h>

/* Whether the context can read it, and there is memory; to be asked before a text is called no coordinate system. */
bool vp_proj_database_check(PJ_CONTEXT *context, vp_error *err);
