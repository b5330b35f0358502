/*
 * Status mails. See mail.h. A Statuspage text part is: the title; a line such as
 * "Incident status: Identified"; the text; "Time posted" and more. Its subject,
 * "Page Incident - Title - 23 February 2026", is the same for every update.
 */
#include "platform/mail.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "model/words.h"
#include "platform/ulid.h"

/* A piece of a text, not NUL-ended. */
struct span {
	const char *s;
	size_t n;
};

static struct span span_trim(struct span t)
{
	while (t.n > 0 && isspace((unsigned char)t.s[0])) {
		t.s++;
		t.n--;
	}
	while (t.n > 0 && isspace((unsigned char)t.s[t.n - 1]))
		t.n--;
	return t;
}

/* The next line of *rest, trimmed; false at the end. */
static bool line_next(const char **rest, struct span *line)
{
	size_t n = strcspn(*rest, "\n");

	if (**rest == '\0')
		return false;
	*line = span_trim((struct span){*rest, n});
	*rest += (*rest)[n] == '\n' ? n + 1 : n;
	return true;
}

static bool begins_with(struct span t, const char *start)
{
	return t.n >= strlen(start) && strncasecmp(t.s, start, strlen(start)) == 0;
}

/* The status word as pages write it in JSON: "In progress" is in_progress. NULL for other words. */
static const char *status_word(struct span t)
{
	static const char *const words[][2] = {
	    {"investigating", "investigating"},
	    {"identified", "identified"},
	    {"monitoring", "monitoring"},
	    {"resolved", "resolved"},
	    {"postmortem", "postmortem"},
	    {"scheduled", "scheduled"},
	    {"in progress", "in_progress"},
	    {"verifying", "verifying"},
	    {"completed", "completed"},
	};

	t = span_trim(t);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (t.n == strlen(words[i][0]) && strncasecmp(t.s, words[i][0], t.n) == 0)
			return words[i][1];
	return NULL;
}

/* "New incident: Investigating" and the like; NULL when the line is something else. */
static const char *status_line(struct span line)
{
	static const char *const starts[] = {
	    "New incident:", "Incident status:", "Incident", "Status:", "Maintenance status:"};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		size_t n = strlen(starts[i]);
		const char *word;

		if (begins_with(line, starts[i]) &&
		    (word = status_word((struct span){line.s + n, line.n - n})) != NULL)
			return word;
	}
	return status_word(line);
}

static bool ends_text(struct span line)
{
	static const char *const starts[] = {
	    "Time posted", "Components affected", "View full incident details"};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (begins_with(line, starts[i]))
			return true;
	return false;
}

/* Statuspage's line of an update that leaves the status as it was. */
static bool leaves_status(struct span line)
{
	return begins_with(line, "An update has been posted");
}

/*
 * Finds the status line of the body; what follows it, up to the footer, is the text. False when
 * there is none; *status stays as it is when that line has no status.
 */
static bool body_read(void *ctx, const char *body, const char **status, const char **text)
{
	const char *rest = body, *word = NULL, *from, *to;
	struct span line = {0};

	while (word == NULL && !leaves_status(line) && line_next(&rest, &line))
		word = status_line(line);
	if (word == NULL && !leaves_status(line))
		return false;
	if (word != NULL)
		*status = word;
	from = to = rest;
	while (line_next(&rest, &line) && !ends_text(line))
		to = rest;
	line = span_trim((struct span){from, (size_t)(to - from)});
	*text = line.n > 0 ? mem_strndup(ctx, line.s, line.n) : NULL;
	return true;
}

#define SHORTLINK "https://stspg.io/"
#define INCIDENTS "/incidents/"

/* How many letters and digits stand there. */
static size_t id_size(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]))
		n++;
	return n;
}

/* Where the address begins that goes on up to there, bare or as "<https:...>" or "(https:...)". */
static const char *address_begin(const char *body, const char *at)
{
	const char *from = at;

	while (from > body && !isspace((unsigned char)from[-1]) &&
	       strchr("<>()[]\"", from[-1]) == NULL)
		from--;
	return begins_with((struct span){from, (size_t)(at - from)}, "https://") ? from : NULL;
}

