/* A mail, as the email worker POSTs it: ours, and known by "source":"email". */
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "platform/mail.h"
#include "platform/webhook_reader.h"

static bool recognises(void *ctx, struct json *root)
{
	const char *source = json_text(ctx, root, "source", LIMIT_WORD);

	return source != NULL && strcmp(source, "email") == 0;
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
	if (mail_read(ctx, &out->mail, in)) {
		out->incidents = in;
		out->n_incidents = 1;
	}
	return OK;
}

const struct webhook_reader webhook_mail = {.recognises = recognises, .read = read};
