/* Signed bodies. See seal.h. */
#include "flow/seal.h"

#include <string.h>

#include "base/signature.h"
#include "base/url.h"
#include "flow/owner.h"

/* Instatus: the HMAC-SHA256 of the body. https://instatus.com/help/webhooks */
#define INSTATUS_HEADER "HTTP_X_INSTATUS_WEBHOOK_SIGNATURE"

/* Whether what is so reported is kept under the provider's page, whoever is said to own it. */
static bool is_of_page(const struct provider *p, const struct report *r)
{
	const char *id = r != NULL ? r->page.id : NULL;

	if (id == NULL)
		return false;
	return (p->page_id != NULL && strcmp(p->page_id, id) == 0) || url_place_is(p->url, id);
}

/* A further way to sign is a further header that is looked for here. */
static const char *flaw(
    const struct provider *p, const struct intake *in, seal_header *find, void *request)
{
	const char *given = find(request, INSTATUS_HEADER);

	if (given == NULL || *given == '\0')
		return "the signature is missing";
	return signature_is_hmac(given, p->webhook_key, in->body, in->body_size)
		   ? NULL
		   : "the signature is wrong";
}

static const char *flaw_of_mail(
    const struct settings *s, const struct intake *in, seal_header *find, void *request)
{
	struct standard_signature given = {
	    .id = find(request, "HTTP_WEBHOOK_ID"),
	    .timestamp = find(request, "HTTP_WEBHOOK_TIMESTAMP"),
	    .signatures = find(request, "HTTP_WEBHOOK_SIGNATURE"),
	};

	return signature_standard_flaw(&given,
	    (const char *const[]){s->email_signing_key, s->email_signing_key_previous},
	    in->received_at, in->body, in->body_size);
}

static bool is_mail(const struct intake *in)
{
	return in->report != NULL && in->report->kind == REPORT_MAIL;
}

const char *seal_flaw(const struct app *app, const struct intake *in, seal_header *find,
    void *request, const struct provider **whose)
{
	const struct providers *all = &app->providers;
	const struct settings *s = &app->settings;
	const struct provider *owner;
	const char *why = NULL;

	*whose = NULL;
	if (is_mail(in) &&
	    (*s->email_signing_key != '\0' || *s->email_signing_key_previous != '\0'))
		return flaw_of_mail(s, in, find, request);
	if (!all->any_key)
		return NULL;
	owner = owner_find(all, in);
	for (size_t i = 0; why == NULL && i < all->n; i++) {
		*whose = &all->list[i];
		if ((*whose)->webhook_key != NULL &&
		    (*whose == owner || is_of_page(*whose, in->report)))
			why = flaw(*whose, in, find, request);
	}
	return why;
}
