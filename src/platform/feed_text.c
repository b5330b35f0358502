/* What an entry of a feed says. See feed_text.h. */
#include "platform/feed_text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/xml.h"
#include "model/words.h"
#include "platform/gather.h"
#include "platform/shape.h"

/* Text as a browser would set it: blanks are one, and lines end where elements say so. */
struct lines {
	struct buf buf;
	bool blank; /* one comes before the next word */
	int breaks; /* so many come there instead */
};

/* One entry under way. */
struct reading {
	void *ctx;
	struct feed_text *out;
	struct lines text; /* of the update at hand, or what comes before the first */
	struct lines mark; /* what stands in <small>, <strong> and the like */
	size_t marks;	   /* of these that are open */
	bool mark_is_small;
	bool mark_begins_line;
	bool wants_label; /* a time was shown, and nothing since */
	bool wants_dash;  /* a label was, likewise */
	bool is_dated;	  /* some time was shown: a label alone begins nothing */
	bool skips;	  /* what follows is not of the text */
	size_t hidden;	  /* scripts that are open */
};

static bool is_one_of(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

static bool is_mark(const char *name)
{
	static const char *const list[] = {
	    "small", "strong", "b", "h1", "h2", "h3", "h4", "h5", "h6", NULL};

	return is_one_of(name, list);
}

static bool is_hidden(const char *name)
{
	static const char *const list[] = {"script", "style", "title", NULL};

	return is_one_of(name, list);
}

/* How many line breaks an element makes where it begins and where it ends. */
static int breaks_of(const char *name)
{
	static const char *const paragraphs[] = {"p", "div", "ul", "ol", "table", "blockquote",
	    "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6", NULL};
	static const char *const lines[] = {"li", "tr", NULL};

	if (is_one_of(name, paragraphs))
		return 2;
	return is_one_of(name, lines) ? 1 : 0;
}

static void lines_init(struct lines *l, void *ctx, size_t limit)
{
	*l = (struct lines){0};
	/* So much that what is cut below is never half a character. */
	buf_init(&l->buf, ctx, limit + 4);
}

static void lines_reset(struct lines *l)
{
	buf_reset(&l->buf);
	l->blank = false;
	l->breaks = 0;
}

static void lines_break(struct lines *l, int n)
{
	if (n > l->breaks)
		l->breaks = n;
}

/* A <br> counts each time, but no more than an empty line. */
static void lines_end(struct lines *l)
{
	if (l->breaks < 2)
		l->breaks++;
}

static bool begins_line(const struct lines *l)
{
	return l->buf.len == 0 || l->breaks > 0;
}

static void lines_add_char(struct lines *l, char c)
{
	if (strchr(" \t\r\n", c) != NULL) {
		l->blank = true;
		return;
	}
	if (l->buf.len > 0 && l->breaks > 0)
		buf_add(&l->buf, "\n\n", (size_t)l->breaks);
	else if (l->buf.len > 0 && l->blank)
		buf_char(&l->buf, ' ');
	l->blank = false;
	l->breaks = 0;
	buf_char(&l->buf, c);
}

static void lines_add(struct lines *l, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] != '\0')
			lines_add_char(l, s[i]);
}

/* A copy of ctx; NULL when there is nothing. */
static const char *lines_text(const struct lines *l, void *ctx, size_t max)
{
	return l->buf.len > 0
		   ? mem_strndup(ctx, l->buf.data, utf8_cut(l->buf.data, l->buf.len, max))
		   : NULL;
}

static struct feed_update *current(struct reading *r)
{
	return r->out->n > 0 ? &r->out->updates[r->out->n - 1] : NULL;
}

/* What was gathered is the text of the update before, or of none. */
static void finish_text(struct reading *r)
{
	struct feed_update *up = current(r);
	const char *text = lines_text(&r->text, r->ctx, LIMIT_TEXT);

	if (up != NULL)
		up->text = text;
	else
		r->out->plain = text;
	lines_reset(&r->text);
}

static void begin_update(struct reading *r, struct feed_update up)
{
	finish_text(r);
	r->wants_label = r->wants_dash = false;
	r->skips = r->out->n == LIMIT_UPDATES;
	if (r->skips)
		return;
	if (r->out->n == talloc_array_length(r->out->updates))
		r->out->updates =
		    mem_grow(r->ctx, r->out->updates, struct feed_update, r->out->n + 16);
	r->out->updates[r->out->n++] = up;
}

static const char *word_of(struct reading *r, const char *s)
{
	size_t n = strlen(s);

	return n > 0 ? mem_strndup(r->ctx, s, utf8_cut(s, n, LIMIT_WORD)) : NULL;
}

static void begin_shown(struct reading *r, const struct shown *shown)
{
	begin_update(r, (struct feed_update){.is_shown = true, .shown = *shown});
	r->is_dated = true;
	r->wants_label = !r->skips;
}

