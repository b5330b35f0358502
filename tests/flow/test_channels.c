/*
 * A property of flow/ingest beside that of test_interleave.c, where all but mails has ids: what has
 * none is known by when it was said, and by its words. A page has an incident whose updates often
 * say the same, some of them in one minute; it ends, maybe is opened again, or is withdrawn. The
 * channels of its platform tell of it soon after; some are lost, some webhooks and mails come late,
 * and some documents are old copies. Each update that was heard is one event, and so is the end;
 * and what is over is closed. Which seeds are tried is as there.
 *
 * Not promised, and kept out of it: a text that is edited between a mail without ids and its page; a
 * mail without a status that overtakes the one with it; an end in the minute of what was before it,
 * and what comes in the minute of an end.
 */
#include "story.h"

#include <inttypes.h>

#include "platform/feed_incident.h"

/* Seeds a run, each tried with every platform. */
#define FIXED	   20
#define FRESH	   10
#define FRESH_LONG 2000

#define MOST_WORDS (5 * STORY_UPDATES + 2)
#define STOCK	   "We are continuing to investigate this issue."

enum way { BY_HOOK, BY_MAIL, BY_POLL };

static const char *const way_names[] = {"webhook", "mail", "page"};

/* What becomes of what is over. */
enum end {
	END_STAYS,   /* on the page, with its last update */
	END_HISTORY, /* in a history */
	END_ABSENT,  /* it leaves the page, which tells no more of it than that */
};

/* What its page shows of an incident that is there. */
enum view {
	SHOWS_ALL,
	SHOWS_NEWEST, /* one text, which is edited */
	SHOWS_TEXT,   /* likewise, without a time: it is known by what it says */
	SHOWS_OPEN,   /* only that it is */
};

/* How a platform tells. */
struct manner {
	const char *name;
	int64_t exact; /* to which its page tells times, where updates have no ids; 0: they have */
	enum end end;
	enum view view;
	bool may_be_bare;      /* its page tells now and then no more than a status */
	bool hooks_are_single; /* a webhook has one update, without an id; else all so far */
	bool hooks_are_blank;  /* of which none has a status: an end is told once more by that */
	bool hooks;
	bool mails;
	bool mails_have_ids;   /* and say when; else they know the incident alone */
	const char *withdrawn; /* what its page means by absence, where that is no end */
};

static const struct manner manners[] = {
    {"Statuspage, by its feed", MINUTE, .hooks = true, .mails = true, .mails_have_ids = true},
    {"Statuspage", .end = END_HISTORY, .hooks = true, .mails = true, .mails_have_ids = true},
    {"Instatus, by its feed", SECOND, .hooks = true},
    {"Instatus", .end = END_ABSENT, .hooks = true},
    {"Status.io", 1, .end = END_ABSENT, .hooks = true, .hooks_are_single = true},
    {"incident.io, by its feed", MINUTE, .mails = true},
    {"incident.io", .end = END_HISTORY, .may_be_bare = true, .mails = true},
    {"Better Stack", .end = END_ABSENT, .hooks = true},
    {"Better Stack, by blank webhooks", .end = END_ABSENT, .hooks = true, .hooks_are_blank = true},
    {"Uptime Kuma", SECOND, .end = END_ABSENT, .view = SHOWS_NEWEST},
    {"Azure", 1, .end = END_ABSENT, .view = SHOWS_TEXT},
    {"cState", 1, .end = END_ABSENT, .view = SHOWS_OPEN},
    {"Cachet", .withdrawn = "withdrawn"},
    {"Google", 1, .withdrawn = "withdrawn"},
    {"AWS, Slack", SECOND, .end = END_ABSENT},
    {"Heroku, Salesforce", .end = END_ABSENT},
};

/* What is heard at that time, of the updates up to that one. */
struct word {
	int64_t at;
	enum way way;
	size_t update;
};

struct scene {
	const struct manner *is;
	struct dice dice;
	struct update updates[STORY_UPDATES];
	size_t n;
	bool heard[STORY_UPDATES];
	bool is_withdrawn;
	bool has_blank_end; /* a webhook told it */
	int64_t read_at;    /* the page, before */
	struct word words[MOST_WORDS];
	size_t n_words;
	struct ground *ground;
};

