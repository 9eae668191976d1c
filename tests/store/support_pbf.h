/* A small OpenStreetMap file, made here byte by byte: https://wiki.openstreetmap.org/wiki/PBF_Format. */
#pragma once

/* One OSM way with highway=primary and name=Đường 1 over three nodes from (105.01, 21.71), and a node with
 * amenity=clinic.
 */
void write_pbf(const char *directory, const char *name);
