/*
 * Feeds, Atom and RSS: where a page has no API, or its operator switched that off. Statuspage has
 * /history.atom, of which 1,500 versions were looked at, and so has Instatus; incident.io has
 * /feed.atom and /feed.rss, and Azure a feed at an address of its own: both second-hand. An entry is
 * an incident. A page's history shows the newest entries, so that what left it says nothing; a feed
 * whose entries have no status, as Azure's, shows what is open.
 */
#include "platform/feed.h"

#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/url.h"
#include "base/xml.h"
#include "platform/feed_entry.h"
#include "platform/feed_incident.h"
#include "platform/feed_text.h"
#include "platform/gather.h"
#include "platform/platform.h"

/*
 * "7kx..." of "https://status.acme.example/incidents/7kx...": the id that the API has, too. Of
 * addresses that go on behind that, and of cState's, the whole path.
 */
static const char *id_in_link(void *ctx, const char *link)
{
	static const char *const folders[] = {
	    "/incidents/", "/incident/", "/maintenances/", "/maintenance/"};
	const char *at = NULL;
	size_t n = 0;

	for (size_t i = 0; link != NULL && at == NULL && i < 4; i++)
		if ((at = strstr(link, folders[i])) != NULL)
			at += strlen(folders[i]);
	if (at != NULL)
		n = strcspn(at, "/?#");
	if (at != NULL ? at[n] == '/' && strchr("?#", at[n + 1]) == NULL
		       : link != NULL && strstr(link, "/issues/") != NULL)
		n = (at = url_path(link)) != NULL ? strcspn(at, "?#") : 0;
	return n > 0 && n <= LIMIT_ID ? mem_strndup(ctx, at, n) : NULL;
}

static const char *short_enough(const char *s)
{
	return s != NULL && strlen(s) <= LIMIT_ID ? s : NULL;
}

static const char *id_of(void *ctx, const struct feed_entry *entry)
{
	const char *const ids[] = {id_in_link(ctx, entry->link), id_in_link(ctx, entry->id),
	    short_enough(entry->id), short_enough(entry->link), short_enough(entry->title)};
	size_t i = 0;

	while (i < 4 && ids[i] == NULL)
		i++;
	return ids[i];
}

/* Where a title may have a label: first, or as in "Service disruption: [RESOLVED] Errors". */
static const char *bracket_of(const char *title)
{
	const char *s = title != NULL && *title != '[' ? strstr(title, ": [") : NULL;

	return s != NULL ? s + 2 : title;
}

/* "[Resolved] Title", as cState has it: the label, and the title behind it. NULL: none. */
static const char *label_of_title(void *ctx, const char **title)
{
	const char *s = bracket_of(*title), *end = s != NULL && *s == '[' ? strchr(s, ']') : NULL;
	const char *label = end != NULL && end - s <= LIMIT_WORD
				? mem_strndup(ctx, s + 1, (size_t)(end - s) - 1)
				: NULL;

	if (label == NULL || !feed_label_is_known(label) || end[1 + strspn(end + 1, " ")] == '\0')
		return NULL;
	*title = end + 1 + strspn(end + 1, " ");
	return label;
}

static struct incident *find_incident(void *ctx, struct report *out, const char *id)
{
	for (size_t i = 0; i < out->n_incidents; i++)
		if (strcmp(out->incidents[i].id, id) == 0)
			return &out->incidents[i];
	return gather_incident(ctx, out);
}

/* Whether the entry has a status; *out NULL: nobody wants more. */
static bool read_entry(void *ctx, const struct feed_entry *entry, struct report *out)
{
	const char *title = entry->title, *label = label_of_title(ctx, &title);
	struct feed_text text = {0};
	struct incident *in;

	if (entry->html != NULL)
		feed_text_read(ctx, entry->html, &text);
	if (out == NULL || (in = find_incident(ctx, out, id_of(ctx, entry))) == NULL)
		return label != NULL || text.n > 0;
	if (in->id == NULL)
		*in = (struct incident){
		    .id = id_of(ctx, entry),
		    .title = title,
		    .url = entry->link != NULL && url_is_http(entry->link) ? entry->link : NULL,
		};
	feed_incident_add(ctx, &text, label, entry, in);
	return label != NULL || text.n > 0;
}

