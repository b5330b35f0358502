/* Cells made of what a command knows. See table.h. */
#include "base/clock.h"
#include "ctl/table.h"

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
