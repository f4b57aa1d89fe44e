/* SHA-256 blocks by the processor's own instructions, where it has them. */
#ifndef DUIBIAO_BASE_HASH_IMPL_H
#define DUIBIAO_BASE_HASH_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool sha256_has_instructions(void);
/* Only where they are there: goes over `blocks` blocks of 64 bytes. */
void sha256_blocks(uint32_t state[8], const unsigned char *bytes, size_t blocks);

#endif
