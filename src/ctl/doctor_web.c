/* The way of a webhook to us: name, web server, route; and what is left on it. See doctor.h. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <glob.h>
#include <netdb.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/timetext.h"
#include "base/url.h"
#include "ctl/ask.h"
#include "ctl/doctor.h"

#define ASK_MS 15000
/* What renews certificates does so some weeks before, the shortest-lived ones three days. */
#define RENEWED_BEFORE_MS (INT64_C(3) * 24 * 60 * 60 * 1000)
/* Of a log that never was rotated the end will do. */
#define LOG_BYTES (64 * 1024 * 1024)
/* And of all logs together so many are looked at. */
#define LOGS_MOST 64

static const char *base_of(struct doctor *d)
{
	return d->ctl->app.settings.webhook_base_url;
}

static void look_up(struct doctor *d, const char *host)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *found;
	char text[NI_MAXHOST] = "";
	int rc = getaddrinfo(host, NULL, &hints, &found);

	if (rc != 0) {
		doctor_say(d, "dns", FOUND_FAIL,
		    mem_printf(d->ctl->ctx, "%s: %s", host, gai_strerror(rc)),
		    "give the name an address, or mend webhook_base_url");
		return;
	}
	getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof(text), NULL, 0, NI_NUMERICHOST);
	freeaddrinfo(found);
	doctor_say(d, "dns", FOUND_OK, mem_printf(d->ctl->ctx, "%s is %s", host, text), NULL);
}

void doctor_address(struct doctor *d)
{
	const char *base = base_of(d);
	size_t n = 0;
	const char *host = url_host(base, &n);

	if (url_is_local(base)) {
		doctor_say(d, "address", FOUND_WARN, base,
		    "no page can reach this; set webhook_base_url to the public address");
		return;
	}
	doctor_say(d, "address", strncmp(base, "https:", 6) == 0 ? FOUND_OK : FOUND_WARN, base,
	    strncmp(base, "https:", 6) == 0
		? NULL
		: "put TLS in front: the secret travels readable for all");
	if (*host != '[')
		look_up(d, mem_strndup(d->ctl->ctx, host, n));
}

static int get(struct doctor *d, const char *path, struct answer *out, struct error *e)
{
	struct http_request request = {
	    .url = mem_printf(d->ctl->ctx, "%s%s", base_of(d), path),
	    .timeout_ms = ASK_MS,
	    .allow_private = true, /* it is our own address, wherever that is */
	    .tell_certificate = true,
	};

	return ask(d->ctl->ctx, &d->ctl->app, &request, out, e);
}

static const char *other_version(struct doctor *d, const struct json *root)
{
	const char *version = json_text(d->ctl->ctx, root, "version", LIMIT_WORD);

	return version != NULL && strcmp(version, PACKAGE_VERSION) != 0 ? version : NULL;
}

/* Pages stop to deliver when it has expired, and most do not tell. */
static void look_at_certificate(struct doctor *d, int64_t until)
{
	bool soon = until - clock_now() < RENEWED_BEFORE_MS;
	struct buf text;

	if (until == TIME_NONE)
		return;
	buf_init(&text, d->ctl->ctx, LIMIT_WORD);
	buf_str(&text, "valid for ");
	time_span(&text, until - clock_now());
	doctor_say(d, "certificate", soon ? FOUND_WARN : FOUND_OK, text.data,
	    soon ? "renew it: pages do not deliver to one that has expired" : NULL);
}

void doctor_web_server(struct doctor *d)
{
	struct json *root = NULL;
	struct answer a = {0};
	struct error e;

	if (get(d, "/health", &a, &e) != OK) {
		doctor_say(d, "web server", FOUND_FAIL, mem_strdup(d->ctl->ctx, e.text),
		    "is it running, reachable from here, and its certificate valid?");
		return;
	}
	doctor_say(d, "web server", FOUND_OK, "reached", NULL);
	look_at_certificate(d, a.certificate_until);
	json_read(d->ctl->ctx, a.body, a.n, &root, NULL);
	if (a.status == 502 || a.status == 504)
		doctor_say(d, "responder", FOUND_FAIL,
		    mem_printf(d->ctl->ctx, "the web server answers HTTP %d", a.status),
		    "start webhook.fcgi; may the web server write to its socket?");
	else if (json_text(d->ctl->ctx, root, "version", LIMIT_WORD) == NULL)
		doctor_say(d, "responder", FOUND_FAIL,
		    mem_printf(d->ctl->ctx, "/health answers HTTP %d, and not ours", a.status),
		    "does the web server pass /health to webhook.fcgi?");
	else if (a.status != 200)
		doctor_say(d, "responder", FOUND_FAIL, "it cannot use the store",
		    "look at its messages, the disk, and who owns the state directory");
	else if (other_version(d, root) != NULL)
		doctor_say(d, "responder", FOUND_WARN,
		    mem_printf(d->ctl->ctx, "it has version %s", other_version(d, root)),
		    "restart it: this is " PACKAGE_VERSION);
	else
		doctor_say(d, "responder", FOUND_OK, "answers", NULL);
}

