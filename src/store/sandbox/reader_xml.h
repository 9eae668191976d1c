/* The tags and texts of a workbook's parts, for the confined child. */
#pragma once
#include <cpl_vsi.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct {
    bool tag; /* then text is what stands between < and >; else what stands between tags, with its entities */
    size_t length;
    char text[8192]; /* terminated; what is longer is cut */
} vp_xml_token;

typedef struct vp_xml vp_xml;

vp_xml *vp_xml_open(const char *path); /* NULL when there is no such file, or memory is short */
void vp_xml_close(vp_xml *xml);        /* NULL is fine */
/* Borrowed until the next; NULL at the end and at a tag that never ends. */
const vp_xml_token *vp_xml_next(vp_xml *xml);
/* How many bytes stand before the next. */
size_t vp_xml_at(const vp_xml *xml);

/* Names are without their prefix: x:row is row. */
bool vp_xml_is(const vp_xml_token *token, const char *name); /* opened or closed */
bool vp_xml_closes(const vp_xml_token *token);
bool vp_xml_is_whole(const vp_xml_token *token); /* opened and closed at once */
/* "" and false when there is none. */
bool vp_xml_attribute(const vp_xml_token *token, const char *name, char *out, size_t size);
/* Text with its entities read. */
void vp_xml_plain(const char *text, size_t length, char *out, size_t size);
