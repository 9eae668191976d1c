/* gis-data/open-data.csv as text. */
#pragma once

extern const char vp_shipped_open_data[];
