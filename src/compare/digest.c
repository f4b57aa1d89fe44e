/* The digest of a batch's facts: SHA-256 over a canonical encoding in file order.
 *
 * Each fact is ten numbers: cell, indicator, entity, period, vintage and document as differences
 * to the fact before (to nothing, for the first), then mantissa, scale, bound and status as they
 * are; each zigzag-coded (0, -1, 1, -2, … → 0, 1, 2, 3, …) in base 128, least significant group
 * first, the high bit set on all groups but the last. A fact without a value has mantissa and
 * scale 0. The encoding can be read back, so different facts never share one. */
#include "compare_impl.h"

#include <string.h>

static const char DIGEST_DOMAIN[] = "duibiao facts 1";
enum { FACT_BYTES_MAX = 10 * 10 };

void fact_digest_start(FactDigest *digest)
{
    memset(&digest->previous, 0, sizeof(digest->previous));
    digest->facts = 0;
    digest->len = 0;
    sha256_start(&digest->sha);
    sha256_add(&digest->sha, DIGEST_DOMAIN, sizeof(DIGEST_DOMAIN));
}

static void add_number(FactDigest *digest, int64_t number)
{
    uint64_t rest = ((uint64_t)number << 1) ^ (number < 0 ? UINT64_MAX : 0);
    while (rest >= 0x80) {
        digest->buffer[digest->len++] = (uint8_t)(rest | 0x80);
        rest >>= 7;
    }
    digest->buffer[digest->len++] = (uint8_t)rest;
}

void fact_digest_add(FactDigest *digest, const Observation *observation)
{
    const Observation *previous = &digest->previous;
    bool has_value = observation_has_value(observation->status);
    if (digest->len + FACT_BYTES_MAX > sizeof(digest->buffer)) {
        sha256_add(&digest->sha, digest->buffer, digest->len);
        digest->len = 0;
    }
    add_number(digest, observation->cell - previous->cell);
    add_number(digest, observation->indicator_id - previous->indicator_id);
    add_number(digest, observation->entity_id - previous->entity_id);
    add_number(digest, (int64_t)observation->period - previous->period);
    add_number(digest, (int64_t)observation->known_from - previous->known_from);
    add_number(digest, observation->document_id - previous->document_id);
    add_number(digest, has_value ? observation->value.mantissa : 0);
    add_number(digest, has_value ? observation->value.scale : 0);
    add_number(digest, observation->bound);
    add_number(digest, observation->status);
    digest->previous = *observation;
    digest->facts++;
}

Hash fact_digest_finish(FactDigest *digest)
{
    sha256_add(&digest->sha, digest->buffer, digest->len);
    return sha256_finish(&digest->sha);
}
