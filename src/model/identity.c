/* Keys by which reports of the same event are recognised. See identity.h. */
#include "model/identity.h"

#include <ctype.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "model/redact.h"

/* Half of a SHA-256: 128 bits tell two texts apart, and keys are stored by the million. */
#define KEY_BYTES (DIGEST_BYTES / 2)

/* An id as one part of a key: "/" parts them, so that one inside is written "%2F". */
static const char *part(void *ctx, const char *id)
{
	char *out;

	if (strpbrk(id, "/%") == NULL)
		return id;
	out = mem_strdup(ctx, "");
	for (; *id != '\0'; id++)
		out =
		    mem_check(*id == '/' || *id == '%'
				  ? talloc_asprintf_append_buffer(out, "%%%02X", (unsigned char)*id)
				  : talloc_strndup_append_buffer(out, id, 1));
	return out;
}

const char *identity_state(
    void *ctx, const char *page, const struct incident *in, const char *status, size_t n)
{
	const char *key;

	if (page == NULL || in->id == NULL || status == NULL)
		return NULL;
	key = mem_printf(
	    ctx, "state/%s/%s/%s", part(ctx, page), part(ctx, in->id), part(ctx, status));
	return n > 0 ? mem_printf(ctx, "%s/%zu", key, n) : key;
}

const char *identity_claim(void *ctx, int64_t event_id)
{
	return mem_printf(ctx, "claim/%019lld", (long long)event_id);
}

/* Letters, digits and all that is not ASCII count; the rest is how a mail program felt that day. */
static char *fold(void *ctx, const char *s)
{
	size_t n = 0;
	char *out = mem_array(ctx, char, (s != NULL ? strlen(s) : 0) + 1);

	for (; s != NULL && *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c >= 0x80 || isalnum(c))
			out[n++] = (char)(c < 0x80 ? tolower(c) : c);
	}
	out[n] = '\0';
	return out;
}

/* Shorter ones stand in many texts. */
#define PART_OF_TEXT 16

bool identity_same_text(void *ctx, const char *a, const char *b)
{
	const char *x = fold(ctx, redact_links(ctx, a)), *y = fold(ctx, redact_links(ctx, b));
	size_t n = strlen(x), m = strlen(y);

	if (n == 0 || m == 0)
		return true;
	if (n < PART_OF_TEXT || m < PART_OF_TEXT)
		return strcmp(x, y) == 0;
	return n < m ? strstr(y, x) != NULL : strstr(x, y) != NULL;
}

