/*
 * What the tests of flow/poll share: status pages served by the fake world, a folder a
 * test, and passes of the poller over them.
 */
#ifndef TESTS_FLOW_PAGES_H
#define TESTS_FLOW_PAGES_H

#include "../net/client.h"
#include "ground.h"

#include <sys/stat.h>

#include "flow/poll.h"
#include "model/words.h"

#define INTERVAL (90 * SECOND)

/* The pages "acme" and "hooli" of the running test are at /N/acme and /N/hooli. */
static int pages_test;

static inline const char *pages_path(void *ctx, const char *name)
{
	return mem_printf(ctx, "%d/%s", pages_test, name);
}

/* Puts a document, such as "acme/api/v2/summary.json". */
static inline void pages_put(void *ctx, const char *name, const char *text)
{
	put(ctx, pages_path(ctx, name), text);
}

static inline void pages_folders(void *ctx, const char *key)
{
	static const char *const below[] = {"", "/api", "/api/v2"};

	for (size_t i = 0; i < UNIT_COUNT(below); i++)
		assert_int_equal(
		    mkdir(mem_printf(ctx, "%s/%d/%s%s", world.folder, pages_test, key, below[i]),
			0755),
		    0);
}

/* Both are lists without their brackets. */
static inline const char *pages_document(void *ctx, const char *components, const char *incidents)
{
	return mem_printf(ctx,
	    "{\"page\":{\"id\":\"" PAGE "\",\"name\":\"Acme "
	    "Status\",\"updated_at\":\"2026-11-23T10:00:00Z\"},\"components\":[%s],"
	    "\"incidents\":[%s],\"scheduled_maintenances\":[]}",
	    components, incidents);
}

static inline void pages_summary(struct ground *g, const char *incidents)
{
	pages_put(g, "acme/api/v2/summary.json", pages_document(g, "", incidents));
}

static inline void pages_incidents(struct ground *g, const char *incidents)
{
	pages_put(g, "acme/api/v2/incidents.json",
	    mem_printf(g, "{\"page\":{\"id\":\"" PAGE "\"},\"incidents\":[%s]}", incidents));
}

/* How the world misbehaves for the summary; "" again for not at all. */
static inline void pages_meta(struct ground *g, const char *lines)
{
	pages_put(g, "acme/api/v2/summary.json.meta", lines);
}

/* An incident with one update of that status; the one that ends it is the newest. */
static inline const char *pages_incident(void *ctx, const char *id, const char *status)
{
	return mem_printf(ctx,
	    "{\"id\":\"%s\",\"name\":\"Slow API\",\"status\":\"%s\",\"impact\":\"minor\","
	    "\"created_at\":\"2026-11-23T11:00:00Z\",\"updated_at\":\"2026-11-23T11:30:00Z\","
	    "\"incident_updates\":[{\"id\":\"%s-%s\",\"status\":\"%s\",\"body\":\"We look.\","
	    "\"created_at\":\"2026-11-23T11:%s:00Z\"}]}",
	    id, status, id, status, status, status_is_final(status) ? "50" : "30");
}

static inline struct ground *pages_open_with(void *ctx, const char *settings, const char *more)
{
	struct ground *g;

	pages_test++;
	assert_int_equal(mkdir(mem_printf(ctx, "%s/%d", world.folder, pages_test), 0755), 0);
	pages_folders(ctx, "acme");
	pages_folders(ctx, "hooli");
	g = ground_load(ctx, settings,
	    mem_printf(ctx,
		"[provider acme]\nname = Acme\nurl = http://127.0.0.1:%ld/%d/acme\n"
		"allow_private = yes\n%s",
		world.port, pages_test, more));
	pages_put(g, "../requests.log", "");
	pages_summary(g, "");
	return g;
}

static inline struct ground *pages_open(void *ctx)
{
	return pages_open_with(ctx, "", "");
}

/* One pass with nothing special; the result is in *out. */
static inline void pages_poll(struct ground *g, struct poll_result *out)
{
	struct error e;

	if (poll_run(&g->app, &(struct poll_options){0}, out, &e) != OK)
		fail_msg("%s", e.text);
}

static inline struct provider_state pages_state(struct ground *g)
{
	struct store *s = shelf_open(g, g->app.store_path);
	struct provider_state state;

	assert_int_equal(store_provider_get(g, s, "acme", &state, NULL), OK);
	talloc_free(s);
	return state;
}

/* The page is due again after so long, or up to a tenth longer. */
static inline void pages_expect_wait(struct ground *g, int64_t ms)
{
	int64_t wait = pages_state(g).due_at - clock_now();

	if (wait < ms || wait > ms + ms / 10)
		fail_msg("%lld ms, not %lld", (long long)wait, (long long)ms);
}

static inline void pages_pass(struct ground *g)
{
	pass(pages_state(g).due_at - clock_now());
}

/* A pass when the page is due again; the number of new events. */
static inline size_t pages_poll_next(struct ground *g)
{
	struct poll_result result;

	pages_pass(g);
	pages_poll(g, &result);
	assert_int_equal(result.asked, 1);
	return result.events;
}

/* What the page was asked since the last time: "summary.json 200\n" and so on. */
static inline const char *pages_asked(struct ground *g)
{
	const char *path = mem_printf(g, "%s/requests.log", world.folder);
	char *log, *line, *said = mem_strdup(g, "");

	assert_int_equal(file_read(g, path, 1 << 20, &log, NULL, NULL), OK);
	while ((line = strsep(&log, "\n")) != NULL)
		if (strrchr(line, '/') != NULL)
			said = mem_printf(g, "%s%s\n", said, strrchr(line, '/') + 1);
	pages_put(g, "../requests.log", "");
	return said;
}

#endif