#define OVER 3

/* Onwards; what is over is opened again, where it still stands somewhere, and else is the last. */
static size_t next_stage(struct scene *s, size_t i, size_t stage)
{
	bool is_last = i + 1 == s->n;

	if (stage == OVER)
		return roll(&s->dice, 2);
	if (i > 0 && roll(&s->dice, is_last ? 2 : 6) == 0 && (is_last || s->is->end != END_ABSENT))
		return OVER;
	return i > 0 && stage + 1 < OVER ? stage + roll(&s->dice, 2) : stage;
}

static void make_updates(struct scene *s)
{
	static const char *const statuses[] = {
	    "investigating", "identified", "monitoring", "resolved"};
	static const int64_t pauses[] = {5 * SECOND, 20 * SECOND, MINUTE, 5 * MINUTE, 2 * HOUR};
	size_t stage = 0;
	int64_t at = NOW;

	s->n = 1 + roll(&s->dice, STORY_UPDATES);
	for (size_t i = 0; i < s->n; i++) {
		size_t before = stage;

		stage = next_stage(s, i, before);
		at += pauses[roll(&s->dice, UNIT_COUNT(pauses))] + (int64_t)roll(&s->dice, 3000);
		if (stage == OVER || before == OVER)
			at += 2 * MINUTE;
		s->updates[i] = (struct update){
		    .id = mem_printf(s->ground, "u%zu", i),
		    .status = statuses[stage],
		    .text = roll(&s->dice, 3) == 0
				? STOCK
				: mem_printf(s->ground, "This is all we know by %zu.", i),
		    .created_at = at,
		};
	}
}

static void add(struct scene *s, enum way way, size_t update, int64_t after)
{
	s->words[s->n_words++] = (struct word){s->updates[update].created_at + after, way, update};
}

static int64_t delay(struct scene *s)
{
	return (int64_t)roll(&s->dice, 20000) + (roll(&s->dice, 6) == 0 ? 25 * MINUTE : 0);
}

static int by_time(const void *a, const void *b)
{
	const struct word *p = a, *q = b;

	return (p->at > q->at) - (p->at < q->at);
}

/* A few of them are lost. Twice the page shows all at last. */
static void make_words(struct scene *s)
{
	bool hooks = s->is->hooks && roll(&s->dice, 4) > 0;
	bool mails = s->is->mails && roll(&s->dice, 4) > 0;

	for (size_t i = 0; i < s->n; i++) {
		if (hooks && roll(&s->dice, 5) > 0)
			add(s, BY_HOOK, i, delay(s));
		if (mails && roll(&s->dice, 5) > 0)
			add(s, BY_MAIL, i, delay(s) + 3 * SECOND);
		for (int polls = roll(&s->dice, 3) == 0 ? 0 : 3; polls > 0; polls--)
			add(s, BY_POLL, i, (int64_t)roll(&s->dice, 270000));
	}
	for (int polls = 1; polls <= 2; polls++)
		add(s, BY_POLL, s->n - 1, polls * HOUR);
	qsort(s->words, s->n_words, sizeof(s->words[0]), by_time);
}

static int tell_hook(struct scene *s, size_t newest)
{
	size_t first = s->is->hooks_are_single ? newest : 0;
	struct update list[STORY_UPDATES];

	memcpy(list, s->updates, sizeof(list));
	if (s->is->hooks_are_single)
		list[newest].id = NULL;
	for (size_t i = first; i <= newest; i++) {
		s->heard[i] = true;
		if (!s->is->hooks_are_blank)
			continue;
		s->has_blank_end |= status_is_final(list[i].status);
		list[i].status = NULL;
	}
	return hook(s->ground, "i1", list + first, newest + 1 - first);
}