static const char *digest_key(
    void *ctx, const char *kind, const char *scope, const char *const *parts, size_t n)
{
	unsigned char digest[DIGEST_BYTES];
	char hex[2 * KEY_BYTES + 1];
	char *text = mem_strdup(ctx, "");

	for (size_t i = 0; i < n; i++)
		text = mem_check(talloc_asprintf_append_buffer(text, "%s\n", fold(ctx, parts[i])));
	digest_make(text, strlen(text), digest);
	for (size_t i = 0; i < KEY_BYTES; i++) {
		hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	hex[2 * KEY_BYTES] = '\0';
	return mem_printf(ctx, "%s/%s/%s", kind, scope, hex);
}

/* An update without an id, of that time. */
static const char *timed_key(
    void *ctx, const char *page, const struct incident *in, const char *status, int64_t at)
{
	if (page == NULL || in->id == NULL || status == NULL)
		return NULL;
	return mem_printf(ctx, "update/%s/%s/%s@%lld", part(ctx, page), part(ctx, in->id),
	    part(ctx, status), (long long)at);
}

const char *identity_update(
    void *ctx, const char *page, const struct incident *in, const struct update *up)
{
	if (page == NULL || in->id == NULL)
		return NULL;
	if (up->id != NULL)
		return mem_printf(
		    ctx, "update/%s/%s/%s", part(ctx, page), part(ctx, in->id), part(ctx, up->id));
	if (up->created_at == TIME_NONE && up->text == NULL)
		return NULL;
	if (up->created_at == TIME_NONE)
		return digest_key(ctx, "update",
		    mem_printf(ctx, "%s/%s", part(ctx, page), part(ctx, in->id)),
		    (const char *const[]){up->status, up->text}, 2);
	return timed_key(ctx, page, in, up->status, up->created_at);
}

#define MINUTE_MS INT64_C(60000)

int64_t identity_minute_of(int64_t ms)
{
	return ms - ms % MINUTE_MS;
}

const char *identity_plan(
    void *ctx, const char *page, const char *incident, int64_t from, int64_t until)
{
	return mem_printf(ctx, "plan/%s/%s/%lld/%lld", part(ctx, page), part(ctx, incident),
	    (long long)identity_minute_of(from + MINUTE_MS / 2),
	    (long long)identity_minute_of(until + MINUTE_MS / 2));
}

bool identity_is_same_minute(int64_t a, int64_t b)
{
	return a != TIME_NONE && b != TIME_NONE && identity_minute_of(a) == identity_minute_of(b);
}

/* Times of our age have as many digits each: their keys stand in their order. */
bool identity_minute(void *ctx, const char *page, const struct incident *in,
    const struct update *up, struct key_range *out)
{
	int64_t at =
	    identity_minute_of(up->display_at != TIME_NONE ? up->display_at : up->created_at);

	*out = (struct key_range){
	    .from = timed_key(ctx, page, in, up->status, at),
	    .before = timed_key(ctx, page, in, up->status, at + MINUTE_MS),
	};
	return at != TIME_NONE && out->from != NULL;
}

const char *identity_text(
    void *ctx, const char *page, const char *title, const char *status, const char *text)
{
	return digest_key(ctx, "text", page != NULL ? part(ctx, page) : "",
	    (const char *const[]){title, status, redact_links(ctx, text)}, 3);
}

const char *identity_mailed(
    void *ctx, const char *page, const char *incident, const char *status, size_t n)
{
	if (page == NULL || incident == NULL)
		return NULL;
	return mem_printf(ctx, "mailed/%s/%s/%s/%zu", part(ctx, page), part(ctx, incident),
	    status != NULL ? part(ctx, status) : "", n);
}

const char *identity_mail(void *ctx, const char *page, const struct mail *mail)
{
	if (mail->id != NULL && page != NULL)
		return mem_printf(ctx, "mail/%s/%s", part(ctx, page), part(ctx, mail->id));
	return digest_key(ctx, "mail", page != NULL ? part(ctx, page) : "",
	    (const char *const[]){mail->subject, mail->body}, 2);
}

/* "0" comes right after "/": no key of anything else lies between the two. */
static struct key_range family(void *ctx, const char *stem)
{
	return (struct key_range){
	    .from = mem_printf(ctx, "%s/", stem),
	    .before = mem_printf(ctx, "%s0", stem),
	};
}

static struct key_range of_incident(
    void *ctx, const char *kind, const char *page, const char *incident)
{
	return family(ctx, mem_printf(ctx, "%s/%s/%s", kind, part(ctx, page), part(ctx, incident)));
}

struct key_range identity_texts(void *ctx, const char *page)
{
	return family(ctx, mem_printf(ctx, "text/%s", page != NULL ? part(ctx, page) : ""));
}

struct key_range identity_mailed_of(void *ctx, const char *page)
{
	return family(ctx, mem_printf(ctx, "mailed/%s", page != NULL ? part(ctx, page) : ""));
}

struct key_range identity_of_page(void *ctx, size_t kind, const char *page)
{
	static const char *const kinds[IDENTITY_KINDS] = {
	    "update", "state", "plan", "text", "mailed", "mail"};

	return family(ctx, mem_printf(ctx, "%s/%s", kinds[kind], part(ctx, page)));
}

struct key_range identity_updates(void *ctx, const char *page, const char *incident)
{
	return of_incident(ctx, "update", page, incident);
}

struct key_range identity_states(void *ctx, const char *page, const char *incident)
{
	return of_incident(ctx, "state", page, incident);
}

struct key_range identity_claims(void *ctx, int64_t before_event)
{
	return (struct key_range){
	    .from = identity_claim(ctx, 0),
	    .before = identity_claim(ctx, before_event),
	};
}
