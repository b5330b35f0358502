/*
 * Whole stories of a Statuspage, as bytes: the documents and histories of the fake world through
 * flow/poll, and webhooks between. Incidents are opened again and analysed; components stand in a
 * group, and one is shown only while it is not well; webhooks come late, caches hand out what was,
 * histories cannot be had; the poller is off for a day; the provider gets another name, or a second
 * section for the same page. At last each update is one event, each component's events are a chain,
 * and what is over is closed.
 *
 * The same stories each time. LONG=1 in the environment tries more, SEED=NUMBER that one.
 */
#include "pages.h"
#include "story.h"

#include <inttypes.h>

#include "base/timetext.h"

#define STORIES	     25
#define STORIES_LONG 1000
#define MOST_WORDS   (8 * STORY_MOMENTS + 3)

enum way { BY_HOOK, BY_PART, BY_POLL };

/* What is heard at that time. */
struct word {
	int64_t at;
	enum way way;
	size_t moment;
	size_t part;
	int64_t copy_of;  /* of a poll: what the page was then */
	bool has_trouble; /* its histories answer 503 */
};

struct tale {
	uint64_t seed;
	struct dice dice;
	struct story *story;
	struct word words[MOST_WORDS];
	size_t n_words;
	bool is_twice;	/* two sections watch the page */
	bool is_hidden; /* the first component, while it is well */
	size_t renamed; /* by that word */
	struct ground *ground;
};

static const char *time_of(void *ctx, int64_t at)
{
	char text[TIME_RFC3339_SIZE];

	time_rfc3339(text, at);
	return mem_printf(ctx, "%.19s.%03dZ", text, (int)(at % SECOND));
}

/* --- the page, at a moment -------------------------------------------------------------- */

static const char *affected_of(void *ctx, const struct update *u)
{
	const char *list = "";

	for (size_t i = 0; i < u->n_affected; i++)
		list = mem_printf(ctx,
		    "%s%s{\"code\":\"%s\",\"name\":\"%s\",\"old_status\":\"%s\",\"new_status\":\"%"
		    "s\"}",
		    list, i > 0 ? "," : "", u->affected[i].component_id, u->affected[i].name,
		    u->affected[i].old_status, u->affected[i].new_status);
	return list;
}

/* With its newest update first. */
static const char *incident_json(void *ctx, const struct incident *in, size_t n)
{
	const char *updates = "";

	for (size_t i = n; i > 0; i--) {
		const struct update *u = &in->updates[i - 1];

		updates = mem_printf(ctx,
		    "%s%s{\"id\":\"%s-%s\",\"incident_id\":\"%s\",\"status\":\"%s\",\"body\":\"%"
		    "s\","
		    "\"created_at\":\"%s\",\"display_at\":\"%s\",\"affected_components\":[%s]}",
		    updates, i < n ? "," : "", in->id, u->id, in->id, u->status, u->text,
		    time_of(ctx, u->created_at), time_of(ctx, u->created_at), affected_of(ctx, u));
	}
	return mem_printf(ctx,
	    "{\"id\":\"%s\",\"name\":\"%s\",\"status\":\"%s\",\"impact\":\"%s\",\"created_at\":\"%"
	    "s\","
	    "\"updated_at\":\"%s\",%s\"incident_updates\":[%s]}",
	    in->id, in->title, in->updates[n - 1].status, in->maintenance ? "maintenance" : "minor",
	    time_of(ctx, in->updates[0].created_at), time_of(ctx, in->updates[n - 1].created_at),
	    in->maintenance ? "\"scheduled_for\":\"2026-11-23T02:00:00Z\","
			      "\"scheduled_until\":\"2026-11-23T04:00:00Z\","
			    : "",
	    updates);
}

/* Those that are open, or all. */
static const char *list_of(struct tale *t, size_t moment, bool maintenance, bool all)
{
	const char *list = "";

	for (size_t k = 0; k < t->story->n_incidents; k++) {
		const struct incident *in = &t->story->incidents[k];
		size_t n = t->story->moments[moment].n_updates[k];

		if (n == 0 || in->maintenance != maintenance ||
		    (!all && status_is_final(in->updates[n - 1].status)))
			continue;
		list = mem_printf(t->ground, "%s%s%s", list, *list != '\0' ? "," : "",
		    incident_json(t->ground, in, n));
	}
	return list;
}

