/* Due times from the store. See agenda.h. */
#include "flow/agenda.h"

#include <string.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/mem.h"
#include "base/names.h"
#include "flow/visit.h"
#include "store/due.h"

/* What the fact is when there is none: no mark is this. */
#define NO_MARK 0

/*
 * Of the configuration that due times are of: its file, the interval, which may be from the
 * environment, and the program that read them.
 */
static int64_t mark_of(const struct app *app)
{
	unsigned char digest[DIGEST_BYTES];
	struct {
		struct file_print conf;
		int64_t interval_ms;
		char version[24];
	} what = {.conf = app->conf.print,
	    .interval_ms = app->settings.poll_interval_ms,
	    .version = PACKAGE_VERSION};
	int64_t mark;

	digest_make(&what, sizeof(what), digest);
	memcpy(&mark, digest, sizeof(mark));
	return mark | 1;
}

/* It was noted by a clock that was ahead: a time that was soon may be far away now. */
static bool is_noted_wrong(const struct app *app, const struct provider_time *time)
{
	int64_t now = clock_now();

	return time->tried_at > now + SCHEDULE_EARLY_MS ||
	       time->due_at > now + schedule_longest(app->settings.poll_interval_ms);
}

/* 0, so that it may be spread, when its address was mended, or another interval chosen. */
static int64_t due_at(
    void *ctx, const struct app *app, const struct provider *p, const struct provider_time *time)
{
	if (time->due_by == NULL || strcmp(time->due_by, visit_due_by(ctx, app, p)) != 0)
		return 0;
	return is_noted_wrong(app, time) ? clock_now() : time->due_at;
}

/* Those that are asked no more leave the agenda; the mark says that the others are all in it. */
static int put_agenda(struct store *s, const struct provider_time *times, const bool *is_asked,
    size_t n, int64_t mark, struct error *e)
{
	int rc = OK;

	for (size_t i = 0; mark != NO_MARK && rc == OK && i < n; i++)
		if (!is_asked[i] && times[i].due_by != NULL)
			rc = store_provider_retire(s, times[i].key, e);
	return rc == OK ? store_fact_put(s, FACT_AGENDA, mark, e) : rc;
}

/* Without a mark what was noted before does not hold any more: this run notes other due times. */
static int note(struct store *s, const struct provider_time *times, const bool *is_asked, size_t n,
    int64_t mark, struct error *e)
{
	int64_t noted;
	int rc = store_fact_get(s, FACT_AGENDA, &noted, e);

	if (rc != OK || noted == mark || (rc = store_begin(s, e)) != OK)
		return rc;
	return store_end(s, put_agenda(s, times, is_asked, n, mark, e), e);
}

/* With one look at the store. */
int agenda_read(
    const struct app *app, struct store *s, struct slot *slots, size_t *n, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct names *known = names_new(ctx);
	struct provider_time *times;
	size_t n_times, at;
	bool *is_asked, all_known = true;
	int rc = store_provider_times(ctx, s, &times, &n_times, e);

	*n = 0;
	for (size_t i = 0; i < n_times; i++)
		names_add(known, times[i].key, i);
	is_asked = mem_array(ctx, bool, n_times);
	for (size_t i = 0; rc == OK && i < app->providers.n; i++) {
		const struct provider *p = &app->providers.list[i];
		struct slot *slot = &slots[*n];

		if (!p->enabled)
			continue;
		*slot = (struct slot){.provider = p};
		if ((at = names_find(known, p->key)) != NAMES_NONE) {
			is_asked[at] = true;
			slot->due_at = due_at(ctx, app, p, &times[at]);
		}
		all_known &= slot->due_at != 0;
		(*n)++;
	}
	if (rc == OK)
		rc = note(s, times, is_asked, n_times, all_known ? mark_of(app) : NO_MARK, e);
	talloc_free(ctx);
	return rc;
}

int agenda_is_clear(
    const struct app *app, struct store *s, int64_t until, bool *clear, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct provider_time *times;
	int64_t noted;
	size_t n;
	int rc;

	*clear = false;
	if ((rc = store_provider_next(ctx, s, &times, &n, e)) == OK)
		*clear = n == 0 || (times[0].due_at > until && !is_noted_wrong(app, &times[0]));
	if (rc == OK && *clear &&
	    (rc = store_providers_wanted(ctx, s, clock_now(), &times, &n, e)) == OK)
		*clear = n == 0;
	if (rc == OK && *clear && (rc = store_fact_get(s, FACT_AGENDA, &noted, e)) == OK)
		*clear = noted == mark_of(app);
	talloc_free(ctx);
	return rc;
}