/* The incident's address, and the id in it when the page's API has the same. */
static void find_link(void *ctx, const char *body, struct incident *out)
{
	const char *at = strcasestr(body, SHORTLINK), *from = NULL;
	size_t n;

	if (at != NULL && (n = id_size(at + strlen(SHORTLINK))) > 0) {
		out->url = mem_strndup(ctx, at, strlen(SHORTLINK) + n);
		return;
	}
	at = strstr(body, INCIDENTS);
	while (at != NULL && (from = address_begin(body, at)) == NULL)
		at = strstr(at + 1, INCIDENTS);
	if (at == NULL)
		return;
	at += strlen(INCIDENTS);
	n = id_size(at);
	out->url = mem_strndup(ctx, from, (size_t)(at - from) + n);
	out->id = ulid_is(at, n) ? mem_strndup(ctx, at, n) : NULL;
}

/* " - 23 February 2026" at the end of a subject. */
static bool is_date(struct span t)
{
	t = span_trim(t);
	return t.n >= 10 && isdigit((unsigned char)t.s[0]) &&
	       isdigit((unsigned char)t.s[t.n - 1]) && isdigit((unsigned char)t.s[t.n - 4]);
}

static struct span before_last_dash(struct span t, struct span *tail)
{
	for (size_t i = t.n; i >= 3; i--)
		if (strncmp(t.s + i - 3, " - ", 3) == 0) {
			*tail = (struct span){t.s + i, t.n - i};
			return (struct span){t.s, i - 3};
		}
	*tail = (struct span){t.s, 0};
	return t;
}

/* "Acme Incident - Title" without what stands before the title. */
static struct span after_label(struct span t)
{
	static const char *const labels[] = {
	    " Incident - ", " Scheduled Maintenance - ", " Maintenance - "};

	for (size_t l = 0; l < sizeof(labels) / sizeof(labels[0]); l++) {
		size_t n = strlen(labels[l]);

		for (size_t i = 0; i + n <= t.n; i++)
			if (strncasecmp(t.s + i, labels[l], n) == 0)
				return (struct span){t.s + i + n, t.n - i - n};
	}
	return begins_with(t, "Incident: ") ? (struct span){t.s + 10, t.n - 10} : t;
}

/* "[Resolved] Title": the word in *status when it is one. */
static struct span after_bracket(struct span t, const char **status)
{
	const char *end = t.n > 0 && t.s[0] == '[' ? memchr(t.s, ']', t.n) : NULL;
	const char *word;

	if (end == NULL)
		return t;
	word = status_word((struct span){t.s + 1, (size_t)(end - t.s) - 1});
	if (word != NULL)
		*status = word;
	return span_trim((struct span){end + 1, t.n - (size_t)(end + 1 - t.s)});
}

static struct span subject_read(const char *subject, const char **status)
{
	struct span t = span_trim((struct span){subject, strlen(subject)});
	struct span tail, head;

	t = after_bracket(t, status);
	head = before_last_dash(t, &tail);
	if (status_word(tail) != NULL)
		*status = status_word(tail);
	if (status_word(tail) != NULL || is_date(tail))
		t = head;
	return span_trim(after_label(t));
}

bool mail_read(void *ctx, struct mail *mail, struct incident *out)
{
	const char *status = NULL, *text = mail->body;
	struct span title = {0};

	if (mail->subject != NULL)
		title = subject_read(mail->subject, &status);
	if (mail->body != NULL && body_read(ctx, mail->body, &status, &text))
		mail->same_status = status == NULL;
	if ((status == NULL && !mail->same_status) || title.n == 0)
		return false;
	*out = (struct incident){
	    .maintenance = status_is_maintenance(status),
	    .title = mem_strndup(ctx, title.s, title.n),
	    .status = status,
	    .updated_at = mail->received_at,
	    .updates = mem_new(ctx, struct update),
	    .n_updates = 1,
	};
	out->updates[0] =
	    (struct update){.status = status, .text = text, .created_at = mail->received_at};
	if (mail->body != NULL)
		find_link(ctx, mail->body, out);
	return true;
}
