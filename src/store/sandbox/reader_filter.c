/* A filter on columns that GDAL takes for texts: numbers of a CSV, or of a sheet with #N/A among them, so that "schools
 * > 0" compares numbers, and letters of a code page, so that a name is found. Each row is put, typed and as UTF-8, into
 * a layer in memory that has the filter, and kept when it comes out again. */
#include "store/sandbox/reader_internal.h"
#include "store/sandbox/reader_sheet.h"
#include "store/text/csv_text.h"
#include "store/text/number.h"
#include "store/text/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DOUBTS_MOST = 6 }; /* columns that look like numbers, and that the filter may yet compare with texts */

struct vp_reader_filter {
    GDALDatasetH memory;
    OGRLayerH layer;
    const char *page;
    vp_decimal decimal;
    bool book;
    int count;
    bool *number; /* per column */
};

void vp_reader_filter_free(vp_reader_filter *filter)
{
    if (!filter) return;
    if (filter->memory) GDALClose(filter->memory);
    free(filter->number);
    free(filter);
}

/* 00123 is a code, not a number. */
static bool is_number(const char *text, vp_decimal decimal)
{
    double number;
    const char *digits = text + (*text == '-' || *text == '+');
    bool code = digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9';
    return !code && vp_number_read(text, decimal, &number) != VP_NUMBER_NONE;
}

/* A column's name as the filter writes it: UTF-8, whatever the page of the source. */
static char *name_of(const vp_reader_filter *filter, OGRFieldDefnH field)
{
    const char *raw = OGR_Fld_GetNameRef(field);
    size_t length = strlen(raw);
    char *name = vp_text_from(raw, length, vp_text_page(raw, length, filter->page), NULL);
    return name ? name : strdup(raw);
}

/* The columns that the filter names and whose texts are all numbers. */
static void find_numbers(vp_reader_filter *filter, OGRLayerH source, const char *condition)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(source);
    bool *filled = calloc((size_t)filter->count + 1, sizeof *filled);
    for (int i = 0; i < filter->count; i++) {
        OGRFieldDefnH field = OGR_FD_GetFieldDefn(definition, i);
        char *name = name_of(filter, field);
        filter->number[i] = filled && name && OGR_Fld_GetType(field) == OFTString && strcasestr(condition, name);
        free(name);
    }
    OGRFeatureH feature;
    OGR_L_ResetReading(source);
    while (filled && (feature = OGR_L_GetNextFeature(source))) {
        for (int i = 0; i < filter->count; i++) {
            const char *text = filter->number[i] ? OGR_F_GetFieldAsString(feature, i) : "";
            if (!*text || (filter->book && vp_workbook_is_error(text))) continue;
            filled[i] = true;
            filter->number[i] = is_number(text, filter->decimal);
        }
        OGR_F_Destroy(feature);
    }
    for (int i = 0; filled && i < filter->count; i++) filter->number[i] = filter->number[i] && filled[i];
    OGR_L_ResetReading(source);
    free(filled);
}

static bool make_layer(vp_reader_filter *filter, OGRLayerH source, const char *condition)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(source);
    if (filter->memory) GDALClose(filter->memory);
    vp_reader_enter_drivers((const char *const[]){"Memory", NULL});
    filter->memory = GDALCreate(GDALGetDriverByName("Memory"), "filter", 0, 0, 0, GDT_Unknown, NULL);
    filter->layer = filter->memory ? GDALDatasetCreateLayer(filter->memory, "filter", NULL, wkbNone, NULL) : NULL;
    for (int i = 0; filter->layer && i < filter->count; i++) {
        OGRFieldDefnH from = OGR_FD_GetFieldDefn(definition, i);
        char *name = name_of(filter, from);
        OGRFieldDefnH field = OGR_Fld_Create(name ? name : "", filter->number[i] ? OFTReal : OGR_Fld_GetType(from));
        free(name);
        bool made = OGR_L_CreateField(filter->layer, field, 0) == OGRERR_NONE;
        OGR_Fld_Destroy(field);
        if (!made) return false;
    }
    return filter->layer && OGR_L_SetAttributeFilter(filter->layer, condition) == OGRERR_NONE;
}

/* All numbers as numbers; where the filter does not fit those types ("kind = '3'"), some of them as texts. */
static bool choose_types(vp_reader_filter *filter, OGRLayerH source, const char *condition)
{
    int doubts[DOUBTS_MOST], count = 0;
    for (int i = 0; i < filter->count && count < DOUBTS_MOST; i++)
        if (filter->number[i]) doubts[count++] = i;
    for (int as_text = 0; as_text < 1 << count; as_text++) {
        for (int i = 0; i < count; i++) filter->number[doubts[i]] = !(as_text >> i & 1);
        if (make_layer(filter, source, condition)) return true;
    }
    return false;
}

vp_reader_filter *vp_reader_filter_new(vp_reader *reader, OGRLayerH layer, const char *page)
{
    const char *condition = reader->job->request.filter;
    vp_reader_filter *filter = calloc(1, sizeof *filter);
    if (!filter) return NULL;
    filter->page = page;
    filter->book = reader->book != NULL;
    filter->decimal = filter->book ? VP_DECIMAL_POINT : vp_decimal_named(reader->job->request.decimal);
    filter->count = OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(layer));
    filter->number = calloc((size_t)filter->count + 1, sizeof *filter->number);
    if (filter->number) find_numbers(filter, layer, condition);
    reader->opening = true;
    bool ok = filter->number && choose_types(filter, layer, condition);
    if (!ok) vp_reader_fail(reader, "the filter is not a condition on this layer: %s", reader->said);
    reader->opening = false;
    reader->said[0] = '\0';
    if (ok) return filter;
    vp_reader_filter_free(filter);
    return NULL;
}

static void copy_value(const vp_reader_filter *filter, OGRFeatureH row, OGRFeatureH feature, int field)
{
    if (!OGR_F_IsFieldSetAndNotNull(feature, field)) return;
    const char *raw = OGR_F_GetFieldAsString(feature, field);
    double number;
    if (filter->number[field]) {
        if (vp_number_read(raw, filter->decimal, &number) != VP_NUMBER_NONE) OGR_F_SetFieldDouble(row, field, number);
        return;
    }
    size_t length = strlen(raw);
    const char *said = raw;
    vp_csv_text_of(&said, &length);
    char *text = vp_text_from(said, length, vp_text_page(said, length, filter->page), NULL);
    OGR_F_SetFieldString(row, field, text ? text : raw);
    free(text);
}

bool vp_reader_filter_keeps(vp_reader_filter *filter, OGRFeatureH feature)
{
    OGRFeatureH row = OGR_F_Create(OGR_L_GetLayerDefn(filter->layer));
    for (int i = 0; i < filter->count; i++) copy_value(filter, row, feature, i);
    OGR_F_SetFID(row, OGR_F_GetFID(feature));
    bool put = OGR_L_CreateFeature(filter->layer, row) == OGRERR_NONE;
    OGR_L_ResetReading(filter->layer);
    OGRFeatureH kept = put ? OGR_L_GetNextFeature(filter->layer) : NULL;
    bool keeps = kept != NULL, gone = !put || OGR_L_DeleteFeature(filter->layer, OGR_F_GetFID(row)) == OGRERR_NONE;
    OGR_F_Destroy(row);
    if (kept) OGR_F_Destroy(kept);
    return keeps && gone;
}
