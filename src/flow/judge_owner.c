/* Under whose name and which page a report is judged. See judge.h, and owner.h for whose it is. */
#include <string.h>

#include "base/mem.h"
#include "base/url.h"
#include "flow/judge.h"
#include "flow/owner.h"
#include "store/adopt.h"
#include "store/state.h"

/* Pages without an id of their own: where a mail came from, and whose it will be. */
#define MAIL_PAGE "mail:"
#define KEY_PAGE  "key:"

/* An id as its page tells it, unless it reads as what is ours: whose it is would be forged. */
static const char *strange(const struct judging *j, const char *id)
{
	bool is_ours = provider_find(&j->app->providers, id) != NULL ||
		       strncmp(id, MAIL_PAGE, strlen(MAIL_PAGE)) == 0 ||
		       strncmp(id, KEY_PAGE, strlen(KEY_PAGE)) == 0;

	return is_ours ? mem_printf(j->ctx, "stranger:%s", id) : id;
}

/* Nobody's page: logged under its own id, with a word on how to adopt it. */
static void name_stranger(struct judging *j, const struct report *r)
{
	const char *id;

	if (r->kind == REPORT_MAIL) {
		j->provider_name = r->mail.from != NULL ? r->mail.from : "unknown sender";
		j->provider = strange(j, j->provider_name);
		j->page = mem_printf(j->ctx, MAIL_PAGE "%s", j->provider_name);
		j->note =
		    "no provider fits this mail; give the page an address with the provider's "
		    "key, as in status+<key>-1f2e3d4c@example.com";
		return;
	}
	id = r->page.id != NULL ? r->page.id : "unknown page";
	j->provider = j->page = strange(j, id);
	j->provider_name = r->page.name != NULL ? r->page.name : id;
	j->note =
	    strcmp(id, TEST_PAGE_ID) == 0
		? "a test by statusctl"
		: mem_printf(j->ctx,
		      "no provider has this page; add \"page_id = %s\" to a [provider KEY] section",
		      id);
}

/* The page of a provider whose own is not known. */
static const char *page_of_key(void *ctx, const struct provider *p)
{
	return mem_printf(ctx, KEY_PAGE "%s", p->key);
}

/*
 * What the poller read, or what the configuration says as well. The webhooks of a page that has moved
 * may still have the id of before.
 */
static bool is_certain(const struct judging *j, const struct provider *p, const char *page_id)
{
	return j->in->channel == CHANNEL_POLLER ||
	       (p->page_id != NULL && strcmp(p->page_id, page_id) == 0);
}

/*
 * What ids are unique within: the page that the report says, or else as last read, or as it will
 * be; one whose documents have no id goes by its address.
 */
static int find_page(struct judging *j, const struct provider *p, struct error *e)
{
	const struct page *page = &j->in->report->page;
	const char *told = page->id_is_of_webhooks ? NULL : page->id; /* else it is never read */
	struct provider_state state;
	int rc;

	if (told != NULL && is_certain(j, p, told)) {
		j->page = told;
		return OK;
	}
	if ((rc = store_provider_get(j->ctx, j->store, p->key, &state, e)) != OK)
		return rc;
	j->page = state.page_id != NULL ? state.page_id : told;
	if (j->page == NULL)
		j->page = page->id_is_of_webhooks ? url_place(j->ctx, p->url) : p->page_id;
	if (j->page == NULL)
		j->page = page_of_key(j->ctx, p);
	return OK;
}

int judge_owner(struct judging *j, struct error *e)
{
	const struct provider *p = owner_find(&j->app->providers, j->in);

	if (p == NULL) {
		name_stranger(j, j->in->report);
		return OK;
	}
	j->provider = p->key;
	j->provider_name = p->name;
	return find_page(j, p, e);
}

/* The id of the configuration may be that of a page which is read as another provider's. */
static int is_anothers(struct judging *j, const char *page, bool *yes, struct error *e)
{
	struct provider_state *states;
	size_t n;
	int rc = store_providers(j->ctx, j->store, &states, &n, e);

	*yes = false;
	for (size_t i = 0; rc == OK && i < n; i++)
		*yes |= states[i].page_id != NULL && strcmp(states[i].page_id, page) == 0;
	return rc;
}

/* What came with no page was taken for that of the configuration, which may be wrong. */
static int adopt_configured(struct judging *j, struct error *e)
{
	const char *told = j->in->provider->page_id;
	bool is_kept;
	int rc;

	if (told == NULL || strcmp(told, j->page) == 0)
		return OK;
	rc = is_anothers(j, told, &is_kept, e);
	return rc == OK && !is_kept ? store_adopt(j->store, told, j->page, e) : rc;
}

/* The document may lack what was adopted: how that ended is asked for when it comes again. */
int judge_adopt(struct judging *j, struct error *e)
{
	struct incident_state *open;
	size_t n = 0;
	int rc = store_adopt(j->store, page_of_key(j->ctx, j->in->provider), j->page, e);

	if (rc == OK)
		rc = adopt_configured(j, e);
	if (rc == OK)
		rc = store_incidents_open(j->ctx, j->store, j->page, &open, &n, e);
	j->verdict->wants_again |= n > 0;
	return rc;
}
