/* Signatures of bodies: whoever has the same key has made it, or nobody has. */
#ifndef BASE_SIGNATURE_H
#define BASE_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether given is the HMAC-SHA256 of the n bytes under the key, as 64 hexadecimal digits of
 * either case; "sha256=" may stand before them. NULL is none. Constant time in what is right.
 */
bool signature_is_hmac(const char *given, const char *key, const char *bytes, size_t n);

/* The headers of Standard Webhooks, https://www.standardwebhooks.com; NULL: it was not sent. */
struct standard_signature {
	const char *id;
	const char *timestamp;	/* seconds since 1970 */
	const char *signatures; /* "v1," and base64, with blanks between them */
};

/* Whether it is a key of theirs: "whsec_" and 24 to 64 bytes in base64. */
bool signature_key_is_valid(const char *key);

/* Signs the n bytes so, at now, under a key that is valid; all but the id is of ctx. */
struct standard_signature signature_standard_make(
    void *ctx, const char *id, const char *key, int64_t now, const char *bytes, size_t n);

/*
 * Why the n bytes are not signed so under one of the keys, now or not long ago, as text for their
 * sender; NULL when they are. An empty key is none; those given are valid. Constant time in what is
 * right.
 */
const char *signature_standard_flaw(const struct standard_signature *given,
    const char *const keys[2], int64_t now, const char *bytes, size_t n);

#endif