static int tell_mail(struct scene *s, size_t i)
{
	struct update up = s->updates[i];
	struct incident in = incident_of("i1", &up, 1);
	struct report r = {.kind = REPORT_MAIL, .incidents = &in, .n_incidents = 1};

	s->heard[i] = true;
	r.mail = (struct mail){
	    .kind = MAIL_UPDATE,
	    .id = mem_printf(s->ground, "m%zu", i),
	    .from = "noreply@statuspage.io",
	    .dmarc = "pass",
	};
	if (s->is->mails_have_ids)
		r.mail.posted_at = up.created_at = up.created_at - up.created_at % MINUTE;
	else
		up = (struct update){
		    .status = up.status, .text = up.text, .created_at = clock_now()};
	return take_in(s->ground, &(struct intake){
				      .channel = CHANNEL_EMAIL,
				      .received_at = clock_now(),
				      .provider = provider_find(&s->ground->app.providers, "acme"),
				      .report = &r,
				  });
}

/* The updates that there were at that time, as the page has them. */
static struct incident shown_at(struct scene *s, int64_t at, struct update *list)
{
	struct incident in;
	size_t n = 0;

	for (; n < s->n && s->updates[n].created_at <= at; n++) {
		list[n] = s->updates[n];
		if (s->is->exact == 0)
			continue;
		list[n].id = NULL;
		list[n].created_at -= list[n].created_at % s->is->exact;
	}
	in = incident_of("i1", list, n);
	if (s->is->exact > 0)
		feed_incident_finish(s->ground, &in);
	return in;
}

static bool is_over(const struct scene *s)
{
	return status_is_final(s->updates[s->n - 1].status);
}

static bool is_known(const struct scene *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->heard[i])
			return true;
	return false;
}

static bool was_said(const struct scene *s, const char *text)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->heard[i] && strcmp(s->updates[i].text, text) == 0)
			return true;
	return false;
}

/* What the page shows, when there have been so many. */
static void hear(struct scene *s, size_t n)
{
	switch (s->is->view) {
	case SHOWS_ALL:
		for (size_t i = 0; i < n; i++)
			s->heard[i] = true;
		break;
	case SHOWS_NEWEST:
		s->heard[n - 1] = true;
		break;
	case SHOWS_TEXT:
		s->heard[n - 1] |= !was_said(s, s->updates[n - 1].text);
		break;
	case SHOWS_OPEN:
		s->heard[n - 1] |= !is_known(s);
		break;
	}
}

/* It is open, and that is its status. */
static void show_less(const struct scene *s, struct incident *in)
{
	if (s->is->view == SHOWS_ALL || in->n_updates == 0 || status_is_final(in->status))
		return;
	in->updates[0] = in->updates[in->n_updates - 1];
	in->updates[0].status = in->status = "active";
	if (s->is->view == SHOWS_TEXT)
		in->updates[0].created_at = TIME_NONE;
	in->n_updates = s->is->view == SHOWS_OPEN ? 0 : 1;
}

/* It is not, or no longer, in the document: a history is asked, where there is one. */
static int tell_without(struct scene *s, struct incident *in)
{
	struct report r = report_of(REPORT_DOCUMENT, NULL, 0),
		      history = report_of(REPORT_HISTORY, in, 1);
	int rc;

	r.absent_means = s->is->end == END_ABSENT ? "resolved" : s->is->withdrawn;
	rc = take_document(s->ground, "acme", &r);
	if (rc < 0 || s->is->end != END_HISTORY)
		return rc;
	history.news_since = s->read_at - HOUR;
	history.n_incidents = in->n_updates > 0 && !s->is_withdrawn ? 1 : 0;
	if (history.n_incidents > 0)
		hear(s, in->n_updates);
	return take_history(s->ground, "acme", &history, &r);
}

/* A cache may have a copy of it, but of a page whose incidents end by leaving that would be news. */
static int tell_page(struct scene *s, bool may_be_old)
{
	bool is_old = may_be_old && s->is->end != END_ABSENT && s->is->withdrawn == NULL &&
		      roll(&s->dice, 6) == 0;
	struct update list[STORY_UPDATES], now[STORY_UPDATES];
	struct incident today = shown_at(s, clock_now(), now);
	struct incident in =
	    shown_at(s, clock_now() - (is_old ? (int64_t)roll(&s->dice, 40 * MINUTE) : 0), list);
	struct report r = report_of(REPORT_DOCUMENT, &in, 1);

	if (in.n_updates == 0 || (s->is->end != END_STAYS && status_is_final(in.status)))
		return tell_without(s, &today);
	r.absent_means = s->is->end == END_ABSENT ? "resolved" : s->is->withdrawn;
	if (may_be_old && s->is->may_be_bare && roll(&s->dice, 3) == 0)
		in.n_updates = 0;
	if (in.n_updates > 0)
		hear(s, in.n_updates);
	show_less(s, &in);
	return take_document(s->ground, "acme", &r);
}

