/*
 * A story: what happened at the page of ground.h, made up by the dice. A few incidents and
 * maintenances, updated in turn, and components that fall and rise with them. A story is the
 * truth; what is told of it, by which channel and in which order, is left to the test.
 */
#ifndef TESTS_FLOW_STORY_H
#define TESTS_FLOW_STORY_H

#include "ground.h"

#include "model/words.h"

#define STORY_INCIDENTS 3
#define STORY_UPDATES	6
#define STORY_PARTS	3
#define STORY_MOMENTS	(STORY_INCIDENTS * STORY_UPDATES)

/* The same numbers for the same seed, on every machine (splitmix64). */
struct dice {
	uint64_t state;
};

/* 0 to n - 1. */
static inline size_t roll(struct dice *d, size_t n)
{
	uint64_t x = (d->state += 0x9e3779b97f4a7c15);

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return (size_t)((x ^ (x >> 31)) % n);
}

/* An update was given, and maybe components changed with it. */
struct moment {
	int64_t at;
	size_t incident;		     /* whose update it was */
	size_t n_updates[STORY_INCIDENTS];   /* given to each by then */
	struct component parts[STORY_PARTS]; /* as they are after it */
	bool changed[STORY_PARTS];	     /* with it */
};

struct story {
	struct incident incidents[STORY_INCIDENTS];
	struct update updates[STORY_INCIDENTS][STORY_UPDATES];
	struct affected affected[STORY_MOMENTS][STORY_PARTS];
	size_t n_incidents;
	struct moment moments[STORY_MOMENTS];
	size_t n_moments;
};

/* Mostly onwards, now and then again the same, or back to the beginning. */
static inline const char *story_status(struct dice *d, bool maintenance, size_t *stage)
{
	static const char *const words[][5] = {
	    {"investigating", "identified", "monitoring", "resolved", "postmortem"},
	    {"scheduled", "in_progress", "verifying", "completed", "completed"},
	};

	*stage = roll(d, 8) == 0 ? 0 : *stage + roll(d, 3);
	if (*stage > 4)
		*stage = 4;
	return words[maintenance][*stage];
}

/* "We look." may be said again, by another incident or by the same. */
static inline void story_incident(void *ctx, struct dice *d, struct story *s, size_t k)
{
	bool maintenance = roll(d, 4) == 0;
	size_t n = 1 + roll(d, STORY_UPDATES), stage = 0;

	for (size_t i = 0; i < n; i++)
		s->updates[k][i] = (struct update){
		    .id = mem_printf(ctx, "u%zu", i),
		    .status = story_status(d, maintenance, &stage),
		    .text = roll(d, 3) == 0 ? "We look." : mem_printf(ctx, "text %zu.%zu", k, i),
		};
	s->incidents[k] = incident_of(mem_printf(ctx, "i%zu", k), s->updates[k], n);
	s->incidents[k].maintenance = maintenance;
	s->incidents[k].title = roll(d, 4) == 0 ? "Slow" : mem_printf(ctx, "Slow %zu", k);
}

/*
 * Changes of one component are further apart than clocks may differ: of two that are closer,
 * whichever is heard last counts.
 */
static inline void story_change(struct dice *d, struct story *s, struct moment *m, struct update *u)
{
	static const char *const words[] = {"operational", "degraded_performance", "major_outage"};
	struct affected *list = s->affected[m - s->moments];

	for (size_t i = 0; i < STORY_PARTS; i++) {
		struct component *c = &m->parts[i];
		const char *now = words[roll(d, UNIT_COUNT(words))];

		if (roll(d, 3) > 0 || m->at - c->changed_at < 3 * SECOND)
			continue;
		list[u->n_affected++] = (struct affected){c->id, c->name, c->status, now};
		m->changed[i] = strcmp(now, c->status) != 0;
		c->status = now;
		c->changed_at = m->changed[i] ? m->at : c->changed_at;
	}
	u->affected = list;
}

/*
 * The next update, of an incident that has any left. Of two at the same instant, the one that
 * comes earlier in an incident's life cannot be the newer.
 */
static inline void story_go_on(struct dice *d, struct story *s, struct moment *m)
{
	static const int64_t pauses[] = {0, 0, 60, 1500, MINUTE, MINUTE, 20 * MINUTE};
	size_t k = roll(d, s->n_incidents);
	struct update *u;

	while (m->n_updates[k] == s->incidents[k].n_updates)
		k = (k + 1) % s->n_incidents;
	u = &s->updates[k][m->n_updates[k]++];
	m->incident = k;
	m->at += pauses[roll(d, UNIT_COUNT(pauses))];
	if (u > s->updates[k] && status_rank(u->status) < status_rank(u[-1].status))
		m->at += SECOND;
	u->created_at = m->at;
	memset(m->changed, 0, sizeof(m->changed));
	story_change(d, s, m, u);
}

static inline struct story *story_tell(void *ctx, struct dice *d)
{
	static const char *const names[STORY_PARTS] = {"API", "Web", "Login"};
	struct story *s = mem_new(ctx, struct story);
	struct moment m = {.at = NOW - 8 * 60 * MINUTE};
	size_t left = 0;

	s->n_incidents = 1 + roll(d, STORY_INCIDENTS);
	for (size_t k = 0; k < s->n_incidents; k++) {
		story_incident(ctx, d, s, k);
		left += s->incidents[k].n_updates;
	}
	for (size_t i = 0; i < STORY_PARTS; i++)
		m.parts[i] = (struct component){.id = names[i],
		    .name = names[i],
		    .status = "operational",
		    .changed_at = NOW - DAY};
	for (; left > 0; left--) {
		s->moments[s->n_moments] = m;
		story_go_on(d, s, &s->moments[s->n_moments]);
		m = s->moments[s->n_moments++];
	}
	return s;
}

#endif