/* A <strong>, or the like, that is the status of an update; false when it is part of its text. */
static bool take_label(struct reading *r, const char *s)
{
	if (r->wants_label) {
		current(r)->label = word_of(r, s);
		r->wants_label = false;
		r->wants_dash = true;
		return true;
	}
	if (r->is_dated || !r->mark_begins_line)
		return false;
	if (strncasecmp(s, "Status:", 7) == 0) {
		begin_update(r, (struct feed_update){
				    .label = word_of(r, s + 7 + strspn(s + 7, " ")),
				    .is_state = true,
				});
		return true;
	}
	if (!feed_label_is_known(s))
		return false;
	begin_update(r, (struct feed_update){.label = word_of(r, s)});
	r->wants_dash = true;
	return true;
}

static void add_text(struct reading *r, const char *s, size_t n)
{
	size_t i = 0;

	if (r->skips)
		return;
	for (; r->wants_dash && i < n; i++) {
		if (strchr(" \t\r\n", s[i]) != NULL)
			continue;
		r->wants_dash = false;
		if (s[i] != '-' && s[i] != ':')
			break;
	}
	if (i < n && strspn(s + i, " \t\r\n") < n - i)
		r->wants_label = false;
	lines_add(&r->text, s + i, n - i);
}

/* The components an update is about, as a list: not of its text. */
static bool begins_components(const struct reading *r, const char *s)
{
	return r->mark_begins_line && strncasecmp(s, "Affected components", 19) == 0;
}

static void end_mark(struct reading *r)
{
	const char *s = lines_text(&r->mark, r->ctx, LIMIT_TEXT);
	struct shown shown;

	if (s == NULL)
		return;
	if (r->mark_is_small && shown_read(s, &shown))
		begin_shown(r, &shown);
	else if (!r->mark_is_small && take_label(r, s))
		return;
	else if (begins_components(r, s))
		r->skips = true;
	else
		add_text(r, s, strlen(s));
}

static void break_line(struct reading *r, int n)
{
	struct lines *to = r->marks > 0 ? &r->mark : &r->text;

	lines_break(to, n);
}

static void on_begin(void *user, const char *name, const char *const *attributes)
{
	struct reading *r = user;

	(void)attributes;
	break_line(r, breaks_of(name));
	if (strcmp(name, "br") == 0)
		lines_end(r->marks > 0 ? &r->mark : &r->text);
	if (is_hidden(name))
		r->hidden++;
	if (is_mark(name) && r->marks++ == 0) {
		lines_reset(&r->mark);
		r->mark_is_small = strcmp(name, "small") == 0;
		r->mark_begins_line = begins_line(&r->text);
	}
	if (strcmp(name, "li") == 0)
		add_text(r, "- ", 2);
}

static void on_end(void *user, const char *name)
{
	struct reading *r = user;

	if (is_hidden(name) && r->hidden > 0)
		r->hidden--;
	if (is_mark(name) && r->marks > 0 && --r->marks == 0)
		end_mark(r);
	break_line(r, breaks_of(name));
}

static void on_text(void *user, const char *bytes, size_t n)
{
	struct reading *r = user;

	if (r->hidden > 0)
		return;
	if (r->marks > 0)
		lines_add(&r->mark, bytes, n);
	else
		add_text(r, bytes, n);
}

void feed_text_read(void *ctx, const char *html, struct feed_text *out)
{
	static const struct xml_visitor visitor = {on_begin, on_text, on_end};
	void *own = mem_context(ctx);
	struct reading r = {.ctx = ctx, .out = out};

	*out = (struct feed_text){0};
	out->updates = mem_array(ctx, struct feed_update, 0);
	lines_init(&r.text, own, LIMIT_TEXT);
	lines_init(&r.mark, own, LIMIT_TEXT);
	html_walk(html, strlen(html), &visitor, &r);
	finish_text(&r);
	talloc_free(own);
}

static void line_begin(void *user, const char *name, const char *const *attributes)
{
	struct lines *l = user;

	(void)name, (void)attributes;
	l->blank = true;
}

static void line_text(void *user, const char *bytes, size_t n)
{
	lines_add(user, bytes, n);
}

static void line_end(void *user, const char *name)
{
	line_begin(user, name, NULL);
}

const char *feed_line(void *ctx, const char *html, size_t max)
{
	static const struct xml_visitor visitor = {line_begin, line_text, line_end};
	struct lines l;

	lines_init(&l, ctx, max);
	html_walk(html, strlen(html), &visitor, &l);
	return lines_text(&l, ctx, max);
}

/* "In progress" as "in_progress". */
static const char *normalise(void *ctx, const char *label)
{
	char *word = mem_strdup(ctx, label);

	for (char *c = word; *c != '\0'; c++)
		*c = (char)(*c == ' ' ? '_' : tolower((unsigned char)*c));
	return shape_status(word);
}

static bool is_update(const char *label)
{
	return strcasecmp(label, "Update") == 0 || strcasecmp(label, "Updated") == 0;
}

const char *feed_status(void *ctx, const char *label)
{
	const char *word = normalise(ctx, label);

	if (is_update(label))
		return NULL;
	return status_rank(word) > 0 ? word : label;
}

bool feed_label_is_known(const char *label)
{
	TALLOC_CTX *own = mem_context(NULL);
	bool known = is_update(label) || status_rank(normalise(own, label)) > 0;

	talloc_free(own);
	return known;
}
