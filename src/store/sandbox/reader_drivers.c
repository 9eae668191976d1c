#include "store/sandbox/reader_internal.h"
#include <gdal_frmts.h>
#include <string.h>

/* GDAL declares these for C++ alone. */
void RegisterOGRCSV(void);
void RegisterOGRESRIJSON(void);
void RegisterOGRFlatGeobuf(void);
void RegisterOGRGeoJSON(void);
void RegisterOGRGeoPackage(void);
void RegisterOGRGPX(void);
void RegisterOGRKML(void);
void RegisterOGRLIBKML(void);
void RegisterOGRMEM(void);
void RegisterOGROpenFileGDB(void);
void RegisterOGROSM(void);
void RegisterOGRShape(void);
void RegisterOGRTAB(void);
void RegisterOGRTopoJSON(void);
void RegisterOGRXLSX(void);

static const struct {
    const char *name;
    void (*enter)(void);
} known[] = {
    {"AAIGrid", GDALRegister_AAIGrid},
    {"CSV", RegisterOGRCSV},
    {"ESRI Shapefile", RegisterOGRShape},
    {"ESRIJSON", RegisterOGRESRIJSON},
    {"FlatGeobuf", RegisterOGRFlatGeobuf},
    {"GeoJSON", RegisterOGRGeoJSON},
    {"GPKG", RegisterOGRGeoPackage},
    {"GPX", RegisterOGRGPX},
    {"GTiff", GDALRegister_GTiff},
    {"KML", RegisterOGRKML},
    {"LIBKML", RegisterOGRLIBKML},
    {"MapInfo File", RegisterOGRTAB},
    {"MEM", GDALRegister_MEM},
    {"Memory", RegisterOGRMEM},
    {"OpenFileGDB", RegisterOGROpenFileGDB},
    {"OSM", RegisterOGROSM},
    {"SRTMHGT", GDALRegister_SRTMHGT},
    {"TopoJSON", RegisterOGRTopoJSON},
    {"XLSX", RegisterOGRXLSX},
};

static bool is_one_of(const char *name, const char *const names[])
{
    while (*names && strcmp(*names, name) != 0) names++;
    return *names != NULL;
}

void vp_reader_enter_drivers(const char *const names[])
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (is_one_of(known[i].name, names)) known[i].enter();
}

void vp_reader_keep_drivers(const char *const names[])
{
    for (int i = GDALGetDriverCount() - 1; i >= 0; i--) {
        GDALDriverH driver = GDALGetDriver(i);
        if (!is_one_of(GDALGetDriverShortName(driver), names)) GDALDeregisterDriver(driver);
    }
    vp_reader_enter_drivers(names);
}
