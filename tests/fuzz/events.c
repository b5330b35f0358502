/* Every event that could come of a report. See events.h. */
#include "events.h"

#include "base/json.h"
#include "base/limits.h"
#include "model/event.h"
#include "model/identity.h"
#include "model/redact.h"
#include "sink/sink.h"

static size_t count_char(const char *s, char c)
{
	size_t n = 0;

	for (; s != NULL && *s != '\0'; s++)
		n += *s == c;
	return n;
}

static void expect_same(void *ctx, struct json *record, const char *key, const char *want)
{
	const char *text = json_text(ctx, record, key, SIZE_MAX);

	must(json_has(record, key), "every key is in the record");
	must(json_has_null(record, key) == (want == NULL), "what is not known is null");
	must(strcmp(text != NULL ? text : "", want != NULL ? want : "") == 0,
	    "the record says what the event says");
}

/* The product is the list of components as one text. */
static void expect_names(void *ctx, struct json *record, const char *product)
{
	struct json *list = json_list(record, "components");
	char *text = mem_strdup(ctx, "");

	must(list != NULL, "components is a list");
	for (size_t i = 0; i < json_list_size(list, SIZE_MAX); i++) {
		const char *name = json_text_of(ctx, json_list_at(list, i), SIZE_MAX);

		text = mem_check(talloc_asprintf_append_buffer(
		    text, "%s%s", i > 0 ? ", " : "", name != NULL ? name : ""));
	}
	must(strcmp(text, product != NULL ? product : "") == 0, "components and product agree");
}

static void check_json(void *ctx, const struct event *event)
{
	struct json *record;
	struct buf out;

	buf_init(&out, ctx, LIMIT_RECORD_BYTES);
	sink_log_json.render(&out, event, true);
	must(!out.overflow, "a record fits");
	must(out.len > 0 && strcspn(out.data, "\n") == out.len - 1, "a JSON record is one line");
	must(fuzz_is_tame(ctx, out.data, out.len, true), "a JSON record is tame");
	must(json_read(ctx, out.data, out.len, &record, NULL) == OK && json_is_object(record),
	    "a JSON record is JSON");
	expect_same(ctx, record, "provider_name", event->provider_name);
	expect_same(ctx, record, "product", event->product);
	expect_same(ctx, record, "impact", event->impact);
	expect_same(ctx, record, "status", event->status);
	expect_same(ctx, record, "previous_status", event->previous_status);
	expect_same(ctx, record, "title", event->title);
	expect_same(ctx, record, "detail", event->detail);
	expect_same(ctx, record, "update_id", event->update_id);
	expect_same(ctx, record, "url", event->url);
	expect_same(ctx, record, "note", event->note);
	expect_names(ctx, record, event->product);
}

static void check_pretty(void *ctx, const struct event *event)
{
	struct buf out;

	buf_init(&out, ctx, LIMIT_RECORD_BYTES);
	sink_log_pretty.render(&out, event, false);
	must(!out.overflow, "a record fits");
	must(count_char(out.data, '\n') == (event->note != NULL ? 10 : 9),
	    "a pretty record has its number of lines");
	must(out.data[out.len - 1] == '\n', "a pretty record ends its line");
	must(fuzz_is_tame(ctx, out.data, out.len, true), "a pretty record is tame");
	buf_reset(&out);
	sink_log_pretty.render(&out, event, true);
	must(count_char(out.data, '\033') == 4, "all colours are ours");
}

/* As flow/judge.c fills it in for a page that nobody has adopted, with a note and without. */
static void check_event(void *ctx, const char *page, struct event event)
{
	event.received_at = INT64_C(1795435200000);
	event.channel = CHANNEL_WEBHOOK;
	event.provider = event.provider_name = event.page_id = page;
	check_json(ctx, &event);
	check_pretty(ctx, &event);
	event.note = mem_printf(ctx, "no provider has this page; its id is %s", page);
	check_json(ctx, &event);
	check_pretty(ctx, &event);
}

static void check_key(const char *key, size_t parts)
{
	must(key == NULL || count_char(key, '/') == parts, "no id adds a part to a key");
}

static void check_update(
    void *ctx, const char *page, bool mail, const struct incident *in, const struct update *up)
{
	struct event event = event_of_update(ctx, in, up);

	if (mail)
		event.detail = redact_links(ctx, event.detail);
	check_event(ctx, page, event);
	check_key(identity_update(ctx, page, in, up), 3);
	check_key(identity_state(ctx, page, in, up->status, 0), 3);
	check_key(identity_text(ctx, page, in->title, up->status, up->text), 2);
	for (size_t i = 0; i < up->n_affected; i++) {
		const struct affected *a = &up->affected[i];
		struct change change = {a->component_id, a->name, a->old_status, a->new_status, 0};

		must(change.component_id != NULL, "an affected component has an id");
		check_event(ctx, page, event_of_change(ctx, &change));
	}
}

static void check_incident(void *ctx, const char *page, bool mail, const struct incident *in)
{
	struct update only = {.status = in->status, .created_at = in->updated_at};
	int64_t last = TIME_NONE;

	if (in->n_updates == 0)
		check_update(ctx, page, mail, in, &only);
	for (size_t i = 0; i < in->n_updates; i++) {
		const struct update *up = &in->updates[i];

		must(up->created_at == TIME_NONE || up->created_at >= last,
		    "updates come out oldest first");
		last = up->created_at != TIME_NONE ? up->created_at : last;
		check_update(ctx, page, mail, in, up);
	}
}

void events_of_report(void *ctx, const struct report *r)
{
	const char *page = r->page.id != NULL ? r->page.id : "unknown page";
	bool mail = r->kind == REPORT_MAIL;

	if (mail && r->mail.from != NULL)
		page = mem_printf(ctx, "mail:%s", r->mail.from);
	for (size_t i = 0; i < r->n_incidents; i++)
		check_incident(ctx, page, mail, &r->incidents[i]);
	for (size_t i = 0; i < r->n_changes; i++)
		check_event(ctx, page, event_of_change(ctx, &r->changes[i]));
	for (size_t i = 0; i < r->n_components; i++) {
		const struct component *c = &r->components[i];
		struct change change = {c->id, c->name, NULL, c->status, c->changed_at};

		must(c->id != NULL && c->status != NULL, "a component has an id and a status");
		check_event(ctx, page, event_of_change(ctx, &change));
	}
	if (mail) {
		check_event(ctx, page, event_of_mail(ctx, &r->mail));
		check_key(identity_mail(ctx, page, &r->mail), 2);
	}
}
