/*
 * A mail, as the email worker POSTs it: ours, and known by "source":"email". Beside the plain shape
 * there may be an object of version 1, "email", with what the worker understood of the mail; without
 * it, or in a version we do not know, the text is all there is. webhook.fcgi(8) has both.
 */
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "model/words.h"
#include "platform/mail.h"
#include "platform/webhook_reader.h"

static bool recognises(void *ctx, struct json *root)
{
	const char *source = json_text(ctx, root, "source", LIMIT_WORD);

	return source != NULL && strcmp(source, "email") == 0;
}

static bool is(const char *word, const char *wanted)
{
	return word != NULL && strcmp(word, wanted) == 0;
}

static const char *result_of(void *ctx, struct json *results, const char *method)
{
	const char *result = json_text(ctx, results, method, LIMIT_WORD);

	return result != NULL ? result : "none";
}

static void read_components(void *ctx, struct json *email, struct incident *in)
{
	struct json *list = json_list(email, "components");
	size_t n = json_list_size(list, LIMIT_COMPONENTS);

	in->components = mem_array(ctx, const char *, n);
	for (size_t i = 0; i < n; i++) {
		const char *name = json_text_of(ctx, json_list_at(list, i), LIMIT_NAME);

		if (name != NULL)
			in->components[in->n_components++] = name;
	}
}

static void read_incident(
    void *ctx, struct json *email, const struct mail *mail, struct incident *in)
{
	struct json *incident = json_member(email, "incident"),
		    *said = json_member(email, "update");
	struct update *up = mem_new(ctx, struct update);

	*up = (struct update){
	    .id = json_text(ctx, said, "id", LIMIT_ID),
	    .status = json_text(ctx, said, "status", LIMIT_WORD),
	    .text = json_text(ctx, said, "text", LIMIT_TEXT),
	    .created_at = mail->posted_at != TIME_NONE ? mail->posted_at : mail->received_at,
	};
	*in = (struct incident){
	    .id = json_text(ctx, incident, "id", LIMIT_ID),
	    .title = json_text(ctx, incident, "title", LIMIT_TITLE),
	    .url = json_text(ctx, incident, "shortlink", LIMIT_URL),
	    .status = up->status,
	    .updated_at = up->created_at,
	    .updates = up,
	    .n_updates = 1,
	};
	if (in->url == NULL)
		in->url = json_text(ctx, incident, "url", LIMIT_URL);
	if (in->id == NULL)
		up->id = NULL; /* it is unique within its incident only */
	read_components(ctx, email, in);
}

static enum mail_kind kind_of(const char *word)
{
	if (is(word, "incident_update") || is(word, "maintenance_update"))
		return MAIL_UPDATE;
	return is(word, "subscription_confirmation") ? MAIL_CONFIRMATION : MAIL_UNRECOGNIZED;
}

/* What the worker understood; false when it does not say. */
static bool read_email(void *ctx, struct json *root, struct report *out, struct incident *in)
{
	struct json *email = json_member(root, "email");
	struct json *results = json_member(email, "authentication");
	const char *kind = json_text(ctx, email, "kind", LIMIT_WORD);
	struct mail *mail = &out->mail;

	if (!is(json_text(ctx, email, "version", LIMIT_WORD), "1"))
		return false;
	mail->kind = kind_of(kind);
	mail->id = json_text(ctx, email, "id", LIMIT_ID);
	mail->tag = json_text(ctx, email, "address_tag", LIMIT_WORD);
	mail->confidence = json_text(ctx, email, "confidence", LIMIT_WORD);
	mail->dmarc = result_of(ctx, results, "dmarc");
	mail->verdict = mem_printf(ctx, "spf=%s dkim=%s dmarc=%s", result_of(ctx, results, "spf"),
	    result_of(ctx, results, "dkim"), mail->dmarc);
	mail->confirm_url = json_text(ctx, email, "confirm_url", LIMIT_URL);
	mail->posted_at = json_time(json_member(email, "update"), "posted_at");
	out->page.url = json_text(ctx, json_member(email, "page"), "url", LIMIT_URL);
	read_incident(ctx, email, mail, in);
	in->maintenance = is(kind, "maintenance_update") || status_is_maintenance(in->status);
	mail->same_status =
	    in->status == NULL && is(json_text(ctx, email, "vendor", LIMIT_WORD), "statuspage");
	if (mail->kind == MAIL_UPDATE && in->title == NULL && in->id == NULL)
		mail->kind = MAIL_UNRECOGNIZED;
	return true;
}

static int read(void *ctx, struct json *root, struct report *out, struct error *e)
{
	struct incident *in = mem_new(ctx, struct incident);

	out->kind = REPORT_MAIL;
	out->mail = (struct mail){
	    .from = json_text(ctx, root, "from", LIMIT_NAME),
	    .to = json_text(ctx, root, "to", LIMIT_NAME),
	    .subject = json_text(ctx, root, "subject", LIMIT_TITLE),
	    .body = json_text(ctx, root, "body", LIMIT_TEXT),
	    .received_at = json_time(root, "received_at"),
	};
	if (out->mail.subject == NULL && out->mail.body == NULL)
		return error_set(e, E_INPUT, "a mail that has neither a subject nor a body");
	if (!read_email(ctx, root, out, in) && mail_read(ctx, &out->mail, in))
		out->mail.kind = MAIL_UPDATE;
	if (out->mail.kind == MAIL_UPDATE) {
		out->incidents = in;
		out->n_incidents = 1;
	}
	return OK;
}

const struct webhook_reader webhook_mail = {.recognises = recognises, .read = read};
