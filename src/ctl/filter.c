/* Wanted events. See filter.h. */
#include "ctl/filter.h"

#include <regex.h>

#include "base/mem.h"
#include "model/rollup.h"

struct filter {
	struct event_query query;
	bool has_impact;
	enum rollup least;
	bool has_pattern;
	regex_t pattern;
};

static int filter_free(struct filter *f)
{
	if (f->has_pattern)
		regfree(&f->pattern);
	return 0;
}

static int compile(struct filter *f, const char *pattern, struct error *e)
{
	int code = regcomp(&f->pattern, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB);
	char why[128];

	if (code != 0) {
		regerror(code, &f->pattern, why, sizeof(why));
		return error_set(
		    e, E_INPUT, "--grep: \"%.64s\" is no regular expression: %s", pattern, why);
	}
	f->has_pattern = true;
	return OK;
}

int filter_make(void *ctx, const struct filter_args *args, struct event_scope of,
    struct filter **out, struct error *e)
{
	struct filter *f = mem_new(ctx, struct filter);

	*out = f;
	talloc_set_destructor(f, filter_free);
	/* The kinds and channels are numbered from 1 in these orders. */
	f->query = (struct event_query){
	    .of = of,
	    .kinds = args->kinds << 1,
	    .channels = args->channels << 1,
	    .since = args->since,
	    .until = args->until,
	};
	f->has_impact = args->min_impact != NULL;
	f->least = f->has_impact ? rollup_of_word(args->min_impact) : ROLLUP_OPERATIONAL;
	return args->grep != NULL ? compile(f, args->grep, e) : OK;
}

const struct event_query *filter_query(const struct filter *f)
{
	return &f->query;
}

bool filter_is_empty(const struct filter *f)
{
	const struct event_query *q = &f->query;

	return q->of.provider == NULL && q->kinds == 0 && q->channels == 0 &&
	       q->since == TIME_NONE && q->until == TIME_NONE && !f->has_impact && !f->has_pattern;
}

/* A component's way back counts as much as its fall; what is not said may be anything. */
static bool is_grave(const struct filter *f, const struct event *event)
{
	switch (event->kind) {
	case EVENT_COMPONENT:
		return rollup_of_word(event->status) >= f->least ||
		       rollup_of_word(event->previous_status) >= f->least;
	case EVENT_INCIDENT:
	case EVENT_SUMMARY:
		return event->impact == NULL || rollup_of_word(event->impact) >= f->least;
	case EVENT_MAINTENANCE:
		return event->impact != NULL && rollup_of_word(event->impact) >= f->least;
	case EVENT_MAIL:
	case EVENT_PROVIDER:
		break;
	}
	return false;
}

static bool has(const struct filter *f, const char *text)
{
	return text != NULL && regexec(&f->pattern, text, 0, NULL, 0) == 0;
}

bool filter_matches(const struct filter *f, const struct event *event)
{
	if (f->has_impact && !is_grave(f, event))
		return false;
	return !f->has_pattern || has(f, event->title) || has(f, event->detail) ||
	       has(f, event->product) || has(f, event->status) || has(f, event->provider_name) ||
	       has(f, event->incident_id);
}
