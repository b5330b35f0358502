/* Signatures of bodies: whoever has the same key has made it, or nobody has. */
#ifndef BASE_SIGNATURE_H
#define BASE_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether given is the HMAC-SHA256 of the n bytes under the key, as 64 hexadecimal digits of
 * either case; "sha256=" may stand before them. NULL is none. Constant time in what is right.
 */
bool signature_is_hmac(const char *given, const char *key, const char *bytes, size_t n);

#endif
