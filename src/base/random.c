/* Random numbers: from the operating system, and reproducible ones.
 *
 * The reproducible generator is PCG-XSH-RR 64/32: a linear congruence of 64 bits whose output is
 * an xorshift rotated by the top bits (M. E. O'Neill, HMC-CS-2014-0905, 2014). */
#include "base.h"

#include <sodium.h>
#include <stdlib.h>

void random_bytes(void *out, size_t len)
{
    if (sodium_init() < 0) {
        fputs("duibiao: no source of random numbers / 没有可用的随机数来源\n", stderr);
        abort();
    }
    randombytes_buf(out, len);
}

Random random_seeded(uint64_t seed, uint64_t stream)
{
    Random random = {.state = 0, .increment = stream << 1 | 1};
    random_next(&random);
    random.state += seed;
    random_next(&random);
    return random;
}

uint32_t random_next(Random *random)
{
    uint64_t old = random->state;
    random->state = old * 6364136223846793005u + random->increment;
    uint32_t mixed = (uint32_t)((old >> 18 ^ old) >> 27);
    unsigned turn = (unsigned)(old >> 59);
    return mixed >> turn | mixed << (-turn & 31);
}

double random_unit(Random *random)
{
    uint64_t high = random_next(random) >> 5, low = random_next(random) >> 6;
    return (double)(high << 26 | low) * 0x1p-53;
}
