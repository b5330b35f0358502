/* Signed bodies. See seal.h. */
#include "flow/seal.h"

#include <string.h>
#include <strings.h>

#include "base/signature.h"
#include "base/url.h"
#include "flow/owner.h"

/* Instatus: the HMAC-SHA256 of the body. https://instatus.com/help/webhooks */
#define INSTATUS_HEADER "HTTP_X_INSTATUS_WEBHOOK_SIGNATURE"

/* Whether what is so reported is kept under the provider's page, whoever is said to own it. */
static bool is_of_page(const struct provider *p, const struct report *r)
{
	const char *id = r != NULL ? r->page.id : NULL;
	size_t n = 0;
	const char *host = url_host(p->url, &n);

	if (id == NULL)
		return false;
	return (p->page_id != NULL && strcmp(p->page_id, id) == 0) ||
	       (strlen(id) == n && strncasecmp(id, host, n) == 0);
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

const char *seal_flaw(const struct providers *all, const struct intake *in, seal_header *find,
    void *request, const struct provider **whose)
{
	const struct provider *owner;
	const char *why = NULL;

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
