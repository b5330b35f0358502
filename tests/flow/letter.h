/* A letter: a mail as the email worker POSTs it, with what it understood. */
#ifndef TESTS_FLOW_LETTER_H
#define TESTS_FLOW_LETTER_H

#include "ground.h"

#include "base/timetext.h"

struct letter {
	const char *id;	  /* of the mail; NULL: "m1" */
	const char *from; /* NULL: noreply@statuspage.io */
	const char *to;
	const char *dmarc;	/* NULL: "pass" */
	const char *vendor;	/* NULL: "statuspage" */
	const char *kind;	/* NULL: "incident_update" */
	const char *confidence; /* NULL: "high" */
	const char *incident, *update, *status, *text, *posted_at, *url;
};

static inline const char *quoted(void *ctx, const char *text)
{
	return text != NULL ? mem_printf(ctx, "\"%s\"", text) : "null";
}

static inline const char *or_else(const char *given, const char *usual)
{
	return given != NULL ? given : usual;
}

static inline const char *body_of(void *ctx, const struct letter *l)
{
	char now[TIME_RFC3339_SIZE];

	time_rfc3339(now, clock_now());
	return mem_printf(ctx,
	    "{\"source\":\"email\",\"from\":\"Acme <%s>\",\"to\":%s,"
	    "\"subject\":\"Acme Incident - Slow API\",\"body\":\"https://acme.example/t0ken\","
	    "\"received_at\":\"%s\",\"email\":{\"version\":1,\"id\":\"%s\","
	    "\"vendor\":\"%s\",\"kind\":\"%s\",\"confidence\":\"%s\","
	    "\"authentication\":{\"spf\":\"pass\",\"dkim\":\"pass\",\"dmarc\":\"%s\"},"
	    "\"confirm_url\":\"https://acme.example/confirm/t0ken\",\"components\":[\"API\"],"
	    "\"incident\":{\"id\":%s,\"title\":\"Slow API\",\"shortlink\":%s},"
	    "\"update\":{\"id\":%s,\"status\":%s,\"text\":%s,\"posted_at\":%s}}}",
	    or_else(l->from, "noreply@statuspage.io"), quoted(ctx, l->to), now,
	    or_else(l->id, "m1"), or_else(l->vendor, "statuspage"),
	    or_else(l->kind, "incident_update"), or_else(l->confidence, "high"),
	    or_else(l->dmarc, "pass"), quoted(ctx, l->incident), quoted(ctx, l->url),
	    quoted(ctx, l->update), quoted(ctx, l->status), quoted(ctx, l->text),
	    quoted(ctx, l->posted_at));
}

/* To the address with the provider's key; "": to the one without. */
static inline int mail_to(struct ground *g, const char *key, const struct letter *l)
{
	return take_body(g, *key != '\0' ? key : NULL, body_of(g->ctx, l));
}

static inline int mail(struct ground *g, const struct letter *l)
{
	return mail_to(g, "acme", l);
}

#endif