static const char *parts_of(struct tale *t, const struct component *parts)
{
	const char *list = "{\"id\":\"group\",\"name\":\"All\",\"status\":\"operational\","
			   "\"group\":true,\"components\":[\"API\",\"Web\",\"Login\"]}";

	for (size_t i = 0; i < STORY_PARTS; i++) {
		bool may_hide = i == 0 && t->is_hidden;

		if (may_hide && strcmp(parts[i].status, "operational") == 0)
			continue;
		list = mem_printf(t->ground,
		    "%s,{\"id\":\"%s\",\"name\":\"%s\",\"status\":\"%s\",\"updated_at\":\"%s\","
		    "\"group_id\":\"group\",\"group\":false,\"only_show_if_degraded\":%s}",
		    list, parts[i].id, parts[i].name, parts[i].status,
		    time_of(t->ground, parts[i].changed_at), may_hide ? "true" : "false");
	}
	return list;
}

static void put_page(struct tale *t, int64_t at, const char *parts, const char *incidents,
    const char *upkeep, const char *all, const char *all_upkeep)
{
	const char *page = mem_printf(t->ground,
	    "{\"page\":{\"id\":\"" PAGE "\",\"name\":\"Acme\",\"updated_at\":\"%s\"}",
	    time_of(t->ground, at));

	pages_put(t->ground, "acme/api/v2/summary.json",
	    mem_printf(t->ground,
		"%s,\"components\":[%s],\"incidents\":[%s],\"scheduled_maintenances\":[%s]}", page,
		parts, incidents, upkeep));
	pages_put(t->ground, "acme/api/v2/incidents.json",
	    mem_printf(t->ground, "%s,\"incidents\":[%s]}", page, all));
	pages_put(t->ground, "acme/api/v2/scheduled-maintenances.json",
	    mem_printf(t->ground, "%s,\"scheduled_maintenances\":[%s]}", page, all_upkeep));
}

/* As it was then: before the first moment all is well. */
static void show_page(struct tale *t, int64_t at)
{
	const struct story *s = t->story;
	struct component well[STORY_PARTS];
	size_t n = 0;

	while (n < s->n_moments && s->moments[n].at <= at)
		n++;
	if (n > 0) {
		put_page(t, s->moments[n - 1].at, parts_of(t, s->moments[n - 1].parts),
		    list_of(t, n - 1, false, false), list_of(t, n - 1, true, false),
		    list_of(t, n - 1, false, true), list_of(t, n - 1, true, true));
		return;
	}
	memcpy(well, s->moments[0].parts, sizeof(well));
	for (size_t i = 0; i < STORY_PARTS; i++) {
		well[i].status = "operational";
		well[i].changed_at = NOW - DAY;
	}
	put_page(t, NOW - DAY, parts_of(t, well), "", "", "", "");
}

/* --- who tells, and when ---------------------------------------------------------------- */

static void add_word(struct tale *t, struct word w)
{
	assert_true(t->n_words < MOST_WORDS);
	t->words[t->n_words++] = w;
}

static int64_t delay(struct tale *t)
{
	static const int64_t late[] = {25 * MINUTE, 25 * MINUTE, 10 * HOUR};

	return (int64_t)roll(&t->dice, 20000) +
	       (roll(&t->dice, 6) == 0 ? late[roll(&t->dice, UNIT_COUNT(late))] : 0);
}

static int by_time(const void *a, const void *b)
{
	const struct word *p = a, *q = b;

	return (p->at > q->at) - (p->at < q->at);
}

/* No two moments are the same; from that one on all is a day later. */
static void set_times(struct story *s, size_t pause)
{
	for (size_t i = 0; i < s->n_moments; i++) {
		struct moment *m = &s->moments[i];

		m->at += (int64_t)i + (i >= pause ? DAY : 0);
		s->updates[m->incident][m->n_updates[m->incident] - 1].created_at = m->at;
		for (size_t part = 0; part < STORY_PARTS; part++)
			if (m->changed[part])
				m->parts[part].changed_at = m->at;
			else if (i > 0)
				m->parts[part].changed_at = m[-1].parts[part].changed_at;
	}
}

static void add_polls(struct tale *t, int64_t at)
{
	for (size_t polls = roll(&t->dice, 3); polls > 0; polls--) {
		int64_t when = at + (int64_t)roll(&t->dice, 5 * MINUTE);
		int64_t age = roll(&t->dice, 6) == 0 ? (int64_t)roll(&t->dice, 40 * MINUTE) : 0;

		add_word(t, (struct word){.at = when,
				.way = BY_POLL,
				.copy_of = when - age,
				.has_trouble = roll(&t->dice, 6) == 0});
	}
}

