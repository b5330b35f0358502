/*
 * A page's own health: whether it can be read, told when that changes. What stands on it is
 * neither up nor down by this. See judge.h.
 */
#include <string.h>

#include "base/mem.h"
#include "base/timetext.h"
#include "flow/judge.h"
#include "flow/moved.h"
#include "store/providers.h"

/* Failures in a row that are more than bad luck. */
#define FAILING_AFTER 3
/*
 * A page that answers 404 for a day is not under repair. Three tries, because a poller that was
 * off for that day has asked but once before it and once after.
 */
#define GONE_AFTER_MS (24LL * 60 * 60 * 1000)
#define GONE_TRIES    3

static bool is_gone(const struct judging *j, const struct provider_state *page)
{
	return page->page_id != NULL && page->gone_since != TIME_NONE &&
	       page->gone_tries >= GONE_TRIES &&
	       j->in->received_at - page->gone_since >= GONE_AFTER_MS;
}

/* After one or two failures it is as it was. */
static enum page_health health_of(
    const struct judging *j, const struct provider_state *page, const char *moved)
{
	if (is_gone(j, page))
		return PAGE_GONE;
	if (page->failures >= FAILING_AFTER)
		return PAGE_FAILING;
	if (page->failures > 0)
		return page->health;
	return moved != NULL || j->has_moved ? PAGE_CHANGED : PAGE_FRESH;
}

static int tell(struct judging *j, enum page_health before, enum page_health now, const char *why,
    struct error *e)
{
	struct event event = {
	    .kind = EVENT_PROVIDER,
	    .occurred_at = j->in->received_at,
	    .previous_status = page_health_word(before),
	    .status = page_health_word(now),
	    .detail = why,
	};

	return judge_log(j, &event, e);
}

/*
 * The incidents first: they are lost because of what is told then. Webhooks may still come from a
 * page whose address is gone. Each of their updates would open the incident, and the next try
 * would lose it again; so it has a day from its last word.
 */
static int lose_incidents(struct judging *j, const struct provider_state *page, struct error *e)
{
	char since[TIME_MINUTE_SIZE];

	time_minute(since, page->gone_since);
	return judge_lost(j,
	    mem_printf(j->ctx, "the page is gone: HTTP 404 or 410 since %s", since), GONE_AFTER_MS,
	    e);
}

int judge_page(struct judging *j, struct error *e)
{
	struct provider_state page = *j->in->page_state;
	enum page_health before, now;
	const char *moved;
	int rc = OK;

	if (j->in->report != NULL) {
		page.unlisted = j->unlisted;
		if (j->verdict->wants_again)
			page.validated = NULL;
		if (j->first_sight || page.first_read_at == TIME_NONE)
			page.first_read_at = j->in->received_at;
	}
	if (j->in->provider != NULL) {
		moved = moved_text(j->ctx, j->in->provider, &page);
		before = j->has_moved ? PAGE_CHANGED : page.health;
		now = health_of(j, &page, moved);
		j->provider = j->in->provider->key;
		j->provider_name = j->in->provider->name;
		j->page = page.page_id;
		j->note = NULL;
		if (is_gone(j, &page))
			rc = lose_incidents(j, &page, e);
		if (rc == OK && now != before)
			rc = tell(j, before, now, page.failures > 0 ? page.failure : moved, e);
		page.health = now;
	}
	return rc == OK ? store_provider_put(j->store, &page, e) : rc;
}

static const char *moved_how(
    const struct judging *j, const struct provider_state *before, const char *new_page)
{
	const char *now = j->in->page_state != NULL ? j->in->page_state->platform : NULL;

	if (now == NULL || before->platform == NULL || strcmp(now, before->platform) == 0)
		return mem_printf(
		    j->ctx, "the page has the id %s now; it was %s", new_page, before->page_id);
	return mem_printf(j->ctx,
	    "the page is on the platform %s now, with the id %s; it was on %s, with the id %s", now,
	    new_page, before->platform, before->page_id);
}

int judge_moved(struct judging *j, const struct provider_state *before, struct error *e)
{
	const char *new_page = j->page;
	int rc;

	j->page = before->page_id;
	rc = judge_lost(j, "the page has another id now and does not know it", INT64_MIN, e);
	if (rc == OK)
		rc = judge_components_lost(j, e);
	j->page = new_page;
	if (rc != OK)
		return rc;
	j->has_moved = true;
	return tell(j, before->health, PAGE_CHANGED, moved_how(j, before, new_page), e);
}
