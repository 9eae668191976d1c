/* Any head of a mapped file is taken or refused: what is taken lies within the file, so that no touch reads beyond. */
#include "store/files/mapped_file.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char bytes[VP_MAPPED_HEAD] = {0};
    uint64_t length = size;
    vp_error err = {0};
    vp_mapped_head head;
    memcpy(bytes, data, size < sizeof bytes ? size : sizeof bytes);
    if (size >= sizeof bytes + sizeof length) memcpy(&length, data + sizeof bytes, sizeof length);
    if (!vp_mapped_head_parse(&head, bytes, (size_t)length, "surface", "x", &err)) {
        if (!*err.message) abort();
        return 0;
    }
    if (head.data_at > length || head.length != length - head.data_at) abort();
    if (head.data_at < VP_MAPPED_HEAD + head.block_count * sizeof(uint64_t) || head.data_at % 4096 != 0) abort();
    if (head.block_count != (head.length + VP_MAPPED_BLOCK - 1) / VP_MAPPED_BLOCK) abort();
    return 0;
}
