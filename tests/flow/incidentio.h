/*
 * A page of incident.io in the fake world, as the provider acme: the look-alike of Statuspage's API,
 * its histories, and the native documents.
 */
#ifndef TESTS_FLOW_INCIDENTIO_H
#define TESTS_FLOW_INCIDENTIO_H

#include "pages.h"

#define IIO_PAGE     "01HZG0BX5PAGE0000000000001"
#define IIO_INCIDENT "01HZG1NC1DENT0000000000001"

/* The look-alike leaves the lists out that are empty. */
static inline void look_alike(struct ground *g, const char *updated_at, const char *more)
{
	pages_put(g, "acme/api/v2/summary.json",
	    mem_printf(g,
		"{\"page\":{\"id\":\"" IIO_PAGE "\",\"name\":\"Globex\",\"updated_at\":\"%s\"},"
		"\"status\":{\"indicator\":\"%s\"},\"components\":[{\"id\":\"c1\","
		"\"name\":\"Reactor\",\"status\":\"operational\"}]%s}",
		updated_at, *more != '\0' ? "minor" : "none", more));
}

static inline const char *incident(void *ctx, const char *status, const char *updated_at)
{
	return mem_printf(ctx,
	    "{\"id\":\"" IIO_INCIDENT "\",\"name\":\"Slow API\",\"status\":\"%s\","
	    "\"impact\":\"minor\",\"shortlink\":null,\"updated_at\":\"%s\"}",
	    status, updated_at);
}

static inline void history(struct ground *g, const char *incidents)
{
	pages_put(g, "acme/api/v2/incidents.json",
	    mem_printf(g, "{\"page\":{\"id\":\"" IIO_PAGE "\"},\"incidents\":[%s]}", incidents));
}

#define NATIVE "acme/proxy/127.0.0.1/index.html"
#define OWN    "acme/proxy/127.0.0.1/incidents/" IIO_INCIDENT

static inline struct ground *iio_open(void *ctx)
{
	static const char *const below[] = {
	    "/proxy", "/proxy/127.0.0.1", "/proxy/127.0.0.1/incidents"};
	struct ground *g = pages_open(ctx);
	struct poll_result result;

	for (size_t i = 0; i < UNIT_COUNT(below); i++)
		assert_int_equal(
		    mkdir(
			mem_printf(ctx, "%s/%d/acme%s", world.folder, pages_test, below[i]), 0755),
		    0);
	look_alike(g, "2026-07-09T19:25:56Z", "");
	pages_poll(g, &result);
	assert_int_equal(result.failed, 0);
	pages_asked(g);
	g->store = shelf_open(g, g->app.store_path);
	return g;
}

/* The update of that minute after eleven, of which there may be more than sixty. */
static inline const char *update(void *ctx, const char *status, const char *text, int minute)
{
	return mem_printf(ctx,
	    "{\"id\":\"u%d\",\"to_status\":\"%s\",\"message_string\":\"%s\","
	    "\"published_at\":\"2026-11-23T%02d:%02d:00Z\",\"component_statuses\":[{"
	    "\"component_id\":\"c1\",\"status\":\"degraded_performance\"}]}",
	    minute, status, text, 11 + minute / 60, minute % 60);
}

static inline const char *native_incident(void *ctx, const char *status, const char *updates)
{
	return mem_printf(ctx,
	    "{\"id\":\"" IIO_INCIDENT "\",\"name\":\"Slow API\",\"status\":\"%s\","
	    "\"status_page_id\":\"" IIO_PAGE "\",\"updates\":[%s]}",
	    status, updates);
}

static inline void native(struct ground *g, const char *status, const char *updates)
{
	pages_put(g, NATIVE ".meta", "");
	pages_put(g, NATIVE,
	    mem_printf(g,
		"{\"summary\":{\"id\":\"" IIO_PAGE "\",\"components\":[{\"id\":\"c1\",\"name\":"
		"\"Reactor\"}],\"ongoing_incidents\":[%s],\"scheduled_maintenances\":[]}}",
		native_incident(g, status, updates)));
}

static inline void own(struct ground *g, const char *status, const char *updates)
{
	pages_put(g, OWN, mem_printf(g, "{\"incident\":%s}", native_incident(g, status, updates)));
}

/* The look-alike of the same incident. */
static inline void shows(struct ground *g, const char *status, int minute)
{
	const char *at = mem_printf(g, "2026-11-23T11:%02d:00Z", minute);

	look_alike(g, at, mem_printf(g, ",\"incidents\":[%s]", incident(g, status, at)));
}

static inline void shows_nothing(struct ground *g)
{
	look_alike(g, "2026-07-09T19:25:56Z", "");
}

/* Made ten seconds after the page was read for the first time, as its id says. */
#define IIO_SHORT "01M844E98GSH0RT00000000001"

/* One that came and went, and its own document, of two updates. */
static inline const char *short_one(struct ground *g, char digit)
{
	const char *id = mem_printf(g, "%.*s%c", (int)strlen(IIO_SHORT) - 1, IIO_SHORT, digit);

	pages_put(g, mem_printf(g, "acme/proxy/127.0.0.1/incidents/%s", id),
	    mem_printf(g,
		"{\"incident\":{\"id\":\"%s\",\"name\":\"Slow API\",\"status\":\"resolved\","
		"\"status_page_id\":\"" IIO_PAGE "\",\"updates\":[%s,%s]}}",
		id, update(g, "investigating", mem_printf(g, "We look.%c", digit), 60),
		update(g, "resolved", mem_printf(g, "It was the reactor.%c", digit), 61)));
	return mem_printf(g,
	    "{\"id\":\"%s\",\"name\":\"Slow API\",\"status\":\"resolved\","
	    "\"updated_at\":\"2026-11-23T12:00:50Z\"}",
	    id);
}

#endif
