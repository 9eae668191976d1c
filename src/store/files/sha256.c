/* Whole blocks go through the processor's instructions, what is left of a block through libsodium, whose state both
 * share: libsodium computes with plain instructions alone, at a fifth of the speed. */
#include "store/files/sha256.h"
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

enum { BLOCK = 64, ROUNDS = 64 };

static const uint32_t constants[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static int has_instructions(void)
{
    unsigned a, b = 0, c = 0, d;
    int sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
    return sha && __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSE4_1) && (c & bit_SSSE3);
}

__attribute__((target("sha,sse4.1,ssse3"))) static void add_blocks(uint32_t state[8], const unsigned char *bytes,
                                                                   size_t blocks)
{
    const __m128i turn = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1),
            high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
    __m128i abef = _mm_alignr_epi8(low, high, 8), cdgh = _mm_blend_epi16(high, low, 0xF0), w[4];
    for (; blocks > 0; blocks--, bytes += BLOCK) {
        __m128i abef_before = abef, cdgh_before = cdgh;
        for (int i = 0; i < 4; i++) w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * i)), turn);
        for (int four = 0; four < ROUNDS / 4; four++) {
            __m128i *now = &w[four & 3], last = w[(four + 3) & 3];
            if (four >= 4)
                *now = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(*now, w[(four + 1) & 3]),
                                                          _mm_alignr_epi8(last, w[(four + 2) & 3], 4)),
                                            last);
            __m128i sum = _mm_add_epi32(*now, _mm_loadu_si128((const __m128i *)(constants + 4 * four)));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    low = _mm_shuffle_epi32(abef, 0x1B);
    high = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(low, high, 0xF0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(high, low, 8));
}

#else
enum { BLOCK = 64 };
static int has_instructions(void) { return 0; }
static void add_blocks(uint32_t state[8], const unsigned char *bytes, size_t blocks)
{
    (void)state, (void)bytes, (void)blocks;
}
#endif

void vp_sha256_begin(vp_sha256 *s)
{
    crypto_hash_sha256_init(&s->state);
    s->own = has_instructions();
}

void vp_sha256_add(vp_sha256 *s, const void *bytes, size_t length)
{
    const unsigned char *next = bytes;
    size_t begun = s->state.count / 8 % BLOCK, head = begun ? BLOCK - begun : 0;
    if (head > length) head = length;
    size_t blocks = s->own ? (length - head) / BLOCK : 0;
    if (head) crypto_hash_sha256_update(&s->state, next, head);
    if (blocks) {
        add_blocks(s->state.state, next + head, blocks);
        s->state.count += (uint64_t)blocks * BLOCK * 8;
    }
    size_t done = head + blocks * BLOCK;
    if (done < length) crypto_hash_sha256_update(&s->state, next + done, length - done);
}

void vp_sha256_end(vp_sha256 *s, unsigned char digest[crypto_hash_sha256_BYTES])
{
    crypto_hash_sha256_final(&s->state, digest);
}
