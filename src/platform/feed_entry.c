/* The entries of a feed. See feed_entry.h. */
#include "platform/feed_entry.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/timetext.h"
#include "base/utf8.h"
#include "base/xml.h"
#include "platform/feed_text.h"

/* One feed under way. */
struct reading {
	void *ctx;
	struct feed *out;
	bool is_feed;
	bool is_open;	  /* in an entry */
	bool is_full;	  /* in one that is beyond the last */
	bool has_content; /* the entry's text is the fuller of two */
	size_t depth;	  /* of the element at hand */
	size_t base;	  /* of what has the fields: the feed, its channel or an entry */
	size_t field;	  /* of the field at hand; 0 outside */
	bool is_markup;	  /* the field is HTML */
	struct feed_entry entry;
	struct buf text; /* of the field */
};

/* What a declaration, a comment or a document type ends with: "[" and "]" may be in the latter. */
static const char *end_of(const char *s)
{
	if (strncmp(s, "<!--", 4) == 0)
		return "-->";
	return s[1] == '!' && s[strcspn(s, "[>")] == '[' ? "]>" : ">";
}

bool feed_begins(const char *bytes)
{
	if (strncmp(bytes, "\xef\xbb\xbf", 3) == 0)
		bytes += 3;
	bytes += strspn(bytes, " \t\r\n");
	while (strncmp(bytes, "<?", 2) == 0 || strncmp(bytes, "<!", 2) == 0) {
		const char *close = end_of(bytes), *end = strstr(bytes, close);

		if (end == NULL)
			return false;
		bytes = end + strlen(close);
		bytes += strspn(bytes, " \t\r\n");
	}
	return (strncmp(bytes, "<feed", 5) == 0 && strchr(" \t\r\n>", bytes[5]) != NULL) ||
	       (strncmp(bytes, "<rss", 4) == 0 && strchr(" \t\r\n>", bytes[4]) != NULL);
}

static const char *cut(void *ctx, const char *s, size_t max)
{
	size_t n;

	s += strspn(s, " \t\r\n");
	n = strlen(s);
	while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		n--;
	return n > 0 ? mem_strndup(ctx, s, utf8_cut(s, n, max)) : NULL;
}

/* An id or an address that is too long is none: cut, it could be that of another. */
static const char *whole(void *ctx, const char *s, size_t max)
{
	const char *text = cut(ctx, s, max + 1);

	return text != NULL && strlen(text) <= max ? text : NULL;
}

static int64_t time_of(void *ctx, const char *s)
{
	const char *text = cut(ctx, s, LIMIT_WORD);
	int64_t ms = TIME_NONE;

	if (text != NULL && !time_parse(text, &ms))
		time_parse_rfc822(text, &ms);
	return ms;
}

/* Of two texts the full one counts, not the summary. */
static void put_html(struct reading *r, bool is_content)
{
	if (r->text.len == 0 || (r->entry.html != NULL && (r->has_content || !is_content)))
		return;
	r->entry.html = mem_strndup(r->ctx, r->text.data, r->text.len);
	r->has_content = is_content;
}

static bool names_upkeep(const char *category)
{
	return category != NULL && strcasecmp(category, "maintenance") == 0;
}

static void put_atom(struct reading *r, const char *name)
{
	struct feed_entry *in = &r->entry;

	if (strcmp(name, "id") == 0)
		in->id = whole(r->ctx, r->text.data, LIMIT_ID);
	else if (strcmp(name, "published") == 0)
		in->published = time_of(r->ctx, r->text.data);
	else if (strcmp(name, "updated") == 0)
		in->updated = time_of(r->ctx, r->text.data);
	else if (strcmp(name, "summary") == 0 || strcmp(name, "content") == 0)
		put_html(r, *name == 'c');
}

/* Many give the same text as description and as content, and some give less in the latter. */
static void put_rss(struct reading *r, const char *name)
{
	struct feed_entry *in = &r->entry;

	if (strcmp(name, "guid") == 0)
		in->id = whole(r->ctx, r->text.data, LIMIT_ID);
	else if (strcmp(name, "link") == 0)
		in->link = whole(r->ctx, r->text.data, LIMIT_URL);
	else if (strcmp(name, "pubDate") == 0)
		in->published = time_of(r->ctx, r->text.data);
	else if (strcmp(name, "a10:updated") == 0 || strcmp(name, "atom:updated") == 0)
		in->updated = time_of(r->ctx, r->text.data);
	else if (strcmp(name, "maintenanceEndDate") == 0)
		in->until = time_of(r->ctx, r->text.data);
	else if (strcmp(name, "category") == 0)
		in->is_upkeep |= names_upkeep(cut(r->ctx, r->text.data, LIMIT_WORD));
	else if (strcmp(name, "description") == 0 || strcmp(name, "content:encoded") == 0)
		put_html(r, *name == 'd');
}

/* What is no HTML may still have an "&" or a "<" in it. */
static const char *line_of(struct reading *r, size_t max)
{
	return r->is_markup ? feed_line(r->ctx, r->text.data, max) : cut(r->ctx, r->text.data, max);
}

