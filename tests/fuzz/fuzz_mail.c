/*
 * Fuzz harness: a mail, its first line being the subject, through platform/mail.c and
 * model/redact.c. No query of a link may survive, and redacting twice changes nothing. What begins
 * with a brace is the email worker's object instead, through platform/webhook_mail.c.
 */
#include "fuzz.h"

#include <ctype.h>
#include <strings.h>

#include "model/identity.h"
#include "model/redact.h"
#include "platform/mail.h"
#include "platform/webhook.h"

const char *const fuzz_inputs[] = {"tests/fuzz/corpus/mail", "tests/fixtures/webhook", NULL};

static bool begins_link(const char *s)
{
	return strncasecmp(s, "http://", 7) == 0 || strncasecmp(s, "https://", 8) == 0;
}

/* Up to a blank or the like, there is a letter or digit behind the mark. */
static bool goes_on(const char *s, const char *mark)
{
	size_t n = strcspn(s, " \t\r\n\f\v<>\"");
	const char *at = memmem(s, n, mark, strlen(mark));

	for (size_t i = at != NULL ? (size_t)(at - s) + strlen(mark) : n; i < n; i++)
		if (isalnum((unsigned char)s[i]))
			return true;
	return false;
}

/* Nothing that began as a link goes on with a query, or behind what stands for the rest of it. */
static void check_links(const char *before, const char *after)
{
	bool marked = strstr(before, "(link)") != NULL || strstr(before, "...") != NULL;

	for (; *after != '\0'; after++) {
		bool link = begins_link(after);

		must(!link || !goes_on(after, "?"), "no query of a link survives");
		must(!link || marked || !goes_on(after, "/..."), "a link ends where it is cut");
		must(strncmp(after, "(link)", 6) != 0 || marked || !goes_on(after, "(link)"),
		    "a link that is left out is left out whole");
	}
}

/* As the worker POSTs it, beside the plain shape. */
static void check_report(void *ctx, const char *email)
{
	const char *body = mem_printf(ctx,
	    "{\"source\":\"email\",\"subject\":\"[Resolved] S\",\"body\":\"B\",\"email\":%s}",
	    email);
	struct report r;
	struct error e = {0};
	int rc = webhook_read(ctx, body, strlen(body), &r, &e);

	if (rc != OK) {
		fuzz_refused(ctx, rc, &e);
		return;
	}
	if (r.kind != REPORT_MAIL)
		return; /* it has ended the object, and begun another */
	must((r.mail.kind == MAIL_UPDATE) == (r.n_incidents == 1), "an update has an incident");
	if (r.n_incidents == 0)
		return;
	must(r.incidents[0].n_updates == 1, "and one update");
	must(r.incidents[0].title != NULL || r.incidents[0].id != NULL, "and a title or an id");
	must(r.incidents[0].id != NULL || r.incidents[0].updates[0].id == NULL,
	    "an update's id is of an incident that is known");
	must(identity_mail(ctx, "p", &r.mail) != NULL, "a mail has a key");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	char *subject = fuzz_text(ctx, data, n);
	char *end = strchr(subject, '\n');
	struct mail mail = {.subject = subject, .body = end != NULL ? end + 1 : NULL};
	const char *redacted = redact_links(ctx, mail.body);
	struct incident in = {0};

	if (*subject == '{')
		check_report(ctx, subject);
	if (end != NULL)
		*end = '\0';
	if (mail_read(ctx, &mail, &in)) {
		must(in.title != NULL && *in.title != '\0', "an incident of a mail has a title");
		must((in.status != NULL || mail.same_status) && in.n_updates == 1,
		    "and a status, or leaves it, and one update");
	}
	if (redacted != NULL)
		check_links(mail.body, redacted);
	must(redacted == NULL || strcmp(redact_links(ctx, redacted), redacted) == 0,
	    "what is redacted stays as it is");
	talloc_free(ctx);
	return 0;
}
