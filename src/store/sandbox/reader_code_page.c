/* In which code page a shapefile's attributes are written, as its own files say. */
#include "store/sandbox/reader_internal.h"
#include <stdio.h>
#include <string.h>

VSILFILE *vp_reader_open_sibling(const char *path, const char *lower, const char *upper, uint64_t *size)
{
    char name[4500];
    size_t stem = strlen(path) - 4;
    const char *const ends[] = {lower, upper};
    for (size_t i = 0; i < 2; i++) {
        VSIStatBufL about;
        snprintf(name, sizeof name, "%.*s%s", (int)stem, path, ends[i]);
        if (VSIStatL(name, &about) != 0 || !VSI_ISREG(about.st_mode)) continue;
        *size = (uint64_t)about.st_size;
        return VSIFOpenL(name, "rb");
    }
    return NULL;
}

/* Language driver ids of dBASE, FoxPro and ESRI: byte 29 of a .dbf. Source: the list in GDAL's shapefile driver and
 * ESRI's "Code page" article; 0 and what is not listed state nothing. */
static const struct {
    uint8_t id;
    const char *page;
} drivers[] = {
    {0x01, "CP437"},  {0x02, "CP850"},  {0x03, "CP1252"}, {0x04, "MACINTOSH"}, {0x08, "CP865"},  {0x09, "CP437"},
    {0x0A, "CP850"},  {0x0B, "CP437"},  {0x0D, "CP437"},  {0x0E, "CP850"},     {0x0F, "CP437"},  {0x10, "CP850"},
    {0x11, "CP437"},  {0x12, "CP850"},  {0x13, "CP932"},  {0x14, "CP850"},     {0x15, "CP437"},  {0x16, "CP850"},
    {0x17, "CP865"},  {0x18, "CP437"},  {0x19, "CP437"},  {0x1A, "CP850"},     {0x1B, "CP437"},  {0x1C, "CP863"},
    {0x1D, "CP850"},  {0x1F, "CP852"},  {0x22, "CP852"},  {0x23, "CP852"},     {0x24, "CP860"},  {0x25, "CP850"},
    {0x26, "CP866"},  {0x37, "CP850"},  {0x40, "CP852"},  {0x4D, "CP936"},     {0x4E, "CP949"},  {0x4F, "CP950"},
    {0x50, "CP874"},  {0x57, "CP1252"}, {0x58, "CP1252"}, {0x59, "CP1252"},    {0x64, "CP852"},  {0x65, "CP866"},
    {0x66, "CP865"},  {0x67, "CP861"},  {0x6A, "CP737"},  {0x6B, "CP857"},     {0x6C, "CP863"},  {0x78, "CP950"},
    {0x79, "CP949"},  {0x7A, "CP936"},  {0x7B, "CP932"},  {0x7C, "CP874"},     {0x7D, "CP1255"}, {0x7E, "CP1256"},
    {0x86, "CP737"},  {0x87, "CP852"},  {0x88, "CP857"},  {0xC8, "CP1250"},    {0xC9, "CP1251"}, {0xCA, "CP1254"},
    {0xCB, "CP1253"}, {0xCC, "CP1257"},
};

static void page_of_driver(uint8_t id, char page[64])
{
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
        if (drivers[i].id == id) snprintf(page, 64, "%s", drivers[i].page);
}

void vp_reader_code_page(const char *path, char page[64])
{
    uint64_t size = 0;
    uint8_t head[32] = {0};
    page[0] = '\0';
    VSILFILE *file = vp_reader_open_sibling(path, ".cpg", ".CPG", &size);
    if (file) {
        page[VSIFReadL(page, 1, 63, file)] = '\0';
        VSIFCloseL(file);
        page[strcspn(page, "\r\n")] = '\0';
        for (size_t end = strlen(page); end && (page[end - 1] == ' ' || page[end - 1] == '\t'); end--)
            page[end - 1] = '\0';
        if (*page) return;
    }
    file = vp_reader_open_sibling(path, ".dbf", ".DBF", &size);
    if (!file) return;
    if (VSIFReadL(head, 1, sizeof head, file) == sizeof head) page_of_driver(head[29], page);
    VSIFCloseL(file);
}
