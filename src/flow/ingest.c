/* Whose report it is, and who judges it. See ingest.h. */
#include "flow/ingest.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/url.h"
#include "flow/judge.h"
#include "store/events.h"
#include "store/quarantine.h"
#include "store/state.h"

int judge_log(struct judging *j, struct event *event, struct error *e)
{
	event->received_at = j->in->received_at;
	event->channel = j->in->channel;
	event->provider = j->provider;
	event->provider_name = j->provider_name;
	event->page_id = j->page;
	if (event->note == NULL)
		event->note = j->note;
	j->verdict->events++;
	return store_event_append(j->store, event, e);
}

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

/* A mail names its provider in the sender's or the subject's words, as whole words. */
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

static const struct provider *find_by_mail(const struct providers *all, const struct mail *mail)
{
	for (size_t i = 0; i < all->n; i++)
		if (names_it(mail->subject, all->list[i].name) ||
		    names_it(mail->from, all->list[i].name))
			return &all->list[i];
	return NULL;
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

static void find_owner(struct judging *j)
{
	const struct report *r = j->in->report;
	const struct provider *p = find_provider(j->app, j->in);

	if (p == NULL) {
		name_stranger(j, r);
		return;
	}
	j->provider = p->key;
	j->provider_name = p->name;
	j->page = r->page.id != NULL ? r->page.id : p->page_id;
	if (j->page == NULL)
		j->page = mem_printf(j->ctx, "key:%s", p->key);
}

/* Only a document shows a page as a whole; the first one, or the first after the page id changed.
 */
static int look_for_first_sight(struct judging *j, struct error *e)
{
	struct provider_state state;
	int rc;

	if (j->in->report->kind != REPORT_DOCUMENT)
		return OK;
	if ((rc = store_provider_get(j->ctx, j->store, j->provider, &state, e)) != OK)
		return rc;
	j->first_sight = state.page_id == NULL || strcmp(state.page_id, j->page) != 0;
	return OK;
}

static int judge_report(struct judging *j, struct error *e)
{
	const struct report *r = j->in->report;
	int rc;

	if ((rc = look_for_first_sight(j, e)) != OK)
		return rc;
	if (r->kind == REPORT_MAIL)
		return judge_mail(j, e);
	for (size_t i = 0; i < r->n_incidents; i++)
		if ((rc = judge_incident(j, &r->incidents[i], e)) != OK)
			return rc;
	for (size_t i = 0; i < r->n_changes; i++)
		if ((rc = judge_change(j, &r->changes[i], e)) != OK)
			return rc;
	for (size_t i = 0; i < r->n_components; i++)
		if ((rc = judge_component(j, &r->components[i], e)) != OK)
			return rc;
	return r->kind == REPORT_HISTORY ? judge_absence(j, e) : OK;
}

static int keep_unusable(
    struct store *s, const struct intake *in, struct verdict *out, struct error *e)
{
	struct quarantined q = {
	    .received_at = in->received_at,
	    .provider = in->provider != NULL ? in->provider->key : NULL,
	    .reason = in->unusable,
	    .body = in->body,
	    .body_size = in->body_size,
	};
	bool repeat;
	int rc = store_quarantine_put(s, &q, &repeat, e);

	out->events = rc == OK && !repeat ? 1 : 0;
	return rc;
}

int ingest(struct store *s, const struct app *app, const struct intake *in, struct verdict *out,
    struct error *e)
{
	struct judging j = {.store = s, .app = app, .in = in, .verdict = out};
	int rc = OK;

	*out = (struct verdict){0};
	if (in->probe)
		return store_fact_put(s, FACT_PROBED_AT, in->received_at, e);
	if (in->unusable != NULL)
		return keep_unusable(s, in, out, e);
	j.ctx = mem_context(NULL);
	if (in->report != NULL) {
		find_owner(&j);
		rc = judge_report(&j, e);
	}
	if (rc == OK && in->page_state != NULL)
		rc = store_provider_put(s, in->page_state, e);
	talloc_free(j.ctx);
	return rc;
}
