/* Events out of reports. See event.h. */
#include "model/event.h"

#include <string.h>

#include "base/buf.h"
#include "base/escape.h"
#include "base/limits.h"
#include "model/redact.h"

const char *event_kind_name(enum event_kind kind)
{
	switch (kind) {
	case EVENT_INCIDENT:
		return "incident";
	case EVENT_COMPONENT:
		return "component";
	case EVENT_MAINTENANCE:
		return "scheduled_maintenance";
	case EVENT_MAIL:
		return "email_notification";
	case EVENT_PROVIDER:
		return "provider";
	case EVENT_SUMMARY:
		return "summary";
	}
	return "unknown";
}

/* The names of components in both forms; a name that does not fit any more ends the lists. */
struct names {
	struct buf text; /* API, Dashboard */
	struct buf json; /* ["API","Dashboard" */
	bool full;
};

static void names_init(struct names *names, void *ctx)
{
	*names = (struct names){0};
	buf_init(&names->text, ctx, LIMIT_PRODUCT);
	buf_init(&names->json, ctx, 8 * LIMIT_PRODUCT);
}

static void names_add(struct names *names, const char *name)
{
	bool first = names->text.len == 0;

	if (name == NULL || *name == '\0' || names->full)
		return;
	names->full = names->text.len + strlen(name) + 2 > names->text.limit;
	if (names->full)
		return;
	buf_printf(&names->text, "%s%s", first ? "" : ", ", name);
	buf_char(&names->json, first ? '[' : ',');
	json_str(&names->json, name);
}

static void names_put(struct names *names, struct event *event)
{
	if (names->text.len == 0)
		return;
	buf_char(&names->json, ']');
	event->product = names->text.data;
	event->components = names->json.data;
}

/* Those the update names, else those attached to the incident. */
static void name_components(
    void *ctx, const struct incident *in, const struct update *up, struct event *event)
{
	struct names names;

	names_init(&names, ctx);
	for (size_t i = 0; i < up->n_affected; i++)
		names_add(&names, up->affected[i].name);
	if (names.text.len == 0)
		for (size_t i = 0; i < in->n_components; i++)
			names_add(&names, in->components[i]);
	names_put(&names, event);
}

struct event event_of_update(void *ctx, const struct incident *in, const struct update *up)
{
	struct event event = {
	    .kind = in->maintenance ? EVENT_MAINTENANCE : EVENT_INCIDENT,
	    .occurred_at = up->created_at != TIME_NONE ? up->created_at : in->updated_at,
	    .shown_at = up->display_at != up->created_at ? up->display_at : TIME_NONE,
	    .impact = in->impact,
	    .status = up->status,
	    .title = in->title,
	    .detail = up->text,
	    .incident_id = in->id,
	    .update_id = up->id,
	    .url = in->url,
	    .scheduled_for = in->scheduled_for,
	    .scheduled_until = in->scheduled_until,
	};

	name_components(ctx, in, up, &event);
	return event;
}

struct event event_of_change(void *ctx, const struct change *change)
{
	struct event event = {
	    .kind = EVENT_COMPONENT,
	    .occurred_at = change->changed_at,
	    .status = change->new_status,
	    .previous_status = change->old_status,
	    .incident_id = change->component_id,
	};
	struct names names;

	names_init(&names, ctx);
	names_add(&names, change->name);
	names_put(&names, &event);
	return event;
}

struct event event_of_mail(void *ctx, const struct mail *mail)
{
	return (struct event){
	    .kind = EVENT_MAIL,
	    .occurred_at = mail->received_at,
	    .title = mail->subject,
	    .detail = redact_links(ctx, mail->body),
	};
}

int64_t event_shown_at(const struct event *event)
{
	return event->shown_at != TIME_NONE ? event->shown_at : event->occurred_at;
}

struct event event_of_summary(const struct event *of, const char *text)
{
	return (struct event){
	    .kind = EVENT_SUMMARY,
	    .channel = CHANNEL_POLLER,
	    .provider = of->provider,
	    .provider_name = of->provider_name,
	    .page_id = of->page_id,
	    .title = of->title,
	    .detail = text,
	    .incident_id = of->incident_id,
	    .of = of->id,
	};
}