/* A few are lost, some come late; for a while there may be no poller. At last the page is asked. */
static void make_words(struct tale *t)
{
	const struct story *s = t->story;
	size_t off = roll(&t->dice, s->n_moments), on = off + roll(&t->dice, s->n_moments);
	bool hooks = roll(&t->dice, 4) > 0, parts = roll(&t->dice, 2) == 0;

	for (size_t i = 0; i < s->n_moments; i++) {
		const struct moment *m = &s->moments[i];

		if (hooks && roll(&t->dice, 5) > 0)
			add_word(t, (struct word){m->at + delay(t), BY_HOOK, .moment = i});
		for (size_t part = 0; parts && part < STORY_PARTS; part++)
			if (m->changed[part] && roll(&t->dice, 5) > 0)
				add_word(t, (struct word){m->at + delay(t), BY_PART, .moment = i,
						.part = part});
		if (i < off || i >= on)
			add_polls(t, m->at);
	}
	for (int polls = 1; polls <= 3; polls++) {
		int64_t at = s->moments[s->n_moments - 1].at + 11 * HOUR + polls * HOUR;

		add_word(t, (struct word){.at = at, .way = BY_POLL, .copy_of = at});
	}
	qsort(t->words, t->n_words, sizeof(t->words[0]), by_time);
	t->renamed = roll(&t->dice, 2) == 0 ? roll(&t->dice, t->n_words) : SIZE_MAX;
}

static const char *section(
    const struct tale *t, const char *key, const char *name, const char *host)
{
	return mem_printf(t->ground,
	    "[provider %s]\nname = %s\nurl = http://%s:%ld/%d/acme\nallow_private = yes\n", key,
	    name, host, world.port, pages_test);
}

/* The configuration, with that name. */
static void configure(struct tale *t, const char *name)
{
	struct ground *g = t->ground;
	const char *conf = unit_file(g, g->folder, "status-monitor.conf",
	    mem_printf(g, "[monitor]\nstate_dir = %s/state\n%s%s", g->folder,
		section(t, "acme", name, "127.0.0.1"),
		t->is_twice ? section(t, "again", "Again", "localhost") : ""));

	if (app_load(g->ctx, conf, &g->app, &g->error) != OK)
		fail_msg("%s", g->error.text);
}

static void tell_hook(struct tale *t, size_t moment)
{
	const struct moment *m = &t->story->moments[moment];
	const struct incident *in = &t->story->incidents[m->incident];

	assert_true(take_body(t->ground, "acme",
			mem_printf(t->ground, "{\"page\":{\"id\":\"" PAGE "\"},\"incident\":%s}",
			    incident_json(t->ground, in, m->n_updates[m->incident]))) >= 0);
}

static void tell_part(struct tale *t, size_t moment, size_t part)
{
	const struct component *c = &t->story->moments[moment].parts[part];
	const char *before =
	    moment > 0 ? t->story->moments[moment - 1].parts[part].status : "operational";

	assert_true(take_body(t->ground, "acme",
			mem_printf(t->ground,
			    "{\"page\":{\"id\":\"" PAGE "\"},\"component_update\":{\"id\":\"%zu\","
			    "\"created_at\":\"%s\",\"old_status\":\"%s\",\"new_status\":\"%s\","
			    "\"component_id\":\"%s\"},\"component\":{\"id\":\"%s\",\"name\":\"%s\","
			    "\"status\":\"%s\"}}",
			    moment, time_of(t->ground, c->changed_at + 60), before, c->status,
			    c->id, c->id, c->name, c->status)) >= 0);
}

static void poll(struct tale *t, const struct word *w)
{
	const char *meta = w->has_trouble ? "status 503\n" : "";
	struct poll_result result;

	show_page(t, w->copy_of);
	pages_put(t->ground, "acme/api/v2/incidents.json.meta", meta);
	pages_put(t->ground, "acme/api/v2/scheduled-maintenances.json.meta", meta);
	if (poll_run(&t->ground->app, &(struct poll_options){.force = true}, &result,
		&t->ground->error) != OK)
		fail_msg("%s", t->ground->error.text);
	assert_int_equal(result.failed, 0);
}

static void tell(struct tale *t, const struct word *w)
{
	clock_set(w->at);
	switch (w->way) {
	case BY_HOOK:
		tell_hook(t, w->moment);
		break;
	case BY_PART:
		tell_part(t, w->moment, w->part);
		break;
	case BY_POLL:
		poll(t, w);
		break;
	}
}

/* --- what must have come of it ---------------------------------------------------------- */

