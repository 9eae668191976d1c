/* schema.sql as text; made by the build (src/store/CMakeLists.txt). */
#pragma once
extern const char vp_schema_sql[];
