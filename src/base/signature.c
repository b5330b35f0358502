/* Signatures of bodies. See signature.h. */
#include "base/signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/mem.h"

#define DIGEST_BYTES 32
#define PREFIX	     "sha256="

#define KEY_PREFIX    "whsec_"
#define KEY_BYTES_MIN 24
#define KEY_BYTES_MAX 64
#define KEY_CHARS_MAX 88 /* of so many bytes in base64 */
#define BASE64_DIGEST 44
#define VERSION	      "v1,"

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

/* The key's bytes, how many; 0 when it is none. */
static size_t read_key(const char *key, unsigned char out[KEY_CHARS_MAX])
{
	size_t n, padding = 0;
	int size;

	if (strncmp(key, KEY_PREFIX, strlen(KEY_PREFIX)) != 0)
		return 0;
	key += strlen(KEY_PREFIX);
	n = strlen(key);
	while (padding < 2 && padding < n && key[n - 1 - padding] == '=')
		padding++;
	if (n == 0 || n > KEY_CHARS_MAX || n % 4 != 0)
		return 0;
	size = EVP_DecodeBlock(out, (const unsigned char *)key, (int)n);
	return size > (int)padding ? (size_t)size - padding : 0;
}

bool signature_key_is_valid(const char *key)
{
	unsigned char bytes[KEY_CHARS_MAX];
	size_t n = read_key(key, bytes);

	return n >= KEY_BYTES_MIN && n <= KEY_BYTES_MAX;
}

/* "ID.TIMESTAMP.BODY" under the key, in base64. */
static void sign(const struct standard_signature *given, const char *key, const char *bytes,
    size_t n, char out[BASE64_DIGEST + 1])
{
	unsigned char secret[KEY_CHARS_MAX], digest[EVP_MAX_MD_SIZE];
	size_t key_size = read_key(key, secret);
	unsigned int size = 0;
	char *head = mem_printf(NULL, "%s.%s.", given->id, given->timestamp);
	size_t head_size = strlen(head);
	char *text = mem_array(head, char, head_size + n);

	memcpy(text, head, head_size);
	memcpy(text + head_size, bytes, n);
	mem_check(HMAC(EVP_sha256(), secret, (int)key_size, (const unsigned char *)text,
	    head_size + n, digest, &size));
	EVP_EncodeBlock((unsigned char *)out, digest, (int)size);
	talloc_free(head);
}

static bool is_among(const char *signatures, const char *wanted)
{
	bool found = false;

	for (signatures += strspn(signatures, " "); *signatures != '\0';
	     signatures += strspn(signatures, " ")) {
		size_t n = strcspn(signatures, " ");

		if (n == strlen(VERSION) + BASE64_DIGEST &&
		    strncmp(signatures, VERSION, strlen(VERSION)) == 0 &&
		    CRYPTO_memcmp(signatures + strlen(VERSION), wanted, BASE64_DIGEST) == 0)
			found = true;
		signatures += n;
	}
	return found;
}

static bool is_of_now(const char *timestamp, int64_t now)
{
	size_t n = strspn(timestamp, "0123456789");
	int64_t at;

	if (n == 0 || n > 12 || timestamp[n] != '\0')
		return false;
	at = strtoll(timestamp, NULL, 10) * 1000;
	return at >= now - LIMIT_SIGNATURE_MS && at <= now + LIMIT_SIGNATURE_MS;
}

const char *signature_standard_flaw(const struct standard_signature *given,
    const char *const keys[2], int64_t now, const char *bytes, size_t n)
{
	char wanted[BASE64_DIGEST + 1];
	bool right = false;

	if (given->id == NULL || given->timestamp == NULL || given->signatures == NULL ||
	    *given->signatures == '\0')
		return "the signature is missing";
	if (!is_of_now(given->timestamp, now))
		return "the signature is not of now; compare the clocks";
	for (size_t i = 0; i < 2; i++) {
		if (*keys[i] == '\0')
			continue;
		sign(given, keys[i], bytes, n, wanted);
		right |= is_among(given->signatures, wanted);
	}
	return right ? NULL : "the signature is wrong";
}
