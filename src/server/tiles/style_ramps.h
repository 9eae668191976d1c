/* Colours of styles; a test holds them against tiles/colours.json, which the web map has. */
#pragma once

enum { VP_STYLE_CLASSES = 5 };
static const char *const vp_style_sequential[VP_STYLE_CLASSES] = {"#eaf3d9", "#8fcfb9", "#57b3b4", "#23689b",
                                                                  "#2a3f7f"};
static const char vp_style_no_data[] = "#e3e5e4", vp_style_backdrop[] = "#eef2f0", vp_style_land[] = "#f4f6f5";
