/*
 * What the tests of single platforms share: a document is read from its parts as the poller
 * reads it, and every other fixture must be that of another platform.
 */
#ifndef TESTS_PLATFORM_PARTS_H
#define TESTS_PLATFORM_PARTS_H

#include "../fixtures/fixture.h"

#include "base/timetext.h"
#include "platform/platform.h"

/* The texts of the parts; NULL after the last one. */
struct texts {
	const char *of[PLATFORM_PARTS];
};

/* What the poller does with these answers: the first part's place tells which platforms may be. */
static inline int parts_read(void *ctx, const struct platform *platform, const char *page_id,
    const struct texts *texts, struct report *r, struct error *e)
{
	struct place place = {
	    .url = "https://status.acme.example", .page_id = page_id, .now = clock_now()};
	struct part parts[PLATFORM_PARTS] = {0};

	*r = (struct report){0};
	for (size_t i = 0; i < PLATFORM_PARTS && texts->of[i] != NULL; i++)
		parts[i] = part_read(ctx, texts->of[i], strlen(texts->of[i]));
	if (platform_recognise(ctx, platform->parts[0], &parts[0], e) != platform)
		return E_INPUT;
	return platform_read_document(ctx, platform, &place, parts, r, e);
}

/* The same of fixtures by name, which must be good. */
static inline struct report parts_of(
    void *ctx, const struct platform *platform, const char *page_id, const struct texts *names)
{
	struct texts texts = {0};
	struct error e = {0};
	struct report r;
	size_t n;

	for (size_t i = 0; i < PLATFORM_PARTS && names->of[i] != NULL; i++)
		texts.of[i] = fixture_read(ctx, names->of[i], &n);
	if (parts_read(ctx, platform, page_id, &texts, &r, &e) != OK)
		fail_msg("%s: %s", names->of[0], e.text);
	assert_int_equal(r.kind, REPORT_DOCUMENT);
	return r;
}

static inline bool parts_recognised(void *ctx, const struct platform *platform, const char *text)
{
	struct part part = part_read(ctx, text, strlen(text));

	return platform->recognises(ctx, &part);
}

/* No text of the table, a NULL at its end, is the first part of a document of the platform. */
static inline void parts_none_recognised(
    void *ctx, const struct platform *platform, const char *const *rows)
{
	for (; *rows != NULL; rows++)
		if (parts_recognised(ctx, platform, *rows))
			fail_msg("taken for %s: %s", platform->name, *rows);
}

/* Whose fixtures parts_strangers() looks at: those whose names begin otherwise are of others. */
static const struct platform *parts_platform;

static inline void parts_stranger(void *ctx, const char *name, const char *bytes, size_t n)
{
	const char *base = strrchr(name, '/') + 1;
	size_t length = strlen(parts_platform->name);
	bool own = strncmp(base, parts_platform->name, length) == 0 && base[length] == '-';

	(void)n;
	if (!own && parts_recognised(ctx, parts_platform, bytes))
		fail_msg("taken for %s: %s", parts_platform->name, name);
}

/* No fixture of another platform, and no webhook, is taken for one of this platform. */
static inline void parts_strangers(void *ctx, const struct platform *platform)
{
	parts_platform = platform;
	assert_true(fixture_each(ctx, "*/*", parts_stranger) > 40);
}

/* A fixture, cut at many places, is read as every part: that is well or E_INPUT, and no more. */
static inline void parts_cut(void *ctx, const char *name, const char *bytes, size_t n)
{
	struct place place = {.url = "https://status.acme.example", .page_id = "p1"};

	(void)name;
	for (size_t i = 0; i <= n; i += 1 + n / 64) {
		TALLOC_CTX *own = mem_context(ctx);
		const char *text = mem_strndup(own, bytes, i);
		struct part parts[PLATFORM_PARTS];
		struct report r;
		int rc;

		for (size_t k = 0; k < PLATFORM_PARTS; k++)
			parts[k] = part_read(own, text, i);
		rc = platform_read_document(own, parts_platform, &place, parts, &r, NULL);
		assert_true(rc == OK || rc == E_INPUT);
		talloc_free(own);
	}
}

static inline int64_t parts_time(const char *text)
{
	int64_t ms = TIME_NONE;

	assert_true(time_parse(text, &ms));
	return ms;
}

#endif
