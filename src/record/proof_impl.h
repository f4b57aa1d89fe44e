/* proof: many hashes that must come out, beside whoever reads what they are made of. */
#ifndef DUIBIAO_RECORD_PROOF_IMPL_H
#define DUIBIAO_RECORD_PROOF_IMPL_H

#include "base.h"

typedef struct Prover Prover;

Prover *prover_new(Arena *arena);
/* Where the bytes of the next proof are written. */
Buf *prover_bytes(Prover *prover);
/* The bytes written since the last proof must hash to `expected`, of 32 bytes; else `fault` holds
 * of change `seq`. They come in the order of `seq`. */
void prover_expect(Prover *prover, int64_t seq, const char *fault, const void *expected);
/* Ends the work; the first fault, NULL: none, and *seq its change. */
const char *prover_end(Prover *prover, int64_t *seq);

#endif
