/* Signatures of bodies. See signature.h. */
#include "base/signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#define DIGEST_BYTES 32
#define PREFIX	     "sha256="

/* -1 for what is no digit. */
static int digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) % 16 : -1;
}

static bool read_hex(const char *text, unsigned char *out)
{
	if (strlen(text) != (size_t)2 * DIGEST_BYTES)
		return false;
	for (size_t i = 0; i < DIGEST_BYTES; i++) {
		int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high * 16 + low);
	}
	return true;
}

bool signature_is_hmac(const char *given, const char *key, const char *bytes, size_t n)
{
	unsigned char said[DIGEST_BYTES], digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;

	if (given == NULL)
		return false;
	if (strncasecmp(given, PREFIX, strlen(PREFIX)) == 0)
		given += strlen(PREFIX);
	if (!read_hex(given, said))
		return false;
	/* It fails for want of memory only, which must not look like a wrong signature. */
	mem_check(HMAC(
	    EVP_sha256(), key, (int)strlen(key), (const unsigned char *)bytes, n, digest, &size));
	return CRYPTO_memcmp(digest, said, DIGEST_BYTES) == 0;
}