/* A wrong secret is refused by the responder; anything else means that it was not asked. */
void doctor_route(struct doctor *d)
{
	struct answer a = {0};
	struct error e;

	if (get(d, "/webhook/not-the-secret", &a, &e) != OK)
		return; /* which the web server's line has told */
	if (a.status == 403)
		doctor_say(d, "route", FOUND_OK, "/webhook/ reaches the responder", NULL);
	else
		doctor_say(d, "route", FOUND_FAIL,
		    mem_printf(d->ctl->ctx, "/webhook/ answers HTTP %d in place of 403", a.status),
		    "see the configuration for the web server that comes with this program");
}

/* The end of a log as text, NULs in it gone; NULL when it cannot be read. */
static char *read_end(void *ctx, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *text = NULL;
	ssize_t n = 0;
	off_t from;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		from = st.st_size > LOG_BYTES ? st.st_size - LOG_BYTES : 0;
		text = mem_array(ctx, char, (size_t)(st.st_size - from) + 1);
		n = pread(fd, text, (size_t)(st.st_size - from), from);
		for (ssize_t i = 0; i < n; i++)
			text[i] = text[i] == '\0' ? ' ' : text[i];
	}
	close(fd);
	return text;
}

/* What is looked for, and what became of it. */
struct search {
	struct secrets secrets;
	const char *found[SECRETS_MAX]; /* the first log that has it, while it is valid */
	size_t read;
	size_t closed; /* that may not be read */
};

static void search_file(struct search *s, const char *path)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	const char *text = read_end(ctx, path);

	if (text == NULL)
		s->closed++;
	else
		s->read++;
	for (size_t i = 0; text != NULL && i < s->secrets.n; i++)
		if (s->found[i] == NULL && !secrets_is_over(&s->secrets, i) &&
		    strstr(text, s->secrets.text[i]) != NULL)
			s->found[i] = path;
	talloc_free(ctx);
}

static bool is_over(const struct search *s)
{
	return s->found[0] != NULL || s->read + s->closed >= LOGS_MOST;
}

static void search_all(void *ctx, struct search *s, const char *patterns)
{
	char *rest = mem_strdup(ctx, patterns), *pattern;
	glob_t names;

	while ((pattern = strsep(&rest, ":")) != NULL) {
		if (glob(pattern, 0, NULL, &names) != 0)
			continue;
		for (size_t i = 0; i < names.gl_pathc && !is_over(s); i++)
			search_file(s, mem_strdup(ctx, names.gl_pathv[i]));
		globfree(&names);
	}
}

void doctor_leak(struct doctor *d)
{
	struct search s = {0};

	if (!doctor_secrets(d, &s.secrets))
		return; /* which the secret's line has told */
	search_all(d->ctl->ctx, &s, d->web_logs);
	if (s.found[0] != NULL)
		doctor_say(d, "secret in logs", FOUND_FAIL,
		    mem_printf(d->ctl->ctx, "%s has the secret", s.found[0]),
		    "switch the logs off for /webhook/, also the error log; then \"statusctl "
		    "secret rotate\"; the old one is valid until \"statusctl secret drop-old\"");
	else if (s.found[1] != NULL)
		doctor_say(d, "secret in logs", FOUND_FAIL,
		    mem_printf(d->ctl->ctx, "%s has the old secret, which is valid", s.found[1]),
		    "\"statusctl secret drop-old\" ends it, when the pages know the new one");
	else if (s.closed > 0)
		doctor_say(d, "secret in logs", FOUND_UNKNOWN,
		    mem_printf(
			d->ctl->ctx, "logs of the web server that may not be read: %zu", s.closed),
		    "run this as root to have them looked at");
	else if (s.read == 0)
		doctor_say(d, "secret in logs", FOUND_UNKNOWN, "no log of the web server was found",
		    "run this as root, or tell where they are with --web-logs");
	else
		doctor_say(d, "secret in logs", FOUND_OK,
		    mem_printf(d->ctl->ctx, "in no log of the web server; logs read: %zu", s.read),
		    NULL);
}
