/* The webhook's secret. See secret.h. */
#include "base/secret.h"

#include <nettle/memops.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/timetext.h"

#define SECRET_RANDOM_BYTES 20

bool secret_is_valid(const char *s)
{
	static const char allowed[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
	size_t n = strlen(s);

	return n >= LIMIT_SECRET_MIN && n <= LIMIT_SECRET_MAX && strspn(s, allowed) == n;
}

void secrets_add(struct secrets *set, const char *s, int64_t until)
{
	if (set->n == SECRETS_MAX)
		return;
	set->text[set->n] = s;
	set->until[set->n] = until;
	digest_make(s, strlen(s), set->digest[set->n]);
	set->n++;
}

bool secrets_is_over(const struct secrets *set, size_t i)
{
	return set->until[i] != TIME_NONE && clock_now() >= set->until[i];
}

bool secrets_match(const struct secrets *set, const char *given, size_t n)
{
	unsigned char digest[DIGEST_BYTES];
	int equal = 0;

	digest_make(given, n, digest);
	for (size_t i = 0; i < set->n; i++) {
		int differs = !memeql_sec(digest, set->digest[i], sizeof(digest));
		int over = secrets_is_over(set, i);

		equal |= !differs & !over;
	}
	return equal != 0;
}

int64_t secret_mark(const char *s)
{
	unsigned char digest[DIGEST_BYTES];
	uint64_t mark = 0;

	digest_make(s, strlen(s), digest);
	for (size_t i = 0; i < sizeof(mark); i++)
		mark = mark << 8 | digest[i];
	return (int64_t)(mark >> 1);
}

void secrets_guard(void)
{
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	/* Where core files go to a program, the limit is not asked. */
	prctl(PR_SET_DUMPABLE, 0);
}

int secret_read(void *ctx, const char *path, const char **out, struct error *e)
{
	char *text;
	int rc;

	if ((rc = file_read(ctx, path, LIMIT_SECRET_FILE, &text, NULL, e)) != OK)
		return rc;
	text[strcspn(text, "\r\n")] = '\0';
	if (*text == '\0')
		return error_set(e, E_CONFIG, "the first line of %s is empty", path);
	*out = text;
	return OK;
}

int secret_make(void *ctx, const char **out, struct error *e)
{
	unsigned char random[SECRET_RANDOM_BYTES];
	char *text = mem_strdup(ctx, "");

	if (getentropy(random, sizeof(random)) != 0)
		return error_set(
		    e, E_SYSTEM, "the system gives no random bytes for a webhook secret");
	for (size_t i = 0; i < sizeof(random); i++)
		text = mem_check(talloc_asprintf_append_buffer(text, "%02x", random[i]));
	*out = text;
	return OK;
}

static int secret_create(void *ctx, const char *path, struct error *e)
{
	struct secrets set = {0};
	const char *made;
	int rc = secret_make(ctx, &made, e);

	if (rc != OK)
		return rc;
	secrets_add(&set, made, TIME_NONE);
	return file_create_once(path, secrets_render(ctx, &set), 0600, e);
}

/* One line of the file; false when it is none. */
static bool take_line(struct secrets *set, char *line)
{
	const char *secret = strsep(&line, " ");
	int64_t until = TIME_NONE;

	if (!secret_is_valid(secret) || set->n == SECRETS_MAX ||
	    (line != NULL && !time_parse(line, &until)))
		return false;
	secrets_add(set, secret, until);
	return true;
}

int secrets_load(void *ctx, const char *path, struct secrets *set, struct error *e)
{
	char *text, *line, *rest;
	int rc;

	*set = (struct secrets){0};
	if (!file_exists(path) && (rc = secret_create(ctx, path, e)) != OK)
		return rc;
	if ((rc = file_read(ctx, path, LIMIT_SECRET_FILE, &text, NULL, e)) != OK)
		return rc;
	for (rest = text; (line = strsep(&rest, "\r\n")) != NULL;)
		if (*line != '\0' && !take_line(set, line))
			return error_set(e, E_CONFIG,
			    "%s: one or two secrets, a line each, of %d to %d letters, digits or "
			    "-_.~ are expected",
			    path, LIMIT_SECRET_MIN, LIMIT_SECRET_MAX);
	if (set->n == 0)
		return error_set(
		    e, E_CONFIG, "%s is empty; remove it and a new secret is made", path);
	return OK;
}

const char *secrets_render(void *ctx, const struct secrets *set)
{
	char *text = mem_strdup(ctx, "");
	char until[TIME_RFC3339_SIZE];

	for (size_t i = 0; i < set->n; i++) {
		text = mem_check(talloc_strdup_append_buffer(text, set->text[i]));
		if (set->until[i] != TIME_NONE) {
			time_rfc3339(until, set->until[i]);
			text = mem_check(talloc_asprintf_append_buffer(text, " %s", until));
		}
		text = mem_check(talloc_strdup_append_buffer(text, "\n"));
	}
	return text;
}
