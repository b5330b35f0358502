/* Whose report it is. See owner.h. */
#include "flow/owner.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/url.h"
#include "flow/sender.h"

static const struct provider *find_by_host(const struct providers *all, const char *url)
{
	size_t wanted_size = 0, size = 0;
	const char *wanted = url_host(url, &wanted_size);

	for (size_t i = 0; wanted != NULL && i < all->n; i++) {
		const char *host = url_host(all->list[i].url, &size);

		if (size == wanted_size && strncasecmp(host, wanted, size) == 0)
			return &all->list[i];
	}
	return NULL;
}

/* Whether the name stands in the text, as a whole word. */
static bool names_it(const char *text, const char *name)
{
	const char *at = text != NULL ? strcasestr(text, name) : NULL;

	for (; at != NULL; at = strcasestr(at + 1, name)) {
		char after = at[strlen(name)];

		if ((at == text || strchr(" \"<(.@[", at[-1]) != NULL) &&
		    (after == '\0' || strchr(" \":,.>)]-", after) != NULL))
			return true;
	}
	return false;
}

static const struct provider *find_named(const struct providers *all, const char *text)
{
	for (size_t i = 0; i < all->n; i++)
		if (names_it(text, all->list[i].name))
			return &all->list[i];
	return NULL;
}

static const struct provider *find_sender(const struct providers *all, const struct mail *mail)
{
	for (size_t i = 0; i < all->n; i++)
		if (sender_is_of_page(&all->list[i], mail))
			return &all->list[i];
	return NULL;
}

/* Who sends it says more than what it is about. */
static const struct provider *find_by_mail(const struct providers *all, const struct mail *mail)
{
	const struct provider *p = find_sender(all, mail);

	if (p == NULL)
		p = find_named(all, mail->from);
	return p != NULL ? p : find_named(all, mail->subject);
}

/* Of all that a mail says the address it was sent to is the hardest to forge. */
static const struct provider *find_by_tag(const struct providers *all, const struct report *r)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	const struct provider *p =
	    r->kind == REPORT_MAIL ? sender_find_tag(ctx, all, &r->mail) : NULL;

	talloc_free(ctx);
	return p;
}

const struct provider *owner_find(const struct providers *all, const struct intake *in)
{
	const struct provider *p = in->provider;

	if (p != NULL || in->report == NULL)
		return p;
	p = find_by_tag(all, in->report);
	if (p == NULL)
		p = provider_find_page(all, in->report->page.id);
	if (p == NULL)
		p = find_by_host(all, in->report->page.url);
	if (p == NULL && in->report->kind == REPORT_MAIL)
		p = find_by_mail(all, &in->report->mail);
	return p;
}
