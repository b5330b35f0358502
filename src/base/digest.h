/* SHA-256, by which texts are told apart and secrets compared. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>

#define DIGEST_BYTES 32

/* It takes no memory and cannot fail. */
void digest_make(const void *bytes, size_t n, unsigned char digest[DIGEST_BYTES]);

#endif
