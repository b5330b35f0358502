/*
 * Fuzz harness: a mail, its first line being the subject, through platform/mail.c and
 * model/redact.c. No query of a link may survive, and redacting twice changes nothing.
 */
#include "fuzz.h"

#include <ctype.h>
#include <strings.h>

#include "model/redact.h"
#include "platform/mail.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	char *subject = fuzz_text(ctx, data, n);
	char *end = strchr(subject, '\n');
	struct mail mail = {.subject = subject, .body = end != NULL ? end + 1 : NULL};
	const char *redacted = redact_links(ctx, mail.body);
	struct incident in = {0};

	if (end != NULL)
		*end = '\0';
	if (mail_read(ctx, &mail, &in)) {
		must(in.title != NULL && *in.title != '\0', "an incident of a mail has a title");
		must(in.status != NULL && in.n_updates == 1, "and a status, and one update");
	}
	if (redacted != NULL)
		check_links(mail.body, redacted);
	must(redacted == NULL || strcmp(redact_links(ctx, redacted), redacted) == 0,
	    "what is redacted stays as it is");
	talloc_free(ctx);
	return 0;
}
