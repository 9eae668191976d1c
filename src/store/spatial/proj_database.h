/* PROJ's own database of coordinate systems: without it no system is known, whatever its text. */
#pragma once
#include <proj.h>
#include <vungphu/error.h>

/* A context without network, that prints nothing: a returned one, with the database open and what it has read kept, or
 * a new one. One thread's until it is returned. NULL: no memory. */
PJ_CONTEXT *vp_proj_context_take(void);
/* When all that was made with it is destroyed. NULL is fine. */
void vp_proj_context_return(PJ_CONTEXT *context);
/* Whether the context can read it, and there is memory; to be asked before a text is called no coordinate system. */
bool vp_proj_database_check(PJ_CONTEXT *context, vp_error *err);
