/* Signatures of bodies. See signature.h. */
#include "base/signature.h"

#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/digest.h"
#include "base/limits.h"
#include "base/mem.h"

#define PREFIX "sha256="

#define KEY_PREFIX    "whsec_"
#define KEY_BYTES_MIN 24
#define KEY_BYTES_MAX 64
#define KEY_CHARS_MAX BASE64_ENCODE_RAW_LENGTH(KEY_BYTES_MAX)
#define BASE64_DIGEST BASE64_ENCODE_RAW_LENGTH(DIGEST_BYTES)
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
	unsigned char said[DIGEST_BYTES], digest[DIGEST_BYTES];
	struct hmac_sha256_ctx hmac;

	if (given == NULL)
		return false;
	if (strncasecmp(given, PREFIX, strlen(PREFIX)) == 0)
		given += strlen(PREFIX);
	if (!read_hex(given, said))
		return false;
	hmac_sha256_set_key(&hmac, strlen(key), (const uint8_t *)key);
	hmac_sha256_update(&hmac, n, (const uint8_t *)bytes);
	hmac_sha256_digest(&hmac, sizeof(digest), digest);
	return memeql_sec(digest, said, DIGEST_BYTES);
}

/* The key's bytes, how many; 0 when it is none. */
static size_t read_key(const char *key, unsigned char out[KEY_CHARS_MAX])
{
	struct base64_decode_ctx base64;
	size_t n, size;

	if (strncmp(key, KEY_PREFIX, strlen(KEY_PREFIX)) != 0)
		return 0;
	key += strlen(KEY_PREFIX);
	n = strlen(key);
	base64_decode_init(&base64);
	if (n > KEY_CHARS_MAX || !base64_decode_update(&base64, &size, out, n, key) ||
	    !base64_decode_final(&base64))
		return 0;
	return size;
}

bool signature_key_is_valid(const char *key)
{
	unsigned char bytes[KEY_CHARS_MAX];
	size_t n = read_key(key, bytes);

	return n >= KEY_BYTES_MIN && n <= KEY_BYTES_MAX;
}

static void sign_text(struct hmac_sha256_ctx *hmac, const char *text)
{
	hmac_sha256_update(hmac, strlen(text), (const uint8_t *)text);
}

/* "ID.TIMESTAMP.BODY" under the key, in base64. */
static void sign(const struct standard_signature *given, const char *key, const char *bytes,
    size_t n, char out[BASE64_DIGEST])
{
	unsigned char secret[KEY_CHARS_MAX], digest[DIGEST_BYTES];
	struct hmac_sha256_ctx hmac;

	hmac_sha256_set_key(&hmac, read_key(key, secret), secret);
	sign_text(&hmac, given->id);
	sign_text(&hmac, ".");
	sign_text(&hmac, given->timestamp);
	sign_text(&hmac, ".");
	hmac_sha256_update(&hmac, n, (const uint8_t *)bytes);
	hmac_sha256_digest(&hmac, sizeof(digest), digest);
	base64_encode_raw(out, sizeof(digest), digest);
}

struct standard_signature signature_standard_make(
    void *ctx, const char *id, const char *key, int64_t now, const char *bytes, size_t n)
{
	struct standard_signature made = {
	    .id = id, .timestamp = mem_printf(ctx, "%lld", (long long)(now / 1000))};
	char text[BASE64_DIGEST];

	sign(&made, key, bytes, n, text);
	made.signatures = mem_printf(ctx, VERSION "%.*s", BASE64_DIGEST, text);
	return made;
}

static bool is_among(const char *signatures, const char *wanted)
{
	bool found = false;

	for (signatures += strspn(signatures, " "); *signatures != '\0';
	     signatures += strspn(signatures, " ")) {
		size_t n = strcspn(signatures, " ");

		if (n == strlen(VERSION) + BASE64_DIGEST &&
		    strncmp(signatures, VERSION, strlen(VERSION)) == 0 &&
		    memeql_sec(signatures + strlen(VERSION), wanted, BASE64_DIGEST))
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
	char wanted[BASE64_DIGEST];
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
