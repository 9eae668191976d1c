/* Encodings of answers: chosen by weight, read back whole, left where they gain nothing. */
#include "server/message/encoding.h"
#include <brotli/decode.h>
#include <check.h>
#include <libdeflate.h>
#include <zstd.h>

/* RFC 9110, 12.5.3. */
static const struct {
    const char *header;
    vp_encoding best;
} asked[] = {
    {NULL, VP_ENCODING_NONE},
    {"", VP_ENCODING_NONE},
    {"gzip", VP_ENCODING_GZIP},
    {"gzip, deflate, br, zstd", VP_ENCODING_BROTLI}, /* as browsers ask */
    {"gzip, zstd", VP_ENCODING_ZSTD},
    {"br;q=0.5, gzip", VP_ENCODING_GZIP},
    {"br;q=0, zstd;q=0, gzip;q=0.1", VP_ENCODING_GZIP},
    {"br, gzip;q=0.5", VP_ENCODING_BROTLI},
    {"zstd;q=0.9, br;q=0.8", VP_ENCODING_ZSTD},
    {"*", VP_ENCODING_BROTLI},
    {"*;q=0.5, gzip", VP_ENCODING_GZIP},
    {"br;q=0, *", VP_ENCODING_ZSTD},
    {"*;q=0", VP_ENCODING_NONE},
    {"identity", VP_ENCODING_NONE},
    {"identity, gzip;q=0.5", VP_ENCODING_NONE},
    {"identity;q=0.5, gzip;q=0.5", VP_ENCODING_GZIP},
    {"identity;q=0, gzip;q=0", VP_ENCODING_NONE}, /* nothing else is there */
    {"deflate, x-gzip", VP_ENCODING_NONE},
    {"GZIP", VP_ENCODING_GZIP},
};

START_TEST(the_encoding_of_greatest_weight_is_taken)
{
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        ck_assert_msg(vp_encoding_choose(asked[i].header) == asked[i].best, "%s: %d", asked[i].header,
                      vp_encoding_choose(asked[i].header));
}
END_TEST

static vp_blob *blob_of(size_t length, bool random)
{
    vp_buffer bytes = {0};
    ck_assert(vp_buffer_reserve(&bytes, length));
    uint32_t state = 7;
    for (size_t i = 0; i < length; i++) {
        state = state * 1664525 + 1013904223;
        bytes.bytes[i] = random ? (char)(state >> 24) : 'a';
    }
    bytes.length = length;
    vp_blob *blob = vp_blob_new(&bytes, NULL);
    ck_assert_ptr_nonnull(blob);
    return blob;
}

/* The length of the content, read back by the library of the encoding. */
static size_t read_back(const vp_blob *blob, uint8_t *room, size_t size)
{
    size_t length = size;
    const uint8_t *bytes = (const uint8_t *)blob->bytes;
    if (blob->encoding == VP_ENCODING_BROTLI) {
        ck_assert_int_eq(BrotliDecoderDecompress(blob->length, bytes, &length, room), BROTLI_DECODER_RESULT_SUCCESS);
    } else if (blob->encoding == VP_ENCODING_ZSTD) {
        length = ZSTD_decompress(room, size, bytes, blob->length);
        ck_assert(!ZSTD_isError(length));
    } else {
        struct libdeflate_decompressor *reader = libdeflate_alloc_decompressor();
        ck_assert_int_eq(libdeflate_gzip_decompress(reader, bytes, blob->length, room, size, &length), 0);
        libdeflate_free_decompressor(reader);
    }
    return length;
}

START_TEST(content_is_read_back_and_left_where_it_gains_nothing) /* runs once per encoding, _i */
{
    static const struct {
        size_t length;
        bool random, worth;
    } rows[] = {{5000, false, true}, {63, false, false}, {64, false, true}, {4000, true, false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_blob *plain = blob_of(rows[i].length, rows[i].random);
        plain->mark = 7;
        vp_blob *encoded = vp_encoding_apply((vp_encoding)_i, plain);
        ck_assert_msg((encoded != NULL) == rows[i].worth, "row %zu", i);
        if (encoded) {
            uint8_t room[6000];
            ck_assert(encoded->encoding == _i && encoded->length < 100 && encoded->mark == 7);
            ck_assert_uint_eq(read_back(encoded, room, sizeof room), rows[i].length);
            ck_assert_mem_eq(room, plain->bytes, rows[i].length);
        }
        vp_blob_release(encoded);
        vp_blob_release(plain);
    }
}
END_TEST

START_TEST(the_content_itself_is_not_copied)
{
    vp_blob *plain = blob_of(5000, false);
    ck_assert_ptr_null(vp_encoding_apply(VP_ENCODING_NONE, plain));
    vp_blob_release(plain);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("encoding");
    TCase *cases = tcase_create("encoding");
    tcase_add_test(cases, the_encoding_of_greatest_weight_is_taken);
    tcase_add_loop_test(cases, content_is_read_back_and_left_where_it_gains_nothing, 1, VP_ENCODING_COUNT);
    tcase_add_test(cases, the_content_itself_is_not_copied);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
