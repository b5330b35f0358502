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

/*
 * The one with the longest name in the text: who says "GitHub Enterprise" says "GitHub", too.
 * sent: only of those whose page may have sent this mail; NULL: of all.
 */
static const struct provider *find_named(
    const struct providers *all, const char *text, const struct mail *sent)
{
	const struct provider *best = NULL;

	for (size_t i = 0; i < all->n; i++) {
		const struct provider *p = &all->list[i];

		if (names_it(text, p->name) && (sent == NULL || sender_is_of_page(p, sent)) &&
		    (best == NULL || strlen(p->name) > strlen(best->name)))
			best = p;
	}
	return best;
}

static const struct provider *find_sender(const struct providers *all, const struct mail *mail)
{
	for (size_t i = 0; i < all->n; i++)
		if (sender_is_of_page(&all->list[i], mail))
			return &all->list[i];
	return NULL;
}

static const struct provider *longer(const struct provider *a, const struct provider *b)
{
	if (a == NULL || b == NULL)
		return a != NULL ? a : b;
	return strlen(b->name) > strlen(a->name) ? b : a;
}

/* Who sends it says more than what it is about; of the pages of a domain both say which. */
static const struct provider *find_by_mail(const struct providers *all, const struct mail *mail)
{
	const struct provider *sender = find_sender(all, mail);
	const struct mail *sent = sender != NULL ? mail : NULL;
	const struct provider *from = find_named(all, mail->from, sent);
	const struct provider *about = find_named(all, mail->subject, sent);

	if (sender == NULL)
		return from != NULL ? from : about;
	return from != NULL || about != NULL ? longer(from, about) : sender;
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
