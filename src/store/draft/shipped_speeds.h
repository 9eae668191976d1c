/* gis-data/sample/speeds.csv: OpenStreetMap's roads and ESA WorldCover's land, each row with its source. */
#pragma once

extern const char vp_shipped_speeds[]; /* terminated */
