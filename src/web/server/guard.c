/* Against requests that another site makes a browser send.
 *
 * A browser that tells (Sec-Fetch-Site, Origin) must tell that the request is our own. Besides,
 * every form carries a token: the hash of this run's secret and of what only this browser's cookie
 * knows. It is written masked by a fresh pad each time,
 * so that compression reveals nothing of it. */
#include "web_impl.h"

#include <string.h>

enum { VISITOR_BYTES = 16, VISITOR_DIGITS = 2 * VISITOR_BYTES, DAY_SECONDS = 86400 };

static const char COOKIE[] = "visitor";

static Text hex_of(Arena *arena, const uint8_t *bytes, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    char *text = ARENA_ARRAY(arena, char, 2 * len);
    for (size_t i = 0; i < len; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    return (Text){text, 2 * len};
}

static bool is_visitor(Text text)
{
    bool is_hex = text.len == VISITOR_DIGITS;
    for (size_t i = 0; is_hex && i < text.len; i++) {
        is_hex = strchr("0123456789abcdef", text.ptr[i]) != NULL;
    }
    return is_hex;
}

/* What the token is bound to: the session, which outlives its own changing token; before it, the
 * visitor's cookie. */
static Text bound_to(const Visit *visit)
{
    if (visit->entrance.session != 0) {
        return text_format(visit->arena, "session %lld", (long long)visit->entrance.session);
    }
    Text visitor = cookie_get(&visit->request, COOKIE);
    return is_visitor(visitor) ? visitor : TEXT("");
}

/* Nested, so that nothing can be appended to what was hashed. */
static Hash right_token(const Visit *visit, Text visitor)
{
    const uint8_t *secret = visit->site->secret;
    Sha256 sha;
    sha256_start(&sha);
    sha256_add(&sha, secret, sizeof visit->site->secret);
    sha256_add(&sha, visitor.ptr, visitor.len);
    Hash inner = sha256_finish(&sha);
    sha256_start(&sha);
    sha256_add(&sha, secret, sizeof visit->site->secret);
    sha256_add(&sha, inner.bytes, HASH_BYTES);
    return sha256_finish(&sha);
}

Text guard_token(Visit *visit)
{
    Text visitor = bound_to(visit);
    if (visitor.len == 0) {
        uint8_t fresh[VISITOR_BYTES];
        random_bytes(fresh, sizeof fresh);
        visitor = hex_of(visit->arena, fresh, sizeof fresh);
        answer_cookie(visit, COOKIE, visitor, DAY_SECONDS);
    }
    uint8_t masked[2 * HASH_BYTES];
    Hash token = right_token(visit, visitor);
    random_bytes(masked, HASH_BYTES);
    for (int i = 0; i < HASH_BYTES; i++) {
        masked[HASH_BYTES + i] = masked[i] ^ token.bytes[i];
    }
    return hex_of(visit->arena, masked, sizeof masked);
}

/* The two halves, each 64 digits, are read as hashes are. */
static bool is_right(const Visit *visit, Text given)
{
    Text visitor = bound_to(visit);
    Hash pad, masked;
    if (visitor.len == 0 || given.len != 4 * HASH_BYTES ||
        !hash_parse(text_slice(given, 0, 2 * HASH_BYTES), &pad) ||
        !hash_parse(text_slice(given, 2 * HASH_BYTES, given.len), &masked)) {
        return false;
    }
    Hash token = right_token(visit, visitor);
    unsigned different = 0; /* the same time for any difference */
    for (int i = 0; i < HASH_BYTES; i++) {
        different |= pad.bytes[i] ^ masked.bytes[i] ^ token.bytes[i];
    }
    return different == 0;
}

static bool is_our_origin(const Request *request)
{
    Text origin = request->origin;
    size_t at;
    if (origin.len == 0) {
        return true;
    }
    return text_find(origin, TEXT("://"), &at) &&
           text_equal(text_slice(origin, at + 3, origin.len), request->host);
}

static bool is_our_site(const Request *request)
{
    return request->fetch_site.len == 0 || text_equal(request->fetch_site, TEXT("same-origin"));
}

bool guard_is_told(const Request *request)
{
    bool tells = request->fetch_site.len > 0 || request->origin.len > 0;
    return tells && is_our_site(request) && is_our_origin(request);
}

static Status forged(Error *err)
{
    return error_set(err, STATUS_DENIED, "web.forged", NO_ARGS);
}

Status guard_check(Visit *visit, Error *err)
{
    const Request *request = &visit->request;
    bool is_ours = is_our_site(request) && is_our_origin(request) &&
                   is_right(visit, form_get(&request->form_parts, "token"));
    return is_ours ? STATUS_OK : forged(err);
}

/* Without a session there is nothing that a browser would add by itself; what it says of where the
 * request comes from counts all the same. */
Status guard_check_program(Visit *visit, Error *err)
{
    const Request *request = &visit->request;
    bool is_ours = is_our_site(request) && is_our_origin(request) &&
                   (visit->entrance.session == 0 || is_right(visit, request->csrf_token));
    return visit->has_bearer || is_ours ? STATUS_OK : forged(err);
}