static void wrong(const struct tale *t, const char *what, const char *of)
{
	static const char *const ways[] = {"webhook", "component", "poll"};
	size_t n;
	const struct event *events = ground_events(t->ground, &n);

	print_error("%s (%s). SEED=%" PRIu64 "%s%s; what was told:\n", what, of, t->seed,
	    t->is_twice ? ", twice" : "", t->is_hidden ? ", hidden" : "");
	for (size_t i = 0; i < t->story->n_moments; i++) {
		const struct moment *m = &t->story->moments[i];
		size_t newest = m->n_updates[m->incident] - 1;

		print_error("  moment %zu at %" PRId64 " s: %s-u%zu %s; %s %s %s\n", i,
		    (m->at - NOW) / SECOND, t->story->incidents[m->incident].id, newest,
		    t->story->updates[m->incident][newest].status, m->parts[0].status,
		    m->parts[1].status, m->parts[2].status);
	}
	for (size_t i = 0; i < t->n_words; i++)
		print_error("  at %" PRId64 " s by %s of moment %zu, or %" PRId64 " s\n",
		    (t->words[i].at - NOW) / SECOND, ways[t->words[i].way], t->words[i].moment,
		    (t->words[i].copy_of - NOW) / SECOND);
	print_error("what came of it:\n");
	for (size_t i = 0; i < n; i++)
		print_error("  %" PRId64 " s %s: %s %s %s -> %s \"%s\" %s\n",
		    (events[i].received_at - NOW) / SECOND, channel_name(events[i].channel),
		    events[i].incident_id, events[i].update_id, events[i].previous_status,
		    events[i].status, events[i].detail, events[i].note);
	fail();
}

static void check_updates(const struct tale *t, const struct event *events, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += events[i].kind == EVENT_INCIDENT || events[i].kind == EVENT_MAINTENANCE;
	for (size_t k = 0; k < t->story->n_incidents; k++)
		for (size_t u = 0; u < t->story->incidents[k].n_updates; u++) {
			const char *id = mem_printf(t->ground, "%s-%s", t->story->incidents[k].id,
			    t->story->updates[k][u].id);
			size_t told = 0;

			for (size_t i = 0; i < n; i++)
				told += events[i].update_id != NULL &&
					strcmp(events[i].update_id, id) == 0;
			if (told != 1)
				wrong(t, told > 1 ? "told twice" : "not told", id);
		}
	if (found != t->story->n_moments)
		wrong(t, "an event too many", "");
}

/* Each change but the first begins where the one before ended, and the last is what is so. */
static void check_part(const struct tale *t, const struct event *events, size_t n, size_t part)
{
	const struct component *is = &t->story->moments[t->story->n_moments - 1].parts[part];
	const char *last = NULL;

	for (size_t i = 0; i < n; i++) {
		if (events[i].kind != EVENT_COMPONENT || strcmp(events[i].incident_id, is->id) != 0)
			continue;
		if (last != NULL && (events[i].previous_status == NULL ||
					strcmp(events[i].previous_status, last) != 0))
			wrong(t, "a change from what it was not", is->id);
		if (last != NULL && strcmp(events[i].status, last) == 0)
			wrong(t, "a change to the same", is->id);
		last = events[i].status;
	}
	if (strcmp(last != NULL ? last : "operational", is->status) != 0)
		wrong(t, "not the newest status", is->id);
}

static void check(const struct tale *t)
{
	size_t n;
	const struct event *events = ground_events(t->ground, &n);

	check_updates(t, events, n);
	for (size_t part = 0; part < STORY_PARTS; part++)
		check_part(t, events, n, part);
	for (size_t k = 0; k < t->story->n_incidents; k++) {
		const struct incident *in = &t->story->incidents[k];

		if ((ground_incident(t->ground, in->id).closed_at != TIME_NONE) !=
		    status_is_final(in->updates[in->n_updates - 1].status))
			wrong(t, "not closed as it is", in->id);
	}
}

static void try_seed(void *test, uint64_t seed)
{
	struct tale *t = mem_new(test, struct tale);

	*t = (struct tale){.seed = seed, .dice = {seed}};
	t->story = story_tell(t, &t->dice);
	t->is_twice = roll(&t->dice, 3) == 0;
	t->is_hidden = roll(&t->dice, 2) == 0;
	set_times(t->story, roll(&t->dice, 3 * t->story->n_moments));
	make_words(t);
	t->ground = pages_open(t);
	configure(t, "Acme");
	t->ground->store = shelf_open(t->ground, t->ground->app.store_path);
	tell(t, &(struct word){.at = NOW - 9 * HOUR, .way = BY_POLL});
	for (size_t i = 0; i < t->n_words; i++) {
		if (i == t->renamed)
			configure(t, "Acme Cloud");
		tell(t, &t->words[i]);
	}
	check(t);
	talloc_free(t);
}

static void test_whatever_happens_at_a_page_is_told_once(void **state)
{
	const char *given = getenv("SEED");
	uint64_t n = getenv("LONG") != NULL ? STORIES_LONG : STORIES;

	if (given != NULL)
		try_seed(*state, strtoull(given, NULL, 10));
	for (uint64_t seed = 1; given == NULL && seed <= n; seed++)
		try_seed(*state, seed);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_whatever_happens_at_a_page_is_told_once),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