static void put_field(struct reading *r, const char *name)
{
	if (strcmp(name, "title") == 0 && r->is_open)
		r->entry.title = line_of(r, LIMIT_TITLE);
	else if (strcmp(name, "title") == 0 && r->out->title == NULL)
		r->out->title = line_of(r, LIMIT_NAME);
	else if (!r->is_open && r->out->is_rss && strcmp(name, "link") == 0)
		r->out->link = whole(r->ctx, r->text.data, LIMIT_URL);
	else if (r->is_open && r->out->is_rss)
		put_rss(r, name);
	else if (r->is_open)
		put_atom(r, name);
}

/* Atom has addresses and categories in attributes. */
static void take_attributes(struct reading *r, const char *name, const char *const *attributes)
{
	const char *rel = xml_attribute(attributes, "rel");
	const char *href = xml_attribute(attributes, "href");
	const char *type = xml_attribute(attributes, "type");
	const char **link = r->is_open ? &r->entry.link : &r->out->link;

	r->is_markup = r->out->is_rss || (type != NULL && strcmp(type, "text") != 0);
	if (r->out->is_rss)
		return;
	if (strcmp(name, "link") == 0 && href != NULL && *link == NULL &&
	    (rel == NULL || strcmp(rel, "alternate") == 0))
		*link = whole(r->ctx, href, LIMIT_URL);
	if (strcmp(name, "category") == 0)
		r->entry.is_upkeep |= names_upkeep(xml_attribute(attributes, "term"));
}

static void begin_field(struct reading *r, const char *name, const char *const *attributes)
{
	r->field = r->depth;
	buf_reset(&r->text);
	take_attributes(r, name, attributes);
}

/* Elements in a field are HTML that was not escaped, as of type "xhtml". */
static void add_tag(struct reading *r, const char *open, const char *name)
{
	buf_printf(&r->text, "%s%s>", open, name);
}

static bool is_container(const struct reading *r, const char *name)
{
	return r->depth == 1 || (r->out->is_rss && r->depth == 2 && strcmp(name, "channel") == 0);
}

static bool is_entry(const struct reading *r, const char *name)
{
	return !r->is_open && r->field == 0 && r->depth <= 3 &&
	       strcmp(name, r->out->is_rss ? "item" : "entry") == 0;
}

static void begin_entry(struct reading *r)
{
	r->is_open = true;
	r->is_full = r->out->n == LIMIT_INCIDENTS;
	r->base = r->depth;
	r->has_content = false;
	r->entry = (struct feed_entry){0};
}

static void end_entry(struct reading *r)
{
	r->is_open = false;
	if (r->is_full)
		return;
	if (r->out->n == talloc_array_length(r->out->entries))
		r->out->entries =
		    mem_grow(r->ctx, r->out->entries, struct feed_entry, r->out->n + 32);
	r->out->entries[r->out->n++] = r->entry;
}

static void on_begin(void *user, const char *name, const char *const *attributes)
{
	struct reading *r = user;

	r->depth++;
	if (r->depth == 1) {
		r->out->is_rss = strcmp(name, "rss") == 0;
		r->is_feed = r->out->is_rss || strcmp(name, "feed") == 0;
	}
	if (r->field > 0)
		add_tag(r, "<", name);
	else if (is_container(r, name))
		r->base = r->depth;
	else if (is_entry(r, name))
		begin_entry(r);
	else if (r->depth == r->base + 1 && !(r->is_open && r->is_full))
		begin_field(r, name, attributes);
}

static void on_end(void *user, const char *name)
{
	struct reading *r = user;

	if (r->field == r->depth) {
		r->field = 0;
		put_field(r, name);
	} else if (r->field > 0) {
		add_tag(r, "</", name);
	} else if (r->is_open && r->depth == r->base) {
		end_entry(r);
	}
	if (r->base == r->depth)
		r->base--;
	r->depth--;
}

static void on_text(void *user, const char *bytes, size_t n)
{
	struct reading *r = user;

	if (r->field == 0)
		return;
	if (r->field == r->depth) {
		buf_add(&r->text, bytes, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (bytes[i] == '<' || bytes[i] == '&')
			buf_str(&r->text, bytes[i] == '<' ? "&lt;" : "&amp;");
		else
			buf_char(&r->text, bytes[i]);
}

int feed_read(void *ctx, const char *bytes, size_t n, struct feed *out, struct error *e)
{
	static const struct xml_visitor visitor = {on_begin, on_text, on_end};
	struct reading r = {.ctx = ctx, .out = out};
	int rc;

	*out = (struct feed){0};
	out->entries = mem_array(ctx, struct feed_entry, 0);
	buf_init(&r.text, ctx, LIMIT_ENTRY_BYTES);
	if ((rc = xml_walk(bytes, n, &visitor, &r, e)) != OK)
		return rc;
	return r.is_feed ? OK : error_set(e, E_INPUT, "XML, but neither Atom nor RSS");
}
