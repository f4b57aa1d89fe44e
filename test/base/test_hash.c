/* Hashes and random numbers, against published vectors. */
#include "arena_test.h"

#include <sodium.h>
#include <string.h>

static Text hex_of(Arena *arena, Hash hash)
{
    Buf out = buf_new(arena);
    hash_print(&out, &hash);
    return buf_text(&out);
}

/* NIST, Secure Hash Standard: example messages. */
static const struct {
    const char *message, *digest;
} VECTORS[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static void sha256_gives_the_published_digests(void **state)
{
    for (size_t i = 0; i < sizeof VECTORS / sizeof *VECTORS; i++) {
        assert_text(hex_of(*state, hash_text(text_from(VECTORS[i].message))), VECTORS[i].digest);
    }
}

static void sha256_of_a_million_letters_in_pieces(void **state)
{
    enum { PIECE = 997 };
    char letters[PIECE];
    memset(letters, 'a', sizeof letters);
    Sha256 sha;
    sha256_start(&sha);
    for (size_t left = 1000000; left > 0;) {
        size_t size = left < PIECE ? left : PIECE;
        sha256_add(&sha, letters, size);
        left -= size;
    }
    assert_text(hex_of(*state, sha256_finish(&sha)),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void a_copied_state_goes_on_by_itself(void **state)
{
    Sha256 sha;
    sha256_start(&sha);
    sha256_add(&sha, "ab", 2);
    sha256_add(&sha, NULL, 0);
    Sha256 copy = sha;
    sha256_add(&sha, "x", 1);
    sha256_add(&copy, "c", 1);
    assert_text(hex_of(*state, sha256_finish(&copy)), VECTORS[1].digest);
    Hash other = sha256_finish(&sha), expected = hash_text(TEXT("abx"));
    assert_memory_equal(other.bytes, expected.bytes, HASH_BYTES);
}

static void every_length_in_random_pieces_agrees_with_libsodium(void **state)
{
    enum { LENGTHS = 700 };
    (void)state;
    unsigned char message[LENGTHS], expected[HASH_BYTES];
    Random random = random_seeded(9, 1);
    for (size_t i = 0; i < LENGTHS; i++) {
        message[i] = (unsigned char)random_next(&random);
    }
    for (size_t len = 0; len < LENGTHS; len++) {
        Sha256 sha;
        sha256_start(&sha);
        for (size_t at = 0; at < len;) {
            size_t size = random_next(&random) % 150;
            size = size < len - at ? size : len - at;
            sha256_add(&sha, message + at, size);
            at += size;
        }
        Hash pieces = sha256_finish(&sha), whole = hash_text((Text){(char *)message, len});
        crypto_hash_sha256(expected, message, len);
        assert_memory_equal(pieces.bytes, expected, HASH_BYTES);
        assert_memory_equal(whole.bytes, expected, HASH_BYTES);
    }
}

static void a_printed_hash_reads_back(void **state)
{
    Hash hash = hash_text(TEXT("焦作")), again;
    Text hex = hex_of(*state, hash);
    assert_true(hash_parse(hex, &again));
    assert_memory_equal(hash.bytes, again.bytes, HASH_BYTES);
    assert_false(hash_parse(text_slice(hex, 0, 63), &again));
    assert_false(hash_parse(text_format(*state, "%.*s0", TEXT_ARGS(hex)), &again));
    assert_false(
        hash_parse(text_format(*state, "g%.*s", TEXT_ARGS(text_slice(hex, 1, 64))), &again));
    assert_false(
        hash_parse(text_format(*state, "%.*s:", TEXT_ARGS(text_slice(hex, 1, 64))), &again));
    assert_false(hash_parse(TEXT(""), &again));
}

/* The first six numbers of PCG's own demonstration program, seed 42, stream 54. */
static void pcg_gives_the_published_sequence(void **state)
{
    (void)state;
    static const uint32_t EXPECTED[] = {0xa15c02b7, 0x7b47f409, 0xba1d3330,
                                        0x83d2f293, 0xbfa4784b, 0xcbed606e};
    Random random = random_seeded(42, 54);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(random_next(&random), EXPECTED[i]);
    }
}

static void units_fill_the_interval_evenly(void **state)
{
    (void)state;
    enum { DRAWS = 100000 };
    Random random = random_seeded(1, 2);
    double sum = 0;
    int first_tenth = 0;
    for (int i = 0; i < DRAWS; i++) {
        double unit = random_unit(&random);
        assert_true(unit >= 0 && unit < 1);
        sum += unit;
        first_tenth += unit < 0.1;
    }
    assert_true(sum / DRAWS > 0.495 && sum / DRAWS < 0.505);
    assert_in_range(first_tenth, 9500, 10500);
}

static void bytes_of_the_system_differ(void **state)
{
    (void)state;
    uint8_t a[32] = {0}, b[32] = {0};
    random_bytes(a, sizeof a);
    random_bytes(b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(sha256_gives_the_published_digests),
        ARENA_TEST(sha256_of_a_million_letters_in_pieces),
        ARENA_TEST(a_copied_state_goes_on_by_itself),
        cmocka_unit_test(every_length_in_random_pieces_agrees_with_libsodium),
        ARENA_TEST(a_printed_hash_reads_back),
        cmocka_unit_test(pcg_gives_the_published_sequence),
        cmocka_unit_test(units_fill_the_interval_evenly),
        cmocka_unit_test(bytes_of_the_system_differ),
    };
    return cmocka_run_group_tests_name("base/hash", tests, NULL, NULL);
}
