/*
 * The AWS Health Dashboard, health.aws.amazon.com. Format: a recorded document of 2023 and
 * archived events; that it is sent as UTF-16 is second-hand. A list of what is going on or
 * was lately, "[]" when that is nothing. Times are seconds since 1970 and statuses 0 to 3, each
 * as a string or as a number.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "platform/lists.h"

/* Of an entry of the log. 0: the service operates normally. */
static const struct word statuses[] = {{"0", "resolved"}, {"1", "informational"},
    {"2", "degradation"}, {"3", "disruption"}, {NULL, NULL}};

/* Of an event: the worst there was. */
static const char *const impacts[] = {NULL, "none", "minor", "major"};

#define RESOLVED "[RESOLVED]"

/* The last second of the year 9999. */
#define LAST_SECOND INT64_C(253402300799)

static int64_t epoch(void *ctx, struct json *o, const char *key)
{
	const char *text = json_text(ctx, o, key, LIMIT_WORD);
	char *end;
	long long seconds;

	if (text == NULL)
		return TIME_NONE;
	seconds = strtoll(text, &end, 10);
	return *end == '\0' && seconds > 0 && seconds <= LAST_SECOND ? seconds * 1000 : TIME_NONE;
}

/* NULL when it is no JSON, be it in UTF-16. */
static struct json *root_of(void *ctx, const struct part *part)
{
	struct json *root = NULL;
	const char *text;
	size_t n;

	if (part->flaw == NULL)
		return part->root;
	text = utf8_from_utf16(ctx, part->bytes, part->n, &n);
	return text != NULL && json_read(ctx, text, n, &root, NULL) == OK ? root : NULL;
}

static bool is_event(void *ctx, struct json *o)
{
	return epoch(ctx, o, "date") != TIME_NONE && json_has(o, "status") &&
	       json_text(ctx, o, "service", LIMIT_ID) != NULL &&
	       json_text(ctx, o, "summary", LIMIT_TITLE) != NULL;
}

/* At this place "[]" is AWS that is well. */
static bool recognises(void *ctx, const struct part *first)
{
	struct json *root = root_of(ctx, first);

	return json_is_list(root) &&
	       (json_list_size(root, 1) == 0 || is_event(ctx, json_list_at(root, 0)));
}

static const char *without_mark(const char *summary)
{
	if (summary == NULL || strncmp(summary, RESOLVED, strlen(RESOLVED)) != 0)
		return summary;
	summary += strlen(RESOLVED);
	return summary + strspn(summary, " ");
}

static void read_entry(void *ctx, struct json *o, struct update *out)
{
	const char *summary = json_text(ctx, o, "summary", LIMIT_TITLE);

	out->status = gather_word(statuses, json_text(ctx, o, "status", LIMIT_WORD));
	out->text = json_text(ctx, o, "message", LIMIT_TEXT);
	out->created_at = epoch(ctx, o, "timestamp");
	/* What tells of the end may have the status of the time before. */
	if (without_mark(summary) != summary)
		out->status = "resolved";
	if (out->text == NULL)
		out->text = summary;
}

static int level(void *ctx, struct json *o, const char *key)
{
	const char *text = json_text(ctx, o, key, LIMIT_WORD);

	return text != NULL && text[0] >= '0' && text[0] <= '3' && text[1] == '\0' ? text[0] - '0'
										   : 0;
}

/* The names of the other services that were hit; how badly any at worst. */
static int read_services(void *ctx, struct json *services, const char *own, struct incident *out)
{
	const char *key;
	int worst = 0;

	for (size_t i = 0; i < json_members(services); i++) {
		struct json *o = json_member_at(services, i, &key);
		const char *name = json_text(ctx, o, "service_name", LIMIT_NAME);
		int max = level(ctx, o, "max");

		if (max > worst)
			worst = max;
		if (own == NULL || strcmp(key, own) != 0)
			gather_name(ctx, out, name);
	}
	return worst;
}

/* The service with its region first, then all that were hit. */
static void read_names(void *ctx, struct json *o, struct incident *out)
{
	const char *service = json_text(ctx, o, "service_name", LIMIT_NAME);
	const char *region = json_text(ctx, o, "region_name", LIMIT_NAME);
	int worst = level(ctx, o, "status"), hit;

	if (service != NULL && region != NULL)
		service = mem_printf(ctx, "%s (%s)", service, region);
	gather_name(ctx, out, service);
	hit = read_services(
	    ctx, json_member(o, "impacted_services"), json_text(ctx, o, "service", LIMIT_ID), out);
	out->impact = impacts[hit > worst ? hit : worst];
}

/* Its ARN, or what the dashboard's own feed calls it. */
static const char *id_of(void *ctx, struct json *o)
{
	const char *arn = json_text(ctx, o, "arn", LIMIT_URL);
	const char *service = json_text(ctx, o, "service", LIMIT_ID / 2);
	int64_t date = epoch(ctx, o, "date");

	if (arn != NULL && strlen(arn) <= LIMIT_ID)
		return arn;
	return service != NULL && date != TIME_NONE
		   ? mem_printf(ctx, "%s_%lld", service, (long long)date / 1000)
		   : NULL;
}

static void read_event(void *ctx, const struct place *place, struct json *o, struct incident *out)
{
	const char *status = json_text(ctx, o, "status", LIMIT_WORD);
	int64_t ended_at = epoch(ctx, o, "end_time");

	(void)place;
	*out = (struct incident){
	    .id = id_of(ctx, o),
	    .title = without_mark(json_text(ctx, o, "summary", LIMIT_TITLE)),
	    .status = gather_word(statuses, status),
	    .created_at = epoch(ctx, o, "date"),
	};
	read_names(ctx, o, out);
	lists_updates(ctx, json_list(o, "event_log"), read_entry, out);
	if (ended_at != TIME_NONE || (status != NULL && strcmp(status, "0") == 0))
		lists_close(ctx, out, ended_at);
}

static int read(void *ctx, const struct place *place, const struct part *parts, struct report *out,
    struct error *e)
{
	struct json *list = root_of(ctx, &parts[0]);

	if (!json_is_list(list))
		return error_set(e, E_INPUT, "the page answered without a list of events");
	out->absent_means = "resolved";
	out->page.name = "AWS";
	return lists_incidents(ctx, place, list, read_event, out, e);
}

const struct platform platform_aws = {
    .name = "aws",
    .parts = {"/public/currentevents"},
    .recognises = recognises,
    .read = read,
};
