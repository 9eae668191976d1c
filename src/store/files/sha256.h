/* SHA-256, by the processor's own instructions where it has them, else by libsodium. */
#pragma once
#include <sodium.h>

typedef struct {
    crypto_hash_sha256_state state; /* libsodium's: state, bits and a begun block */
    int own;
} vp_sha256;

void vp_sha256_begin(vp_sha256 *s);
void vp_sha256_add(vp_sha256 *s, const void *bytes, size_t length);
void vp_sha256_end(vp_sha256 *s, unsigned char digest[crypto_hash_sha256_BYTES]);
