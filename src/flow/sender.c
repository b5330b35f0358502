/* Senders of status mails. See sender.h. */
#include "flow/sender.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/url.h"

/* Those who send for the pages of their customers; "@host" is everybody there. */
static const char known_senders[] = "noreply@statuspage.io @status.incident.io @instatus.com "
				    "noreply@status.io no-reply-aws@amazon.com";

/* The address in "Name <address>", not NUL-ended; a name may be of anything, and be cut off. */
static const char *address_of(const struct mail *mail, size_t *n)
{
	const char *from = mail->from != NULL ? mail->from : "";
	const char *open = strrchr(from, '<');

	if (open != NULL)
		from = open + 1;
	*n = strcspn(from, "> \t");
	if (open != NULL && strcmp(from + *n, ">") != 0)
		*n = 0;
	return from;
}

/* The host of the address; NULL when it has none. */
static const char *host_of(const struct mail *mail, size_t *n)
{
	const char *address = address_of(mail, n), *at = memrchr(address, '@', *n);

	if (at == NULL)
		return NULL;
	*n -= (size_t)(at + 1 - address);
	return at + 1;
}

static bool same(const char *a, size_t n, const char *b, size_t m)
{
	return n == m && strncasecmp(a, b, n) == 0;
}

bool sender_is_of_page(const struct provider *p, const struct mail *mail)
{
	size_t n, m = 0;
	const char *sender = host_of(mail, &n), *host = url_host(p->url, &m);
	const char *dot = host != NULL ? memchr(host, '.', m) : NULL;

	if (sender == NULL || dot == NULL)
		return false;
	if (same(sender, n, host, m))
		return true;
	/* status.acme.example is of acme.example; acme.example is not of example. */
	m -= (size_t)(dot + 1 - host);
	return memchr(dot + 1, '.', m) != NULL && same(sender, n, dot + 1, m);
}

/* Whether the address stands in the list, or its host does, with "@" before it. */
static bool is_listed(const char *list, const struct mail *mail)
{
	size_t n, n_host, n_entry;
	const char *address = address_of(mail, &n), *host = host_of(mail, &n_host);

	for (list += strspn(list, " ,"); host != NULL && *list != '\0';
	     list += strspn(list, " ,")) {
		n_entry = strcspn(list, " ,");
		if (same(list, n_entry, address, n) ||
		    (*list == '@' && same(list + 1, n_entry - 1, host, n_host)))
			return true;
		list += n_entry;
	}
	return false;
}

static bool may_send(const struct provider *p, const struct mail *mail)
{
	if (p->mail_from != NULL)
		return is_listed(p->mail_from, mail);
	return is_listed(known_senders, mail) || sender_is_of_page(p, mail);
}

/* The tag as the worker found it, else as it stands in the address. */
static const char *tag_of(void *ctx, const struct mail *mail)
{
	const char *plus = mail->to != NULL ? strchr(mail->to, '+') : NULL;

	if (mail->tag != NULL || plus == NULL || strchr(plus, '@') == NULL)
		return mail->tag;
	return mem_strndup(ctx, plus + 1, strcspn(plus + 1, "@"));
}

const struct provider *sender_find_tag(
    void *ctx, const struct providers *all, const struct mail *mail)
{
	const char *tag = tag_of(ctx, mail), *dash;
	const struct provider *p;

	if (tag == NULL)
		return NULL;
	for (size_t i = 0; i < all->n; i++)
		if (all->list[i].mail_tag != NULL && strcasecmp(all->list[i].mail_tag, tag) == 0)
			return &all->list[i];
	p = provider_find(all, tag);
	dash = strrchr(tag, '-');
	if (p == NULL && dash != NULL)
		p = provider_find(all, mem_strndup(ctx, tag, (size_t)(dash - tag)));
	return p;
}

const char *sender_flaw(void *ctx, const struct provider *p, const struct mail *mail)
{
	const char *tag = tag_of(ctx, mail);
	const char *verdict = mail->verdict != NULL ? mail->verdict : "no verdict of a mail server";
	size_t n;
	const char *address = address_of(mail, &n);

	if (p->mail_tag != NULL && (tag == NULL || strcasecmp(tag, p->mail_tag) != 0))
		return mem_printf(
		    ctx, "it was not sent to the address with its mail_tag; %s", verdict);
	if (!may_send(p, mail))
		return mem_printf(
		    ctx, "%.*s is not among its senders; %s", (int)n, address, verdict);
	if (mail->dmarc != NULL && strcmp(mail->dmarc, "fail") == 0)
		return mem_printf(ctx, "the mail server did not find it genuine; %s", verdict);
	return NULL;
}
