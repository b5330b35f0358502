/* The server that makes summaries. See summary_service.h. */
#include "flow/summary_service.h"

#include <stddef.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/secret.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS	  (24 * 60 * MINUTE_MS)

static const struct {
	const char *name;
	size_t at;
} facts[] = {
    {FACT_SUMMARY_KEY, offsetof(struct summary_service, key)},
    {FACT_SUMMARY_REFUSALS, offsetof(struct summary_service, refusals)},
    {FACT_SUMMARY_FAILURES, offsetof(struct summary_service, failures)},
    {FACT_SUMMARY_PAUSED_UNTIL, offsetof(struct summary_service, paused_until)},
    {FACT_SUMMARY_MINUTE, offsetof(struct summary_service, minute)},
    {FACT_SUMMARY_MINUTE_ASKED, offsetof(struct summary_service, minute_asked)},
    {FACT_SUMMARY_DAY, offsetof(struct summary_service, day)},
    {FACT_SUMMARY_DAY_ASKED, offsetof(struct summary_service, day_asked)},
};

#define N_FACTS (sizeof(facts) / sizeof(facts[0]))

static int64_t key_of(const struct settings *s)
{
	char *both = mem_printf(NULL, "%s %s", s->openai_base_url, s->openai_api_key);
	int64_t mark = secret_mark(both);

	talloc_free(both);
	return mark;
}

int summary_service_load(
    struct store *s, const struct app *app, struct summary_service *out, struct error *e)
{
	int64_t key = key_of(&app->settings);
	int rc = OK;

	for (size_t i = 0; rc == OK && i < N_FACTS; i++)
		rc = store_fact_get(s, facts[i].name, (int64_t *)((char *)out + facts[i].at), e);
	if (rc != OK || out->key == key)
		return rc;
	out->key = key;
	out->refusals = out->failures = out->paused_until = 0;
	return OK;
}

int summary_service_put(struct store *s, const struct summary_service *service, struct error *e)
{
	int rc = OK;

	for (size_t i = 0; rc == OK && i < N_FACTS; i++)
		rc = store_fact_put(
		    s, facts[i].name, *(const int64_t *)((const char *)service + facts[i].at), e);
	return rc;
}

enum summary_switch summary_service_switch(
    const struct app *app, const struct summary_service *service)
{
	if (*app->settings.openai_api_key == '\0')
		return SUMMARIES_OFF;
	return service->refusals >= LIMIT_SUMMARY_REFUSALS ? SUMMARIES_REFUSED : SUMMARIES_ON;
}

int64_t summary_service_pause(const struct summary_service *service, int64_t now)
{
	int64_t left = service->paused_until - now;

	return left > 0 && left <= LIMIT_RETRY_AFTER_S * INT64_C(1000) ? left : 0;
}

bool summary_service_allows(
    const struct app *app, const struct summary_service *service, int64_t now)
{
	const struct settings *s = &app->settings;

	if (summary_service_switch(app, service) != SUMMARIES_ON ||
	    summary_service_pause(service, now) > 0)
		return false;
	return (service->minute != now / MINUTE_MS ||
		   service->minute_asked < s->openai_requests_per_minute) &&
	       (service->day != now / DAY_MS || service->day_asked < s->openai_requests_per_day);
}

bool summary_service_count(const struct app *app, struct summary_service *service, int64_t now)
{
	if (service->minute != now / MINUTE_MS)
		service->minute_asked = 0;
	if (service->day != now / DAY_MS)
		service->day_asked = 0;
	service->minute = now / MINUTE_MS;
	service->day = now / DAY_MS;
	service->minute_asked++;
	service->day_asked++;
	return service->day_asked >= app->settings.openai_requests_per_day;
}
