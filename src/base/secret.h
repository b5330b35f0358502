/*
 * The secret in the webhook's path: made, kept, compared. It is never printed
 * here, and whoever prints it does so because a person asked for it.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"

#define SECRETS_MAX 2 /* the present one, and the one before it during a rotation */

struct secrets {
	const char *text[SECRETS_MAX]; /* [0] is the one to hand out */
	int64_t until[SECRETS_MAX];    /* from then on it is not valid; TIME_NONE: it stays so */
	unsigned char digest[SECRETS_MAX][DIGEST_BYTES];
	size_t n;
};

/* Whether s may stand in a path as it is: letters, digits, "-", "_", ".", "~", 8 to 128 of them. */
bool secret_is_valid(const char *s);

/* Adds s, which must be valid and live as long as the set; valid until that time, or TIME_NONE. */
void secrets_add(struct secrets *set, const char *s, int64_t until);

/*
 * Whether it is one of them and still valid. Constant time in the contents of both sides: digests
 * are compared, all of them, always.
 */
bool secrets_match(const struct secrets *set, const char *given, size_t n);

/* Whether the i-th was valid until a time that has come. */
bool secrets_is_over(const struct secrets *set, size_t i);

/* A number that tells this secret from another, and that it cannot be found by. */
int64_t secret_mark(const char *s);

/*
 * No core file is written of this process, nor can another of the same user read its memory: the
 * secrets are in there. To be called before any is read.
 */
void secrets_guard(void);

/* A new one of 160 random bits, of ctx. */
int secret_make(void *ctx, const char **out, struct error *e);

/*
 * A secret that a file holds in its first line, of ctx. Fails when there is none, with a text
 * that names the file.
 */
int secret_read(void *ctx, const char *path, const char **out, struct error *e);

/*
 * Reads the secrets kept in the file: one a line, at most two, each with the time after a blank
 * until which it is valid, in RFC 3339, if it does not stay so. Creates it with a new one, mode
 * 0600, when it is not there.
 */
int secrets_load(void *ctx, const char *path, struct secrets *set, struct error *e);

/* The text of such a file, of ctx. */
const char *secrets_render(void *ctx, const struct secrets *set);

#endif