static int tell(struct scene *s, const struct word *w)
{
	int events = -1;

	clock_set(w->at);
	switch (w->way) {
	case BY_HOOK:
		events = tell_hook(s, w->update);
		break;
	case BY_MAIL:
		events = tell_mail(s, w->update);
		break;
	case BY_POLL:
		events = tell_page(s, w->at <= s->updates[s->n - 1].created_at + HOUR / 2);
		s->read_at = clock_now();
		break;
	}
	return events;
}

/* How it came to that. */
static void show(const struct scene *s, uint64_t seed)
{
	size_t n;
	struct event *events = ground_events(s->ground, &n);

	print_error("%s, SEED=%" PRIu64 "; what was said, and heard:\n", s->is->name, seed);
	for (size_t i = 0; i < s->n; i++)
		print_error("  %s at %" PRId64 " s: %s \"%s\"\n", s->updates[i].id,
		    (s->updates[i].created_at - NOW) / SECOND, s->updates[i].status,
		    s->updates[i].text);
	for (size_t i = 0; i < s->n_words; i++)
		print_error("  at %" PRId64 " s by %s, of u%zu\n", (s->words[i].at - NOW) / SECOND,
		    way_names[s->words[i].way], s->words[i].update);
	print_error("%s; what came of it:\n", s->is_withdrawn ? "withdrawn" : "it stays");
	for (size_t i = 0; i < n; i++)
		print_error("  %s: %s \"%s\"\n", channel_name(events[i].channel), events[i].status,
		    events[i].detail);
}

/* When all is said, the page shows it no longer; that it is over is told once, by whatever. */
static size_t end(struct scene *s)
{
	struct incident none = {.id = NULL};

	s->is_withdrawn = !is_over(s) && (s->is->withdrawn != NULL || s->is->end == END_HISTORY) &&
			  is_known(s) && roll(&s->dice, 2) == 0;
	if (s->is->end == END_ABSENT && is_over(s))
		s->heard[s->n - 1] |= is_known(s);
	for (int polls = 0; s->is_withdrawn && polls < 3; polls++) {
		pass(HOUR);
		assert_true(tell_without(s, &none) >= 0);
	}
	return s->is_withdrawn || s->has_blank_end ? 1 : 0;
}

static bool is_closed_rightly(struct scene *s)
{
	return !is_known(s) || (ground_incident(s->ground, "i1").closed_at != TIME_NONE) ==
				   (is_over(s) || s->is_withdrawn);
}

static void try_one(void *test, const struct manner *manner, uint64_t seed)
{
	struct scene *s = mem_new(test, struct scene);
	size_t heard;

	*s = (struct scene){.is = manner, .dice = {seed}, .read_at = NOW, .ground = ground_open(s)};
	make_updates(s);
	make_words(s);
	ground_read_before(s->ground);
	for (size_t i = 0; i < s->n_words; i++)
		assert_true(tell(s, &s->words[i]) >= 0);
	heard = end(s);
	for (size_t i = 0; i < s->n; i++)
		heard += s->heard[i];
	if (ground_count(s->ground) != heard || !is_closed_rightly(s)) {
		show(s, seed);
		fail();
	}
	talloc_free(s);
}

static void test_each_update_is_one_event_by_whatever_channels(void **state)
{
	const char *given = getenv("SEED");
	uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)clock_now();
	uint64_t fresh = given != NULL ? 1 : getenv("LONG") != NULL ? FRESH_LONG : FRESH;

	print_message("# SEED=%" PRIu64 ", and %" PRIu64 " after it\n", seed, fresh - 1);
	for (size_t m = 0; m < UNIT_COUNT(manners); m++) {
		for (uint64_t i = 1; i <= FIXED; i++)
			try_one(*state, &manners[m], i);
		for (uint64_t i = 0; i < fresh; i++)
			try_one(*state, &manners[m], seed + i);
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_each_update_is_one_event_by_whatever_channels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
