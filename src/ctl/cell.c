/* Cells, made and written. See cell.h. */
#include "ctl/cell.h"

#include "base/clock.h"
#include "base/escape.h"
#include "base/timetext.h"
#include "base/timewords.h"

/* Of what is shorter than this, parts of a second are told, too. */
#define BRIEF_MS 10000

const char *cell_kind_word(enum cell_kind kind)
{
	static const char *const words[] = {
	    [CELL_TEXT] = "string",
	    [CELL_STATUS] = "string",
	    [CELL_TIME] = "time",
	    [CELL_SPAN] = "seconds",
	    [CELL_NUMBER] = "number",
	    [CELL_PERCENT] = "percent",
	    [CELL_FLAG] = "boolean",
	};

	return words[kind];
}

struct cell cell_text(const char *text)
{
	return (struct cell){.kind = CELL_TEXT, .is_none = text == NULL, .text = text};
}

struct cell cell_status(const char *word)
{
	return (struct cell){.kind = CELL_STATUS, .is_none = word == NULL, .text = word};
}

struct cell cell_time(int64_t ms)
{
	return (struct cell){.kind = CELL_TIME, .is_none = ms == TIME_NONE, .number = ms};
}

struct cell cell_span(int64_t ms)
{
	return (struct cell){.kind = CELL_SPAN, .is_none = ms < 0, .number = ms};
}

struct cell cell_number(int64_t n)
{
	return (struct cell){.kind = CELL_NUMBER, .number = n};
}

struct cell cell_percent(int64_t thousandths)
{
	return (struct cell){
	    .kind = CELL_PERCENT, .is_none = thousandths < 0, .number = thousandths};
}

struct cell cell_flag(bool flag)
{
	return (struct cell){.kind = CELL_FLAG, .number = flag};
}

static void write_time(struct buf *out, int64_t ms, enum cell_style style, int64_t now)
{
	char text[TIME_RFC3339_SIZE];

	if (style == CELL_DRAWN) {
		time_local(out, ms, now);
		return;
	}
	time_rfc3339(text, ms);
	buf_printf(out, style == CELL_JSON ? "\"%s\"" : "%s", text);
}

static void write_seconds(struct buf *out, int64_t ms)
{
	buf_printf(out, "%lld", (long long)(ms / 1000));
	if (ms % 1000 != 0)
		buf_printf(out, ".%03lld", (long long)(ms % 1000));
}

static void write_span(struct buf *out, int64_t ms, enum cell_style style)
{
	if (style == CELL_JSON || style == CELL_RAW)
		write_seconds(out, ms);
	else if (ms < BRIEF_MS)
		buf_printf(out, "%.1f s", (double)ms / 1000);
	else
		time_span(out, ms);
}

static void write_flag(struct buf *out, bool flag, enum cell_style style)
{
	if (style == CELL_JSON)
		buf_str(out, flag ? "true" : "false");
	else
		buf_str(out, flag ? "yes" : "no");
}

void cell_write(struct buf *out, const struct cell *c, enum cell_style style, int64_t now)
{
	if (c->is_none) {
		buf_str(out, style == CELL_JSON ? "null" : "-");
		return;
	}
	switch (c->kind) {
	case CELL_TEXT:
	case CELL_STATUS:
		if (style == CELL_JSON)
			json_str(out, c->text);
		else
			log_text(out, c->text);
		return;
	case CELL_TIME:
		write_time(out, c->number, style, now);
		return;
	case CELL_SPAN:
		write_span(out, c->number, style);
		return;
	case CELL_NUMBER:
		buf_printf(out, "%lld", (long long)c->number);
		return;
	case CELL_PERCENT:
		buf_printf(out, "%lld.%03lld", (long long)(c->number / 1000),
		    (long long)(c->number % 1000));
		return;
	case CELL_FLAG:
		write_flag(out, c->number != 0, style);
		return;
	}
}