/* What a title says counts only where nothing else does. */
static void guess_upkeep(struct report *out)
{
	for (size_t i = 0; i < out->n_incidents; i++)
		if (out->incidents[i].title != NULL)
			out->incidents[i].maintenance |=
			    strcasestr(out->incidents[i].title, "maintenance") != NULL;
}

/* "Acme Status" of "Acme Status - Incident History". */
static const char *page_name(void *ctx, const char *title)
{
	const char *tail = title != NULL ? strstr(title, " - Incident History") : NULL;

	return tail != NULL && tail > title ? mem_strndup(ctx, title, (size_t)(tail - title))
					    : title;
}

static int read_feed(void *ctx, const struct place *place, const struct part *part,
    struct report *out, struct feed *feed, size_t *labelled, struct error *e)
{
	int rc = feed_read(ctx, part->bytes, part->n, feed, e);

	*labelled = 0;
	for (size_t i = 0; rc == OK && i < feed->n; i++) {
		if (id_of(ctx, &feed->entries[i]) == NULL)
			return error_set(e, E_INPUT, "the feed has an entry without an id");
		*labelled += read_entry(ctx, &feed->entries[i], out);
	}
	if (rc != OK)
		return e != NULL && rc == E_LIMIT ? error_set(e, E_INPUT, "the feed is too deep")
						  : rc;
	for (size_t i = 0; i < out->n_incidents; i++)
		feed_incident_finish(ctx, &out->incidents[i]);
	/* A feed has no id of its page: the one that its webhooks have joins the two. */
	out->page.id = place->page_id;
	out->page.name = page_name(ctx, feed->title);
	out->page.url = feed->link;
	out->plans_are_vague = true;
	return OK;
}

static int read_history(void *ctx, const struct place *place, const struct part *parts,
    struct report *out, struct error *e)
{
	struct feed feed;
	size_t labelled;

	return read_feed(ctx, place, &parts[0], out, &feed, &labelled, e);
}

/* An Atom feed without entries is more likely a history that is broken than one of what is open. */
static int read_any(void *ctx, const struct place *place, const struct part *parts,
    struct report *out, struct error *e)
{
	struct feed feed;
	size_t labelled;
	int rc = read_feed(ctx, place, &parts[0], out, &feed, &labelled, e);

	out->keeps_past = labelled > 0;
	if (rc != OK || labelled > 0 || (feed.n == 0 && !feed.is_rss))
		return rc;
	out->absent_means = "resolved";
	guess_upkeep(out);
	return OK;
}

/* One that is broken is recognised as well: reading it says what is wrong. */
static bool recognises_any(void *ctx, const struct part *first)
{
	(void)ctx;
	return feed_begins(first->bytes);
}

/* Where nobody said that a feed is of incidents, some entry must have a status. */
static bool has_label(void *ctx, const struct part *first, bool may_be_empty)
{
	TALLOC_CTX *own = mem_context(ctx);
	struct feed feed;
	bool yes = false;

	if (feed_begins(first->bytes)) {
		yes = feed_read(own, first->bytes, first->n, &feed, NULL) != OK || feed.n == 0;
		yes = yes && may_be_empty;
		for (size_t i = 0; !yes && i < feed.n; i++)
			yes = read_entry(own, &feed.entries[i], NULL);
	}
	talloc_free(own);
	return yes;
}

static bool recognises_history(void *ctx, const struct part *first)
{
	return has_label(ctx, first, true);
}

static bool recognises_labelled(void *ctx, const struct part *first)
{
	return has_label(ctx, first, false);
}

