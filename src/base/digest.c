/* SHA-256. See digest.h. */
#include "base/digest.h"

#include <nettle/sha2.h>

_Static_assert(DIGEST_BYTES == SHA256_DIGEST_SIZE, "a digest is a SHA-256");

void digest_make(const void *bytes, size_t n, unsigned char digest[DIGEST_BYTES])
{
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, n, bytes);
	sha256_digest(&sha, DIGEST_BYTES, digest);
}
