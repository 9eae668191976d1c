/* Named schemas of JSON answers, as OpenAPI 3.0 has them in its components. */
#pragma once
#include "json/json.h"
#include <stddef.h>

json_t *vp_schemas_all(void); /* NULL: memory is short */
/* A reference to one of them. */
json_t *vp_schemas_reference(const char *name, size_t length);