/* A feed that a page in HTML names. */
struct linked {
	void *ctx;
	const char *href;
};

static void look_for_link(void *user, const char *name, const char *const *attributes)
{
	struct linked *l = user;
	const char *rel = xml_attribute(attributes, "rel"),
		   *type = xml_attribute(attributes, "type");
	const char *href = xml_attribute(attributes, "href");

	if (l->href == NULL && strcmp(name, "link") == 0 && rel != NULL && type != NULL &&
	    href != NULL && strcasestr(rel, "alternate") != NULL &&
	    (strcasecmp(type, "application/atom+xml") == 0 ||
		strcasecmp(type, "application/rss+xml") == 0))
		l->href = mem_strdup(l->ctx, href);
}

static void pass_text(void *user, const char *bytes, size_t n)
{
	(void)user, (void)bytes, (void)n;
}

static void pass_end(void *user, const char *name)
{
	(void)user, (void)name;
}

/* Where a stranger may send us: on the page's own host, or to one that shows who it is. */
static bool may_lead(void *ctx, const char *url, const char *link)
{
	if (!url_is_http(link) || strchr(link, '@') != NULL)
		return false;
	return strncmp(link, "https:", 6) == 0 ||
	       strcasecmp(url_host_text(ctx, url), url_host_text(ctx, link)) == 0;
}

const char *feed_linked(void *ctx, const char *url, const char *html)
{
	static const struct xml_visitor visitor = {look_for_link, pass_text, pass_end};
	struct linked l = {.ctx = ctx};
	const char *link;

	html_walk(html, strnlen(html, LIMIT_HEAD_BYTES), &visitor, &l);
	link = l.href != NULL ? xml_reference(ctx, url, l.href) : NULL;
	return link != NULL && may_lead(ctx, url, link) ? link : NULL;
}

static const char *leads_to_feed(void *ctx, const struct part *first)
{
	return feed_linked(ctx, first->url, first->bytes);
}

static bool recognises_linked(void *ctx, const struct part *first)
{
	return first->root == NULL && first->url != NULL && leads_to_feed(ctx, first) != NULL;
}

/* Any page may name a feed, mostly one of news. */
static int read_linked(void *ctx, const struct place *place, const struct part *parts,
    struct report *out, struct error *e)
{
	struct feed feed;
	size_t labelled;
	int rc = read_feed(ctx, place, &parts[1], out, &feed, &labelled, e);

	if (rc == OK && labelled == 0)
		return error_set(e, E_INPUT,
		    "the page is HTML, and the feed that it names tells no incident's status");
	return rc;
}

const struct platform platform_feed_history = {
    .name = "feed_history",
    .parts = {"/history.atom"},
    .stands_in = true,
    .keeps_past = true,
    .recognises = recognises_history,
    .read = read_history,
};

const struct platform platform_feed_atom = {
    .name = "feed_atom",
    .parts = {"/feed.atom"},
    .stands_in = true,
    .keeps_past = true,
    .recognises = recognises_history,
    .read = read_history,
};

const struct platform platform_feed_rss = {
    .name = "feed_rss",
    .parts = {"/feed.rss"},
    .stands_in = true,
    .keeps_past = true,
    .recognises = recognises_history,
    .read = read_history,
};

const struct platform platform_feed_index = {
    .name = "feed_index",
    .parts = {"/index.xml"},
    .stands_in = true,
    .keeps_past = true,
    .recognises = recognises_labelled,
    .read = read_history,
};

const struct platform platform_feed = {
    .name = "feed",
    .parts = {""},
    .may_keep_past = true,
    .recognises = recognises_any,
    .read = read_any,
};

/* Elsewhere, and so the last of all: what a page in HTML names. */
const struct platform platform_feed_linked = {
    .name = "feed_linked",
    .parts = {"", "{feed}"},
    .leads_to = leads_to_feed,
    .stands_in = true,
    .keeps_past = true,
    .recognises = recognises_linked,
    .read = read_linked,
};
