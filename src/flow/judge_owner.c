/* Whose report it is: by the path, the page's id, its host, or the words of a mail. See judge.h. */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/url.h"
#include "flow/judge.h"

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

/* Who sends it says more than what it is about. */
static const struct provider *find_by_mail(const struct providers *all, const struct mail *mail)
{
	const struct provider *p = find_named(all, mail->from);

	return p != NULL ? p : find_named(all, mail->subject);
}

static const struct provider *find_provider(const struct app *app, const struct intake *in)
{
	const struct providers *all = &app->providers;
	const struct provider *p = in->provider;

	if (p == NULL)
		p = provider_find_page(all, in->report->page.id);
	if (p == NULL)
		p = find_by_host(all, in->report->page.url);
	if (p == NULL && in->report->kind == REPORT_MAIL)
		p = find_by_mail(all, &in->report->mail);
	return p;
}

/* Nobody's page: logged under its own id, with a word on how to adopt it. */
static void name_stranger(struct judging *j, const struct report *r)
{
	if (r->kind == REPORT_MAIL) {
		j->provider = j->provider_name =
		    r->mail.from != NULL ? r->mail.from : "unknown sender";
		j->page = mem_printf(j->ctx, "mail:%s", j->provider);
		j->note = "no provider fits this mail; POST it to /webhook/<secret>/<provider key> "
			  "to say which it is";
		return;
	}
	j->page = r->page.id != NULL ? r->page.id : "unknown page";
	j->provider = j->page;
	j->provider_name = r->page.name != NULL ? r->page.name : j->page;
	j->note =
	    strcmp(j->page, TEST_PAGE_ID) == 0
		? "a test by statusctl"
		: mem_printf(j->ctx,
		      "no provider has this page; add \"page_id = %s\" to a [provider KEY] section",
		      j->page);
}

/* What ids are unique within: when the report does not say, the page as last read or configured. */
static int find_page(struct judging *j, const struct provider *p, struct error *e)
{
	struct provider_state state;
	int rc;

	if ((j->page = j->in->report->page.id) != NULL)
		return OK;
	if ((rc = store_provider_get(j->ctx, j->store, p->key, &state, e)) != OK)
		return rc;
	j->page = state.page_id != NULL ? state.page_id : p->page_id;
	if (j->page == NULL)
		j->page = mem_printf(j->ctx, "key:%s", p->key);
	return OK;
}

int judge_owner(struct judging *j, struct error *e)
{
	const struct provider *p = find_provider(j->app, j->in);

	if (p == NULL) {
		name_stranger(j, j->in->report);
		return OK;
	}
	j->provider = p->key;
	j->provider_name = p->name;
	return find_page(j, p, e);
}
