#include "tiles/png.h"
#include <libdeflate.h>
#include <stdlib.h>

enum { COMPRESSION_LEVEL = 6 };

static void put_number(vp_buffer *out, uint32_t value)
{
    const uint8_t bytes[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value};
    vp_buffer_append(out, bytes, sizeof bytes);
}

static void put_chunk(vp_buffer *out, const char type[4], const void *content, size_t length)
{
    put_number(out, (uint32_t)length);
    vp_buffer_append(out, type, 4);
    if (length) vp_buffer_append(out, content, length);
    put_number(out, libdeflate_crc32(libdeflate_crc32(0, type, 4), content, length));
}

bool vp_png_encode(const uint8_t *rows, vp_buffer *png, vp_error *err)
{
    static const uint8_t
        signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'},
        header[] = {
            0, 0, VP_PNG_SIDE >> 8, VP_PNG_SIDE & 255, 0, 0, VP_PNG_SIDE >> 8, VP_PNG_SIDE & 255, 8, 6 /* RGBA */, 0,
            0, 0};
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(COMPRESSION_LEVEL);
    size_t most = compressor ? libdeflate_zlib_compress_bound(compressor, (size_t)VP_PNG_SIDE * VP_PNG_ROW_BYTES) : 0;
    uint8_t *packed = compressor ? malloc(most) : NULL;
    bool ok = packed != NULL;
    if (ok) {
        size_t size = libdeflate_zlib_compress(compressor, rows, (size_t)VP_PNG_SIDE * VP_PNG_ROW_BYTES, packed, most);
        vp_buffer_append(png, signature, sizeof signature);
        put_chunk(png, "IHDR", header, sizeof header);
        put_chunk(png, "IDAT", packed, size);
        put_chunk(png, "IEND", NULL, 0);
    }
    free(packed);
    libdeflate_free_compressor(compressor);
    return (ok && !png->failed) || vp_fail(err, VP_NO_MEMORY, "no memory for a picture");
}
